/** A person's own tabs: /api/v1/session/connection, the stream that is the connection, and the list of those that are open. */
import { isUuid } from '../kernel/ids.ts';
import { refuse } from '../kernel/refusal.ts';
import type { Cookies } from '../platform/http/cookies.ts';
import { openEventStream } from '../platform/http/event-stream.ts';
import { callerOf, type Http, originOf } from '../platform/http/http.ts';
import { ById, Done } from '../platform/http/shapes.ts';
import { sessionOf } from '../sessions/routes.ts';
import type { Sessions } from '../sessions/sessions.ts';
import type { Tenants } from '../tenants/tenants.ts';
import type { Connections } from './connections.ts';
import type { OwnTabs } from './own-tabs.ts';
import { ByTab, EventStream, OpenTabs, StreamQuery } from './schemas.ts';
import type { WhyOver } from './why-over.ts';

export interface ConnectionRouteOptions {
  readonly connections: Connections;
  readonly ownTabs: OwnTabs;
  readonly sessions: Sessions;
  readonly tenants: Pick<Tenants, 'byHost'>;
  readonly cookies: Cookies;
  readonly whyOver: WhyOver;
}

const tags = ['session'];

export function connectionRoutes(http: Http, options: ConnectionRouteOptions): void {
  streamRoute(http, options);
  pongRoute(http, options);
  ownTabRoutes(http, options);
}

function streamRoute(http: Http, { connections, cookies, whyOver }: ConnectionRouteOptions): void {
  http.get(
    '/api/v1/session/connection',
    {
      exposeHeadRoute: false,
      config: { unattended: true, eventStream: true },
      // Before the query is judged: a stranger is told to sign in, whatever they ask.
      preValidation: async (request) => {
        if (request.session !== null) return;
        const token = cookies.get(request, 'session');
        const ended = token === null ? null : await whyOver(request.tenant, token);
        throw refuse('not_signed_in', ended === null ? {} : { ended });
      },
      schema: { tags, summary: 'Connect a tab', querystring: StreamQuery, response: { 200: EventStream } },
    },
    async (request, reply) => {
      const session = sessionOf(request);
      const { tab, watch } = request.query;
      const watches = watch === 'connections';
      const { permissions } = callerOf(request);
      if (watches && !permissions.has('users:read') && !permissions.has('team:read')) throw refuse('not_permitted');
      const opened = await connections.open({
        tenant: request.tenant,
        session: session.id,
        user: session.user_id,
        tab,
        watches,
        origin: originOf(request),
        // A session was found by it.
        token: cookies.get(request, 'session') ?? '',
      });
      connections.attach(opened, openEventStream(reply));
    },
  );
}

/** Answered from memory, organisation and all: tabs stay connected while the database is away. */
function pongRoute(http: Http, { connections, sessions, tenants, cookies }: ConnectionRouteOptions): void {
  http.post(
    '/api/v1/session/connection/:tab/pong',
    {
      // Of ten thousand tabs three hundred answer each second: memory knows nearly all of them, and a timer for each would cost as much.
      config: { identifiesItself: true, answersAtOnce: true },
      schema: { tags, summary: 'Answer a ping', params: ByTab, response: { 204: Done } },
    },
    async (request, reply) => {
      const { tab } = request.params;
      const token = cookies.get(request, 'session');
      if (token === null || !isUuid(tab)) throw refuse('not_signed_in');
      if (!connections.answered(tab, token)) {
        const tenant = await tenants.byHost(request.host, request.ip);
        const session = await sessions.resolve(tenant, token, false);
        if (session === null) throw refuse('not_signed_in');
        connections.answeredBy(session.user_id, tab, token);
      }
      return reply.code(204).send();
    },
  );
}

function ownTabRoutes(http: Http, { ownTabs }: ConnectionRouteOptions): void {
  http.get(
    '/api/v1/session/connections',
    { config: { unattended: true }, schema: { tags, summary: 'Own tabs that are open', response: { 200: OpenTabs } } },
    async (request) => {
      const { id, user_id: user } = sessionOf(request);
      return { items: await ownTabs.list(request.tenant.id, user, id), next: null };
    },
  );
  http.delete(
    '/api/v1/session/connections/:id',
    { schema: { tags, summary: 'Disconnect one of the own tabs', params: ById, response: { 204: Done } } },
    async (request, reply) => {
      await ownTabs.disconnect(callerOf(request), sessionOf(request).user_id, request.params.id);
      return reply.code(204).send();
    },
  );
}
