/** The page where a second factor is set up on the way in, and its forms; at the end the recovery codes, this once (F1, F4). */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Static, Type } from 'typebox';
import { Refusal } from '../../kernel/refusal.ts';
import { statusOf } from '../../platform/http/problem.ts';
import { signInPath } from '../../tenants/sign-in-path.ts';
import type { FlowState, Outcome } from '../signin.ts';
import { enrolFactorView } from '../views/enrol-factor.ts';
import { recoveryCodesView } from '../views/recovery-codes.ts';
import {
  assertForm,
  messageOf,
  pageContext,
  refusalHeaders,
  type SignInPageOptions,
  sendPage,
  stepPath,
} from './parts.ts';
import { passkeyFields, readRegistration } from './passkey.ts';
import { goOn } from './sign-in.ts';

export const EnrolFactorForm = Type.Object(
  {
    ...passkeyFields,
    enrol: Type.Optional(Type.Literal('totp')),
    code: Type.Optional(Type.String({ maxLength: 100 })),
    formToken: Type.Optional(Type.String({ maxLength: 100 })),
  },
  { additionalProperties: false },
);

/** The page, with the key that is being set up if there is one; whoever is at another step is sent there. */
export async function showEnrolFactor(
  options: SignInPageOptions,
  request: FastifyRequest,
  reply: FastifyReply,
  error?: Refusal,
): Promise<FastifyReply> {
  const continuation = options.side.continuation(request, reply);
  const state = await options.signIn.look(continuation);
  const { tenant } = request;
  if (state.asks !== 'enrol_factor') return reply.redirect(stepPath(tenant.kind, state.asks), 303);
  const html = enrolFactorView({
    ...pageContext(request),
    action: stepPath(tenant.kind, 'enrol_factor'),
    startHref: signInPath[tenant.kind],
    flow: state.flow.id,
    methods: tenant.settings.secondFactor.methods.filter((method) => method !== 'email_code'),
    totp: await options.signIn.enrol.pendingTotp(continuation, state),
    formToken: options.cookies.formToken(options.cookies.browser(request, reply)),
    ...(error ? { error: messageOf(request, error) } : {}),
  });
  if (error) refusalHeaders(reply, error);
  return sendPage(reply, html, error ? statusOf[error.code] : 200);
}

/** Goes on; recovery codes are shown first, in the very answer that made them, because nothing keeps them. */
function goOnShowing(
  options: SignInPageOptions,
  request: FastifyRequest,
  reply: FastifyReply,
  { person }: FlowState,
  outcome: Outcome,
): FastifyReply {
  if (outcome.recoveryCodes === undefined) return goOn(options, request, reply, outcome);
  options.side.apply(request, reply, outcome);
  const continueTo =
    outcome.next === 'done' ? (outcome.returnTo ?? outcome.home) : stepPath(request.tenant.kind, outcome.next);
  const shown = { codes: outcome.recoveryCodes, identifier: person.username, continueTo };
  // Another language would be another request, and the codes would be gone.
  return sendPage(reply, recoveryCodesView({ ...pageContext(request), languageLinks: [], ...shown }));
}

/** Refusals that the page itself can show, because trying again there makes sense. */
const shownHere = new Set(['code_incorrect', 'passkey_refused', 'user_limit_reached']);

/** One of the page's forms was sent. */
export async function postEnrolFactor(
  options: SignInPageOptions,
  request: FastifyRequest,
  reply: FastifyReply,
  form: Static<typeof EnrolFactorForm>,
): Promise<FastifyReply> {
  const { enrol, look } = options.signIn;
  const continuation = options.side.continuation(request, reply);
  assertForm(request, options.cookies, form.formToken);
  if (form.enrol !== undefined) {
    await enrol.beginTotp(continuation);
    return reply.redirect(stepPath(request.tenant.kind, 'enrol_factor'), 303);
  }
  try {
    const state = await look(continuation);
    const { challenge } = form;
    const outcome =
      challenge === undefined
        ? await enrol.confirmTotp(continuation, form.code ?? '')
        : await enrol.addPasskey(continuation, { challenge, response: readRegistration(form.response) });
    return goOnShowing(options, request, reply, state, outcome);
  } catch (error) {
    if (!(error instanceof Refusal) || !shownHere.has(error.code)) throw error;
    return showEnrolFactor(options, request, reply, error);
  }
}
