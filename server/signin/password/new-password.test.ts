// Row P3: a temporary password opens the page that chooses a new one, and nothing else.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import { goodPassword, type TestApp, testApp } from '../../../test/support/app.ts';
import { codeOf, guess, isSignedIn, mailsTo, rows, signInByPage } from '../../../test/support/attack.ts';
import type { Answer, Browser } from '../../../test/support/browser.ts';
import { commandLineCaller } from '../../kernel/caller.ts';
import type { SettingsPatch } from '../../tenants/setting-shapes.ts';
import type { Tenant } from '../../tenants/tenants.ts';

let app: TestApp;
before(async () => {
  app = await testApp();
});
after(() => app.close());

const chosen = 'my very own 33 sentence';

/** An organisation in which Ana has a temporary password. */
async function withTemporary(slug: string, settings?: SettingsPatch): Promise<{ tenant: Tenant; ana: string }> {
  const tenant = await app.organization(slug, settings);
  const { id } = await app.user(tenant, 'ana', { temporary: true });
  return { tenant, ana: id };
}

/** Ana's browser, before the new password; and the flow it is in. */
async function begun(slug: string): Promise<{ browser: Browser; flow: string }> {
  const browser = app.browser(slug);
  const answer = await browser.signIn('ana', goodPassword);
  assert.equal(answer.status, 200, answer.text);
  assert.equal(answer.json().next, 'new_password');
  return { browser, flow: String(answer.json().flow) };
}

const choose = (browser: Browser, flow: string, newPassword: string): Promise<Answer> =>
  browser.json('POST', `/api/v1/sign-in/${flow}`, { newPassword });

test('P3 S10 a temporary password leads to the new password, and that to the session', async () => {
  await withTemporary('p3');
  const { browser, flow } = await begun('p3');
  const answer = await choose(browser, flow, chosen);
  assert.equal(answer.status, 200, answer.text);
  assert.partialDeepStrictEqual(answer.json(), { next: 'done', flow, home: '/home' });
  assert.equal(await isSignedIn(browser), true);
  assert.equal((await app.browser('p3').signIn('ana', goodPassword)).status, 401, 'the temporary one is dead');
  assert.equal((await app.browser('p3').signIn('ana', chosen)).json().next, 'done');
});

test('P3 the same by the pages, without JavaScript', async () => {
  await withTemporary('p3-page');
  const browser = app.browser('p3-page');
  const first = await signInByPage(browser, 'ana', goodPassword);
  assert.equal(first.status, 303);
  assert.equal(first.headers.location, '/sign-in/new-password');
  const different = await browser.form('/sign-in/new-password', { newPassword: chosen, repeatPassword: 'else' });
  assert.equal(different.status, 422);
  assert.match(different.text, /The two passwords are not the same/);
  const weak = await browser.form('/sign-in/new-password', { newPassword: 'ana', repeatPassword: 'ana' });
  assert.equal(weak.status, 422);
  assert.equal(codeOf(weak), 'password_policy');
  assert.match(weak.text, /class="unmet"/);
  assert.equal(await isSignedIn(browser), false);
  const done = await browser.form('/sign-in/new-password', { newPassword: chosen, repeatPassword: chosen });
  assert.equal(done.status, 303);
  assert.equal(done.headers.location, '/home');
  assert.equal(await isSignedIn(browser), true);
});

test('P3 V7 the flow opens nothing but that step: no session, no API, no other page', async () => {
  await withTemporary('p3-only');
  const { browser } = await begun('p3-only');
  assert.equal(browser.cookies.has('usher_session'), false);
  for (const path of ['/api/v1/session', '/api/v1/sessions', '/api/v1/users', '/api/v1/settings', '/api/v1/audit'])
    assert.equal((await browser.get(path)).status, 401, path);
  for (const path of ['/home', '/console', '/account'])
    assert.match(String((await browser.page(path)).headers.location), /^\/sign-in/, path);
  const change = await browser.json('POST', '/api/v1/password/change', {
    currentPassword: goodPassword,
    newPassword: chosen,
  });
  assert.equal(change.status, 401);
  // The flow's secret is no session token either.
  const secret = browser.cookies.get('usher_flow')?.split('.')[1] ?? '';
  browser.cookies.set('usher_session', secret);
  assert.equal(await isSignedIn(browser), false);
});

