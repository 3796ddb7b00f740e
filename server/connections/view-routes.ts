/** Who is connected, and what is done to their tabs: /api/v1/connections, for supervisors and administrators. */
import type { Database } from '../platform/database.ts';
import { callerOf, type Http } from '../platform/http/http.ts';
import { ById, Done } from '../platform/http/shapes.ts';
import { listPresences } from './live-view.ts';
import { MessageBody, PresencePage, PresenceQuery } from './schemas.ts';
import { disconnectTab, sendMessage } from './supervise.ts';

export interface ViewRouteOptions {
  readonly database: Database;
  readonly onError: (error: unknown) => void;
}

const tags = ['connections'];

export function viewRoutes(http: Http, options: ViewRouteOptions): void {
  const { database } = options;
  http.get(
    '/api/v1/connections',
    {
      // The view looks again by itself whenever somebody comes or goes.
      config: { unattended: true },
      schema: { tags, summary: 'Who is connected', querystring: PresenceQuery, response: { 200: PresencePage } },
    },
    (request) => {
      const { limit = 50, cursor = null, search, team = null } = request.query;
      return listPresences(database, callerOf(request), { limit, cursor, search: search?.trim() || null, team });
    },
  );
  http.delete(
    '/api/v1/connections/:id',
    { schema: { tags, summary: 'Disconnect a tab', params: ById, response: { 204: Done } } },
    async (request, reply) => {
      await disconnectTab(options, request.tenant, callerOf(request), request.params.id);
      return reply.code(204).send();
    },
  );
  http.post(
    '/api/v1/connections/:id/message',
    { schema: { tags, summary: 'Write to a tab', params: ById, body: MessageBody, response: { 204: Done } } },
    async (request, reply) => {
      const to = { connection: request.params.id };
      await sendMessage(database, request.tenant, callerOf(request), to, request.body.text);
      return reply.code(204).send();
    },
  );
  http.post(
    '/api/v1/users/:id/message',
    {
      schema: {
        tags: ['users'],
        summary: 'Write to all open tabs of a user',
        params: ById,
        body: MessageBody,
        response: { 204: Done },
      },
    },
    async (request, reply) => {
      const to = { user: request.params.id };
      await sendMessage(database, request.tenant, callerOf(request), to, request.body.text);
      return reply.code(204).send();
    },
  );
}
