// Row F4: one's own second factors, and recent authentication before each change.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import { goodPassword, type TestApp, testApp } from '../../../test/support/app.ts';
import { codeOf, mailsTo, rows } from '../../../test/support/attack.ts';
import { Authenticator } from '../../../test/support/authenticator.ts';
import type { Answer, Browser } from '../../../test/support/browser.ts';
import {
  addPasskey,
  ana,
  authenticatorFor,
  offer,
  secondFactorPath as path,
  setUpTotp,
  stateOf,
} from '../../../test/support/second-factor.ts';
import { totpCode } from '../../../test/support/totp.ts';
import { until } from '../../../test/support/until.ts';
import { commandLineCaller } from '../../kernel/caller.ts';

let app: TestApp;
before(async () => {
  app = await testApp();
});
after(() => app?.close());

test('F4 an authenticator app is set up by its key and one code, told by mail, and removed', async () => {
  const { browser } = await ana(app, 'totp');
  assert.equal((await stateOf(browser)).totp.on, false);
  const begun = (await browser.json('POST', `${path}/totp`)).json<Record<string, string>>();
  assert.match(begun.uri ?? '', /^otpauth:\/\/totp\/totp%20Ltd:ana\?issuer=totp%20Ltd&/);
  assert.match(begun.qrCode ?? '', /^data:image\/svg\+xml;base64,/);
  assert.equal((await stateOf(browser)).totp.on, false, 'not before it is confirmed');
  const wrong = await browser.json('POST', `${path}/totp/confirm`, { code: '000000' });
  assert.equal(codeOf(wrong), 'code_incorrect');
  const right = await browser.json('POST', `${path}/totp/confirm`, { code: totpCode(begun.key ?? '') });
  assert.equal(right.status, 200, right.text);
  assert.equal((await stateOf(browser)).totp.on, true);
  await mailsTo(app, 'ana@totp.example', 1);
  assert.equal((await browser.json('DELETE', `${path}/totp`)).status, 204);
  assert.equal((await stateOf(browser)).totp.on, false);
  assert.equal((await browser.json('DELETE', `${path}/totp`)).status, 404);
  await mailsTo(app, 'ana@totp.example', 2);
});

test('F4 a new telephone is set up before the old one is given up', async () => {
  const { tenant, browser } = await ana(app, 'telephone');
  await setUpTotp(browser);
  const sealed = () => rows(app, sql`SELECT totp_sealed FROM user_factors WHERE tenant_id = ${tenant.id}`);
  const before = await sealed();
  const { key } = (await browser.json('POST', `${path}/totp`)).json<{ key: string }>();
  assert.deepEqual(await sealed(), before, 'the old one goes on');
  assert.equal((await browser.json('POST', `${path}/totp/confirm`, { code: totpCode(key) })).status, 200);
  assert.notDeepEqual(await sealed(), before);
});

test('F4 V6 a key shown in one session is confirmed in that one only, so nobody enrols a key that somebody else has seen', async () => {
  const { browser } = await ana(app, 'pending');
  const { key } = (await browser.json('POST', `${path}/totp`)).json<{ key: string }>();
  const other = app.browser('pending');
  await other.signIn('ana', goodPassword);
  assert.equal(codeOf(await other.json('POST', `${path}/totp/confirm`, { code: totpCode(key) })), 'flow_step_invalid');
});

test('F4 passkeys are added, named, renamed and removed; the owner is told', async () => {
  const { tenant, browser } = await ana(app, 'passkey');
  const id = await addPasskey(browser, authenticatorFor(tenant));
  const spare = await addPasskey(browser, authenticatorFor(tenant), '  Spare  ');
  assert.deepEqual(
    (await stateOf(browser)).passkeys.map(({ name }) => name),
    ['Laptop', 'Spare'],
  );
  assert.equal((await browser.json('PATCH', `${path}/passkeys/${id}`, { name: 'Desk' })).status, 204);
  assert.equal((await browser.json('DELETE', `${path}/passkeys/${spare}`)).status, 204);
  const left = (await stateOf(browser)).passkeys;
  assert.deepEqual(
    left.map(({ name }) => name),
    ['Desk'],
  );
  assert.equal((await browser.json('DELETE', `${path}/passkeys/${spare}`)).status, 404);
  const subjects = await mailsTo(app, 'ana@passkey.example', 3);
  assert.equal(subjects.length, 3, 'two added, one removed; a new name is no news');
});

