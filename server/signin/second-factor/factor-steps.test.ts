// Row F4 on the way in, as JSON: authenticator app and passkey as second factor, and setting one up where it is required.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import { goodPassword, type TestApp, testApp } from '../../../test/support/app.ts';
import { codeOf, isSignedIn, rows } from '../../../test/support/attack.ts';
import type { Answer, Browser } from '../../../test/support/browser.ts';
import { addPasskey, ana, authenticatorFor, setUpTotp, stateOf } from '../../../test/support/second-factor.ts';
import { totpCode } from '../../../test/support/totp.ts';
import { commandLineCaller } from '../../kernel/caller.ts';

let app: TestApp;
before(async () => {
  app = await testApp();
});
after(() => app?.close());

interface Step {
  next: string;
  flow: string;
  methods?: string[];
  passkey?: { challenge: string; options: unknown };
  totp?: { key: string; uri: string; qrCode: string };
  recoveryCodes?: string[];
}

/** Signs Ana in as far as the password goes. */
async function begin(browser: Browser): Promise<Step> {
  const answer = await browser.signIn('ana', goodPassword);
  assert.equal(answer.status, 200, answer.text);
  return answer.json<Step>();
}

const go = (browser: Browser, flow: string, body: unknown): Promise<Answer> =>
  browser.json('POST', `/api/v1/sign-in/${flow}`, body);

/** Forgets which step was used last, as half a minute would. */
async function nextStep(slug: string): Promise<void> {
  await rows(
    app,
    sql`UPDATE user_factors SET totp_last_step = NULL WHERE tenant_id = (SELECT id FROM tenants WHERE slug = ${slug})`,
  );
}

test('F4 an authenticator app is asked for after the password, and its code goes on', async () => {
  const { browser: home } = await ana(app, 'app');
  const { key } = (await home.json('POST', '/api/v1/second-factor/totp')).json<{ key: string }>();
  const used = totpCode(key);
  await home.json('POST', '/api/v1/second-factor/totp/confirm', { code: used });
  const browser = app.browser('app');
  const { next, flow, methods } = await begin(browser);
  assert.deepEqual([next, methods], ['code', ['totp', 'recovery_code']]);
  assert.equal(await isSignedIn(browser), false);
  assert.equal(codeOf(await go(browser, flow, { code: used, method: 'totp' })), 'code_used', 'it confirmed the app');
  await nextStep('app');
  const answer = await go(browser, flow, { code: totpCode(key), method: 'totp' });
  assert.equal(answer.json().next, 'done', answer.text);
  assert.equal(await isSignedIn(browser), true);
});

test('F4 V6 one code opens one sign-in: of 100 at once exactly one, and none afterwards', async () => {
  const { browser: home } = await ana(app, 'hundred');
  const key = await setUpTotp(home);
  await nextStep('hundred');
  const code = totpCode(key);
  const people = Array.from({ length: 100 }, () => app.browser('hundred'));
  const flows = await Promise.all(people.map(begin));
  const answers = await Promise.all(
    people.map((browser, n) => go(browser, flows[n]?.flow ?? '', { code, method: 'totp' })),
  );
  assert.equal(answers.filter(({ status }) => status === 200).length, 1);
  // The others were told that it was used, or that too many tries were under way at once.
  const codes = new Set(answers.filter(({ status }) => status !== 200).map(codeOf));
  assert.deepEqual(
    [...codes].filter((one) => one !== 'code_used' && one !== 'code_attempts_exceeded'),
    [],
  );
  const late = app.browser('hundred');
  const { flow } = await begin(late);
  assert.equal(codeOf(await go(late, flow, { code, method: 'totp' })), 'code_used');
});

test('F4 V6 ten wrong codes in a day, over all sign-ins, and even the right one is refused', async () => {
  const { browser: home } = await ana(app, 'ten');
  const key = await setUpTotp(home);
  await nextStep('ten');
  const wrong = String((Number(totpCode(key)) + 1) % 1_000_000).padStart(6, '0');
  let refusals = 0;
  for (let n = 0; n < 5; n += 1) {
    const browser = app.browser('ten');
    const { flow } = await begin(browser);
    for (let tries = 0; tries < 2; tries += 1)
      if (codeOf(await go(browser, flow, { code: wrong, method: 'totp' })) === 'code_incorrect') refusals += 1;
  }
  assert.equal(refusals, 10);
  assert.equal(codeOf(await app.browser('ten').signIn('ana', goodPassword)), 'code_attempts_exceeded');
});

