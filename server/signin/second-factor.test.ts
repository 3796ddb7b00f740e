// Row F4: one's own second factors, and recent authentication before each change.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import { goodPassword, type TestApp, testApp } from '../../test/support/app.ts';
import { assertEnds, codeOf, isSignedIn, mailsTo, rows } from '../../test/support/attack.ts';
import { Authenticator } from '../../test/support/authenticator.ts';
import type { Answer, Browser } from '../../test/support/browser.ts';
import { totpCode } from '../../test/support/totp.ts';
import { until } from '../../test/support/until.ts';
import { commandLineCaller } from '../kernel/caller.ts';
import type { SettingsPatch } from '../tenants/settings.ts';
import type { Tenant } from '../tenants/tenants.ts';

let app: TestApp;
before(async () => {
  app = await testApp();
});
after(() => app?.close());

const path = '/api/v1/second-factor';

/** Ana, signed in, in an organisation of her own. */
async function ana(slug: string, settings: SettingsPatch = {}): Promise<{ tenant: Tenant; browser: Browser }> {
  const tenant = await app.organization(slug, settings);
  await app.user(tenant, 'ana', { email: `ana@${slug}.example` });
  const browser = app.browser(slug);
  assert.equal((await browser.signIn('ana', goodPassword)).status, 200);
  return { tenant, browser };
}

async function setUpTotp(browser: Browser): Promise<string> {
  const begun = await browser.json('POST', `${path}/totp`);
  assert.equal(begun.status, 200, begun.text);
  const { key } = begun.json<{ key: string }>();
  const confirmed = await browser.json('POST', `${path}/totp/confirm`, { code: totpCode(key) });
  assert.equal(confirmed.status, 200, confirmed.text);
  return key;
}

function authenticatorFor(tenant: Tenant): Authenticator {
  return new Authenticator(tenant.origin);
}

async function offer(
  browser: Browser,
  at = `${path}/passkeys/options`,
): Promise<{ challenge: string; options: unknown }> {
  const answer = await browser.json('POST', at);
  assert.equal(answer.status, 200, answer.text);
  return answer.json();
}

async function addPasskey(browser: Browser, authenticator: Authenticator, name = 'Laptop'): Promise<string> {
  const { challenge, options } = await offer(browser);
  const added = await browser.json('POST', `${path}/passkeys`, {
    challenge,
    response: authenticator.create(options),
    name,
  });
  assert.equal(added.status, 201, added.text);
  return String(added.json().id);
}

/** As if the session had been opened or proven longer ago than counts as recent. */
async function ageAuthentication(tenant: Tenant): Promise<void> {
  await rows(
    app,
    sql`UPDATE sessions SET authenticated_at = now() - interval '601 seconds' WHERE tenant_id = ${tenant.id}`,
  );
}

const state = async (browser: Browser) =>
  (await browser.get(path)).json<{ totp: { on: boolean }; passkeys: { id: string; name: string }[] }>();

test('F4 an authenticator app is set up by its key and one code, told by mail, and removed', async () => {
  const { browser } = await ana('totp');
  assert.equal((await state(browser)).totp.on, false);
  const begun = (await browser.json('POST', `${path}/totp`)).json<Record<string, string>>();
  assert.match(begun.uri ?? '', /^otpauth:\/\/totp\/totp%20Ltd:ana\?issuer=totp%20Ltd&/);
  assert.match(begun.qrCode ?? '', /^data:image\/svg\+xml;base64,/);
  assert.equal((await state(browser)).totp.on, false, 'not before it is confirmed');
  const wrong = await browser.json('POST', `${path}/totp/confirm`, { code: '000000' });
  assert.equal(codeOf(wrong), 'code_incorrect');
  const right = await browser.json('POST', `${path}/totp/confirm`, { code: totpCode(begun.key ?? '') });
  assert.equal(right.status, 200, right.text);
  assert.equal((await state(browser)).totp.on, true);
  await mailsTo(app, 'ana@totp.example', 1);
  assert.equal((await browser.json('DELETE', `${path}/totp`)).status, 204);
  assert.equal((await state(browser)).totp.on, false);
  assert.equal((await browser.json('DELETE', `${path}/totp`)).status, 404);
  await mailsTo(app, 'ana@totp.example', 2);
});

