/** /api/v1/roles: what each role may do, where it lands, what it takes. */
import { type Static, Type } from 'typebox';
import { callerOf, type Http } from '../platform/http/http.ts';
import { entityTag, IfMatch, ifMatch } from '../platform/http/if-match.ts';
import { ById, closed, Done } from '../platform/http/shapes.ts';
import { grantable, type Role, type RoleFields } from './role.ts';
import type { Roles } from './roles.ts';

const tags = ['roles'];
const nullable = { type: ['string', 'null'] } as const;

const fields = {
  name: Type.String({ minLength: 1, maxLength: 100, pattern: '\\S' }),
  home: Type.String({
    maxLength: 2000,
    description:
      'Where a sign-in leads: a path of this host that the role may open, or the https address of an application.',
  }),
  permissions: Type.Array(Type.Unsafe<RoleFields['permissions'][number]>({ type: 'string', enum: [...grantable] }), {
    maxItems: grantable.length,
  }),
  usesSeat: Type.Boolean({
    description:
      'False: its people take no seat of the licence. Only where operators allow it (`seatlessRoles` of the organisation).',
  }),
  seatsMax: Type.Unsafe<number | null>({
    type: ['integer', 'null'],
    minimum: 0,
    maximum: 1_000_000,
    description: 'At most so many of its people hold a seat at once; null: as many as the organisation has.',
  }),
  reservedSeats: Type.Boolean({ description: 'Its people may take the seats that are kept from everyone else.' }),
  stationRequired: Type.Boolean({ description: 'A sign-in asks for a station.' }),
  connectedIsActive: Type.Boolean({ description: 'A connected tab counts as activity.' }),
  schedule: Type.Unsafe<string | null>({ ...nullable, maxLength: 100, description: 'Id of the access schedule.' }),
} as const;

const answer = {
  id: Type.String(),
  key: Type.String(),
  builtIn: Type.Boolean(),
  ...fields,
  permissions: Type.Array(Type.String()),
} as const;
const RoleAnswer = Type.Unsafe<Role>(Type.Object(answer));
const RoleDetails = Type.Unsafe<Role & { readonly users: number }>(
  Type.Object({ ...answer, users: Type.Integer({ description: 'How many people have it.' }) }),
);
const RoleList = Type.Object({
  items: Type.Array(RoleAnswer),
  next: Type.Null(),
  seatlessRoles: Type.Boolean({ description: 'Whether roles may take no seat: operators decide.' }),
});
const optional = {
  home: Type.Optional(fields.home),
  permissions: Type.Optional(fields.permissions),
  usesSeat: Type.Optional(fields.usesSeat),
  seatsMax: Type.Optional(fields.seatsMax),
  reservedSeats: Type.Optional(fields.reservedSeats),
  stationRequired: Type.Optional(fields.stationRequired),
  connectedIsActive: Type.Optional(fields.connectedIsActive),
  schedule: Type.Optional(fields.schedule),
} as const;
const NewRoleBody = Type.Object(
  { key: Type.String({ pattern: '^[a-z][a-z0-9_-]{0,62}$' }), name: fields.name, ...optional },
  closed,
);
const RolePatchBody = Type.Object({ name: Type.Optional(fields.name), ...optional }, closed);

/** JSON has no undefined, so an absent optional field is absent here too; names lose the blanks around them. */
function given<Body extends Partial<Static<typeof NewRoleBody>>>(
  body: Body,
): { [Key in keyof Body]: Exclude<Body[Key], undefined> } {
  const trimmed = body.name === undefined ? body : { ...body, name: body.name.trim() };
  return trimmed as { [Key in keyof Body]: Exclude<Body[Key], undefined> }; // as the sentence above says
}

export function roleRoutes(http: Http, roles: Roles): void {
  const querystring = Type.Object({}, closed);
  http.get(
    '/api/v1/roles',
    {
      config: { compressed: true },
      schema: { tags, summary: 'Roles and what they permit', querystring, response: { 200: RoleList } },
    },
    async (request) => ({
      items: await roles.list(callerOf(request)),
      next: null,
      seatlessRoles: request.tenant.seatlessRoles,
    }),
  );
  http.post(
    '/api/v1/roles',
    { schema: { tags, summary: 'Create a role', body: NewRoleBody, response: { 201: RoleAnswer } } },
    async (request, reply) => {
      const { role, revision } = await roles.create(callerOf(request), given(request.body));
      return reply
        .code(201)
        .header('location', `/api/v1/roles/${role.id}`)
        .header('etag', entityTag(revision))
        .send(role);
    },
  );
  http.get(
    '/api/v1/roles/:id',
    { schema: { tags, summary: 'One role', params: ById, response: { 200: RoleDetails } } },
    async (request, reply) => {
      const { role, users, revision } = await roles.get(callerOf(request), request.params.id);
      return reply.header('etag', entityTag(revision)).send({ ...role, users });
    },
  );
  http.patch(
    '/api/v1/roles/:id',
    {
      schema: {
        tags,
        summary: 'Change a role',
        params: ById,
        headers: IfMatch,
        body: RolePatchBody,
        response: { 200: RoleAnswer },
      },
    },
    async (request, reply) => {
      const revision = ifMatch(request.headers['if-match']);
      const changed = await roles.update(callerOf(request), request.params.id, given(request.body), revision);
      return reply.header('etag', entityTag(changed.revision)).send(changed.role);
    },
  );
  http.delete(
    '/api/v1/roles/:id',
    {
      schema: {
        tags,
        summary: 'Delete a role that nobody has',
        params: ById,
        headers: IfMatch,
        response: { 204: Done },
      },
    },
    async (request, reply) => {
      await roles.remove(callerOf(request), request.params.id, ifMatch(request.headers['if-match']));
      return reply.code(204).send();
    },
  );
}