test('F4 V6 an app that was not confirmed is none: nothing is asked for, and its code proves nothing', async () => {
  const { browser: home } = await ana(app, 'unconfirmed', {});
  const { key } = (await home.json('POST', '/api/v1/second-factor/totp')).json<{ key: string }>();
  assert.equal((await begin(app.browser('unconfirmed'))).next, 'done');
  await home.json('PUT', '/api/v1/second-factor/email-code', { on: true });
  const browser = app.browser('unconfirmed');
  const { next, flow } = await begin(browser);
  assert.equal(next, 'code');
  assert.equal(codeOf(await go(browser, flow, { code: totpCode(key), method: 'totp' })), 'flow_step_invalid');
});

test('F4 a passkey is the first to be asked for, its challenge belongs to this sign-in, and it goes on', async () => {
  const { tenant, browser: home } = await ana(app, 'key');
  const authenticator = authenticatorFor(tenant);
  await addPasskey(home, authenticator);
  const browser = app.browser('key');
  const { flow, methods } = await begin(browser);
  assert.deepEqual(methods, ['passkey', 'recovery_code']);
  const offered = (await go(browser, flow, { method: 'passkey' })).json<Step>().passkey;
  assert.ok(offered);
  const other = app.browser('key');
  const { flow: otherFlow } = await begin(other);
  const answer = { challenge: offered.challenge, response: authenticator.get(offered.options) };
  assert.equal(codeOf(await go(other, otherFlow, answer)), 'passkey_refused', 'another sign-in');
  const done = await go(browser, flow, { ...answer, method: 'passkey' });
  assert.equal(done.json().next, 'done', done.text);
  assert.equal(codeOf(await go(other, otherFlow, answer)), 'passkey_refused', 'a replay');
  const [session] = await rows<{ methods: string[] }>(
    app,
    sql`SELECT methods FROM sessions WHERE tenant_id = ${tenant.id} ORDER BY created_at DESC LIMIT 1`,
  );
  assert.deepEqual(session?.methods, ['pwd', 'passkey']);
});

test('F4 V6 somebody else’s passkey does not prove mine', async () => {
  const { tenant, browser: home } = await ana(app, 'else');
  await addPasskey(home, authenticatorFor(tenant));
  await app.user(tenant, 'bob');
  const bob = app.browser('else');
  await bob.signIn('bob', goodPassword);
  const bobs = authenticatorFor(tenant);
  await addPasskey(bob, bobs);
  const browser = app.browser('else');
  const { flow } = await begin(browser);
  const offered = (await go(browser, flow, { method: 'passkey' })).json<Step>().passkey;
  const response = bobs.get(offered?.options);
  assert.equal(codeOf(await go(browser, flow, { challenge: offered?.challenge, response })), 'passkey_refused');
  assert.equal(await isSignedIn(browser), false);
});

/** Ana without an address, where a factor is required. */
async function required(slug: string) {
  const tenant = await app.organization(slug, { secondFactor: { required: 'everyone' } });
  await app.user(tenant, 'ana');
  return tenant;
}

test('F1 F4 whoever must have a factor and has none sets up an app on the way in; recovery codes come once', async () => {
  await required('enrol');
  const browser = app.browser('enrol');
  const { next, flow } = await begin(browser);
  assert.equal(next, 'enrol_factor');
  assert.equal(codeOf(await go(browser, flow, { code: '000000', method: 'totp' })), 'flow_step_invalid', 'no key yet');
  const { totp } = (await go(browser, flow, { enrol: 'totp' })).json<Step>();
  assert.match(totp?.qrCode ?? '', /^data:image/);
  assert.equal(codeOf(await go(browser, flow, { code: '000000', method: 'totp' })), 'code_incorrect');
  const done = (await go(browser, flow, { code: totpCode(totp?.key ?? ''), method: 'totp' })).json<Step>();
  assert.equal(done.next, 'done');
  assert.equal(done.recoveryCodes?.length, 10);
  assert.equal((await stateOf(browser)).totp.on, true);
  // Next time it is asked for, and a recovery code will do.
  const later = app.browser('enrol');
  const again = await begin(later);
  assert.equal(again.next, 'code');
  const code = done.recoveryCodes?.[0];
  assert.equal((await go(later, again.flow, { code, method: 'recovery_code' })).json().next, 'done');
  const third = app.browser('enrol');
  const { flow: thirdFlow } = await begin(third);
  assert.equal(codeOf(await go(third, thirdFlow, { code, method: 'recovery_code' })), 'code_incorrect', 'once');
});