test('P3 V7 a flow belongs to the browser that began it', async () => {
  await withTemporary('p3-bound');
  const { browser, flow } = await begun('p3-bound');
  const thief = app.browser('p3-bound');
  assert.equal(codeOf(await choose(thief, flow, chosen)), 'flow_expired');
  for (const cookie of [flow, `${flow}.`, `${flow}.${'A'.repeat(43)}`, '.', 'x.y']) {
    thief.cookies.set('usher_flow', cookie);
    assert.equal(codeOf(await choose(thief, flow, chosen)), 'flow_expired', cookie);
  }
  const other = await app.organization('p3-foreign');
  await app.user(other, 'ana', { temporary: true });
  const foreign = browser.copy('p3-foreign.localhost');
  assert.equal(codeOf(await choose(foreign, flow, chosen)), 'flow_expired');
  assert.equal((await choose(browser, flow, chosen)).status, 200, 'the rightful browser goes on');
});

test('P3 P4 a new password must meet the policy, and be a new one', async () => {
  await withTemporary('p3-policy');
  const { browser, flow } = await begun('p3-policy');
  const short = await choose(browser, flow, 'x');
  assert.equal(short.status, 422);
  assert.equal(codeOf(short), 'password_policy');
  const violations = short.json<{ violations: string[] }>().violations;
  assert.ok(violations.includes('min_length') && violations.includes('classes'), violations.join());
  const same = await choose(browser, flow, goodPassword);
  assert.equal(same.status, 422);
  assert.equal(codeOf(same), 'password_reused');
  assert.equal(await isSignedIn(browser), false);
  assert.equal((await choose(browser, flow, chosen)).status, 200);
});

test('P3 a temporary password expires; that is told after the right password only, on the page and as JSON', async () => {
  const { tenant } = await withTemporary('p3-expired');
  const { browser, flow } = await begun('p3-expired');
  await rows(app, sql`UPDATE passwords SET expires_at = now() - interval '1 second' WHERE tenant_id = ${tenant.id}`);
  const json = await app.browser('p3-expired').signIn('ana', goodPassword);
  const page = await signInByPage(app.browser('p3-expired'), 'ana', goodPassword);
  for (const answer of [json, page]) {
    assert.equal(answer.status, 403);
    assert.equal(codeOf(answer), 'temporary_password_expired');
  }
  assert.equal(codeOf(await app.browser('p3-expired').signIn('ana', 'wrong')), 'incorrect_credentials');
  // A flow begun in time does not outlive it.
  assert.equal(codeOf(await choose(browser, flow, chosen)), 'temporary_password_expired');
});

test('P1 P2 P3 it works for 24 hours when mailed and 7 days when handed over, by default', async () => {
  const tenant = await app.organization('p3-hours');
  const admin = commandLineCaller(tenant.id);
  const { users } = app.app.house;
  await users.create(tenant, admin, { username: 'mailed', email: 'mailed@p3.example', role: 'agent' });
  await users.create(tenant, admin, { username: 'handed', role: 'agent' });
  const hours = await rows<{ username: string; hours: number }>(
    app,
    sql`SELECT u.username, round(extract(epoch FROM p.expires_at - now()) / 3600)::integer AS hours
      FROM passwords p JOIN users u ON u.tenant_id = p.tenant_id AND u.id = p.user_id WHERE p.tenant_id = ${tenant.id} ORDER BY 1`,
  );
  assert.deepEqual(hours, [
    { username: 'handed', hours: 168 },
    { username: 'mailed', hours: 24 },
  ]);
});

test('P3 a re-issued temporary password kills the former one and the flow it had opened', async () => {
  const { tenant, ana } = await withTemporary('p3-again');
  const { browser, flow } = await begun('p3-again');
  const { temporaryPassword = '' } = await app.app.house.users.setPassword(tenant, commandLineCaller(tenant.id), ana, {
    generate: true,
  });
  assert.equal(codeOf(await choose(browser, flow, chosen)), 'flow_expired');
  assert.equal((await app.browser('p3-again').signIn('ana', goodPassword)).status, 401);
  assert.equal((await app.browser('p3-again').signIn('ana', temporaryPassword)).json().next, 'new_password');
});

