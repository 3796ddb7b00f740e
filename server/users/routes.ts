/** /api/v1/users: people of the organisation, and the administrator's acts on one of them. */
import { Type } from 'typebox';
import { callerOf, type Http } from '../platform/http/http.ts';
import { entityTag, IfMatch, ifMatch } from '../platform/http/if-match.ts';
import { ById, closed, Done } from '../platform/http/shapes.ts';
import { credentialRoutes } from './credential-routes.ts';
import { Email, Extension, Locale, PersonName, RoleKey, Schedule, Station, TeamNames, Username } from './fields.ts';
import { type UserState, userStates } from './listing/user-states.ts';
import { CreatedUserAnswer, UserAnswer, UserPageAnswer } from './schemas.ts';
import type { Users } from './users.ts';

const tags = ['users'];
const PhoneNumber = Type.Union([Type.String({ pattern: '^\\+?[0-9]{1,31}$' }), Type.Null()]);
const Password = Type.String({ maxLength: 4096 });

const NewUserBody = Type.Object(
  {
    username: Username,
    email: Type.Optional(Email),
    firstName: Type.Optional(PersonName),
    lastName: Type.Optional(PersonName),
    role: Type.Optional(RoleKey),
    teams: Type.Optional(TeamNames),
    locale: Type.Optional(Locale),
    extension: Type.Optional(Extension),
    number: Type.Optional(PhoneNumber),
    station: Type.Optional(Station),
    schedule: Type.Optional(Schedule),
    password: Type.Optional(Password),
    temporary: Type.Optional(Type.Boolean()),
  },
  closed,
);
const UserPatchBody = Type.Object(
  {
    username: Type.Optional(Username),
    email: Type.Optional(Email),
    firstName: Type.Optional(PersonName),
    lastName: Type.Optional(PersonName),
    role: Type.Optional(RoleKey),
    teams: Type.Optional(TeamNames),
    status: Type.Optional(Type.Union([Type.Literal('active'), Type.Literal('inactive')])),
    locale: Type.Optional(Locale),
    extension: Type.Optional(Extension),
    number: Type.Optional(PhoneNumber),
    station: Type.Optional(Station),
    schedule: Type.Optional(Schedule),
  },
  closed,
);
const ListQuery = Type.Object(
  {
    search: Type.Optional(
      Type.String({
        maxLength: 200,
        description:
          'What a name (first or last one first), a username, an address, an extension or a telephone number begins with; or the whole number of the station that somebody is at or has of their own.',
      }),
    ),
    cursor: Type.Optional(Type.String({ maxLength: 300 })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
    role: Type.Optional(Type.String({ minLength: 1, maxLength: 63, description: 'Key or id of a role.' })),
    team: Type.Optional(Type.String({ minLength: 1, maxLength: 100, description: 'Id of a team.' })),
    status: Type.Optional(
      Type.Unsafe<UserState>({
        type: 'string',
        enum: [...userStates],
        description:
          '`active`: neither inactive, disabled nor locked. `email_problem`: the last mail to their address was refused.',
      }),
    ),
  },
  closed,
);

function without<Value extends object>(value: Value): { [Key in keyof Value]: Exclude<Value[Key], undefined> } {
  // JSON has no undefined, so an absent optional field is absent here too; the type says what exactOptionalPropertyTypes wants.
  return value as { [Key in keyof Value]: Exclude<Value[Key], undefined> };
}

export function userRoutes(http: Http, users: Users): void {
  http.get(
    '/api/v1/users',
    {
      config: { compressed: true },
      schema: {
        tags,
        summary: 'List and search users, by role, team and state',
        querystring: ListQuery,
        response: { 200: UserPageAnswer },
      },
    },
    (request) => {
      const { limit = 50, cursor = null, search, role = null, team = null, status = null } = request.query;
      const query = { limit, cursor, search: search?.trim() || null, role, team, status };
      return users.list(request.tenant, callerOf(request), query);
    },
  );
  http.post(
    '/api/v1/users',
    { schema: { tags, summary: 'Create a user', body: NewUserBody, response: { 201: CreatedUserAnswer } } },
    async (request, reply) => {
      const created = await users.create(request.tenant, callerOf(request), {
        ...without(request.body),
        role: request.body.role ?? 'agent',
      });
      return reply.code(201).header('location', `/api/v1/users/${created.user.id}`).send(created);
    },
  );
  http.get(
    '/api/v1/users/:id',
    { schema: { tags, summary: 'One user', params: ById, response: { 200: UserAnswer } } },
    async (request, reply) => {
      const { user, revision } = await users.get(request.tenant, callerOf(request), request.params.id);
      return reply.header('etag', entityTag(revision)).send(user);
    },
  );
  http.patch(
    '/api/v1/users/:id',
    {
      schema: {
        tags,
        summary: 'Change a user',
        params: ById,
        headers: IfMatch,
        body: UserPatchBody,
        response: { 200: UserAnswer },
      },
    },
    async (request, reply) => {
      const revision = ifMatch(request.headers['if-match']);
      const changed = await users.update(
        request.tenant,
        callerOf(request),
        request.params.id,
        without(request.body),
        revision,
      );
      return reply.header('etag', entityTag(changed.revision)).send(changed.user);
    },
  );
  http.delete(
    '/api/v1/users/:id',
    {
      schema: {
        tags,
        summary: 'Delete a user, for good; their sessions, seat, station and mails that wait end at once',
        params: ById,
        headers: IfMatch,
        response: { 204: Done },
      },
    },
    async (request, reply) => {
      await users.remove(request.tenant, callerOf(request), request.params.id, ifMatch(request.headers['if-match']));
      return reply.code(204).send();
    },
  );
  credentialRoutes(http, users);
  actRoutes(http, users);
}

/** Keeping a user out, and letting them in again. */
function actRoutes(http: Http, users: Users): void {
  for (const [verb, disabled] of [
    ['disable', true],
    ['enable', false],
  ] as const) {
    http.post(
      `/api/v1/users/:id/${verb}`,
      {
        schema: {
          tags,
          summary: `${verb} a user`,
          params: ById,
          body: Type.Union([Type.Object({}, closed), Type.Null()]),
          response: { 204: Done },
        },
      },
      async (request, reply) => {
        await users.setDisabled(request.tenant, callerOf(request), request.params.id, disabled);
        return reply.code(204).send();
      },
    );
  }
}
