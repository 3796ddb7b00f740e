// What tests of second factors have in common: a person signed in, an app and a passkey set up through the API.
import assert from 'node:assert/strict';
import { sql } from 'kysely';
import type { SettingsPatch } from '../../server/tenants/setting-shapes.ts';
import type { Tenant } from '../../server/tenants/tenants.ts';
import { goodPassword, type TestApp } from './app.ts';
import { rows } from './attack.ts';
import { Authenticator } from './authenticator.ts';
import type { Browser } from './browser.ts';
import { totpCode } from './totp.ts';

export const secondFactorPath = '/api/v1/second-factor';

/** Ana, signed in, in an organisation of her own. */
export async function ana(
  app: TestApp,
  slug: string,
  settings: SettingsPatch = {},
): Promise<{ tenant: Tenant; browser: Browser }> {
  const tenant = await app.organization(slug, settings);
  await app.user(tenant, 'ana', { email: `ana@${slug}.example` });
  const browser = app.browser(slug);
  assert.equal((await browser.signIn('ana', goodPassword)).status, 200);
  return { tenant, browser };
}

export async function setUpTotp(browser: Browser): Promise<string> {
  const begun = await browser.json('POST', `${secondFactorPath}/totp`);
  assert.equal(begun.status, 200, begun.text);
  const { key } = begun.json<{ key: string }>();
  const confirmed = await browser.json('POST', `${secondFactorPath}/totp/confirm`, { code: totpCode(key) });
  assert.equal(confirmed.status, 200, confirmed.text);
  return key;
}

export function authenticatorFor(tenant: Tenant): Authenticator {
  return new Authenticator(tenant.origin);
}

export async function offer(
  browser: Browser,
  at = `${secondFactorPath}/passkeys/options`,
): Promise<{ challenge: string; options: unknown }> {
  const answer = await browser.json('POST', at);
  assert.equal(answer.status, 200, answer.text);
  return answer.json();
}

export async function addPasskey(browser: Browser, authenticator: Authenticator, name = 'Laptop'): Promise<string> {
  const { challenge, options } = await offer(browser);
  const added = await browser.json('POST', `${secondFactorPath}/passkeys`, {
    challenge,
    response: authenticator.create(options),
    name,
  });
  assert.equal(added.status, 201, added.text);
  return String(added.json().id);
}

/** As if the session had been opened or proven longer ago than counts as recent. */
export async function ageAuthentication(app: TestApp, tenant: Tenant): Promise<void> {
  await rows(
    app,
    sql`UPDATE sessions SET authenticated_at = now() - interval '601 seconds' WHERE tenant_id = ${tenant.id}`,
  );
}

/** What is set up. */
export const stateOf = async (browser: Browser) =>
  (await browser.get(secondFactorPath)).json<{
    totp: { on: boolean };
    passkeys: { id: string; name: string; lastUsedAt: string | null }[];
  }>();
