/** The page where a temporary password is exchanged for one's own (P3). */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Static, Type } from 'typebox';
import { Refusal } from '../../kernel/refusal.ts';
import { statusOf } from '../../platform/http/problem.ts';
import { signInPath } from '../../tenants/sign-in-path.ts';
import { passwordContextOf } from '../../users/user.ts';
import type { FlowState } from '../signin.ts';
import { newPasswordView } from '../views/new-password.ts';
import { assertForm, liveCheck, messageOf, pageContext, rulesOf, type SignInPageOptions, sendPage } from './parts.ts';
import { showSeat } from './places.ts';
import { goOn } from './sign-in.ts';

const Field = Type.Optional(Type.String({ maxLength: 4096 }));
export const NewPasswordForm = Type.Object(
  { newPassword: Field, repeatPassword: Field, formToken: Field },
  { additionalProperties: false },
);

/** The page that asks for a new password, with each rule judged once an attempt was refused. */
export async function showNewPassword(
  options: SignInPageOptions,
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
    ...pageContext(request),
    action: `${signInPath[request.tenant.kind]}/new-password`,
    identifier: state.person.username,
    rules: rulesOf(policy, judged),
    live: await liveCheck(options.assets, policy, passwordContextOf(request.tenant, state.person)),
    formToken: options.cookies.formToken(options.cookies.browser(request, reply)),
    mismatch: given?.mismatch ?? false,
    ...(given?.error ? { error: messageOf(request, given.error) } : {}),
  });
  return sendPage(reply, html, given?.error ? statusOf[given.error.code] : given?.mismatch ? 422 : 200);
}

/** The new-password form was sent. */
export async function postNewPassword(
  options: SignInPageOptions,
  request: FastifyRequest,
  reply: FastifyReply,
  form: Static<typeof NewPasswordForm>,
): Promise<FastifyReply> {
  const continuation = options.side.continuation(request, reply);
  assertForm(request, options.cookies, form.formToken);
  const password = form.newPassword ?? '';
  if (password !== form.repeatPassword)
    return showNewPassword(options, request, reply, await options.signIn.look(continuation), { mismatch: true });
  try {
    return goOn(options, request, reply, await options.signIn.chooseNewPassword(continuation, password));
  } catch (error) {
    if (error instanceof Refusal && error.code === 'user_limit_reached')
      return showSeat(options, request, reply, error);
    if (!(error instanceof Refusal) || !(error.code === 'password_policy' || error.code === 'password_reused'))
      throw error;
    return showNewPassword(options, request, reply, await options.signIn.look(continuation), { error, password });
  }
}
