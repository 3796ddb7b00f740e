/** The sign-in page and its form (S1): what was typed is kept, the password never is. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Static, Type } from 'typebox';
import { type CaptchaForm, captchaAnswers, captchaFields } from '../../captcha/form.ts';
import { Refusal } from '../../kernel/refusal.ts';
import { statusOf } from '../../platform/http/problem.ts';
import type { LanguageLink, PageContext } from '../../platform/page/frame.ts';
import { signInPath } from '../../tenants/sign-in-path.ts';
import { textsIn } from '../../texts/texts.ts';
import { displayName } from '../../users/user.ts';
import type { Outcome } from '../signin.ts';
import { signInView } from '../views/sign-in.ts';
import { captchaBox } from './captcha.ts';
import { landingPath } from './landing.ts';
import {
  assertForm,
  messageOf,
  pageContext,
  refusalHeaders,
  type SignInPageOptions,
  sendPage,
  stepPath,
} from './parts.ts';
import { safeReturnTo } from './return-to.ts';

const Field = Type.Optional(Type.String({ maxLength: 4096 }));
export const SignInForm = Type.Object(
  { identifier: Field, password: Field, formToken: Field, returnTo: Field, ...captchaFields },
  { additionalProperties: false },
);

/** Something good that has just happened, told above the form. */
export type NoticeKey = 'setup.done' | 'reset.done';

/** What the sign-in page shows besides its form. */
interface Shown {
  identifier: string;
  returnTo: string | null;
  error?: Refusal;
  notice?: NoticeKey | null;
  /** What the refused form brought. */
  form?: CaptchaForm;
}
/** The page in other languages. A refused form came without `return_to` in its address, and its links must still have it. */
function inLanguages({ languageLinks = [] }: PageContext, returnTo: string | null): Pick<PageContext, 'languageLinks'> {
  if (returnTo === null) return { languageLinks };
  const inOne = ({ language, href }: LanguageLink): LanguageLink => {
    const [path = '/', query = ''] = href.split('?', 2);
    const parameters = new URLSearchParams(query);
    parameters.set('return_to', returnTo);
    return { language, href: `${path}?${parameters}` };
  };
  return { languageLinks: languageLinks.map(inOne) };
}

/** The sign-in page, empty or with what was typed and why it was refused. */
export async function showSignIn(
  options: SignInPageOptions,
  request: FastifyRequest,
  reply: FastifyReply,
  shown: Shown,
): Promise<FastifyReply> {
  const { tenant, session } = request;
  const action = signInPath[tenant.kind];
  const due = (): Promise<boolean> => options.signIn.captchaDue(options.side.whence(request));
  const context = pageContext(request);
  const html = signInView({
    ...context,
    ...inLanguages(context, shown.returnTo),
    audience: tenant.kind === 'operators' ? 'operator' : 'organization',
    action,
    identifierKind: tenant.settings.signIn.identifier,
    identifier: shown.identifier,
    returnTo: shown.returnTo,
    passkey: tenant.settings.secondFactor.methods.includes('passkey'),
    formToken: options.cookies.formToken(options.cookies.browser(request, reply)),
    ...(shown.error ? { error: messageOf(request, shown.error) } : {}),
    ...(shown.notice ? { notice: textsIn(request.language)(shown.notice) } : {}),
    captcha: await captchaBox({ captcha: options.captcha, due }, request, reply, shown),
    signedInAs:
      session === null || shown.error
        ? null
        : { name: displayName(session), continueTo: shown.returnTo ?? session.role_home, logOutAction: '/log-out' },
  });
  if (shown.error) refusalHeaders(reply, shown.error);
  return sendPage(reply, html, shown.error ? statusOf[shown.error.code] : 200);
}

/** Writes an outcome into the browser and sends it to the next page. */
export function goOn(
  options: SignInPageOptions,
  request: FastifyRequest,
  reply: FastifyReply,
  outcome: Outcome,
): FastifyReply {
  options.side.apply(request, reply, outcome);
  if (outcome.next === 'done')
    return reply.redirect(landingPath(request.tenant.kind, outcome.returnTo ?? outcome.home), 303);
  return reply.redirect(stepPath(request.tenant.kind, outcome.next), 303);
}

/** The sign-in form was sent. */
export async function postSignIn(
  options: SignInPageOptions,
  request: FastifyRequest,
  reply: FastifyReply,
  form: Static<typeof SignInForm>,
): Promise<FastifyReply> {
  const identifier = form.identifier ?? '';
  const returnTo = safeReturnTo(request.tenant.kind, form.returnTo);
  try {
    assertForm(request, options.cookies, form.formToken);
    const outcome = await options.signIn.begin(
      options.side.request(request, reply, {
        identifier,
        password: form.password ?? '',
        captcha: captchaAnswers(form),
        client: 'browser',
        follows: true,
        returnTo,
      }),
    );
    return goOn(options, request, reply, outcome);
  } catch (error) {
    if (!(error instanceof Refusal) || statusOf[error.code] >= 500) throw error;
    return showSignIn(options, request, reply, { identifier, returnTo, error, form });
  }
}
