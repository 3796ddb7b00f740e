// Recent authentication: what may be changed only by whoever has just proved who they are (ASVS 5.0 V7.5.1).
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { goodPassword, type TestApp, testApp } from '../../../test/support/app.ts';
import { assertEnds, codeOf, isSignedIn } from '../../../test/support/attack.ts';
import {
  addPasskey,
  ageAuthentication,
  ana,
  authenticatorFor,
  offer,
  secondFactorPath as path,
  setUpTotp,
  stateOf,
} from '../../../test/support/second-factor.ts';
import { totpCode } from '../../../test/support/totp.ts';

let app: TestApp;
before(async () => {
  app = await testApp();
});
after(() => app?.close());

test('F4 V7.5.1 every change asks for recent authentication, by the database’s clock', async () => {
  const { tenant, browser } = await ana(app, 'recent');
  await setUpTotp(browser);
  const id = await addPasskey(browser, authenticatorFor(tenant));
  const pending = (await browser.json('POST', `${path}/totp`)).json<{ key: string }>();
  const open = await offer(browser);
  const response = authenticatorFor(tenant).create(open.options);
  await ageAuthentication(app, tenant);
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
  const { totp, passkeys } = await stateOf(browser);
  assert.deepEqual({ totp: totp.on, passkeys: passkeys.length }, { totp: true, passkeys: 1 }, 'nothing was changed');
});

test('F4 V7.2.4 V7.5.1 the password or a passkey proves it again, under a new token', async () => {
  const { tenant, browser } = await ana(app, 'again');
  const authenticator = authenticatorFor(tenant);
  await addPasskey(browser, authenticator);
  const at = '/api/v1/session/authentication';
  for (const way of ['password', 'passkey'] as const) {
    await ageAuthentication(app, tenant);
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
  const { tenant, browser } = await ana(app, 'guess');
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
