// Rows F1–F4: a second factor on the way in, as JSON, over real sockets.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import { goodPassword, type TestApp, testApp } from '../../../test/support/app.ts';
import { codeOf, isSignedIn, mailsTo, rows, signInByPage } from '../../../test/support/attack.ts';
import { ageCodes, mailedCode, wrongCode } from '../../../test/support/mailed-code.ts';
import { begun, go, world } from '../../../test/support/required-factor.ts';
import { commandLineCaller } from '../../kernel/caller.ts';

let app: TestApp;
before(async () => {
  app = await testApp();
});
after(() => app?.close());

test('F2 S10 the password leads to a code by mail, and that to the session, which says how it was opened', async () => {
  const { tenant, address } = await world(app, 'f2');
  const { browser, asked } = await begun(app, 'f2');
  assert.partialDeepStrictEqual(asked, { next: 'code', methods: ['email_code'], sentTo: 'a***@f2.example' });
  const minutes = (Date.parse(asked.expiresAt ?? '') - Date.now()) / 60_000;
  assert.ok(minutes > 4.5 && minutes <= 5.1, `${minutes} minutes`);
  assert.equal(asked.trustBrowserDays, 0);
  assert.equal(await isSignedIn(browser), false);
  const code = await mailedCode(app, address);
  const wrong = await go(browser, asked.flow, { code: wrongCode(code) });
  assert.equal(wrong.status, 401);
  assert.equal(codeOf(wrong), 'code_incorrect');
  const right = await go(browser, asked.flow, { code });
  assert.equal(right.status, 200, right.text);
  assert.partialDeepStrictEqual(right.json(), { next: 'done', home: '/home' });
  assert.equal(await isSignedIn(browser), true);
  const sessions = await rows<{ methods: string[] }>(
    app,
    sql`SELECT methods FROM sessions WHERE tenant_id = ${tenant.id}`,
  );
  assert.deepEqual(sessions, [{ methods: ['pwd', 'email_code'] }]);
  const audited = await rows<{ action: string; outcome: string; reason: string | null }>(
    app,
    sql`SELECT action, outcome, reason FROM audit_events WHERE tenant_id = ${tenant.id} AND action LIKE 'sign_in.%' ORDER BY at, id`,
  );
  assert.deepEqual(
    audited.map(({ action, outcome, reason }) => [action, outcome, reason].join(' ').trim()),
    ['sign_in.step done', 'sign_in.code.send done', 'sign_in.factor refused code_incorrect', 'sign_in.factor done'],
  );
});

test('F1 a factor is asked of the roles named and of nobody else; without one the password is enough', async () => {
  const { tenant } = await world(app, 'f1', { required: ['administrator'] });
  await app.user(tenant, 'adam', { role: 'administrator', email: 'adam@f1.example' });
  assert.equal((await begun(app, 'f1')).asked.next, 'done');
  assert.equal((await app.browser('f1').signIn('adam', goodPassword)).json().next, 'code');
  const sessions = await rows<{ methods: string[] }>(
    app,
    sql`SELECT methods FROM sessions WHERE tenant_id = ${tenant.id}`,
  );
  assert.deepEqual(sessions, [{ methods: ['pwd'] }]);
});

test('F2 a code is good in the browser that gave the password, and in no other', async () => {
  const { address } = await world(app, 'f2-browser');
  const a = await begun(app, 'f2-browser');
  const code = await mailedCode(app, address);
  const b = await begun(app, 'f2-browser');
  await mailedCode(app, address, 2);
  assert.equal(codeOf(await go(app.browser('f2-browser'), a.asked.flow, { code })), 'flow_expired');
  assert.equal(codeOf(await go(b.browser, a.asked.flow, { code })), 'flow_expired');
  const swapped = await go(b.browser, b.asked.flow, { code });
  assert.equal(codeOf(swapped), 'code_incorrect');
  assert.equal(await isSignedIn(b.browser), false);
  assert.equal((await go(a.browser, a.asked.flow, { code })).json().next, 'done');
});

test('F2 Resend: 429 with Retry-After within 30 s, then a new code that kills the old one', async () => {
  const { tenant, address } = await world(app, 'f2-resend');
  const { browser, asked } = await begun(app, 'f2-resend');
  const old = await mailedCode(app, address);
  const early = await go(browser, asked.flow, { resend: true });
  assert.equal(early.status, 429);
  assert.equal(codeOf(early), 'resend_too_soon');
  const wait = Number(early.headers['retry-after']);
  assert.ok(wait > 20 && wait <= 30, `${wait} s`);
  await ageCodes(app, tenant, 30);
  const again = await go(browser, asked.flow, { resend: true });
  assert.equal(again.status, 200, again.text);
  assert.partialDeepStrictEqual(again.json(), { next: 'code', flow: asked.flow, sentTo: 'a***@f2-resend.example' });
  const fresh = await mailedCode(app, address, 2);
  if (fresh !== old) assert.equal(codeOf(await go(browser, asked.flow, { code: old })), 'code_incorrect');
  assert.equal((await go(browser, asked.flow, { code: fresh })).json().next, 'done');
});

