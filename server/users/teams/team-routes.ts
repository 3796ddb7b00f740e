/** /api/v1/teams: teams, who is in them and who supervises them (M3). */
import { Type } from 'typebox';
import { callerOf, type Http } from '../../platform/http/http.ts';
import { entityTag, IfMatch, ifMatch } from '../../platform/http/if-match.ts';
import { ById, closed, Done } from '../../platform/http/shapes.ts';
import type { MemberPage } from './team-members.ts';
import type { Team, TeamFields, Teams } from './teams.ts';

const tags = ['teams'];
const nullable = { type: ['string', 'null'] } as const;

const TeamName = Type.String({ minLength: 1, maxLength: 100, pattern: '\\S' });
const ScheduleChoice = Type.Unsafe<string | null>({
  ...nullable,
  maxLength: 100,
  description: 'Id of the access schedule of its members.',
});
const TeamAnswer = Type.Unsafe<Team>(
  Type.Object({
    id: Type.String(),
    name: Type.String(),
    schedule: Type.Unsafe<string | null>({ ...nullable }),
    members: Type.Integer({ description: 'Everybody in it, supervisors included.' }),
    supervisors: Type.Array(
      Type.Object({ id: Type.String(), username: Type.String(), name: Type.String({ description: 'As shown.' }) }),
      { description: 'The first ten of those who supervise it.' },
    ),
  }),
);
const Next = Type.Unsafe<string | null>({ ...nullable });
const TeamPage = Type.Unsafe<{ items: Team[]; next: string | null }>(
  Type.Object({ items: Type.Array(TeamAnswer), next: Next }),
);
const Members = Type.Unsafe<MemberPage>(
  Type.Object({
    items: Type.Array(
      Type.Object({
        id: Type.String(),
        username: Type.String(),
        firstName: Type.String(),
        lastName: Type.String(),
        role: Type.String({ description: 'Key of the role.' }),
        supervises: Type.Boolean(),
      }),
    ),
    next: Next,
  }),
);
const page = {
  cursor: Type.Optional(Type.String({ maxLength: 300 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
} as const;
const ListQuery = Type.Object({ ...page, search: Type.Optional(Type.String({ maxLength: 200 })) }, closed);
const MembersQuery = Type.Object(page, closed);
const NewTeamBody = Type.Object({ name: TeamName, schedule: Type.Optional(ScheduleChoice) }, closed);
const TeamPatchBody = Type.Object({ name: Type.Optional(TeamName), schedule: Type.Optional(ScheduleChoice) }, closed);
const People = Type.Array(Type.String({ maxLength: 100 }), {
  minItems: 1,
  maxItems: 500,
  description: 'Ids of users.',
});
const PutBody = Type.Object({ users: People, supervises: Type.Optional(Type.Boolean({ default: false })) }, closed);
const TakeBody = Type.Object({ users: People }, closed);

function patchOf({ name, schedule }: { name?: string; schedule?: string | null }): Partial<TeamFields> {
  return { ...(name === undefined ? {} : { name: name.trim() }), ...(schedule === undefined ? {} : { schedule }) };
}

export function teamRoutes(http: Http, teams: Teams): void {
  http.get(
    '/api/v1/teams',
    {
      config: { compressed: true },
      schema: { tags, summary: 'Teams that one may see', querystring: ListQuery, response: { 200: TeamPage } },
    },
    (request) => {
      const { limit = 50, cursor = null, search } = request.query;
      return teams.list(callerOf(request), { limit, cursor, search: search?.trim() || null });
    },
  );
  http.post(
    '/api/v1/teams',
    { schema: { tags, summary: 'Create a team', body: NewTeamBody, response: { 201: TeamAnswer } } },
    async (request, reply) => {
      const { name, schedule = null } = request.body;
      const { team, revision } = await teams.create(callerOf(request), { name: name.trim(), schedule });
      return reply
        .code(201)
        .header('location', `/api/v1/teams/${team.id}`)
        .header('etag', entityTag(revision))
        .send(team);
    },
  );
  memberRoutes(http, teams);
  http.get(
    '/api/v1/teams/:id',
    { schema: { tags, summary: 'One team', params: ById, response: { 200: TeamAnswer } } },
    async (request, reply) => {
      const { team, revision } = await teams.get(callerOf(request), request.params.id);
      return reply.header('etag', entityTag(revision)).send(team);
    },
  );
  http.patch(
    '/api/v1/teams/:id',
    {
      schema: {
        tags,
        summary: 'Change a team',
        params: ById,
        headers: IfMatch,
        body: TeamPatchBody,
        response: { 200: TeamAnswer },
      },
    },
    async (request, reply) => {
      const revision = ifMatch(request.headers['if-match']);
      const changed = await teams.update(callerOf(request), request.params.id, patchOf(request.body), revision);
      return reply.header('etag', entityTag(changed.revision)).send(changed.team);
    },
  );
  http.delete(
    '/api/v1/teams/:id',
    {
      schema: {
        tags,
        summary: 'Delete a team; its people stay',
        params: ById,
        headers: IfMatch,
        response: { 204: Done },
      },
    },
    async (request, reply) => {
      await teams.remove(callerOf(request), request.params.id, ifMatch(request.headers['if-match']));
      return reply.code(204).send();
    },
  );
}

/** Who is in a team. */
function memberRoutes(http: Http, teams: Teams): void {
  const path = '/api/v1/teams/:id/members';
  http.get(
    path,
    {
      schema: {
        tags,
        summary: 'Who is in a team',
        params: ById,
        querystring: MembersQuery,
        response: { 200: Members },
      },
    },
    (request) => {
      const { limit = 50, cursor = null } = request.query;
      return teams.members(callerOf(request), request.params.id, { limit, cursor });
    },
  );
  http.put(
    path,
    {
      schema: {
        tags,
        summary: 'Put people into a team, or change whether they supervise it',
        params: ById,
        body: PutBody,
        response: { 204: Done },
      },
    },
    async (request, reply) => {
      const { users, supervises = false } = request.body;
      await teams.put(callerOf(request), request.params.id, users, supervises);
      return reply.code(204).send();
    },
  );
  http.delete(
    path,
    { schema: { tags, summary: 'Take people out of a team', params: ById, body: TakeBody, response: { 204: Done } } },
    async (request, reply) => {
      await teams.take(callerOf(request), request.params.id, request.body.users);
      return reply.code(204).send();
    },
  );
}
