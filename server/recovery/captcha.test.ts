// Rows S3, R1: when asking for a link needs a CAPTCHA, and that nothing is done or counted until it is answered.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import { type TestApp, testApp } from '../../test/support/app.ts';
import { codeOf, rows } from '../../test/support/attack.ts';
import type { Answer, Browser } from '../../test/support/browser.ts';
import { encode, solve } from '../../test/support/captcha.ts';
import { idle, linksTo, linkTo, withAna } from '../../test/support/links.ts';
import type { ProofOfWorkChallenge } from '../captcha/proof-of-work.ts';
import type { Tenant } from '../tenants/tenants.ts';

let app: TestApp;
before(async () => {
  app = await testApp();
});
after(() => app.close());

async function solved(browser: Browser): Promise<string> {
  const challenge = (await browser.get('/api/v1/captcha')).json<ProofOfWorkChallenge & Record<string, unknown>>();
  return encode(await solve(challenge));
}

const ask = (browser: Browser, identifier: string, more: Record<string, string> = {}): Promise<Answer> =>
  browser.json('POST', '/api/v1/password/forgot', { identifier, ...more });

async function requestsOf(tenant: Tenant): Promise<number> {
  const found = await rows<{ requests: number }>(
    app,
    sql`SELECT requests FROM recovery_requests WHERE tenant_id = ${tenant.id}`,
  );
  return found[0]?.requests ?? 0;
}

test('S3 R1 after three requests the fourth needs a CAPTCHA, for whomever; without it nothing is counted or mailed', async () => {
  const { tenant, email } = await withAna(app, 'after', { signIn: { captcha: 'after_failures' } });
  const browser = app.browser('after');
  for (const name of ['nobody', 'somebody', 'anybody']) assert.equal((await ask(browser, name)).status, 202);
  for (const name of ['ana', 'nobody']) {
    assert.equal(codeOf(await ask(browser, name)), 'captcha_required');
    assert.equal(codeOf(await ask(browser, name, { captcha: 'x' })), 'captcha_failed');
  }
  assert.equal(await requestsOf(tenant), 3);
  await idle(app);
  assert.deepEqual(await linksTo(app, email), []);
  const captcha = await solved(browser);
  assert.equal((await ask(browser, 'ana', { captcha })).status, 202);
  await linkTo(app, email);
  assert.equal(codeOf(await ask(browser, 'ana', { captcha })), 'captcha_failed', 'an answer serves once');
  await rows(app, sql`UPDATE recovery_requests SET window_started_at = now() - interval '10 minutes'`);
  assert.equal((await ask(browser, 'ana')).status, 202);
});

test('S3 R1 the page shows the box when it is due, and the wait that stands in for it without JavaScript', async () => {
  await withAna(app, 'page', { signIn: { captcha: 'after_failures' } });
  const browser = app.browser('page');
  assert.doesNotMatch((await browser.page('/forgot-password')).text, /captchaWait/);
  for (let n = 0; n < 3; n += 1)
    assert.equal((await browser.form('/forgot-password', { identifier: 'x' })).status, 200);
  assert.match((await browser.page('/forgot-password')).text, /name="captchaWait"/);
  const refused = await browser.form('/forgot-password', { identifier: 'ana' });
  assert.equal(refused.status, 400);
  assert.equal(codeOf(refused), 'captcha_required');
  assert.match(refused.text, / value="ana"/);
  assert.match(refused.text, /name="captchaWait"/);
  const sent = await browser.form('/forgot-password', { identifier: 'ana', captcha: await solved(browser) });
  assert.equal(sent.status, 200);
  assert.equal(codeOf(sent), '');
});

test('S3 R1 always means always, in an office too; off means never', async () => {
  const office = { officeNetworks: ['127.0.0.1'] };
  const { email } = await withAna(app, 'always', { signIn: { captcha: 'always' }, ...office });
  const browser = app.browser('always');
  assert.equal(codeOf(await ask(browser, 'ana')), 'captcha_required');
  assert.match((await browser.page('/forgot-password')).text, /name="captchaWait"/);
  assert.equal((await ask(browser, 'ana', { captcha: await solved(browser) })).status, 202);
  await linkTo(app, email);
  await withAna(app, 'never', { signIn: { captcha: 'off' } });
  for (let n = 0; n < 10; n += 1) assert.equal((await ask(app.browser('never'), 'ana')).status, 202);
});

test('S3 R1 with a CAPTCHA for each, an address still asks no more than 20 times', async () => {
  const { tenant } = await withAna(app, 'many', { signIn: { captcha: 'after_failures' } });
  const browser = app.browser('many');
  assert.equal((await ask(browser, 'ana')).status, 202);
  await rows(app, sql`UPDATE recovery_requests SET requests = 20 WHERE tenant_id = ${tenant.id}`);
  assert.equal(codeOf(await ask(browser, 'ana')), 'captcha_required');
  assert.equal(codeOf(await ask(browser, 'ana', { captcha: await solved(browser) })), 'rate_limited');
});
