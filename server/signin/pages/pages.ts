/** Mounts the pages of signing in and out. Each works without JavaScript and translates only. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { refuse } from '../../kernel/refusal.ts';
import { type Http, originOf } from '../../platform/http/http.ts';
import { LanguageQuery } from '../../platform/http/request-language.ts';
import { closed } from '../../platform/http/shapes.ts';
import { callerOfSession } from '../../sessions/sessions.ts';
import { signInPath } from '../../tenants/sign-in-path.ts';
import type { Tenant } from '../../tenants/tenants.ts';
import { helpView } from '../views/help.ts';
import { signedOutView } from '../views/signed-out.ts';
import { CodeForm, CodeQuery, postCode, showCode } from './code.ts';
import { EnrolFactorForm, postEnrolFactor, showEnrolFactor } from './enrol-factor.ts';
import { showLanding } from './landing.ts';
import { NewPasswordForm, postNewPassword, showNewPassword } from './new-password.ts';
import { assertForm, pageContext, type SignInPageOptions, sendPage, stepPath } from './parts.ts';
import { PasskeySignInForm, postPasskeySignIn } from './passkey.ts';
import {
  ConnectionsForm,
  postConnections,
  postSeat,
  postStation,
  SeatForm,
  StationForm,
  showConnections,
  showSeat,
  showStation,
} from './places.ts';
import { safeReturnTo } from './return-to.ts';
import { type NoticeKey, postSignIn, SignInForm, showSignIn } from './sign-in.ts';

const LogOutForm = Type.Object({ formToken: Type.Optional(Type.String({ maxLength: 100 })) }, closed);
const SignInQuery = Type.Object(
  {
    return_to: Type.Optional(Type.String({ maxLength: 2000 })),
    created: Type.Optional(Type.String({ maxLength: 1 })),
    changed: Type.Optional(Type.String({ maxLength: 1 })),
    ...LanguageQuery,
  },
  closed,
);

/** On the other kind of host these pages do not exist. */
function onlyOn(kind: Tenant['kind']) {
  const preHandler = async (request: FastifyRequest): Promise<void> => {
    if (request.tenant.kind !== kind) throw refuse('not_found');
  };
  return { preHandler, schema: { hide: true } };
}

/** The same pages under the path of each kind of host. */
function mountSignIn(http: Http, options: SignInPageOptions, kind: Tenant['kind']): void {
  const path = signInPath[kind];
  const { preHandler } = onlyOn(kind);
  http.get(path, { preHandler, schema: { hide: true, querystring: SignInQuery } }, (request, reply) => {
    const { return_to: asked, created, changed } = request.query;
    const notice: NoticeKey | null =
      changed === '1' ? 'reset.done' : created === '1' && kind === 'operators' ? 'setup.done' : null;
    const shown = { identifier: '', returnTo: safeReturnTo(kind, asked), notice };
    return showSignIn(options, request, reply, shown);
  });
  http.post(path, { preHandler, schema: { hide: true, body: SignInForm } }, (request, reply) =>
    postSignIn(options, request, reply, request.body),
  );
  http.get(`${path}/new-password`, { preHandler, schema: { hide: true } }, async (request, reply) => {
    const state = await options.signIn.look(options.side.continuation(request, reply));
    return showNewPassword(options, request, reply, state);
  });
  http.post(`${path}/new-password`, { preHandler, schema: { hide: true, body: NewPasswordForm } }, (request, reply) =>
    postNewPassword(options, request, reply, request.body),
  );
  http.post(`${path}/passkey`, { preHandler, schema: { hide: true, body: PasskeySignInForm } }, (request, reply) =>
    postPasskeySignIn(options, request, reply, request.body),
  );
  // Where links and reloads lead from the page that a refused passkey was answered with.
  http.get(`${path}/passkey`, { preHandler, schema: { hide: true } }, (request, reply) =>
    reply.redirect(path + (/\?.*/.exec(request.url)?.[0] ?? ''), 303),
  );
  http.get(`${path}/second-factor`, { preHandler, schema: { hide: true } }, (request, reply) =>
    showEnrolFactor(options, request, reply),
  );
  http.post(`${path}/second-factor`, { preHandler, schema: { hide: true, body: EnrolFactorForm } }, (request, reply) =>
    postEnrolFactor(options, request, reply, request.body),
  );
  http.get(`${path}/landing`, { preHandler, schema: { hide: true } }, showLanding);
  http.get(`${path}/code`, { preHandler, schema: { hide: true, querystring: CodeQuery } }, async (request, reply) => {
    const state = await options.signIn.look(options.side.continuation(request, reply));
    return showCode(options, request, reply, state, request.query);
  });
  http.post(`${path}/code`, { preHandler, schema: { hide: true, body: CodeForm } }, (request, reply) =>
    postCode(options, request, reply, request.body),
  );
}

/** The pages after all factors. */
function mountPlaces(http: Http, options: SignInPageOptions, kind: Tenant['kind']): void {
  const look = (request: FastifyRequest, reply: FastifyReply) =>
    options.signIn.look(options.side.continuation(request, reply));
  const only = onlyOn(kind);
  http.get(stepPath(kind, 'connections'), only, async (request, reply) =>
    showConnections(options, request, reply, await look(request, reply)),
  );
  http.post(
    stepPath(kind, 'connections'),
    { ...only, schema: { hide: true, body: ConnectionsForm } },
    (request, reply) => postConnections(options, request, reply, request.body),
  );
  http.get(stepPath(kind, 'station'), only, async (request, reply) =>
    showStation(options, request, reply, await look(request, reply)),
  );
  http.post(stepPath(kind, 'station'), { ...only, schema: { hide: true, body: StationForm } }, (request, reply) =>
    postStation(options, request, reply, request.body),
  );
  http.get(stepPath(kind, 'seat'), only, async (request, reply) => {
    const { asks } = await look(request, reply);
    return asks === 'seat' ? showSeat(options, request, reply) : reply.redirect(stepPath(kind, asks), 303);
  });
  http.post(stepPath(kind, 'seat'), { ...only, schema: { hide: true, body: SeatForm } }, (request, reply) =>
    postSeat(options, request, reply, request.body),
  );
}

/** Ends the session of this browser, if it has one, and says so. */
async function logOut(options: SignInPageOptions, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { session, tenant } = request;
  if (session !== null) {
    await options.sessions.end(callerOfSession(session, tenant, originOf(request)), session.id, 'logged_out');
  }
  options.cookies.clear(reply, 'session');
  return reply.redirect('/signed-out', 303);
}

export function signInPages(http: Http, options: SignInPageOptions): void {
  for (const kind of ['organization', 'operators'] as const) {
    mountSignIn(http, options, kind);
    mountPlaces(http, options, kind);
  }
  const schema = { hide: true };
  http.get('/signed-out', { schema }, (request, reply) =>
    sendPage(reply, signedOutView({ ...pageContext(request), signInHref: signInPath[request.tenant.kind] })),
  );
  http.get('/help', { schema }, (request, reply) => sendPage(reply, helpView(pageContext(request))));
  http.post('/log-out', { schema: { hide: true, body: LogOutForm } }, (request, reply) => {
    assertForm(request, options.cookies, request.body.formToken);
    return logOut(options, request, reply);
  });
}
