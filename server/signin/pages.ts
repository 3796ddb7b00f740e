/** The sign-in pages: translates forms into the dispatcher's calls, and its answers into pages. Works without JavaScript. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Static, Type } from 'typebox';
import { Refusal, refuse } from '../kernel/refusal.ts';
import type { Passwords } from '../passwords/passwords.ts';
import type { PasswordPolicy } from '../passwords/policy.ts';
import type { RuleResult } from '../passwords/rules.ts';
import type { Cookies } from '../platform/cookies.ts';
import type { Http } from '../platform/http.ts';
import { originOf } from '../platform/http.ts';
import { type Branding, brandingFrom, productBranding } from '../platform/page-branding.ts';
import { statusOf } from '../platform/problem.ts';
import { sessionOf } from '../sessions/routes.ts';
import { callerOfSession, type Sessions } from '../sessions/sessions.ts';
import type { Tenant } from '../tenants/tenants.ts';
import { type RefusalMessage, refusalMessage } from '../texts/refusal-message.ts';
import { textsIn } from '../texts/texts.ts';
import { displayName, passwordContextOf } from '../users/user.ts';
import type { BrowserSide } from './browser-side.ts';
import { safeReturnTo, signInPath } from './return-to.ts';
import type { FlowState, Outcome, SignIn } from './signin.ts';
import { forgotPasswordView } from './view-forgot-password.ts';
import { helpView } from './view-help.ts';
import { newPasswordView, type RuleView } from './view-new-password.ts';
import { signInView } from './view-sign-in.ts';
import { signedOutView } from './view-signed-out.ts';

export interface SignInPageOptions {
  readonly signIn: SignIn;
  readonly passwords: Passwords;
  readonly sessions: Sessions;
  readonly cookies: Cookies;
  readonly side: BrowserSide;
}

const closed = { additionalProperties: false } as const;
const Field = Type.Optional(Type.String({ maxLength: 4096 }));
const SignInForm = Type.Object({ identifier: Field, password: Field, formToken: Field, returnTo: Field }, closed);
const NewPasswordForm = Type.Object({ newPassword: Field, repeatPassword: Field, formToken: Field }, closed);
const LogOutForm = Type.Object({ formToken: Field }, closed);
const SignInQuery = Type.Object(
  { return_to: Type.Optional(Type.String({ maxLength: 2000 })), created: Type.Optional(Type.String({ maxLength: 1 })) },
  closed,
);

/** Name, logo and colour of the host's tenant; the operators' place looks like Usher itself. */
export function brandingOf(tenant: Tenant): Branding {
  return tenant.kind === 'operators' ? productBranding : brandingFrom(tenant.name, tenant.settings.branding);
}

export function sendPage(reply: FastifyReply, html: string, status = 200): FastifyReply {
  return reply.code(status).type('text/html; charset=utf-8').send(html);
}

export function messageOf(request: FastifyRequest, refusal: Refusal): RefusalMessage {
  const reference = statusOf[refusal.code] >= 500 ? request.id : null;
  return refusalMessage(request.language, refusal.code, {
    until: refusal.details.until ?? null,
    timeZone: request.tenant.timeZone,
    reference,
  });
}

/** Rules as the page lists them before anything was judged. */
export function rulesOf(policy: PasswordPolicy, judged: readonly RuleResult[] | null): RuleView[] {
  const parameters = { minLength: policy.minLength, classesAtLeast: policy.classesAtLeast };
  if (judged !== null)
    return judged.map((one) => ({ rule: one.rule, met: one.met, parameters: { ...parameters, ...one.parameters } }));
  const rules: RuleView['rule'][] = ['min_length'];
  if (policy.classesAtLeast > 0) rules.push('classes');
  if (policy.lettersAndDigits) rules.push('letters_and_digits');
  if (policy.blocklist) rules.push('blocklist', 'context_words');
  return rules.map((rule) => ({ rule, met: null, parameters }));
}

function assertForm(request: FastifyRequest, cookies: Cookies, token: string | undefined): void {
  if (!cookies.formTokenValid(request, token)) throw refuse('cross_site_request');
}