test('F4 V6 a challenge is answered once, in its own session, in time, and by one origin', async () => {
  const { tenant, browser } = await ana(app, 'challenge');
  const other = app.browser('challenge');
  await other.signIn('ana', goodPassword);
  const post = (from: Browser, challenge: string, response: unknown): Promise<Answer> =>
    from.json('POST', `${path}/passkeys`, { challenge, response });
  const refused = async (what: string, answer: Promise<Answer>): Promise<void> =>
    assert.equal(`${what}: ${codeOf(await answer)}`, `${what}: passkey_refused`);

  const first = await offer(browser);
  const made = authenticatorFor(tenant).create(first.options);
  await refused('another session', post(other, first.challenge, made));
  assert.equal((await post(browser, first.challenge, made)).status, 201);
  await refused('a replay', post(browser, first.challenge, made));

  const second = await offer(browser);
  await rows(
    app,
    sql`UPDATE passkey_challenges SET expires_at = now() - interval '1 second' WHERE id = ${second.challenge}`,
  );
  await refused('too late', post(browser, second.challenge, authenticatorFor(tenant).create(second.options)));

  const third = await offer(browser);
  const elsewhere = new Authenticator(tenant.origin.replace('challenge.', 'sibling.'));
  await refused('another origin', post(browser, third.challenge, elsewhere.create(third.options)));
  const fourth = await offer(browser);
  await refused(
    'no such challenge',
    post(browser, crypto.randomUUID(), authenticatorFor(tenant).create(fourth.options)),
  );
});

test('F4 V6 100 parallel answers to one challenge make one passkey', async () => {
  const { tenant, browser } = await ana(app, 'parallel');
  const { challenge, options } = await offer(browser);
  const authenticator = authenticatorFor(tenant);
  const answers = await Promise.all(
    Array.from({ length: 100 }, () =>
      browser.copy().json('POST', `${path}/passkeys`, { challenge, response: authenticator.create(options) }),
    ),
  );
  assert.equal(answers.filter(({ status }) => status === 201).length, 1);
  assert.equal((await stateOf(browser)).passkeys.length, 1);
});

test('F4 a person has at most 20 passkeys', async () => {
  const { tenant, browser } = await ana(app, 'many');
  for (let n = 0; n < 20; n += 1) await addPasskey(browser, authenticatorFor(tenant), `Key ${n}`);
  const { challenge, options } = await offer(browser);
  const response = authenticatorFor(tenant).create(options);
  assert.equal(codeOf(await browser.json('POST', `${path}/passkeys`, { challenge, response })), 'passkey_refused');
  assert.equal((await stateOf(browser)).passkeys.length, 20);
});

test('F1 F4 of two factors that the organisation requires one at a time can be removed, never both, not even at once', async () => {
  const { tenant, browser } = await ana(app, 'required');
  await setUpTotp(browser);
  const id = await addPasskey(browser, authenticatorFor(tenant));
  const secondFactor = { required: ['agent'], methods: ['totp' as const, 'passkey' as const] };
  await app.app.house.tenants.changeSettings(commandLineCaller(tenant.id), { secondFactor }, null);
  await until(async () => (await browser.get(path)).json().required === true);
  const answers = await Promise.all([
    browser.json('DELETE', `${path}/totp`),
    browser.json('DELETE', `${path}/passkeys/${id}`),
  ]);
  assert.deepEqual(answers.map(({ status }) => status).sort(), [204, 409]);
  assert.ok(answers.some((answer) => codeOf(answer) === 'second_factor_required'));
  const { totp, passkeys } = await stateOf(browser);
  assert.equal(Number(totp.on) + passkeys.length, 1);
});