test('F4 a new telephone is set up before the old one is given up', async () => {
  const { tenant, browser } = await ana('telephone');
  await setUpTotp(browser);
  const sealed = () => rows(app, sql`SELECT totp_sealed FROM user_factors WHERE tenant_id = ${tenant.id}`);
  const before = await sealed();
  const { key } = (await browser.json('POST', `${path}/totp`)).json<{ key: string }>();
  assert.deepEqual(await sealed(), before, 'the old one goes on');
  assert.equal((await browser.json('POST', `${path}/totp/confirm`, { code: totpCode(key) })).status, 200);
  assert.notDeepEqual(await sealed(), before);
});

test('F4 V6 a key shown in one session is confirmed in that one only, so nobody enrols a key that somebody else has seen', async () => {
  const { browser } = await ana('pending');
  const { key } = (await browser.json('POST', `${path}/totp`)).json<{ key: string }>();
  const other = app.browser('pending');
  await other.signIn('ana', goodPassword);
  assert.equal(codeOf(await other.json('POST', `${path}/totp/confirm`, { code: totpCode(key) })), 'flow_step_invalid');
});

test('F4 passkeys are added, named, renamed and removed; the owner is told', async () => {
  const { tenant, browser } = await ana('passkey');
  const id = await addPasskey(browser, authenticatorFor(tenant));
  const spare = await addPasskey(browser, authenticatorFor(tenant), '  Spare  ');
  assert.deepEqual(
    (await state(browser)).passkeys.map(({ name }) => name),
    ['Laptop', 'Spare'],
  );
  assert.equal((await browser.json('PATCH', `${path}/passkeys/${id}`, { name: 'Desk' })).status, 204);
  assert.equal((await browser.json('DELETE', `${path}/passkeys/${spare}`)).status, 204);
  const left = (await state(browser)).passkeys;
  assert.deepEqual(
    left.map(({ name }) => name),
    ['Desk'],
  );
  assert.equal((await browser.json('DELETE', `${path}/passkeys/${spare}`)).status, 404);
  const subjects = await mailsTo(app, 'ana@passkey.example', 3);
  assert.equal(subjects.length, 3, 'two added, one removed; a new name is no news');
});

test('F4 V6 a challenge is answered once, in its own session, in time, and by one origin', async () => {
  const { tenant, browser } = await ana('challenge');
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
  const { tenant, browser } = await ana('parallel');
  const { challenge, options } = await offer(browser);
  const authenticator = authenticatorFor(tenant);
  const answers = await Promise.all(
    Array.from({ length: 100 }, () =>
      browser.copy().json('POST', `${path}/passkeys`, { challenge, response: authenticator.create(options) }),
    ),
  );
  assert.equal(answers.filter(({ status }) => status === 201).length, 1);
  assert.equal((await state(browser)).passkeys.length, 1);
});

test('F4 a person has at most 20 passkeys', async () => {
  const { tenant, browser } = await ana('many');
  for (let n = 0; n < 20; n += 1) await addPasskey(browser, authenticatorFor(tenant), `Key ${n}`);
  const { challenge, options } = await offer(browser);
  const response = authenticatorFor(tenant).create(options);
  assert.equal(codeOf(await browser.json('POST', `${path}/passkeys`, { challenge, response })), 'passkey_refused');
  assert.equal((await state(browser)).passkeys.length, 20);
});

test('F4 V7.5.1 every change asks for recent authentication, by the database’s clock', async () => {
  const { tenant, browser } = await ana('recent');
  await setUpTotp(browser);
  const id = await addPasskey(browser, authenticatorFor(tenant));
  const pending = (await browser.json('POST', `${path}/totp`)).json<{ key: string }>();
  const open = await offer(browser);
  const response = authenticatorFor(tenant).create(open.options);
  await ageAuthentication(tenant);
  const changes: readonly (readonly [string, string, unknown])[] = [
    ['POST', `${path}/totp`, undefined],
    ['POST', `${path}/totp/confirm`, { code: totpCode(pending.key) }],
    ['DELETE', `${path}/totp`, undefined],
    ['POST', `${path}/passkeys/options`, undefined],
    ['POST', `${path}/passkeys`, { challenge: open.challenge, response }],
    ['PATCH', `${path}/passkeys/${id}`, { name: 'Mine' }],
    ['DELETE', `${path}/passkeys/${id}`, undefined],
    ['POST', `${path}/recovery-codes`, undefined],
    ['PUT', `${path}/email-code`, { on: true }],
    ['DELETE', `${path}/trusted-browsers`, undefined],
  ];
  for (const [method, at, body] of changes) {
    const answer = await browser.json(method, at, body);
    assert.equal(
      `${method} ${at} ${answer.status} ${codeOf(answer)}`,
      `${method} ${at} 403 recent_authentication_required`,
    );
  }
  const { totp, passkeys } = await state(browser);
  assert.deepEqual({ totp: totp.on, passkeys: passkeys.length }, { totp: true, passkeys: 1 }, 'nothing was changed');
});

