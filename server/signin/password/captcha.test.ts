// Row S3: when a sign-in asks for a CAPTCHA, and that nothing is hashed or counted until it is answered.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import { goodPassword, type TestApp, testApp } from '../../../test/support/app.ts';
import { ageAttempts, codeOf, guess, rows, signInByPage } from '../../../test/support/attack.ts';
import type { Answer, Browser } from '../../../test/support/browser.ts';
import { encode, solve, waitBegun } from '../../../test/support/captcha.ts';
import type { ProofOfWorkChallenge } from '../../captcha/proof-of-work.ts';
import type { SettingsPatch } from '../../tenants/setting-shapes.ts';
import type { Tenant } from '../../tenants/tenants.ts';

let app: TestApp;
/** What the fake provider answers next; null: nothing at all. */
let vouches: boolean | null = true;
const provider = createServer((request, response) => {
  request.resume();
  if (vouches === null) response.destroy();
  else response.end(JSON.stringify({ success: vouches, hostname: 'hosted.localhost', 'error-codes': [] }));
});

before(async () => {
  await new Promise<void>((resolve) => provider.listen(0, '127.0.0.1', resolve));
  const address = provider.address();
  assert.ok(address !== null && typeof address !== 'string');
  app = await testApp({ siteVerifyUrls: { turnstile: `http://127.0.0.1:${address.port}/` } });
});
after(async () => {
  await app.close();
  provider.close();
  provider.closeAllConnections();
});

async function organization(slug: string, signIn: SettingsPatch['signIn'], more: SettingsPatch = {}): Promise<Tenant> {
  const tenant = await app.organization(slug, { ...more, signIn: { captcha: 'after_failures', ...signIn } });
  await app.user(tenant, 'ana');
  return tenant;
}

async function solved(browser: Browser): Promise<string> {
  const challenge = (await browser.get('/api/v1/captcha')).json<ProofOfWorkChallenge & Record<string, unknown>>();
  return encode(await solve(challenge));
}

async function failuresOf(tenant: Tenant): Promise<number> {
  const [row] = await rows<{ failures: number }>(
    app,
    sql`SELECT failures FROM source_failures WHERE tenant_id = ${tenant.id}`,
  );
  return row?.failures ?? 0;
}

/** Nothing was hashed, and no password was noted. */
async function assertUntouched(tenant: Tenant, work: () => Promise<Answer>, code: string): Promise<void> {
  const tried = () =>
    rows(app, sql`SELECT subject, bucket, tried FROM attempt_buckets WHERE tenant_id = ${tenant.id} ORDER BY 1, 2`);
  const before = {
    calls: app.app.house.hasher.stats().calls,
    tried: await tried(),
    failures: await failuresOf(tenant),
  };
  const answer = await work();
  assert.equal(answer.status, 400, answer.text);
  assert.equal(codeOf(answer), code);
  const now = { calls: app.app.house.hasher.stats().calls, tried: await tried(), failures: await failuresOf(tenant) };
  assert.deepEqual(now, before);
}

test('S3 by default the fourth try after three failures asks for a CAPTCHA, and the right password alone does not do', async () => {
  const tenant = await organization('after', {});
  const browser = app.browser('after');
  for (const answer of await guess(browser, 'ana', 3)) assert.equal(codeOf(answer), 'incorrect_credentials');
  await assertUntouched(tenant, () => browser.signIn('ana', goodPassword), 'captcha_required');
  await assertUntouched(tenant, () => browser.signIn('ana', goodPassword, { captcha: 'x' }), 'captcha_failed');
  const answer = await browser.signIn('ana', goodPassword, { captcha: await solved(browser) });
  assert.equal(answer.status, 200, answer.text);
});

test('S3 an answer serves one try: the next one needs its own', async () => {
  const tenant = await organization('each', {});
  const browser = app.browser('each');
  await guess(browser, 'ana', 3);
  const captcha = await solved(browser);
  assert.equal(codeOf(await browser.signIn('ana', 'wrong again', { captcha })), 'incorrect_credentials');
  await assertUntouched(tenant, () => browser.signIn('ana', goodPassword, { captcha }), 'captcha_failed');
});

test('S3 names that nobody has are asked like any other, and failures count whoever is meant', async () => {
  const tenant = await organization('names', {});
  const browser = app.browser('names');
  for (const name of ['ana', 'nobody', 'somebody']) await guess(browser, name, 1);
  for (const name of ['ana', 'nobody', 'never-tried'])
    await assertUntouched(tenant, () => browser.signIn(name, 'wrong'), 'captcha_required');
});