test('F2 an expired code says so, and Resend goes on from there', async () => {
  const { tenant, address } = await world(app, 'f2-late');
  const { browser, asked } = await begun(app, 'f2-late');
  const late = await mailedCode(app, address);
  await ageCodes(app, tenant, 301);
  const refused = await go(browser, asked.flow, { code: late });
  assert.equal(refused.status, 410);
  assert.equal(codeOf(refused), 'code_expired');
  assert.equal((await go(browser, asked.flow, { resend: true })).status, 200);
  const fresh = await mailedCode(app, address, 2);
  assert.equal((await go(browser, asked.flow, { code: fresh })).json().next, 'done');
});

test('F2 100 right codes at once open exactly one session', async () => {
  const { tenant, address } = await world(app, 'f2-race');
  const { browser, asked } = await begun(app, 'f2-race');
  const code = await mailedCode(app, address);
  const jars = Array.from({ length: 100 }, () => browser.copy());
  const answers = await Promise.all(jars.map((jar) => go(jar, asked.flow, { code })));
  assert.equal(answers.filter((answer) => answer.status === 200).length, 1);
  assert.equal(answers.filter((answer) => answer.status >= 500 && answer.status !== 503).length, 0);
  const sessions = await rows(app, sql`SELECT FROM sessions WHERE tenant_id = ${tenant.id}`);
  assert.equal(sessions.length, 1);
  const [{ failures = -1 } = {}] = await rows<{ failures: number }>(
    app,
    sql`SELECT failures FROM user_factors WHERE tenant_id = ${tenant.id}`,
  );
  assert.equal(failures, 0, 'right codes that lost the race are no failures');
});

test('F2 100 wrong codes at once: five comparisons, no lock of the password, and Resend gives five more', async () => {
  const { tenant, address } = await world(app, 'f2-guess');
  const { browser, asked } = await begun(app, 'f2-guess');
  const code = await mailedCode(app, address);
  const answers = await Promise.all(
    Array.from({ length: 100 }, (_, n) => go(browser, asked.flow, { code: wrongCode(code, n + 1) })),
  );
  const count = (wanted: string) => answers.filter((answer) => codeOf(answer) === wanted).length;
  assert.equal(count('code_incorrect'), 5);
  assert.equal(count('code_attempts_exceeded'), 95);
  assert.equal((await go(browser, asked.flow, { code })).status, 429, 'the right one comes too late');
  await ageCodes(app, tenant, 30);
  await go(browser, asked.flow, { resend: true });
  const fresh = await mailedCode(app, address, 2);
  assert.equal((await go(browser, asked.flow, { code: fresh })).json().next, 'done');
  assert.equal((await begun(app, 'f2-guess')).asked.next, 'code', 'the password is as good as before');
});

test('F2 after ten wrong codes in a day no code is mailed or judged until tomorrow', async () => {
  const { tenant, address } = await world(app, 'f2-day');
  for (let flow = 0; flow < 2; flow += 1) {
    const { browser, asked } = await begun(app, 'f2-day');
    const code = await mailedCode(app, address, flow + 1);
    for (let n = 1; n <= 5; n += 1)
      assert.equal(codeOf(await go(browser, asked.flow, { code: wrongCode(code, n) })), 'code_incorrect');
  }
  const refused = await app.browser('f2-day').signIn('ana', goodPassword);
  assert.equal(refused.status, 429);
  assert.equal(codeOf(refused), 'code_attempts_exceeded');
  const mails = await rows(app, sql`SELECT FROM mails WHERE tenant_id = ${tenant.id} AND template = 'code'`);
  assert.equal(mails.length, 2);
  await rows(app, sql`UPDATE user_factors SET failures_day = failures_day - 1 WHERE tenant_id = ${tenant.id}`);
  assert.equal((await begun(app, 'f2-day')).asked.next, 'code');
});

test('F2 S8.3 S8.4 disabled or locked between password and code: the right code opens nothing', async () => {
  const { tenant, ana, address } = await world(app, 'f2-between');
  const { users } = app.app.house;
  const caller = commandLineCaller(tenant.id);
  const { browser, asked } = await begun(app, 'f2-between');
  const code = await mailedCode(app, address);
  await users.setDisabled(tenant, caller, ana, true);
  const disabled = await go(browser, asked.flow, { code });
  assert.equal(codeOf(disabled), 'user_disabled');
  await users.setDisabled(tenant, caller, ana, false);
  const stranger = app.browser('f2-between');
  for (let n = 0; n < 5; n += 1) await stranger.signIn('ana', `wrong ${n}`);
  assert.equal(codeOf(await go(browser, asked.flow, { code })), 'too_many_attempts');
  assert.equal(await isSignedIn(browser), false);
  await users.unlock(tenant, caller, ana);
  assert.equal((await go(browser, asked.flow, { code })).json().next, 'done', 'the code itself was not used up');
});

