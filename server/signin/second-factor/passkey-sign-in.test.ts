// Row F4: signing in with a passkey alone, and every way in which that must fail.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import { goodPassword, type TestApp, testApp } from '../../../test/support/app.ts';
import { assertEnds, codeOf, guess, isSignedIn, rows } from '../../../test/support/attack.ts';
import type { Authenticator, Bending } from '../../../test/support/authenticator.ts';
import type { Answer, Browser } from '../../../test/support/browser.ts';
import {
  addPasskey,
  ana,
  authenticatorFor,
  offer,
  secondFactorPath,
  stateOf,
} from '../../../test/support/second-factor.ts';
import { commandLineCaller } from '../../kernel/caller.ts';
import { operatorsTenantId, type Tenant } from '../../tenants/tenants.ts';

let app: TestApp;
before(async () => {
  app = await testApp();
});
after(() => app?.close());

const path = '/api/v1/sign-in/passkey';

/** Ana with a passkey, signed in by password; and her authenticator. */
async function withPasskey(slug: string): Promise<{ tenant: Tenant; home: Browser; authenticator: Authenticator }> {
  const { tenant, browser } = await ana(app, slug);
  const authenticator = authenticatorFor(tenant);
  await addPasskey(browser, authenticator);
  return { tenant, home: browser, authenticator };
}

async function signInWith(browser: Browser, authenticator: Authenticator, bent: Bending = {}): Promise<Answer> {
  const { challenge, options } = await offer(browser, `${path}/options`);
  return browser.json('POST', path, { challenge, response: authenticator.get(options, bent) });
}

async function refused(
  what: string,
  answer: Promise<Answer>,
  browser: Browser,
  code = 'passkey_refused',
): Promise<void> {
  assert.equal(`${what}: ${codeOf(await answer)}`, `${what}: ${code}`);
  assert.equal(await isSignedIn(browser), false, what);
}

test('F4 a passkey alone signs in, as two factors in one: no code is asked for, and the session says how it came', async () => {
  const { tenant, authenticator } = await withPasskey('alone');
  const secondFactor = { required: 'everyone' as const };
  await app.app.house.tenants.changeSettings(commandLineCaller(tenant.id), { secondFactor }, null);
  const browser = app.browser('alone');
  const answer = await signInWith(browser, authenticator);
  assert.equal(answer.status, 200, answer.text);
  assert.equal(answer.json().next, 'done');
  assert.equal(answer.json().home, '/home');
  assert.equal(await isSignedIn(browser), true);
  const [session] = await rows<{ methods: string[] }>(
    app,
    sql`SELECT methods FROM sessions WHERE tenant_id = ${tenant.id} ORDER BY created_at DESC LIMIT 1`,
  );
  assert.deepEqual(session?.methods, ['passkey']);
  assert.notEqual((await stateOf(browser)).passkeys[0]?.lastUsedAt, null);
});

test('F4 what a stranger is asked to sign names nobody, costs no row, and is another each time', async () => {
  const { tenant } = await withPasskey('stranger');
  const before = await rows(app, sql`SELECT 1 FROM passkey_challenges WHERE tenant_id = ${tenant.id}`);
  const offers = [
    await offer(app.browser('stranger'), `${path}/options`),
    await offer(app.browser('stranger'), `${path}/options`),
  ];
  const challenges = offers.map(({ options }) => options as { challenge: string; allowCredentials?: unknown[] });
  assert.deepEqual(challenges[0]?.allowCredentials ?? [], []);
  assert.notEqual(challenges[0]?.challenge, challenges[1]?.challenge);
  const after = await rows(app, sql`SELECT 1 FROM passkey_challenges WHERE tenant_id = ${tenant.id}`);
  assert.equal(after.length, before.length);
});