test('F4 ten recovery codes come with the first factor, once; new ones on demand', async () => {
  const { tenant, browser } = await ana(app, 'recovery');
  const { key } = (await browser.json('POST', `${path}/totp`)).json<{ key: string }>();
  const first = (await browser.json('POST', `${path}/totp/confirm`, { code: totpCode(key) })).json();
  assert.equal((first.recoveryCodes as string[]).length, 10);
  const { challenge, options } = await offer(browser);
  const response = authenticatorFor(tenant).create(options);
  const second = await browser.json('POST', `${path}/passkeys`, { challenge, response });
  assert.equal(second.json().recoveryCodes, null);
  const more = (await browser.json('POST', `${path}/recovery-codes`)).json().recoveryCodes as string[];
  assert.equal(new Set([...more, ...(first.recoveryCodes as string[])]).size, 20);
  assert.deepEqual((await browser.get(path)).json().recoveryCodes, { left: 10 });
});

test('F2 F3 the code by mail is chosen and given up; without an address it cannot be chosen', async () => {
  const { tenant, browser } = await ana(app, 'mailed');
  const put = (on: boolean, from = browser): Promise<Answer> => from.json('PUT', `${path}/email-code`, { on });
  assert.equal((await put(true)).status, 204);
  assert.deepEqual((await browser.get(path)).json().emailCode, { on: true, hasEmail: true });
  assert.equal((await put(false)).status, 204);
  await app.user(tenant, 'bob');
  const bob = app.browser('mailed');
  await bob.signIn('bob', goodPassword);
  assert.equal(codeOf(await put(true, bob)), 'no_email_for_code');
});

test('F5 a change of factors, and the person’s own wish, trusts no browser any more', async () => {
  const { tenant, browser } = await ana(app, 'trust');
  const trusted = () => rows(app, sql`SELECT 1 FROM trusted_browsers WHERE tenant_id = ${tenant.id}`);
  const trust = () =>
    rows(
      app,
      sql`INSERT INTO trusted_browsers (tenant_id, id, user_id, token_hash, browser_name, expires_at, password_revision)
        SELECT tenant_id, gen_random_uuid(), id, uuid_send(gen_random_uuid()), 'Firefox', now() + interval '1 day', 1
        FROM users WHERE tenant_id = ${tenant.id}`,
    );
  await trust();
  assert.deepEqual((await browser.get(path)).json().trustedBrowsers, { count: 1 });
  assert.equal((await browser.json('DELETE', `${path}/trusted-browsers`)).status, 204);
  assert.equal((await trusted()).length, 0);
  await trust();
  await setUpTotp(browser);
  assert.equal((await trusted()).length, 0);
});

test('O5 F4 passkeys and keys of others are as good as none', async () => {
  const { tenant, browser } = await ana(app, 'mine');
  const id = await addPasskey(browser, authenticatorFor(tenant));
  await app.user(tenant, 'bob');
  const bob = app.browser('mine');
  await bob.signIn('bob', goodPassword);
  const { browser: elsewhere } = await ana(app, 'theirs');
  for (const stranger of [bob, elsewhere]) {
    assert.equal((await stranger.json('PATCH', `${path}/passkeys/${id}`, { name: 'Mine' })).status, 404);
    assert.equal((await stranger.json('DELETE', `${path}/passkeys/${id}`)).status, 404);
  }
  assert.equal((await stateOf(browser)).passkeys[0]?.name, 'Laptop');
});

test('F4 a method that the organisation does not allow cannot be set up', async () => {
  const { browser } = await ana(app, 'disallowed', { secondFactor: { methods: ['email_code'] } });
  for (const at of [`${path}/totp`, `${path}/passkeys/options`, '/api/v1/session/authentication/options'])
    assert.equal(codeOf(await browser.json('POST', at)), 'not_permitted', at);
});