test('S3 after ten minutes without failures none is asked for', async () => {
  const tenant = await organization('aged', {});
  const browser = app.browser('aged');
  await guess(browser, 'ana', 3);
  await ageAttempts(app, tenant, 11);
  await rows(
    app,
    sql`UPDATE source_failures SET window_started_at = now() - interval '11 minutes' WHERE tenant_id = ${tenant.id}`,
  );
  assert.equal((await browser.signIn('ana', goodPassword)).status, 200);
});

test('S3 S9 a browser that knows the person counts for itself: a stranger’s failures ask nothing of it, its own do', async () => {
  const tenant = await organization('known', {});
  const own = app.browser('known');
  assert.equal((await own.signIn('ana', goodPassword)).status, 200);
  await guess(app.browser('known'), 'nobody', 5);
  assert.equal((await own.signIn('ana', goodPassword)).status, 200);
  await guess(own, 'ana', 3);
  await assertUntouched(tenant, () => own.signIn('ana', goodPassword), 'captcha_required');
  const captcha = await solved(own);
  assert.equal((await own.signIn('ana', goodPassword, { captcha })).status, 200);
  // The right password has erased them.
  assert.equal((await own.signIn('ana', goodPassword)).status, 200);
});

test('S3 a registered office network is not asked for its neighbours’ failures', async () => {
  await organization('office', {}, { officeNetworks: ['127.0.0.0/8'] });
  const browser = app.browser('office');
  await guess(browser, 'nobody', 4);
  assert.equal((await browser.signIn('ana', goodPassword)).status, 200);
});

test('S3 off never asks, always asks for the first try too', async () => {
  await organization('off', { captcha: 'off' });
  await guess(app.browser('off'), 'nobody', 4);
  assert.equal((await app.browser('off').signIn('ana', goodPassword)).status, 200);
  const tenant = await organization('always', { captcha: 'always' });
  const browser = app.browser('always');
  await assertUntouched(tenant, () => browser.signIn('ana', goodPassword), 'captcha_required');
  assert.equal((await browser.signIn('ana', goodPassword, { captcha: await solved(browser) })).status, 200);
});

test('S3 of 100 tries at once with one answer one is judged', async () => {
  await organization('race', { captcha: 'always' });
  const captcha = await solved(app.browser('race'));
  const answers = await Promise.all(
    Array.from({ length: 100 }, (_, n) => app.browser('race').signIn('nobody', `wrong ${n}`, { captcha })),
  );
  const codes = Map.groupBy(answers, codeOf);
  assert.equal(codes.get('incorrect_credentials')?.length, 1);
  assert.equal(codes.get('captcha_failed')?.length, 99);
});

test('S3 M4 the audit log holds what was refused for want of an answer', async () => {
  const tenant = await organization('audited', { captcha: 'always' });
  await app.browser('audited').signIn('ana', goodPassword);
  const [entry] = await rows(
    app,
    sql`SELECT action, reason FROM audit_events WHERE tenant_id = ${tenant.id} AND outcome = 'refused'`,
  );
  assert.deepEqual(entry, { action: 'session.start', reason: 'captcha_required' });
});

const waitOf = (answer: Answer): string | undefined => /name="captchaWait" value="([^"]*)"/.exec(answer.text)?.[1];

test('S1 S3 without JavaScript: refused, waited, signed in', async () => {
  const tenant = await organization('script-off', {});
  const browser = app.browser('script-off');
  for (let count = 0; count < 3; count += 1)
    assert.equal(codeOf(await signInByPage(browser, 'ana', `wrong ${count}`)), 'incorrect_credentials');
  const shown = await browser.page('/sign-in');
  assert.match(shown.text, /If you see no box to tick, wait 20 seconds before you log in\./);
  const early = await browser.form('/sign-in', {
    identifier: 'ana',
    password: goodPassword,
    captchaWait: waitOf(shown) ?? '',
  });
  assert.equal(codeOf(early), 'captcha_failed');
  assert.match(early.text, /Wait another (20|19) seconds, then log in again\./);
  assert.match(early.text, /name="identifier"[^>]*value="ana"/);
  assert.doesNotMatch(early.text, new RegExp(goodPassword));
  assert.equal(waitOf(early), waitOf(shown), 'the wait goes on');
  const captchaWait = waitBegun(app.keyring, tenant.id, 20);
  const done = await browser.form('/sign-in', { identifier: 'ana', password: goodPassword, captchaWait });
  assert.equal(done.status, 303, done.text);
  const again = await app
    .browser('script-off')
    .form('/sign-in', { identifier: 'ana', password: goodPassword, captchaWait });
  assert.equal(codeOf(again), 'captcha_failed');
  assert.notEqual(waitOf(again), captchaWait, 'a new wait begins');
});