test('F4 V6 a passkey that is unknown, bent or of another organisation opens nothing', async () => {
  const { tenant, authenticator } = await withPasskey('bent');
  const { authenticator: others, tenant: otherTenant } = await withPasskey('bent-too');
  const browser = app.browser('bent');
  const unknown = authenticatorFor(tenant);
  unknown.create({ challenge: 'AA', rp: { id: 'bent.localhost' }, user: { id: 'AA' } });
  await refused('unknown', signInWith(browser, unknown), browser);
  await refused('another origin', signInWith(browser, authenticator, { origin: 'https://evil.example' }), browser);
  await refused('a sibling’s origin', signInWith(browser, authenticator, { origin: otherTenant.origin }), browser);
  await refused('another relying party', signInWith(browser, authenticator, { rpId: 'localhost' }), browser);
  await refused('nobody verified', signInWith(browser, authenticator, { userVerified: false }), browser);
  await refused('another handle', signInWith(browser, authenticator, { userHandle: 'AAAA' }), browser);
  await refused(
    'a counter that fell',
    signInWith(browser, authenticator, { counter: 0 }).then(async (first) => {
      assert.equal(codeOf(first) || first.status, 200, 'an authenticator that does not count');
      await browser.json('DELETE', '/api/v1/session');
      await signInWith(browser, authenticator, { counter: 50 });
      await browser.json('DELETE', '/api/v1/session');
      return signInWith(browser, authenticator, { counter: 49 });
    }),
    browser,
  );
  // The passkey of one organisation on the host of another, even if a page there could ask for it.
  await refused('another organisation’s', signInWith(browser, others, { origin: tenant.origin }), browser);
});

test('F4 V6 a challenge is good for one answer, in five minutes, in its own organisation; nobody can make one', async () => {
  const { tenant, authenticator } = await withPasskey('once');
  const { tenant: sibling, authenticator: siblings } = await withPasskey('once-too');
  const browser = app.browser('once');
  const given = await offer(browser, `${path}/options`);
  const body = () => ({ challenge: given.challenge, response: authenticator.get(given.options) });
  const first = body();
  assert.equal((await browser.json('POST', path, first)).status, 200);
  await browser.json('DELETE', '/api/v1/session');
  await refused('a replay', browser.json('POST', path, first), browser);
  await refused('a second signature over it', browser.json('POST', path, body()), browser);

  const fresh = await offer(browser, `${path}/options`);
  const [id = '', end = ''] = fresh.challenge.split('.');
  const response = authenticator.get(fresh.options);
  for (const challenge of [
    `${id}.${Number(end) + 1}`,
    `${crypto.randomUUID()}.${end}`,
    id,
    '',
    'x',
    `${id}.-1`,
    `${id}.1e9`,
  ])
    await refused(`made up ${challenge}`, browser.json('POST', path, { challenge, response }), browser);
  const there = app.browser('once-too');
  const foreign = await offer(there, `${path}/options`);
  const signed = authenticator.get({ ...(foreign.options as object), rpId: 'once.localhost' });
  await refused(
    'of another organisation',
    browser.json('POST', path, { challenge: foreign.challenge, response: signed }),
    browser,
  );
  assert.equal((await signInWith(there, siblings)).status, 200, sibling.slug);

  // It is over when the database's clock says so: this one would have been given out five minutes ago.
  const over = await offer(browser, `${path}/options`);
  assert.ok(Math.abs(Number(over.challenge.split('.')[1]) - Date.now() / 1000 - 300) < 60);
  const ended = Math.floor(Date.now() / 1000) - 60;
  const key = app.app.house.sealer.deriveKey('passkey-challenge');
  const past = crypto.randomUUID();
  const mac = createHmac('sha256', key).update(`${tenant.id}\n${past}\n${ended}`).digest('base64url');
  const late = authenticator.get({ challenge: mac, rpId: 'once.localhost' });
  await refused('too late', browser.json('POST', path, { challenge: `${past}.${ended}`, response: late }), browser);
});

test('F4 V6 of 50 parallel answers to one challenge one signs in', async () => {
  const { authenticator } = await withPasskey('fifty');
  const { challenge, options } = await offer(app.browser('fifty'), `${path}/options`);
  const responses = Array.from({ length: 50 }, () => authenticator.get(options));
  const answers = await Promise.all(
    responses.map((response) => app.browser('fifty').json('POST', path, { challenge, response })),
  );
  assert.equal(answers.filter(({ status }) => status === 200).length, 1);
});

