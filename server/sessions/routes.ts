/** Who asks: the hook that puts a caller on each request, and /api/v1/session, /sessions, /users/{id}/sign-out. */
import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { resolveApiKey } from '../api-keys/api-keys.ts';
import { refuse } from '../kernel/refusal.ts';
import type { Database } from '../platform/database.ts';
import type { Cookies } from '../platform/http/cookies.ts';
import { callerOf, type Http, originOf } from '../platform/http/http.ts';
import { languageOf } from '../platform/http/request-language.ts';
import { ById, closed, Done, NoBody, NoQuery } from '../platform/http/shapes.ts';
import type { Tenant } from '../tenants/tenants.ts';
import { type Language, languages } from '../texts/texts.ts';
import { mayEnter, standingOf } from '../users/may-enter.ts';
import type { Users } from '../users/users.ts';
import { sessionText } from './answer.ts';
import { SessionAnswer, SessionList } from './schemas.ts';
import { callerOfSession, type Sessions } from './sessions.ts';
import type { SessionRow } from './store.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** The live session of the cookie; null for strangers and API keys. */
    session: SessionRow | null;
  }
}

export interface SessionRouteOptions {
  readonly database: Database;
  readonly sessions: Sessions;
  readonly users: Users;
  readonly cookies: Cookies;
}

/** Paths that need no caller, so that a stranger's page, the process's health and files cost no look-up. */
const anonymous = /^\/(health|metrics|assets|favicon\.ico|api\/openapi\.json)(\/|\?|$)/;

/** What decides about a key: nothing of a person, all of the organisation. */
function keyStanding(tenant: Tenant): Parameters<typeof mayEnter>[0] {
  return standingOf(tenant, { disabled: false, status: 'active' }, false);
}

/**
 * Puts the caller on every request: a session cookie, or a bearer key (which wins, and then cookies do not count).
 * A key that is not alive is refused at once; a cookie that is not alive makes a stranger.
 */
export function callerHook(http: Http, options: SessionRouteOptions): void {
  http.decorateRequest('session', null);
  http.addHook('onRequest', (request, _reply, done) => {
    const { identifiesItself, unattended } = request.routeOptions.config;
    if (identifiesItself === true || anonymous.test(request.url)) return done();
    const key = bearerKey(request);
    if (key !== null) {
      putKey(options.database, request, key).then(() => done(), done);
      return;
    }
    const token = options.cookies.get(request, 'session');
    if (token === null) return done();
    const known = options.sessions.peek(request.tenant, token, unattended !== true);
    if (known !== undefined) {
      putSession(options, request, known);
      return done();
    }
    options.sessions
      .resolve(request.tenant, token, unattended !== true)
      .then((session) => putSession(options, request, session))
      .then(() => done(), done);
  });
}

function bearerKey({ headers }: FastifyRequest): string | null {
  if (headers.authorization === undefined) return null;
  return /^bearer (.*)$/i.exec(headers.authorization)?.[1] ?? null;
}

/** @throws Refusal not_signed_in, or why a key of this organisation may not enter */
async function putKey(database: Database, request: FastifyRequest, key: string): Promise<void> {
  request.caller = await resolveApiKey(database, request.tenant.id, key, originOf(request));
  if (request.caller === null) throw refuse('not_signed_in');
  const refusal = mayEnter(keyStanding(request.tenant), 'api_key');
  if (refusal !== null) throw refuse(refusal);
}

function putSession({ cookies }: SessionRouteOptions, request: FastifyRequest, session: SessionRow | null): void {
  if (session === null) return;
  request.session = session;
  request.caller = callerOfSession(session, request.tenant, originOf(request));
  request.language = languageOf(request, {
    person: session,
    chosen: cookies.get(request, 'language'),
    organization: request.tenant.locale,
  });
}

/** The signed-in person's session. @throws Refusal not_signed_in (strangers, API keys) */
export function sessionOf(request: FastifyRequest): SessionRow {
  if (request.session === null) throw refuse('not_signed_in');
  return request.session;
}

const OwnPatch = Type.Object(
  {
    locale: Type.Unsafe<Language | null>({
      type: ['string', 'null'],
      enum: [...languages, null],
      description: 'Language of pages, errors and mails; null for that of the organisation or the browser.',
    }),
  },
  closed,
);

export function sessionRoutes(http: Http, options: SessionRouteOptions): void {
  const { sessions, users, cookies } = options;
  const tags = ['session'];
  http.get(
    '/api/v1/session',
    {
      config: { answersAtOnce: true },
      schema: { tags, summary: 'Who is signed in', querystring: NoQuery, response: { 200: SessionAnswer } },
    },
    (request, reply) => {
      // A text is sent as it is; the schema only describes it.
      reply.type('application/json; charset=utf-8').send(sessionText(sessionOf(request), request.tenant));
    },
  );
  http.patch(
    '/api/v1/session',
    { schema: { tags, summary: 'Choose the own language', body: OwnPatch, response: { 204: Done } } },
    async (request, reply) => {
      const session = sessionOf(request);
      await users.changeOwnLocale(request.tenant, callerOf(request), session.user_id, request.body.locale);
      return reply.code(204).send();
    },
  );
  http.delete(
    '/api/v1/session',
    { schema: { tags, summary: 'Log out', response: { 204: Done } } },
    async (request, reply) => {
      const session = sessionOf(request);
      await sessions.end(callerOf(request), session.id, 'logged_out');
      cookies.clear(reply, 'session');
      return reply.code(204).send();
    },
  );
  http.get(
    '/api/v1/sessions',
    { schema: { tags, summary: 'Own sessions', querystring: NoQuery, response: { 200: SessionList } } },
    async (request) => {
      const current = sessionOf(request).id;
      const rows = await sessions.listOwn(callerOf(request));
      const items = rows.map((row) => ({
        id: row.id,
        current: row.id === current,
        browser: row.browser_name,
        address: row.address,
        since: row.created_at.toISOString(),
        lastSeenAt: row.last_seen_at.toISOString(),
      }));
      return { items, next: null };
    },
  );
  http.delete(
    '/api/v1/sessions/:id',
    { schema: { tags, summary: 'Log out one of the own sessions', params: ById, response: { 204: Done } } },
    async (request, reply) => {
      const session = sessionOf(request);
      await sessions.end(callerOf(request), request.params.id, 'logged_out');
      if (session.id === request.params.id) cookies.clear(reply, 'session');
      return reply.code(204).send();
    },
  );
  http.delete(
    '/api/v1/sessions',
    { schema: { tags, summary: 'Log out everywhere', response: { 204: Done } } },
    async (request, reply) => {
      const session = sessionOf(request);
      await sessions.endAll(callerOf(request), session.user_id, 'logged_out_everywhere', null);
      cookies.clear(reply, 'session');
      return reply.code(204).send();
    },
  );
  http.post(
    '/api/v1/users/:id/sign-out',
    {
      schema: {
        tags: ['users'],
        summary: 'Sign a user out everywhere',
        params: ById,
        body: NoBody,
        response: { 204: Done },
      },
    },
    async (request, reply) => {
      const caller = callerOf(request);
      const user = await users.reach(request.tenant, caller, request.params.id, 'sign_out');
      await sessions.endAll(caller, user.id, 'signed_out_by_administrator', null);
      return reply.code(204).send();
    },
  );
}
