/** The pages of recovery: asking for a link, and choosing a password with it. Each works without JavaScript and translates only. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { Captcha } from '../captcha/captcha.ts';
import { type CaptchaForm, captchaAnswers, captchaFields } from '../captcha/form.ts';
import { Refusal } from '../kernel/refusal.ts';
import { linkPage } from '../passwords/links.ts';
import type { Passwords } from '../passwords/passwords.ts';
import type { Cookies } from '../platform/http/cookies.ts';
import { type Http, originOf } from '../platform/http/http.ts';
import { statusOf } from '../platform/http/problem.ts';
import { LanguageQuery } from '../platform/http/request-language.ts';
import { closed } from '../platform/http/shapes.ts';
import type { PageAssets } from '../platform/page/assets.ts';
import type { PageContext } from '../platform/page/frame.ts';
import { captchaBox } from '../signin/pages/captcha.ts';
import {
  assertForm,
  liveCheck,
  messageOf,
  pageContext,
  refusalHeaders,
  rulesOf,
  sendPage,
} from '../signin/pages/parts.ts';
import { forgotPasswordSentView, forgotPasswordView } from '../signin/views/forgot-password.ts';
import { deadLinkView, resetPasswordView } from '../signin/views/reset-password.ts';
import { signInPath } from '../tenants/sign-in-path.ts';
import { passwordContextOf } from '../users/user.ts';
import type { Recovery } from './recovery.ts';

export interface RecoveryPageOptions {
  readonly recovery: Recovery;
  readonly assets: PageAssets;
  readonly captcha: Captcha;
  readonly passwords: Passwords;
  readonly cookies: Cookies;
}

const Field = Type.Optional(Type.String({ maxLength: 4096 }));
const ForgotForm = Type.Object({ identifier: Field, formToken: Field, ...captchaFields }, closed);
const ResetQuery = Type.Object({ token: Field, ...LanguageQuery }, closed);
const ResetForm = Type.Object({ token: Field, newPassword: Field, repeatPassword: Field, formToken: Field }, closed);

const forgotPage = '/forgot-password';
/** As many characters as the JSON form takes. */
const identifierMax = 500;
/** Why a link does not lead to the form. Whoever holds it has shown whose mailbox it is, so they may know the rest too. */
const deadCodes: ReadonlySet<string> = new Set(['link_invalid', 'link_expired']);
/** Why a password was refused, with the form left to try another. */
const judgedCodes: ReadonlySet<string> = new Set(['password_policy', 'password_reused']);

async function showForgot(
  { recovery, captcha, cookies }: RecoveryPageOptions,
  request: FastifyRequest,
  reply: FastifyReply,
  refused?: { readonly identifier: string; readonly error: Refusal; readonly form: CaptchaForm },
): Promise<FastifyReply> {
  const due = (): Promise<boolean> => recovery.captchaDue(request.tenant, originOf(request));
  const html = forgotPasswordView({
    ...pageContext(request),
    action: forgotPage,
    identifier: refused?.identifier ?? '',
    signInHref: signInPath[request.tenant.kind],
    formToken: cookies.formToken(cookies.browser(request, reply)),
    captcha: await captchaBox({ captcha, due }, request, reply, refused ?? {}),
    ...(refused ? { error: messageOf(request, refused.error) } : {}),
  });
  if (refused) refusalHeaders(reply, refused.error);
  return sendPage(reply, html, refused ? statusOf[refused.error.code] : 200);
}

function forgotPages(http: Http, options: RecoveryPageOptions): void {
  http.get(forgotPage, { schema: { hide: true } }, (request, reply) => showForgot(options, request, reply));
  http.post(forgotPage, { schema: { hide: true, body: ForgotForm } }, async (request, reply) => {
    const { identifier = '', formToken } = request.body;
    try {
      assertForm(request, options.cookies, formToken);
      // No identifier is as long; what is longer means nobody, and is answered like everything that does.
      const typed = identifier.slice(0, identifierMax);
      await options.recovery.ask(request.tenant, originOf(request), typed, captchaAnswers(request.body));
    } catch (error) {
      if (!(error instanceof Refusal) || statusOf[error.code] >= 500) throw error;
      return showForgot(options, request, reply, { identifier, error, form: request.body });
    }
    const { kind, settings } = request.tenant;
    const shown = { signInHref: signInPath[kind], linkMinutes: settings.recovery.linkMinutes };
    return sendPage(reply, forgotPasswordSentView({ ...pageContext(request), ...shown }));
  });
}