test('F1 F4 a passkey is set up on the way in as well', async () => {
  const tenant = await required('enrol-key');
  const browser = app.browser('enrol-key');
  const { flow } = await begin(browser);
  const { passkey } = (await go(browser, flow, { enrol: 'passkey' })).json<Step>();
  const response = authenticatorFor(tenant).create(passkey?.options);
  const done = (await go(browser, flow, { challenge: passkey?.challenge, response })).json<Step>();
  assert.deepEqual([done.next, done.recoveryCodes?.length], ['done', 10]);
  assert.equal(await isSignedIn(browser), true);
});

test('F1 V6 of two sign-ins with the same password the first to enrol decides: the other must prove that factor', async () => {
  await required('first');
  const owner = app.browser('first');
  const thief = app.browser('first');
  const [mine, theirs] = [await begin(owner), await begin(thief)];
  const shown = (await go(thief, theirs.flow, { enrol: 'totp' })).json<Step>().totp?.key ?? '';
  const { totp } = (await go(owner, mine.flow, { enrol: 'totp' })).json<Step>();
  assert.equal(codeOf(await go(thief, theirs.flow, { code: totpCode(shown), method: 'totp' })), 'flow_step_invalid');
  assert.equal((await go(owner, mine.flow, { code: totpCode(totp?.key ?? ''), method: 'totp' })).json().next, 'done');
  assert.equal(codeOf(await go(thief, theirs.flow, { enrol: 'totp' })), 'flow_step_invalid');
  assert.equal(codeOf(await go(thief, theirs.flow, { code: totpCode(shown), method: 'totp' })), 'code_incorrect');
  assert.equal(await isSignedIn(thief), false);
});

test('F1 V6 of many enrolments at once one counts', async () => {
  const tenant = await required('race');
  const people = Array.from({ length: 16 }, () => app.browser('race'));
  const flows = await Promise.all(people.map(begin));
  const offers = await Promise.all(
    people.map(
      async (browser, n) => (await go(browser, flows[n]?.flow ?? '', { enrol: 'passkey' })).json<Step>().passkey,
    ),
  );
  const answers = await Promise.all(
    people.map((browser, n) => {
      const response = authenticatorFor(tenant).create(offers[n]?.options);
      return go(browser, flows[n]?.flow ?? '', { challenge: offers[n]?.challenge, response });
    }),
  );
  assert.equal(answers.filter(({ status }) => status === 200).length, 1);
  const passkeys = await rows(app, sql`SELECT 1 FROM passkeys WHERE tenant_id = ${tenant.id}`);
  assert.equal(passkeys.length, 1);
});

test('F1 whoever merely has a factor cannot enrol another on the way in', async () => {
  const { browser: home } = await ana(app, 'merely');
  await setUpTotp(home);
  const browser = app.browser('merely');
  const { flow } = await begin(browser);
  for (const enrol of ['totp', 'passkey'])
    assert.equal(codeOf(await go(browser, flow, { enrol })), 'flow_step_invalid');
});

test('F1 F4 whoever has only what the organisation no longer allows sets up what it allows on the way in', async () => {
  const { tenant, browser: home } = await ana(app, 'outdated');
  await setUpTotp(home);
  await rows(app, sql`UPDATE user_factors SET recovery_codes = 0 WHERE tenant_id = ${tenant.id}`);
  const secondFactor = { required: 'everyone' as const, methods: ['passkey' as const] };
  await app.app.house.tenants.changeSettings(commandLineCaller(tenant.id), { secondFactor }, null);
  const browser = app.browser('outdated');
  const { next, flow } = await begin(browser);
  assert.equal(next, 'enrol_factor');
  const { passkey } = (await go(browser, flow, { enrol: 'passkey' })).json<Step>();
  assert.ok(passkey);
  const response = authenticatorFor(tenant).create(passkey.options);
  const answer = await go(browser, flow, { challenge: passkey.challenge, response });
  assert.equal(answer.json().next, 'done', answer.text);
});
