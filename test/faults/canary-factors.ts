// The secrets of authenticator apps and passkeys, for the canary: used everywhere, remembered to be looked for.
import assert from 'node:assert/strict';
import { Secret } from 'otpauth';
import type { Tenant } from '../../server/tenants/tenants.ts';
import type { TestApp } from '../support/app.ts';
import { Authenticator } from '../support/authenticator.ts';
import type { Answer, Browser } from '../support/browser.ts';
import { wrongCode } from '../support/mailed-code.ts';
import { totpCode } from '../support/totp.ts';

export interface Canary {
  readonly app: TestApp;
  readonly tenant: Tenant;
  /** Name → secret. */
  readonly secrets: Map<string, string>;
  /** Remembers what was answered, but where a secret is handed to its owner. */
  said(answer: Promise<Answer>): Promise<Answer>;
}

function cookieOf(browser: Browser): string {
  return browser.cookies.get('usher_session') ?? '';
}

/** An authenticator app and a passkey: set up, wrong and right, with the recovery codes that came with them. */
export async function useAppAndPasskey(
  { app, tenant, secrets, said }: Canary,
  password: { readonly right: string; readonly wrong: string },
): Promise<void> {
  await app.user(tenant, 'theo', { password: password.right, email: 'theo@north.example' });
  const theo = app.browser('north');
  assert.equal((await theo.signIn('theo', password.right)).status, 200);
  const at = '/api/v1/second-factor';
  // What hands a secret to its owner is not among what was said.
  const { key } = (await theo.json('POST', `${at}/totp`)).json<{ key: string }>();
  secrets.set('app key', key).set('app key, typed', key.replaceAll(' ', ''));
  const bytes = Secret.fromBase32(key.replaceAll(' ', ''));
  secrets.set('app key, hex', bytes.hex).set('app key, raw', Buffer.from(bytes.bytes).toString('base64'));
  const code = totpCode(key);
  secrets.set('code of the app', code);
  await said(theo.json('POST', `${at}/totp/confirm`, { code: wrongCode(code) }));
  const confirmed = await theo.json('POST', `${at}/totp/confirm`, { code });
  secrets.set('code that came with the app', confirmed.json<{ recoveryCodes: string[] }>().recoveryCodes[0] ?? '');
  const authenticator = new Authenticator(tenant.origin);
  const made = (await theo.json('POST', `${at}/passkeys/options`)).json<{ challenge: string; options: unknown }>();
  const response = authenticator.create(made.options);
  assert.equal((await said(theo.json('POST', `${at}/passkeys`, { challenge: made.challenge, response }))).status, 201);
  const again = { password: password.wrong };
  assert.equal((await said(theo.json('POST', '/api/v1/session/authentication', again))).status, 401);
  const stale = cookieOf(theo);
  const proof = { password: password.right };
  assert.equal((await said(theo.json('POST', '/api/v1/session/authentication', proof))).status, 204);
  secrets.set('session token, renewed', cookieOf(theo)).set('session token, stale', stale);
  const asked = await app.browser('north').json('POST', '/api/v1/sign-in/passkey/options');
  const offer = asked.json<{ challenge: string; options: unknown }>();
  const alone = app.browser('north');
  const signed = { challenge: offer.challenge, response: authenticator.get(offer.options) };
  assert.equal((await said(alone.json('POST', '/api/v1/sign-in/passkey', signed))).json().next, 'done');
  secrets.set('session token, by passkey', cookieOf(alone));
}
