// Rows S8.6 and L2: the seat is taken with the session; without one nothing has happened, and what was done before need not be done again.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import { goodPassword, type TestApp, testApp } from '../../../test/support/app.ts';
import { codeOf, isSignedIn, rows } from '../../../test/support/attack.ts';
import type { Answer, Browser } from '../../../test/support/browser.ts';
import { mailedCode } from '../../../test/support/mailed-code.ts';
import { agents, enterBy, enterWithTab, sessionsOf, step } from '../../../test/support/places.ts';
import { ageSeats, assertExact, houseOf, within } from '../../../test/support/seats.ts';
import { addPasskey, authenticatorFor, offer } from '../../../test/support/second-factor.ts';
import { chooseEmailCode } from '../../factors/factors.ts';
import type { UserId } from '../../kernel/ids.ts';
import type { Tenant } from '../../tenants/tenants.ts';

let app: TestApp;
before(async () => {
  app = await testApp();
});
after(() => app?.close());

/** One seat, taken by Zoe; whose browser it is. */
async function full(slug: string): Promise<{ tenant: Tenant; zoe: Browser }> {
  const tenant = await houseOf(app, slug, 1, { connections: { browsers: 1 } });
  await app.user(tenant, 'zoe');
  await app.user(tenant, 'ana');
  const zoe = app.browser(slug);
  await enterWithTab(app, tenant, 'zoe', zoe);
  return { tenant, zoe };
}

function assertFull(answer: Answer): void {
  assert.deepEqual([answer.status, codeOf(answer)], [409, 'user_limit_reached'], answer.text);
}

const leave = (browser: Browser): Promise<Answer> => browser.json('DELETE', '/api/v1/session');

test('L2 S8.6 with no seat free nobody gets in, however often, and it never counts as a failure; with one free, at once', async () => {
  const { tenant, zoe } = await full('full');
  const ana = app.browser('full');
  for (let n = 0; n < 7; n += 1) assertFull(await ana.signIn('ana', goodPassword));
  assert.equal(await isSignedIn(ana), false);
  assert.deepEqual(await sessionsOf(app, tenant, 'ana'), []);
  assert.deepEqual(await rows(app, sql`SELECT 1 FROM attempt_buckets WHERE tenant_id = ${tenant.id}`), []);
  const [person] = await rows(
    app,
    sql`SELECT last_sign_in_at, sign_ins FROM users WHERE tenant_id = ${tenant.id} AND username = 'ana'`,
  );
  assert.deepEqual(person, { last_sign_in_at: null, sign_ins: 0 });
  const refusals = await rows(
    app,
    sql`SELECT 1 FROM audit_events WHERE tenant_id = ${tenant.id} AND outcome = 'refused' AND reason = 'user_limit_reached'`,
  );
  assert.equal(refusals.length, 7);
  await leave(zoe);
  await enterBy('ana', ana);
  await assertExact(app, tenant, 1);
});

test('L2 a seat that nobody holds any more is not refused to the next', async () => {
  const tenant = await houseOf(app, 'late', 1, {});
  await app.user(tenant, 'zoe');
  await app.user(tenant, 'ana');
  await enterBy('zoe', app.browser('late'));
  assertFull(await app.browser('late').signIn('ana', goodPassword));
  await ageSeats(app, tenant, 3_700);
  await enterBy('ana', app.browser('late'));
  await assertExact(app, tenant, 1);
});

test('S8.6 it is told only after all factors; the code is not asked for again, and "try again" needs nothing else', async () => {
  const { tenant, zoe } = await full('after-code');
  const { id } = await app.user(tenant, 'carla', { email: 'carla@after-code.example' });
  // The id of a user just made is one.
  await within(app, tenant, (tx) => chooseEmailCode(tx, tenant.id, id as UserId, true));
  const carla = app.browser('after-code');
  const { next, flow } = (await carla.signIn('carla', goodPassword)).json();
  assert.equal(next, 'code');
  const code = await mailedCode(app, 'carla@after-code.example');
  assertFull(await step(carla, flow, { code }));
  assertFull(await step(carla, flow, {}));
  assert.equal(codeOf(await step(carla, flow, { code })), 'flow_step_invalid', 'the code is used up');
  assert.deepEqual(await sessionsOf(app, tenant, 'carla'), []);
  await leave(zoe);
  assert.equal((await step(carla, flow, {})).json().next, 'done');
  assert.equal(codeOf(await step(carla, flow, {})), 'flow_expired');
});

test('P3 S8.6 a new password that was chosen stays, though there was no seat', async () => {
  const { tenant, zoe } = await full('after-password');
  await app.user(tenant, 'tess', { temporary: true });
  const tess = app.browser('after-password');
  const { flow } = (await tess.signIn('tess', goodPassword)).json();
  const newPassword = 'river of my own 44 stones';
  assertFull(await step(tess, flow, { newPassword }));
  assertFull(await app.browser('after-password').signIn('tess', newPassword));
  await leave(zoe);
  assert.equal((await step(tess, flow, {})).json().next, 'done');
});

