/**
 * The person's own second factors (F4). Every change is refused with `recent_authentication_required` unless they proved in the
 * last minutes who they are; `sessionAuthenticate` proves it again.
 */
import { queryOptions } from '@tanstack/react-query';
import { request } from './client.ts';
import type { Answer } from './shapes.ts';
import type { PasskeyAnswer, PasskeyOffer } from './webauthn.ts';

export type SecondFactor = Answer<'GET /api/v1/second-factor'>;

export type Passkey = SecondFactor['passkeys'][number];

/** The key of an authenticator app, shown once: for typing, as an address, and as a picture (`data:` address). */
export type TotpKey = Answer<'POST /api/v1/second-factor/totp'>;

/** Recovery codes made with the first factor, shown once; null for whoever has some. */
export type Added = Answer<'POST /api/v1/second-factor/totp/confirm'>;

const path = '/api/v1/second-factor';

export const secondFactorQuery = queryOptions({
  queryKey: ['second-factor'],
  queryFn: ({ signal }) => request<SecondFactor>('GET', path, { signal }),
});

export function totpBegin(): Promise<TotpKey> {
  return request('POST', `${path}/totp`);
}

/** @throws ApiError `code_incorrect` */
export function totpConfirm(code: string): Promise<Added> {
  return request('POST', `${path}/totp/confirm`, { body: { code } });
}

/** @throws ApiError `second_factor_required` */
export function totpRemove(): Promise<void> {
  return request('DELETE', `${path}/totp`);
}

export function passkeyOffer(): Promise<PasskeyOffer> {
  return request('POST', `${path}/passkeys/options`);
}

export function passkeyAdd(answer: PasskeyAnswer): Promise<Answer<'POST /api/v1/second-factor/passkeys'>> {
  return request('POST', `${path}/passkeys`, { body: answer });
}

export function passkeyRename(id: string, name: string): Promise<void> {
  return request('PATCH', `${path}/passkeys/${encodeURIComponent(id)}`, { body: { name } });
}

/** @throws ApiError `second_factor_required` */
export function passkeyRemove(id: string): Promise<void> {
  return request('DELETE', `${path}/passkeys/${encodeURIComponent(id)}`);
}

/** Ten new ones; the old ones are dead. */
export async function recoveryCodesRenew(): Promise<readonly string[]> {
  const made = await request<Answer<'POST /api/v1/second-factor/recovery-codes'>>('POST', `${path}/recovery-codes`);
  return made.recoveryCodes;
}

/** @throws ApiError `no_email_for_code`, `second_factor_required` */
export function emailCodeSet(on: boolean): Promise<void> {
  return request('PUT', `${path}/email-code`, { body: { on } });
}

export function trustedBrowsersForget(): Promise<void> {
  return request('DELETE', `${path}/trusted-browsers`);
}

/** Proves again who one is. @throws ApiError `current_password_incorrect`, `too_many_attempts`, `passkey_refused` */
export function sessionAuthenticate(proof: { readonly password: string } | PasskeyAnswer): Promise<void> {
  return request('POST', '/api/v1/session/authentication', { body: proof });
}

/** What a passkey is to sign for that. */
export function sessionAuthenticationOffer(): Promise<PasskeyOffer> {
  return request('POST', '/api/v1/session/authentication/options');
}