test('F2 a code that waits in a mailbox which is no longer the person’s opens nothing', async () => {
  const { tenant, ana, address } = await world(app, 'f2-moved');
  const { browser, asked } = await begun(app, 'f2-moved');
  const code = await mailedCode(app, address);
  await app.app.house.users.update(tenant, commandLineCaller(tenant.id), ana, { email: 'new@f2-moved.example' }, null);
  assert.equal(codeOf(await go(browser, asked.flow, { code })), 'code_incorrect');
  await ageCodes(app, tenant, 31);
  assert.equal((await go(browser, asked.flow, { resend: true })).json().sentTo, 'n***@f2-moved.example');
  const next = await mailedCode(app, 'new@f2-moved.example');
  assert.equal((await go(browser, asked.flow, { code: next })).json().next, 'done');
});

test('P3 F2 a temporary password is no second factor: the new password first, then the code', async () => {
  const { address } = await world(app, 'p3-f2', {}, { temporary: true });
  const { browser, asked } = await begun(app, 'p3-f2');
  assert.equal(asked.next, 'new_password');
  assert.equal(codeOf(await go(browser, asked.flow, { code: '123456' })), 'flow_step_invalid');
  const chosen = await go(browser, asked.flow, { newPassword: 'my very own 33 sentence' });
  assert.equal(chosen.status, 200, chosen.text);
  assert.partialDeepStrictEqual(chosen.json(), { next: 'code', sentTo: 'a***@p3-f2.example' });
  const code = await mailedCode(app, address);
  assert.equal((await go(browser, asked.flow, { code })).json().next, 'done');
});

test('F3 S8.7 without an address and with nothing to enrol: contact your Supervisor; with something: enrol', async () => {
  const mailOnly = await world(app, 'f3', { methods: ['email_code'] }, { email: null });
  const refused = await app.browser('f3').signIn('ana', goodPassword);
  assert.equal(refused.status, 403);
  assert.equal(codeOf(refused), 'no_email_for_code');
  const page = await signInByPage(app.browser('f3'), 'ana', goodPassword);
  assert.equal(page.status, 403);
  assert.match(page.text, /Supervisor/);
  const audited = await rows(
    app,
    sql`SELECT FROM audit_events WHERE tenant_id = ${mailOnly.tenant.id} AND reason = 'no_email_for_code'`,
  );
  assert.equal(audited.length, 2);
  assert.equal(
    codeOf(await app.browser('f3').signIn('ana', 'wrong')),
    'incorrect_credentials',
    'never without the password',
  );
  await world(app, 'f3-enrol', {}, { email: null });
  assert.equal((await begun(app, 'f3-enrol')).asked.next, 'enrol_factor');
});

test('F4 a recovery code stands in for the rest, once', async () => {
  const { tenant, ana } = await world(app, 'f4-recovery');
  const { database, factors } = app.app.house;
  const [code = ''] = await database.withTenant(tenant.id, (tx) =>
    factors.replaceRecoveryCodes(tx, { tenant: tenant.id, user: ana }),
  );
  const { browser, asked } = await begun(app, 'f4-recovery');
  assert.deepEqual(asked.methods, ['email_code', 'recovery_code']);
  assert.equal(codeOf(await go(browser, asked.flow, { code })), 'code_incorrect', 'it is no mailed code');
  const right = await go(browser, asked.flow, { code: code.toLowerCase(), method: 'recovery_code' });
  assert.equal(right.json().next, 'done', right.text);
  const again = await begun(app, 'f4-recovery');
  assert.equal(codeOf(await go(again.browser, again.asked.flow, { code, method: 'recovery_code' })), 'code_incorrect');
});

test('F4 one recovery code in twenty sign-ins at once opens one session', async () => {
  const { tenant, ana } = await world(app, 'f4-race');
  const { database, factors } = app.app.house;
  const [code = ''] = await database.withTenant(tenant.id, (tx) =>
    factors.replaceRecoveryCodes(tx, { tenant: tenant.id, user: ana }),
  );
  const flows = await Promise.all(Array.from({ length: 20 }, () => begun(app, 'f4-race')));
  const answers = await Promise.all(
    flows.map(({ browser, asked }) => go(browser, asked.flow, { code, method: 'recovery_code' })),
  );
  assert.equal(answers.filter((answer) => answer.status === 200).length, 1);
  assert.equal((await rows(app, sql`SELECT FROM sessions WHERE tenant_id = ${tenant.id}`)).length, 1);
});

test('F2 no new-browser mail, and no code, for whoever only knows the name', async () => {
  const { address } = await world(app, 'f2-stranger');
  const stranger = app.browser('f2-stranger');
  for (let n = 0; n < 3; n += 1) await stranger.signIn('ana', `wrong ${n}`);
  await begun(app, 'f2-stranger');
  assert.equal((await mailsTo(app, address, 1)).length, 1);
});
