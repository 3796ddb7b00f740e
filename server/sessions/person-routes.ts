/** /api/v1/users/{id}/sessions: where somebody is logged in, and logging them out there. Translates only. */
import { Type } from 'typebox';
import { callerOf, type Http } from '../platform/http/http.ts';
import { ById, closed, Done } from '../platform/http/shapes.ts';
import type { Users } from '../users/users.ts';
import { PersonSessionList } from './schemas.ts';
import type { Sessions } from './sessions.ts';
import type { PersonSessionRow } from './store-person.ts';

const BySession = Type.Object(
  { id: Type.String({ maxLength: 100 }), session: Type.String({ maxLength: 100 }) },
  closed,
);

function itemOf(row: PersonSessionRow) {
  return {
    id: row.id,
    kind: row.kind,
    browser: row.browser_name,
    address: row.address,
    since: row.created_at.toISOString(),
    lastSeenAt: row.last_seen_at.toISOString(),
    station: row.station,
    tabs: row.tabs.map((tab) => ({ ...tab, since: new Date(tab.since).toISOString() })),
  };
}

export function personSessionRoutes(http: Http, users: Users, sessions: Sessions): void {
  const tags = ['users'];
  http.get(
    '/api/v1/users/:id/sessions',
    {
      schema: {
        tags,
        summary: 'Where a user is logged in, with the tabs that are connected',
        params: ById,
        response: { 200: PersonSessionList },
      },
    },
    async (request) => {
      const caller = callerOf(request);
      const user = await users.reach(request.tenant, caller, request.params.id, 'read');
      return { items: (await sessions.listOf(caller, user.id)).map(itemOf), next: null };
    },
  );
  http.delete(
    '/api/v1/users/:id/sessions/:session',
    { schema: { tags, summary: 'Log a user out in one place', params: BySession, response: { 204: Done } } },
    async (request, reply) => {
      const caller = callerOf(request);
      const user = await users.reach(request.tenant, caller, request.params.id, 'sign_out');
      await sessions.endOf(caller, user.id, request.params.session);
      return reply.code(204).send();
    },
  );
}
