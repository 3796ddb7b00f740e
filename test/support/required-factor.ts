// An organisation in which a second factor is required, and sign-ins that are asked for it.
import assert from 'node:assert/strict';
import type { UserId } from '../../server/kernel/ids.ts';
import type { SettingsPatch } from '../../server/tenants/setting-shapes.ts';
import type { Tenant } from '../../server/tenants/tenants.ts';
import type { NewUser } from '../../server/users/users.ts';
import { goodPassword, type TestApp } from './app.ts';
import type { Answer, Browser } from './browser.ts';

export interface World {
  readonly tenant: Tenant;
  readonly ana: UserId;
  readonly address: string;
}

/** An organisation in which everyone needs a second factor, and Ana. */
export async function world(
  app: TestApp,
  slug: string,
  secondFactor: SettingsPatch['secondFactor'] = {},
  more: Partial<NewUser> = {},
): Promise<World> {
  const tenant = await app.organization(slug, { secondFactor: { required: 'everyone', ...secondFactor } });
  const address = `ana@${slug}.example`;
  const { id } = await app.user(tenant, 'ana', { email: address, ...more });
  return { tenant, ana: id as UserId, address }; // the id of a user just made
}

export interface Asked {
  next: string;
  flow: string;
  methods: string[];
  sentTo: string | null;
  expiresAt: string | null;
  resendAfter: string | null;
  trustBrowserDays: number;
}

/** A browser in which Ana gave the password, and what it was asked then. */
export async function begun(
  app: TestApp,
  slug: string,
  browser = app.browser(slug),
): Promise<{ browser: Browser; asked: Asked }> {
  const answer = await browser.signIn('ana', goodPassword);
  assert.equal(answer.status, 200, answer.text);
  return { browser, asked: answer.json<Asked>() };
}

/** Posts to the sign-in. */
export const go = (browser: Browser, flow: string, body: object): Promise<Answer> =>
  browser.json('POST', `/api/v1/sign-in/${flow}`, body);
