// Row P6: changing the own password. It is a place to guess like any other, so the same lock guards it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import { goodPassword, type TestApp, testApp } from '../../../test/support/app.ts';
import { assertEnds, codeOf, guess, isSignedIn, mailsTo, rows, signedIn } from '../../../test/support/attack.ts';
import type { Answer, Browser } from '../../../test/support/browser.ts';
import { until } from '../../../test/support/until.ts';

let app: TestApp;
before(async () => {
  app = await testApp();
});
after(() => app.close());

const chosen = 'my very own 33 sentence';
const change = (browser: Browser, currentPassword: string, newPassword = chosen): Promise<Answer> =>
  browser.json('POST', '/api/v1/password/change', { currentPassword, newPassword });

test('P6 V7.2.4 V7.4.3 other sessions end, this one goes on, the owner is told by mail, and the old password is dead', async () => {
  const tenant = await app.organization('p6');
  await app.user(tenant, 'ana', { email: 'ana@p6.example' });
  const [desk, home] = [app.browser('p6'), app.browser('p6')];
  for (const browser of [desk, home]) assert.equal((await browser.signIn('ana', goodPassword)).status, 200);
  const thief = desk.copy();
  assert.equal((await change(desk, goodPassword)).status, 204);
  assert.equal(await isSignedIn(desk), true);
  await assertEnds(home);
  await assertEnds(thief); // V7.2.4: the session goes on under a new token
  assert.ok((await mailsTo(app, 'ana@p6.example', 2)).some((subject) => /password/i.test(subject)));
  assert.equal((await app.browser('p6').signIn('ana', goodPassword)).status, 401);
  assert.equal((await app.browser('p6').signIn('ana', chosen)).status, 200);
});

test('P6 S9 V6.3.1 a wrong current password counts like a sign-in attempt, and locks; the session survives', async () => {
  const tenant = await app.organization('p6-guess');
  await signedIn(app, tenant, 'ana', 'agent');
  const stolen = app.browser('p6-guess');
  await stolen.signIn('ana', goodPassword);
  stolen.cookies.delete('usher_devices');
  for (let n = 0; n < 5; n += 1) assert.equal(codeOf(await change(stolen, `guess ${n}`)), 'current_password_incorrect');
  assert.equal((await change(stolen, goodPassword)).status, 423, 'the right one does not help any more');
  assert.equal((await app.browser('p6-guess').signIn('ana', goodPassword)).status, 423, 'one count for both ways');
  assert.equal(await isSignedIn(stolen), true);
});

test('P6 P4 the new password must meet the policy and be a new one; otherwise nothing changes', async () => {
  const tenant = await app.organization('p6-policy');
  const browser = await signedIn(app, tenant, 'ana', 'agent');
  const weak = await change(browser, goodPassword, 'ana');
  assert.equal(weak.status, 422);
  assert.equal(codeOf(weak), 'password_policy');
  const reused = await change(browser, goodPassword, goodPassword);
  assert.equal(reused.status, 422);
  assert.equal(codeOf(reused), 'password_reused');
  assert.equal((await app.browser('p6-policy').signIn('ana', goodPassword)).status, 200);
});

test('P4 P6 none of the last n passwords may be chosen again; the one before them may', async () => {
  const tenant = await app.organization('p6-history', { passwordPolicy: { history: 3 } });
  const browser = await signedIn(app, tenant, 'ana', 'agent');
  const sentences = [goodPassword, 'first river 11 stone', 'second river 22 stone', 'third river 33 stone'];
  for (let n = 1; n < sentences.length; n += 1)
    assert.equal((await change(browser, sentences[n - 1] ?? '', sentences[n])).status, 204);
  const current = sentences.at(-1) ?? '';
  for (const old of sentences.slice(1))
    assert.equal(codeOf(await change(browser, current, old)), 'password_reused', old);
  assert.equal((await change(browser, current, goodPassword)).status, 204);
  const [kept] = await rows<{ count: number }>(
    app,
    sql`SELECT count(*)::integer AS count FROM password_history WHERE tenant_id = ${tenant.id}`,
  );
  assert.ok((kept?.count ?? 0) <= 3, 'no more is kept than is compared');
});

test('P6 S2 it works where people are known by their e-mail address', async () => {
  const tenant = await app.organization('p6-email', { signIn: { identifier: 'email' } });
  await app.user(tenant, 'ana', { email: 'ana@p6-email.example' });
  const browser = app.browser('p6-email');
  assert.equal((await browser.signIn('Ana@P6-email.example', goodPassword)).status, 200);
  assert.equal((await change(browser, goodPassword)).status, 204);
});

test('P6 strangers cannot change anything, nor can another site make a browser do it', async () => {
  const tenant = await app.organization('p6-stranger');
  const browser = await signedIn(app, tenant, 'ana', 'agent');
  assert.equal(codeOf(await change(app.browser('p6-stranger'), goodPassword)), 'not_signed_in');
  const body = { currentPassword: goodPassword, newPassword: chosen };
  for (const headers of [
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { origin: `http://other.localhost:${app.port}` },
    { origin: 'null' },
  ]) {
    const answer = await browser.json('POST', '/api/v1/password/change', body, headers);
    assert.equal(codeOf(answer), 'cross_site_request', JSON.stringify(headers));
  }
  const own = { 'sec-fetch-site': 'same-origin', origin: `http://p6-stranger.localhost:${app.port}` };
  assert.equal((await browser.json('POST', '/api/v1/password/change', body, own)).status, 204);
});

test('S9 a known browser’s right password after a few wrong ones erases the count', async () => {
  const tenant = await app.organization('p6-erase');
  const browser = await signedIn(app, tenant, 'ana', 'agent');
  await guess(browser, 'ana', 4);
  assert.equal((await change(browser, goodPassword)).status, 204);
  assert.deepEqual(await rows(app, sql`SELECT 1 FROM attempt_buckets WHERE tenant_id = ${tenant.id}`), []);
});

test('P5 security: one session has the live checker judge a burst and then ten a second; others go on', async () => {
  const tenant = await app.organization('p5-budget');
  const ana = await signedIn(app, tenant, 'ana', 'agent');
  const bob = await signedIn(app, tenant, 'bob', 'agent');
  const check = (browser: Browser): Promise<Answer> =>
    browser.json('POST', '/api/v1/password/check', { password: 'x' });
  const answers = await Promise.all(Array.from({ length: 100 }, () => check(ana)));
  const refused = answers.filter(({ status }) => status !== 200);
  assert.ok(answers.length - refused.length >= 30, 'the whole burst');
  assert.ok(refused.length > 0);
  for (const answer of refused) {
    assert.equal(codeOf(answer), 'rate_limited');
    assert.match(String(answer.headers['retry-after']), /^\d+$/);
  }
  assert.equal((await check(bob)).status, 200);
  await until(async () => (await check(ana)).status === 200);
});
