/**
 * What a browser answers to a passkey ceremony, as JSON (WebAuthn Level 3, 5.1: RegistrationResponseJSON and
 * AuthenticationResponseJSON). Browsers add members over time, so unknown ones are let pass and never read.
 */
import { type Static, Type } from 'typebox';

const Base64Url = (maxLength: number) => Type.String({ maxLength, pattern: '^[A-Za-z0-9_-]*$' });
/** CTAP2 allows ids of up to 1,023 bytes. */
const CredentialIdText = Base64Url(1_364);

export const RegistrationResponse = Type.Object({
  id: CredentialIdText,
  rawId: CredentialIdText,
  type: Type.Literal('public-key'),
  response: Type.Object({
    clientDataJSON: Base64Url(4_096),
    attestationObject: Base64Url(16_384),
    transports: Type.Optional(Type.Array(Type.String({ maxLength: 32 }), { maxItems: 10 })),
  }),
});
export type RegistrationResponse = Static<typeof RegistrationResponse>;

export const AssertionResponse = Type.Object({
  id: CredentialIdText,
  rawId: CredentialIdText,
  type: Type.Literal('public-key'),
  response: Type.Object({
    clientDataJSON: Base64Url(4_096),
    authenticatorData: Base64Url(8_192),
    signature: Base64Url(2_048),
    userHandle: Type.Optional(Type.Union([Base64Url(128), Type.Null()])),
  }),
});
export type AssertionResponse = Static<typeof AssertionResponse>;

/** Which of the two ceremonies was answered. */
export function isRegistration(given: RegistrationResponse | AssertionResponse): given is RegistrationResponse {
  return 'attestationObject' in given.response;
}
