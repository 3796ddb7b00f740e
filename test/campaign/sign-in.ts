// Do the times of refused sign-ins tell who exists, or from whom a second factor is required?
import { sql } from 'kysely';
import { commandLineCaller } from '../../server/kernel/caller.ts';
import type { TestApp } from '../support/app.ts';
import { rows } from '../support/attack.ts';
import type { Browser } from '../support/browser.ts';
import type { Groups, Try } from './timing.ts';

/** From a registered office network, or the address would soon be told that it tries too often. */
const officeNetworks = ['127.0.0.1'];

/** A try that must be refused as everybody's is. */
function refused(browser: Browser, identifier: string, password: string): Try {
  return async () => {
    const answer = await browser.signIn(identifier, password);
    if (answer.status !== 401) throw new Error(`${identifier}: ${answer.status} ${answer.text}`);
  };
}

/** Whom an identifier may mean. The first group is the one that all are compared with. */
export async function signInGroups(app: TestApp): Promise<Groups> {
  const tenant = await app.organization('campaign', { officeNetworks });
  const elsewhere = await app.organization('elsewhere');
  await app.user(tenant, 'known');
  const disabled = await app.user(tenant, 'disabled');
  await app.user(elsewhere, 'stranger');
  await app.app.house.users.setDisabled(tenant, commandLineCaller(tenant.id), disabled.id, true);
  await app.user(tenant, 'bare');
  await rows(app, sql`DELETE FROM passwords WHERE user_id = (SELECT id FROM users WHERE username = 'bare')`);
  const browser = app.browser(tenant.slug);
  const wrong = 'not the password';
  return {
    known: refused(browser, 'known', wrong),
    unknown: refused(browser, 'nobody-here', wrong),
    disabled: refused(browser, 'disabled', wrong),
    'without a password': refused(browser, 'bare', wrong),
    'empty password': refused(browser, 'known', ''),
    'other organisation': refused(browser, 'stranger', wrong),
  };
}

/** Before the password is right, a required second factor must not show: of roles that need one, that need none, and of nobody. */
export async function factorGroups(app: TestApp): Promise<Groups> {
  const tenant = await app.organization('factors', {
    officeNetworks,
    secondFactor: { required: ['agent'], methods: ['email_code', 'totp'] },
  });
  await app.user(tenant, 'not-required', { role: 'supervisor', email: 'not-required@factors.example' });
  await app.user(tenant, 'is-required', { email: 'is-required@factors.example' });
  await app.user(tenant, 'no-address');
  const chosen = await app.user(tenant, 'has-chosen', { role: 'supervisor', email: 'has-chosen@factors.example' });
  await rows(
    app,
    sql`INSERT INTO user_factors (tenant_id, user_id, email_code) VALUES (${tenant.id}, ${chosen.id}, true)`,
  );
  const browser = app.browser(tenant.slug);
  const wrong = 'not the password';
  return {
    'no factor required': refused(browser, 'not-required', wrong),
    'factor required': refused(browser, 'is-required', wrong),
    'factor required, no address': refused(browser, 'no-address', wrong),
    'factor chosen': refused(browser, 'has-chosen', wrong),
    unknown: refused(browser, 'nobody-here', wrong),
  };
}