/** The form in other languages. A refused form came without the token in its address, and its links must still have it. */
function inLanguages(context: PageContext, token: string): Pick<PageContext, 'languageLinks'> {
  const query = `token=${encodeURIComponent(token)}`;
  const links = context.languageLinks ?? [];
  return { languageLinks: links.map(({ language }) => ({ language, href: `${linkPage}?${query}&lang=${language}` })) };
}

/** The form for the link's password, with each rule judged once an attempt was refused. */
async function showReset(
  { recovery, passwords, cookies, assets }: RecoveryPageOptions,
  request: FastifyRequest,
  reply: FastifyReply,
  token: string,
  given: { readonly error?: Refusal; readonly mismatch?: boolean; readonly password?: string } = {},
): Promise<FastifyReply> {
  const { tenant } = request;
  const { person, purpose } = await recovery.look(tenant, token);
  const policy = tenant.settings.passwordPolicy;
  const { error, mismatch = false, password } = given;
  const judged =
    error && password !== undefined
      ? (await passwords.judge(password, policy, passwordContextOf(tenant, person))).rules
      : null;
  const context = pageContext(request);
  const html = resetPasswordView({
    ...context,
    ...inLanguages(context, token),
    action: linkPage,
    purpose,
    token,
    identifier: person.username,
    rules: rulesOf(policy, judged),
    live: await liveCheck(assets, policy, passwordContextOf(tenant, person), token),
    formToken: cookies.formToken(cookies.browser(request, reply)),
    mismatch,
    ...(error ? { error: messageOf(request, error) } : {}),
  });
  return sendPage(reply, html, error ? statusOf[error.code] : mismatch ? 422 : 200);
}

/** A link that does not work is said so, with the way to a new one (R4); anything else goes on. */
function showDead(request: FastifyRequest, reply: FastifyReply, error: unknown): FastifyReply {
  if (!(error instanceof Refusal) || !deadCodes.has(error.code)) throw error;
  refusalHeaders(reply, error);
  const signInHref = signInPath[request.tenant.kind];
  // Without links to other languages: they would write the address, and the token in it, into the page.
  const context = { ...pageContext(request), languageLinks: [] };
  const html = deadLinkView({ ...context, error: messageOf(request, error), signInHref });
  return sendPage(reply, html, statusOf[error.code]);
}

/** The address of this page is the secret: it is told to nobody, whatever the page leads to or how it ends. */
async function tellNobody(_request: FastifyRequest, reply: FastifyReply): Promise<void> {
  reply.header('referrer-policy', 'no-referrer');
}

function resetPages(http: Http, options: RecoveryPageOptions): void {
  // A page that tells no referrer tells no origin either; the form token says where the form came from.
  const route = { onRequest: tellNobody, config: { originHidden: true } };
  http.get(linkPage, { ...route, schema: { hide: true, querystring: ResetQuery } }, async (request, reply) => {
    const { token = '' } = request.query;
    return showReset(options, request, reply, token).catch((error: unknown) => showDead(request, reply, error));
  });
  http.post(linkPage, { ...route, schema: { hide: true, body: ResetForm } }, async (request, reply) => {
    const { token = '', newPassword = '', repeatPassword, formToken } = request.body;
    assertForm(request, options.cookies, formToken);
    const again = (given: Parameters<typeof showReset>[4]) => showReset(options, request, reply, token, given);
    try {
      if (newPassword !== repeatPassword) return await again({ mismatch: true });
      await options.recovery.reset(request.tenant, originOf(request), token, newPassword);
    } catch (error) {
      if (error instanceof Refusal && judgedCodes.has(error.code)) {
        refusalHeaders(reply, error);
        const shown = again({ error, password: newPassword });
        return shown.catch((later: unknown) => showDead(request, reply, later));
      }
      return showDead(request, reply, error);
    }
    return reply.redirect(`${signInPath[request.tenant.kind]}?changed=1`, 303);
  });
}

export function recoveryPages(http: Http, options: RecoveryPageOptions): void {
  forgotPages(http, options);
  resetPages(http, options);
}