test('S8.3 S8.4 S8.5 L3 core mayEnter: who is disabled, inactive, locked or put outside in between does not finish the flow', async () => {
  const { tenant, ana } = await withTemporary('p3-between');
  const admin = commandLineCaller(tenant.id);
  const { users } = app.app.house;
  const { browser, flow } = await begun('p3-between');
  await users.setDisabled(tenant, admin, ana, true);
  assert.equal(codeOf(await choose(browser, flow, chosen)), 'user_disabled');
  await users.setDisabled(tenant, admin, ana, false);
  await users.update(tenant, admin, ana, { status: 'inactive' }, null);
  assert.equal(codeOf(await choose(browser, flow, chosen)), 'user_inactive');
  await users.update(tenant, admin, ana, { status: 'active' }, null);
  const { schedule } = await app.app.house.schedules.create(admin, { name: 'Never' });
  await users.update(tenant, admin, ana, { schedule: schedule.id }, null);
  const outside = await choose(browser, flow, chosen);
  assert.deepEqual([codeOf(outside), outside.json().opensAt], ['outside_schedule', null]);
  await users.update(tenant, admin, ana, { schedule: null }, null);
  await guess(app.browser('p3-between'), 'ana', 5);
  assert.equal(codeOf(await choose(browser, flow, chosen)), 'too_many_attempts');
  await users.unlock(tenant, admin, ana);
  assert.equal((await choose(browser, flow, chosen)).status, 200);
});

test('V7 a flow is over once finished, and after a quarter of an hour', async () => {
  const { tenant } = await withTemporary('p3-over');
  const { browser, flow } = await begun('p3-over');
  const replayed = browser.copy();
  assert.equal((await choose(browser, flow, chosen)).status, 200);
  assert.equal(codeOf(await choose(replayed, flow, 'another fine 55 sentence')), 'flow_expired');
  await app.user(tenant, 'bea', { temporary: true });
  const late = app.browser('p3-over');
  const second = String((await late.signIn('bea', goodPassword)).json().flow);
  await rows(
    app,
    sql`UPDATE sign_in_flows SET expires_at = expires_at - interval '15 minutes' WHERE tenant_id = ${tenant.id}`,
  );
  assert.equal(codeOf(await choose(late, second, chosen)), 'flow_expired');
  const page = await late.page('/sign-in/new-password');
  assert.equal(page.status, 410);
});

test('P4 a password older than the maximum age must be replaced at the next sign-in', async () => {
  const tenant = await app.organization('p3-age', { passwordPolicy: { maxAgeDays: 30 } });
  await app.user(tenant, 'ana');
  assert.equal((await app.browser('p3-age').signIn('ana', goodPassword)).json().next, 'done');
  await rows(app, sql`UPDATE passwords SET changed_at = now() - interval '31 days' WHERE tenant_id = ${tenant.id}`);
  const { browser, flow } = await begun('p3-age');
  assert.equal((await choose(browser, flow, chosen)).json().next, 'done');
});

test('P5 the live checker answers people in the middle of signing in, and strangers not', async () => {
  await withTemporary('p5');
  const { browser } = await begun('p5');
  const checked = await browser.json('POST', '/api/v1/password/check', { password: 'ana-p5' });
  assert.equal(checked.status, 200);
  assert.equal(checked.json().accepted, false);
  // What a page needs to judge the next key press by itself.
  assert.equal(checked.json<{ policy: { minLength: number } }>().policy.minLength, 8);
  assert.equal(checked.json<{ context: { username: string } }>().context.username, 'ana');
  const stranger = await app.browser('p5').json('POST', '/api/v1/password/check', { password: 'x' });
  assert.equal(codeOf(stranger), 'flow_expired');
});

test('P3 V6.3.7 the owner is told by mail when the temporary password was replaced', async () => {
  const tenant = await app.organization('p3-told');
  await app.user(tenant, 'ana', { temporary: true, email: 'ana@p3-told.example' });
  const { browser, flow } = await begun('p3-told');
  await choose(browser, flow, chosen);
  const subjects = await mailsTo(app, 'ana@p3-told.example', 2);
  assert.ok(subjects.includes('Your password at p3-told Ltd was changed'), subjects.join());
});
