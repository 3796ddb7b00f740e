/** The page that asks for a second factor, and its forms: a code, Resend, another method (F2–F5). */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Static, Type } from 'typebox';
import type { FactorMethod } from '../../factors/due.ts';
import { Refusal, refuse } from '../../kernel/refusal.ts';
import { statusOf } from '../../platform/http/problem.ts';
import { LanguageQuery } from '../../platform/http/request-language.ts';
import { signInPath } from '../../tenants/sign-in-path.ts';
import type { FlowState, Outcome } from '../signin.ts';
import { codeView } from '../views/code.ts';
import {
  assertForm,
  messageOf,
  pageContext,
  refusalHeaders,
  type SignInPageOptions,
  sendPage,
  stepPath,
} from './parts.ts';
import { passkeyFields, readAssertion } from './passkey.ts';
import { showSeat } from './places.ts';
import { goOn } from './sign-in.ts';

const Flag = Type.Optional(Type.Literal('true'));
const CodeMethod = Type.Union([Type.Literal('email_code'), Type.Literal('totp'), Type.Literal('recovery_code')]);
export const CodeForm = Type.Object(
  {
    ...passkeyFields,
    code: Type.Optional(Type.String({ maxLength: 100 })),
    method: Type.Optional(CodeMethod),
    resend: Flag,
    trustBrowser: Flag,
    formToken: Type.Optional(Type.String({ maxLength: 100 })),
  },
  { additionalProperties: false },
);
export const CodeQuery = Type.Object(
  { method: Type.Optional(Type.String({ maxLength: 20 })), ...LanguageQuery },
  { additionalProperties: false },
);

/** The method whose form is shown: the one asked for, if it may be used. */
function shownMethod(methods: readonly FactorMethod[], asked: string | undefined): FactorMethod | undefined {
  return methods.find((method) => method === asked) ?? methods[0];
}

/** The page, for the method asked for or the strongest; whoever is at another step is sent there. */
export function showCode(
  options: SignInPageOptions,
  request: FastifyRequest,
  reply: FastifyReply,
  { flow, code, asks }: FlowState,
  shown: { method?: string | undefined; error?: Refusal } = {},
): FastifyReply {
  const start = signInPath[request.tenant.kind];
  const method = code === null ? undefined : shownMethod(code.methods, shown.method);
  if (code === null || method === undefined) return reply.redirect(stepPath(request.tenant.kind, asks), 303);
  const { mailed } = code;
  // The mail should have gone out on the way here. It did not because the day's mails are used up.
  const unsent = method === 'email_code' && mailed === null ? refuse('code_attempts_exceeded') : undefined;
  const error = shown.error ?? unsent;
  const html = codeView({
    ...pageContext(request),
    action: `${start}/code`,
    startHref: start,
    flow: flow.id,
    method,
    methods: code.methods,
    mailed: mailed === null ? null : { ...mailed, mayResend: mailed.resendAt !== null },
    trustDays: code.trustDays,
    formToken: options.cookies.formToken(options.cookies.browser(request, reply)),
    ...(error ? { error: messageOf(request, error) } : {}),
  });
  if (error) refusalHeaders(reply, error);
  return sendPage(reply, html, error ? statusOf[error.code] : 200);
}

/** Refusals that the page itself can show, because trying again there makes sense. */
const shownHere = new Set([
  'passkey_refused',
  'code_incorrect',
  'code_used',
  'code_expired',
  'code_attempts_exceeded',
  'resend_too_soon',
]);

/** One of the page's forms was sent. */
export async function postCode(
  options: SignInPageOptions,
  request: FastifyRequest,
  reply: FastifyReply,
  form: Static<typeof CodeForm>,
): Promise<FastifyReply> {
  const { signIn } = options;
  const continuation = options.side.continuation(request, reply);
  assertForm(request, options.cookies, form.formToken);
  const { code, method = 'email_code' } = form;
  function act(): Promise<Outcome> {
    const trust = form.trustBrowser !== undefined;
    if (form.challenge !== undefined) {
      const answer = { challenge: form.challenge, response: readAssertion(form.response) };
      return signIn.proveByPasskey(continuation, answer, trust);
    }
    if (form.resend !== undefined) return signIn.resendCode(continuation);
    if (code === undefined) return signIn.switchToMail(continuation);
    return signIn.proveByCode(continuation, { method, code, trustBrowser: trust });
  }
  try {
    const outcome = await act();
    if (outcome.next !== 'code') return goOn(options, request, reply, outcome);
    // Still here: the mail is on its way, and its form is the one to show.
    options.side.apply(request, reply, outcome);
    return reply.redirect(`${signInPath[request.tenant.kind]}/code?method=${method}`, 303);
  } catch (error) {
    if (error instanceof Refusal && error.code === 'user_limit_reached')
      return showSeat(options, request, reply, error);
    if (!(error instanceof Refusal) || !shownHere.has(error.code)) throw error;
    const shown = error.code === 'passkey_refused' ? 'passkey' : method;
    return showCode(options, request, reply, await signIn.look(continuation), { method: shown, error });
  }
}