test('F4 V7.2.4 V7.5.1 the password or a passkey proves it again, under a new token', async () => {
  const { tenant, browser } = await ana('again');
  const authenticator = authenticatorFor(tenant);
  await addPasskey(browser, authenticator);
  const at = '/api/v1/session/authentication';
  for (const way of ['password', 'passkey'] as const) {
    await ageAuthentication(tenant);
    assert.equal((await browser.json('POST', `${path}/totp`)).status, 403);
    const thief = browser.copy();
    const passkey = async () => {
      const { challenge, options } = await offer(browser, `${at}/options`);
      return { challenge, response: authenticator.get(options) };
    };
    const proof = way === 'password' ? { password: goodPassword } : await passkey();
    const answer = await browser.json('POST', at, proof);
    assert.equal(answer.status, 204, answer.text);
    assert.equal((await browser.json('POST', `${path}/totp`)).status, 200, way);
    await assertEnds(thief);
    assert.equal(await isSignedIn(browser), true);
    if (way === 'passkey') assert.equal(codeOf(await browser.json('POST', at, proof)), 'passkey_refused', 'a replay');
  }
});

test('S9 V7.5.1 proving it again is no place to guess: wrong passwords lock, other people’s passkeys are refused', async () => {
  const { tenant, browser } = await ana('guess');
  await app.user(tenant, 'bob');
  const bob = app.browser('guess');
  await bob.signIn('bob', goodPassword);
  const bobs = authenticatorFor(tenant);
  await addPasskey(bob, bobs);
  const at = '/api/v1/session/authentication';
  const { challenge, options } = await offer(browser, `${at}/options`);
  assert.equal(codeOf(await browser.json('POST', at, { challenge, response: bobs.get(options) })), 'passkey_refused');
  assert.equal(codeOf(await browser.json('POST', at, {})), 'invalid_request');
  browser.cookies.delete('usher_devices');
  for (let n = 0; n < 5; n += 1)
    assert.equal(codeOf(await browser.json('POST', at, { password: `guess ${n}` })), 'current_password_incorrect');
  assert.equal((await browser.json('POST', at, { password: goodPassword })).status, 423);
});

test('F1 F4 of two factors that the organisation requires one at a time can be removed, never both, not even at once', async () => {
  const { tenant, browser } = await ana('required');
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
  const { totp, passkeys } = await state(browser);
  assert.equal(Number(totp.on) + passkeys.length, 1);
});

test('F4 ten recovery codes come with the first factor, once; new ones on demand', async () => {
  const { tenant, browser } = await ana('recovery');
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
  const { tenant, browser } = await ana('mailed');
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
  const { tenant, browser } = await ana('trust');
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
  const { tenant, browser } = await ana('mine');
  const id = await addPasskey(browser, authenticatorFor(tenant));
  await app.user(tenant, 'bob');
  const bob = app.browser('mine');
  await bob.signIn('bob', goodPassword);
  const { browser: elsewhere } = await ana('theirs');
  for (const stranger of [bob, elsewhere]) {
    assert.equal((await stranger.json('PATCH', `${path}/passkeys/${id}`, { name: 'Mine' })).status, 404);
    assert.equal((await stranger.json('DELETE', `${path}/passkeys/${id}`)).status, 404);
  }
  assert.equal((await state(browser)).passkeys[0]?.name, 'Laptop');
});

test('F4 a method that the organisation does not allow cannot be set up', async () => {
  const { browser } = await ana('disallowed', { secondFactor: { methods: ['email_code'] } });
  for (const at of [`${path}/totp`, `${path}/passkeys/options`, '/api/v1/session/authentication/options'])
    assert.equal(codeOf(await browser.json('POST', at)), 'not_permitted', at);
});