test('S8.6 an empty step does not leap over one that is asked for', async () => {
  const { tenant } = await full('leap');
  await app.user(tenant, 'tess', { temporary: true });
  const tess = app.browser('leap');
  const { flow } = (await tess.signIn('tess', goodPassword)).json();
  assert.equal(codeOf(await step(tess, flow, {})), 'flow_step_invalid');
});

test('S8.6 S8.2 where no seat is free, the browser that was to be logged out stays', async () => {
  const tenant = await houseOf(app, 'stays', 2, { connections: { browsers: 1 } });
  for (const name of ['zoe', 'ana', 'bo']) await app.user(tenant, name);
  const first = app.browser('stays', agents.firefox);
  const old = await enterWithTab(app, tenant, 'ana', first);
  const second = app.browser('stays', agents.chrome);
  const { flow } = (await second.signIn('ana', goodPassword)).json();
  // Her seat was lost and others took both; her session goes on without one.
  await rows(app, sql`DELETE FROM seats WHERE tenant_id = ${tenant.id}`);
  for (const name of ['zoe', 'bo']) await enterBy(name, app.browser('stays'));
  assertFull(await step(second, flow, { endSession: old }));
  assert.equal(await isSignedIn(first), true);
});

test('F4 S8.6 a passkey is used up all the same: its answer opens nothing later', async () => {
  const { tenant, zoe } = await full('passkey');
  const home = app.browser('passkey');
  await leave(zoe);
  await enterBy('ana', home);
  const authenticator = authenticatorFor(tenant);
  await addPasskey(home, authenticator);
  await leave(home);
  await enterBy('zoe', zoe);
  const { challenge, options } = await offer(home, '/api/v1/sign-in/passkey/options');
  const body = { challenge, response: authenticator.get(options, {}) };
  assertFull(await home.json('POST', '/api/v1/sign-in/passkey', body));
  await leave(zoe);
  assert.equal(codeOf(await home.json('POST', '/api/v1/sign-in/passkey', body)), 'passkey_refused');
  assert.equal(await isSignedIn(home), false);
});

test('L2 a role without a seat gets in whatever the house, and its session says so', async () => {
  const { tenant } = await full('seatless');
  await rows(app, sql`UPDATE roles SET uses_seat = false WHERE tenant_id = ${tenant.id} AND key = 'supervisor'`);
  await app.user(tenant, 'sue', { role: 'supervisor' });
  const sue = app.browser('seatless');
  await enterBy('sue', sue);
  assert.equal((await sue.get('/api/v1/session')).json().seat, null);
});

test('S1 S8.6 on the page: told above the form after a password, on a page of its own after a code', async () => {
  const { tenant, zoe } = await full('by-page');
  const ana = app.browser('by-page');
  const refused = await ana.form('/sign-in', { identifier: 'ana', password: goodPassword });
  assertFull(refused);
  assert.match(refused.text, /<strong>User limit reached<\/strong>/);
  const { id } = await app.user(tenant, 'carla', { email: 'carla@by-page.example' });
  await within(app, tenant, (tx) => chooseEmailCode(tx, tenant.id, id as UserId, true));
  const carla = app.browser('by-page');
  await carla.form('/sign-in', { identifier: 'carla', password: goodPassword });
  const code = await mailedCode(app, 'carla@by-page.example');
  const told = await carla.form('/sign-in/code', { code, method: 'email_code' });
  assertFull(told);
  assert.match(told.text, /action="\/sign-in\/seat"/);
  assert.equal((await carla.page('/sign-in/code')).headers.location, '/sign-in/seat');
  assert.equal((await carla.page('/sign-in/seat')).status, 200);
  assertFull(await carla.form('/sign-in/seat', {}));
  await leave(zoe);
  const done = await carla.form('/sign-in/seat', {});
  assert.deepEqual([done.status, done.headers.location], [303, '/home']);
});

test('S6 L2 "Log out A" on the sign-in page frees the seat', async () => {
  const { tenant, zoe } = await full('log-out');
  const page = await zoe.page('/sign-in');
  assert.match(page.text, /Signed in as/);
  const token = /name="formToken" value="([^"]*)"/.exec(page.text)?.[1] ?? '';
  const out = await zoe.send('POST', '/log-out', `formToken=${encodeURIComponent(token)}`, {
    'content-type': 'application/x-www-form-urlencoded',
    accept: 'text/html',
  });
  assert.equal(out.headers.location, '/signed-out');
  await assertExact(app, tenant, 0);
});