test('S3 the page shows the box when it is due, and is the page it was when it is not', async () => {
  await organization('shown', {});
  const browser = app.browser('shown');
  const calm = await browser.page('/sign-in');
  assert.doesNotMatch(calm.text, /captcha/);
  await guess(browser, 'nobody', 2);
  assert.doesNotMatch((await browser.page('/sign-in')).text, /captcha/);
  // The very page that tells of the third failure.
  const third = await signInByPage(browser, 'nobody', 'wrong');
  assert.match(third.text, /data-captcha="\/api\/v1\/captcha"/);
  const script = /src="(\/assets\/captcha-[^"]+\.js)"/.exec(third.text)?.[1] ?? '';
  assert.equal((await browser.get(script)).status, 200);
  assert.match((await browser.page('/sign-in')).text, /data-captcha=/);
});

test('S3 a hosted provider’s box, and exactly its sources in the policy of that page alone', async () => {
  const keys = { provider: 'turnstile', siteKey: '0x4SITE', secretKey: '0x4SECRET' } as const;
  await organization('hosted', { captcha: 'always' }, { captcha: keys });
  const browser = app.browser('hosted');
  const page = await browser.page('/sign-in');
  assert.match(page.text, /class="cf-turnstile" data-sitekey="0x4SITE" data-action="usher"/);
  const policyOf = (answer: Answer): string => String(answer.headers['content-security-policy']);
  const sources = policyOf(page).match(/https?:\/\/[^\s;]+/g) ?? [];
  assert.deepEqual([...new Set(sources)], ['https://challenges.cloudflare.com']);
  assert.doesNotMatch(policyOf(page), /unsafe|\*/);
  assert.doesNotMatch(policyOf(await browser.page('/help')), /https:/);
  assert.doesNotMatch(page.text + (await browser.get('/api/v1/captcha')).text, /SECRET/);
  vouches = true;
  assert.equal((await browser.signIn('ana', goodPassword, { captcha: 'token' })).status, 200);
  vouches = false;
  assert.equal(codeOf(await browser.signIn('ana', goodPassword, { captcha: 'token' })), 'captcha_failed');
});

test('S3 while the provider is away nobody gets in for free, and nobody is locked out: waiting does', async () => {
  const keys = { provider: 'turnstile', siteKey: '0x4SITE', secretKey: '0x4SECRET' } as const;
  const tenant = await organization('away', { captcha: 'always' }, { captcha: keys });
  vouches = null;
  const browser = app.browser('away');
  const answer = await browser.signIn('ana', goodPassword, { captcha: 'token' });
  assert.equal(codeOf(answer), 'captcha_failed');
  assert.match(answer.text, /could not be asked/);
  const waited = await browser.signIn('ana', goodPassword, { captcha: waitBegun(app.keyring, tenant.id, 30) });
  assert.equal(waited.status, 200, waited.text);
});

test('M5 S3 the secret key is stored sealed, bound to its organisation, and no answer or entry holds it', async () => {
  const keys = { provider: 'turnstile', siteKey: '0x4SITE', secretKey: '0x4SECRET' } as const;
  const tenant = await organization('sealed', {}, { captcha: keys });
  await app.user(tenant, 'boss', { role: 'administrator' });
  const boss = app.browser('sealed');
  assert.equal((await boss.signIn('boss', goodPassword)).status, 200);
  const shown = await boss.get('/api/v1/settings');
  assert.deepEqual(shown.json().captcha, { ...keys, secretKey: '********' });
  const back = await boss.json('PATCH', '/api/v1/settings', { captcha: shown.json().captcha });
  assert.deepEqual(back.json().captcha, { ...keys, secretKey: '********' });
  const stored = await rows(
    app,
    sql`SELECT settings::text FROM tenants WHERE id = ${tenant.id} UNION ALL SELECT details::text FROM audit_events WHERE tenant_id = ${tenant.id}`,
  );
  assert.doesNotMatch(JSON.stringify(stored), /0x4SECRET/);
});