test('S8.3 S8.5 L3 O1 F4 the disabled, the inactive, those outside their hours and people of a suspended organisation stay out', async () => {
  const { tenant, authenticator } = await withPasskey('standing');
  const { users, organizations } = app.app.house;
  const operator = commandLineCaller(operatorsTenantId);
  const caller = commandLineCaller(tenant.id);
  const browser = app.browser('standing');
  const [{ id = '' } = {}] = await rows<{ id: string }>(app, sql`SELECT id FROM users WHERE tenant_id = ${tenant.id}`);
  await users.setDisabled(tenant, caller, id, true);
  await refused('disabled', signInWith(browser, authenticator), browser, 'user_disabled');
  await users.setDisabled(tenant, caller, id, false);
  await users.update(tenant, caller, id, { status: 'inactive' }, null);
  await refused('inactive', signInWith(browser, authenticator), browser, 'user_inactive');
  await users.update(tenant, caller, id, { status: 'active' }, null);
  const { schedule } = await app.app.house.schedules.create(caller, { name: 'Never' });
  await users.update(tenant, caller, id, { schedule: schedule.id }, null);
  await refused('outside', signInWith(browser, authenticator), browser, 'outside_schedule');
  await users.update(tenant, caller, id, { schedule: null }, null);
  assert.equal((await signInWith(app.browser('standing'), authenticator)).status, 200);
  await organizations.setSuspended(operator, 'standing', true);
  const barred = app.browser('standing');
  await refused('suspended', signInWith(barred, authenticator), barred, 'organization_suspended');
});

test('S9 F4 a lock is about guessed passwords: the owner’s passkey still opens', async () => {
  const { authenticator } = await withPasskey('locked');
  await guess(app.browser('locked'), 'ana', 6);
  assert.equal((await app.browser('locked').signIn('ana', goodPassword)).status, 423);
  const browser = app.browser('locked');
  assert.equal((await signInWith(browser, authenticator)).status, 200);
  assert.equal(await isSignedIn(browser), true);
});

test('F4 V7 a session opened by a passkey ends when that passkey is removed, on log-out everywhere, and with a new password', async () => {
  const { tenant, home, authenticator } = await withPasskey('ends');
  const open = async (): Promise<Browser> => {
    const browser = app.browser('ends');
    assert.equal((await signInWith(browser, authenticator)).status, 200);
    return browser;
  };
  const everywhere = await open();
  const other = await open();
  await other.json('DELETE', '/api/v1/sessions');
  await assertEnds(everywhere);

  const [{ id = '' } = {}] = await rows<{ id: string }>(app, sql`SELECT id FROM users WHERE tenant_id = ${tenant.id}`);
  const reset = await open();
  const password = 'silver compass 19 bridge';
  await app.app.house.users.setPassword(tenant, commandLineCaller(tenant.id), id, { password, temporary: false });
  await assertEnds(reset);

  const removed = await open();
  const { flow } = (await home.signIn('ana', password)).json<{ flow: string }>();
  const at = `/api/v1/sign-in/${flow}`;
  const { passkey: asked } = (await home.json('POST', at, { method: 'passkey' })).json<{
    passkey: { challenge: string; options: unknown };
  }>();
  const second = await home.json('POST', at, {
    challenge: asked.challenge,
    response: authenticator.get(asked.options),
  });
  assert.equal(second.json().next, 'done', second.text);
  const [passkey] = (await stateOf(home)).passkeys;
  assert.equal((await home.json('DELETE', `${secondFactorPath}/passkeys/${passkey?.id}`)).status, 204);
  await assertEnds(removed);
  assert.equal(await isSignedIn(home), true, 'a password opened it');
  const late = app.browser('ends');
  await refused('removed', signInWith(late, authenticator), late);
});

test('F1 F4 where the organisation allows no passkeys, none opens', async () => {
  const { tenant, authenticator } = await withPasskey('none');
  const browser = app.browser('none');
  const { challenge, options } = await offer(browser, `${path}/options`);
  const secondFactor = { methods: ['totp' as const] };
  await app.app.house.tenants.changeSettings(commandLineCaller(tenant.id), { secondFactor }, null);
  const response = authenticator.get(options);
  await refused('not allowed', browser.json('POST', path, { challenge, response }), browser, 'not_permitted');
  assert.equal(codeOf(await browser.json('POST', `${path}/options`)), 'not_permitted');
});
