/** A passkey's answer that came with a form: as JSON in one field. And the sign-in page's form of it (F4). */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Static, type TSchema, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { AssertionResponse, RegistrationResponse } from '../../factors/passkey-shapes.ts';
import { Refusal, refuse } from '../../kernel/refusal.ts';
import { statusOf } from '../../platform/http/problem.ts';
import { assertForm, type SignInPageOptions } from './parts.ts';
import { safeReturnTo } from './return-to.ts';
import { goOn, showSignIn } from './sign-in.ts';

/** The fields that views/passkey.ts writes. */
export const passkeyFields = {
  challenge: Type.Optional(Type.String({ maxLength: 100 })),
  response: Type.Optional(Type.String({ maxLength: 30_000 })),
};
const Field = Type.Optional(Type.String({ maxLength: 4096 }));
export const PasskeySignInForm = Type.Object(
  { ...passkeyFields, formToken: Field, returnTo: Field },
  { additionalProperties: false },
);

/** Reads the field. @throws Refusal passkey_refused when it is not what a browser answers */
function reader<Schema extends TSchema>(schema: Schema): (text: string | undefined) => Static<Schema> {
  const check = Compile(schema);
  return (text = '') => {
    let read: unknown;
    try {
      read = JSON.parse(text);
    } catch {
      throw refuse('passkey_refused');
    }
    if (!check.Check(read)) throw refuse('passkey_refused');
    return read;
  };
}

export const readAssertion = reader(AssertionResponse);
export const readRegistration = reader(RegistrationResponse);

/** The sign-in page's passkey was used. */
export async function postPasskeySignIn(
  options: SignInPageOptions,
  request: FastifyRequest,
  reply: FastifyReply,
  form: Static<typeof PasskeySignInForm>,
): Promise<FastifyReply> {
  const returnTo = safeReturnTo(request.tenant.kind, form.returnTo);
  assertForm(request, options.cookies, form.formToken);
  try {
    const { challenge = '' } = form;
    const response = readAssertion(form.response);
    const common = options.side.continuation(request, reply);
    const outcome = await options.signIn.signInByPasskey({
      ...common,
      challenge,
      response,
      client: 'browser',
      follows: true,
      returnTo,
    });
    return goOn(options, request, reply, outcome);
  } catch (error) {
    if (!(error instanceof Refusal) || statusOf[error.code] >= 500) throw error;
    return showSignIn(options, request, reply, { identifier: '', returnTo, error });
  }
}