export function signInPages(http: Http, options: SignInPageOptions): void {
  const { cookies } = options;
  const context = (
    request: FastifyRequest,
  ): { language: FastifyRequest['language']; branding: Branding; nonce: string } => ({
    language: request.language,
    branding: brandingOf(request.tenant),
    nonce: request.nonce,
  });

  interface Shown {
    identifier: string;
    returnTo: string | null;
    error?: Refusal;
    created?: boolean;
  }
  function showSignIn(request: FastifyRequest, reply: FastifyReply, shown: Shown): FastifyReply {
    const { tenant, session } = request;
    const action = signInPath[tenant.kind];
    const html = signInView({
      ...context(request),
      audience: tenant.kind === 'operators' ? 'operator' : 'organization',
      action,
      identifierKind: tenant.settings.signIn.identifier,
      identifier: shown.identifier,
      returnTo: shown.returnTo,
      formToken: cookies.formToken(cookies.browser(request, reply)),
      ...(shown.error ? { error: messageOf(request, shown.error) } : {}),
      ...(shown.created && tenant.kind === 'operators' ? { notice: textsIn(request.language)('setup.done') } : {}),
      signedInAs:
        session === null || shown.error
          ? null
          : { name: displayName(session), continueTo: shown.returnTo ?? session.role_home, logOutAction: '/log-out' },
    });
    if (shown.error) {
      const { retryAfterSeconds } = shown.error.details;
      if (retryAfterSeconds !== undefined) reply.header('retry-after', String(retryAfterSeconds));
      if (statusOf[shown.error.code] === 401) reply.header('www-authenticate', 'Usher');
    }
    return sendPage(reply, html, shown.error ? statusOf[shown.error.code] : 200);
  }

  function goOn(request: FastifyRequest, reply: FastifyReply, outcome: Outcome): FastifyReply {
    options.side.apply(request, reply, outcome);
    if (outcome.next === 'done') return reply.redirect(outcome.returnTo ?? outcome.home, 303);
    return reply.redirect(`${signInPath[request.tenant.kind]}/${outcome.next.replace('_', '-')}`, 303);
  }

  async function postSignIn(
    request: FastifyRequest,
    reply: FastifyReply,
    form: Static<typeof SignInForm>,
  ): Promise<FastifyReply> {
    const identifier = form.identifier ?? '';
    const returnTo = safeReturnTo(request.tenant.kind, form.returnTo);
    try {
      assertForm(request, cookies, form.formToken);
      const outcome = await options.signIn.begin(
        options.side.request(request, reply, {
          identifier,
          password: form.password ?? '',
          client: 'browser',
          returnTo,
        }),
      );
      return goOn(request, reply, outcome);
    } catch (error) {
      if (!(error instanceof Refusal) || statusOf[error.code] >= 500) throw error;
      return showSignIn(request, reply, { identifier, returnTo, error });
    }
  }

  async function showNewPassword(
    request: FastifyRequest,
    reply: FastifyReply,
    state: FlowState,
    given?: { error?: Refusal; mismatch?: boolean; password?: string },
  ): Promise<FastifyReply> {
    const policy = request.tenant.settings.passwordPolicy;
    const judged =
      given?.error && given.password !== undefined
        ? (await options.passwords.judge(given.password, policy, passwordContextOf(request.tenant, state.person))).rules
        : null;
    const html = newPasswordView({
      ...context(request),
      action: `${signInPath[request.tenant.kind]}/new-password`,
      identifier: state.person.username,
      rules: rulesOf(policy, judged),
      formToken: cookies.formToken(cookies.browser(request, reply)),
      mismatch: given?.mismatch ?? false,
      ...(given?.error ? { error: messageOf(request, given.error) } : {}),
    });
    return sendPage(reply, html, given?.error ? statusOf[given.error.code] : given?.mismatch ? 422 : 200);
  }

  async function postNewPassword(
    request: FastifyRequest,
    reply: FastifyReply,
    form: Static<typeof NewPasswordForm>,
  ): Promise<FastifyReply> {
    const continuation = options.side.continuation(request, reply);
    assertForm(request, cookies, form.formToken);
    const password = form.newPassword ?? '';
    if (password !== form.repeatPassword)
      return showNewPassword(request, reply, await options.signIn.look(continuation), { mismatch: true });
    try {
      return goOn(request, reply, await options.signIn.chooseNewPassword(continuation, password));
    } catch (error) {
      if (!(error instanceof Refusal) || !(error.code === 'password_policy' || error.code === 'password_reused'))
        throw error;
      return showNewPassword(request, reply, await options.signIn.look(continuation), { error, password });
    }
  }

  for (const kind of ['organization', 'operators'] as const) {
    const path = signInPath[kind];
    const here = {
      preHandler: async (request: FastifyRequest) => {
        if (request.tenant.kind !== kind) throw refuse('not_found');
      },
    };
    http.get(path, { ...here, schema: { hide: true, querystring: SignInQuery } }, (request, reply) =>
      showSignIn(request, reply, {
        identifier: '',
        returnTo: safeReturnTo(kind, request.query.return_to),
        created: request.query.created === '1',
      }),
    );
    http.post(path, { ...here, schema: { hide: true, body: SignInForm } }, (request, reply) =>
      postSignIn(request, reply, request.body),
    );
    http.get(`${path}/new-password`, { ...here, schema: { hide: true } }, async (request, reply) =>
      showNewPassword(request, reply, await options.signIn.look(options.side.continuation(request, reply))),
    );
    http.post(`${path}/new-password`, { ...here, schema: { hide: true, body: NewPasswordForm } }, (request, reply) =>
      postNewPassword(request, reply, request.body),
    );
  }
  http.get('/signed-out', { schema: { hide: true } }, (request, reply) =>
    sendPage(reply, signedOutView({ ...context(request), signInHref: signInPath[request.tenant.kind] })),
  );
  http.get('/help', { schema: { hide: true } }, (request, reply) => sendPage(reply, helpView(context(request))));
  http.get('/forgot-password', { schema: { hide: true } }, (request, reply) =>
    sendPage(reply, forgotPasswordView(context(request))),
  );
  http.post('/log-out', { schema: { hide: true, body: LogOutForm } }, async (request, reply) => {
    assertForm(request, cookies, request.body.formToken);
    const session = sessionOf(request);
    await options.sessions.end(callerOfSession(session, request.tenant, originOf(request)), session.id, 'logged_out');
    cookies.clear(reply, 'session');
    return reply.redirect('/signed-out', 303);
  });
}
