// core.md, F3: a supervisor may fill the empty address of an agent, which is never a way to take the account over: nothing that
// sets a password is mailed there until the agent has shown, by password and code, that the mailbox is theirs.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import { goodPassword, type TestApp, testApp } from '../../test/support/app.ts';
import { codeOf, rows } from '../../test/support/attack.ts';
import type { Browser } from '../../test/support/browser.ts';
import { asked, auditOf, forgot, idle, linksTo } from '../../test/support/links.ts';
import { mailedCode } from '../../test/support/mailed-code.ts';
import { begun, go } from '../../test/support/required-factor.ts';
import { teamOf } from '../../test/support/team.ts';
import type { SettingsPatch } from '../tenants/setting-shapes.ts';
import type { Tenant } from '../tenants/tenants.ts';

let app: TestApp;
before(async () => {
  app = await testApp();
});
after(() => app?.close());

interface Assigned {
  readonly tenant: Tenant;
  /** Path of Ana in the API. */
  readonly ana: string;
  readonly mailbox: string;
  readonly sue: Browser;
  readonly bo: Browser;
}

/** Ana, whose empty address her supervisor has filled with a mailbox of the supervisor's own. */
async function assigned(slug: string, settings: SettingsPatch = {}): Promise<Assigned> {
  const { tenant, ids } = await teamOf(app, slug, settings);
  const [sue, bo] = [app.browser(slug), app.browser(slug)];
  assert.equal((await sue.signIn('sue', goodPassword)).status, 200);
  assert.equal((await bo.signIn('bo', goodPassword)).status, 200);
  const ana = `/api/v1/users/${ids.ana}`;
  const mailbox = `sues-own@${slug}.example`;
  const filled = await sue.json('PATCH', ana, { email: mailbox });
  assert.equal(filled.status, 200, filled.text);
  assert.equal(filled.json().emailConfirmed, false);
  return { tenant, ana, mailbox, sue, bo };
}

async function confirmed({ bo, ana }: Assigned): Promise<unknown> {
  return (await bo.get(ana)).json().emailConfirmed;
}

/** Signs Ana in with her password and the newest code mailed to the address. */
async function signInWithCode({ tenant, mailbox }: Assigned): Promise<Browser> {
  const { browser, asked: step } = await begun(app, tenant.slug);
  assert.equal(step.next, 'code');
  assert.equal((await go(browser, step.flow, { code: await mailedCode(app, mailbox) })).json().next, 'done');
  return browser;
}

test('F3 R1 a supervisor fills the empty address with their own mailbox and asks for a link: none is mailed there', async () => {
  const { tenant, mailbox } = await assigned('f3-link');
  for (const identifier of ['ana', mailbox])
    assert.equal((await forgot(app.browser('f3-link'), identifier)).status, 202);
  await idle(app);
  assert.deepEqual(await linksTo(app, mailbox), []);
  const told = await auditOf(app, tenant, 'user.password.recover');
  assert.deepEqual(
    told.map((one) => `${one.target_name} ${one.outcome} ${one.reason}`),
    ['ana refused email_unconfirmed', 'ana refused email_unconfirmed'],
  );
});

test('F3 P1 nor a temporary password or an activation link, whoever sends the welcome again', async () => {
  for (const welcome of ['temporary_password', 'activation_link'] as const) {
    const { tenant, ana, sue, bo } = await assigned(`f3-${welcome.slice(0, 4)}`, { welcome });
    for (const browser of [sue, bo]) {
      const answer = await browser.json('POST', `${ana}/welcome`);
      assert.equal(answer.status, 409, answer.text);
      assert.equal(codeOf(answer), 'email_unconfirmed');
    }
    const mails = await rows(
      app,
      sql`SELECT template FROM mails WHERE tenant_id = ${tenant.id} AND template <> 'email_changed'`,
    );
    assert.deepEqual(mails, []);
    assert.equal((await app.browser(tenant.slug).signIn('ana', goodPassword)).json().next, 'code', 'nothing was reset');
  }
});

test('F3 password and a code mailed there confirm the address, once, audited; then links are mailed', async () => {
  const world = await assigned('f3-confirm');
  const { tenant, mailbox } = world;
  const browser = await signInWithCode(world);
  assert.equal(await confirmed(world), true);
  const [entry, ...more] = await auditOf(app, tenant, 'user.email.confirm');
  assert.deepEqual(more, []);
  assert.partialDeepStrictEqual(entry, { outcome: 'done', actor_name: 'ana', target_name: 'ana' });
  await browser.json('DELETE', '/api/v1/session');
  await asked(app, tenant.slug, mailbox);
});

test('F3 a wrong code confirms nothing, and neither does a code that was mailed before this address was set', async () => {
  const world = await assigned('f3-before');
  const { ana, mailbox, bo, sue, tenant } = world;
  const { browser, asked: step } = await begun(app, tenant.slug);
  const code = await mailedCode(app, mailbox);
  const wrong = code === '000000' ? '111111' : '000000';
  assert.equal((await go(browser, step.flow, { code: wrong })).status, 401);
  assert.equal(await confirmed(world), false);
  assert.equal((await bo.json('PATCH', ana, { email: null })).status, 200);
  assert.equal((await sue.json('PATCH', ana, { email: mailbox })).status, 200);
  assert.equal((await go(browser, step.flow, { code })).json().next, 'done');
  assert.equal(await confirmed(world), false);
});

test('F3 an address that an administrator sets counts as confirmed; the same one sent again with other changes does not', async () => {
  const world = await assigned('f3-admin');
  const { ana, mailbox, bo, tenant } = world;
  assert.equal((await bo.json('PATCH', ana, { email: mailbox, lastName: 'Pérez' })).status, 200);
  assert.equal(await confirmed(world), false);
  const set = await bo.json('PATCH', ana, { email: 'ana@f3-admin.example' });
  assert.equal(set.json().emailConfirmed, true);
  await asked(app, tenant.slug, 'ana@f3-admin.example');
  assert.equal((await bo.json('PATCH', ana, { email: null })).json().emailConfirmed, true);
});
