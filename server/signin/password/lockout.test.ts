// Row S9 from the outside: what locks, what does not, who unlocks, and why a stranger cannot lock an agent out.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import { goodPassword, type TestApp, testApp } from '../../../test/support/app.ts';
import { ageAttempts, codeOf, guess, isSignedIn, mailsTo, rows, signedIn } from '../../../test/support/attack.ts';
import type { Browser } from '../../../test/support/browser.ts';
import { commandLineCaller } from '../../kernel/caller.ts';
import { newId, type TeamId } from '../../kernel/ids.ts';
import type { Tenant } from '../../tenants/tenants.ts';

let app: TestApp;
before(async () => {
  app = await testApp();
});
after(() => app.close());

const allSame = (count: number, status: number): number[] => Array.from({ length: count }, () => status);
const statuses = (answers: readonly { status: number }[]): number[] => answers.map((answer) => answer.status);

async function idOf(tenant: Tenant, username: string): Promise<string> {
  const [row] = await rows<{ id: string }>(
    app,
    sql`SELECT id FROM users WHERE tenant_id = ${tenant.id} AND username = ${username}`,
  );
  return row?.id ?? '';
}

async function asAdministrator(tenant: Tenant): Promise<Browser> {
  return signedIn(app, tenant, 'admin', 'administrator');
}

test('S9 N distinct wrong passwords lock, for a known and an unknown name alike, and the right one does not help', async () => {
  const tenant = await app.organization('lock', { lockout: { threshold: 3 } });
  await app.user(tenant, 'ana');
  for (const identifier of ['ana', 'nobody']) {
    const stranger = app.browser('lock');
    assert.deepEqual(statuses(await guess(stranger, identifier, 4)), [401, 401, 401, 423]);
    assert.equal((await stranger.signIn(identifier, goodPassword)).status, 423);
    // The lock is the account's, not the browser's.
    assert.equal((await app.browser('lock').signIn(identifier.toUpperCase(), goodPassword)).status, 423);
  }
});

test('S9 an evaluation is never spent on a locked account', async () => {
  const tenant = await app.organization('lock-cheap');
  await app.user(tenant, 'ana');
  await guess(app.browser('lock-cheap'), 'ana', 5);
  const { calls } = app.app.house.hasher.stats();
  await guess(app.browser('lock-cheap'), 'ana', 3, 'more');
  await app.browser('lock-cheap').signIn('ana', goodPassword);
  assert.equal(app.app.house.hasher.stats().calls, calls);
});

test('S9 the same stale password, repeated by a forgotten client, never locks', async () => {
  const tenant = await app.organization('stale');
  await app.user(tenant, 'ana');
  const phone = app.browser('stale');
  for (let n = 0; n < 30; n += 1) assert.equal((await phone.signIn('ana', 'last month’s password')).status, 401);
  assert.equal((await app.browser('stale').signIn('ana', goodPassword)).status, 200);
});

test('S9 V6.3.1 repeats of one wrong password are refused unhashed beyond a ceiling per address; nothing else is', async () => {
  const tenant = await app.organization('repeats');
  await app.user(tenant, 'ana');
  await app.user(tenant, 'bea');
  const client = app.browser('repeats');
  for (let n = 0; n < 4; n += 1) await client.signIn('ana', 'stale');
  await rows(app, sql`UPDATE source_failures SET repeats = 99 WHERE tenant_id = ${tenant.id} AND repeats = 3`);
  assert.equal((await client.signIn('ana', 'stale')).status, 401, 'the hundredth');
  const { calls } = app.app.house.hasher.stats();
  assert.deepEqual(
    statuses(await Promise.all([client.signIn('ana', 'stale'), client.signIn('ana', 'stale')])),
    [429, 429],
  );
  assert.equal(app.app.house.hasher.stats().calls, calls);
  assert.equal((await client.signIn('ana', 'another')).status, 401, 'a password not tried yet');
  assert.equal((await client.signIn('bea', goodPassword)).status, 200);
  await rows(
    app,
    sql`UPDATE source_failures SET window_started_at = now() - interval '11 minutes' WHERE tenant_id = ${tenant.id}`,
  );
  assert.equal((await client.signIn('ana', 'stale')).status, 401, 'the next window');
});

test('S9 the right password erases what was counted', async () => {
  const tenant = await app.organization('erase');
  await app.user(tenant, 'ana');
  for (let round = 0; round < 3; round += 1) {
    const browser = app.browser('erase');
    assert.deepEqual(statuses(await guess(browser, 'ana', 4, `round ${round}`)), allSame(4, 401));
    assert.equal((await browser.signIn('ana', goodPassword)).status, 200);
  }
});

test('S9 further tries do not prolong a timed lock, which ends by itself', async () => {
  const tenant = await app.organization('timed', { lockout: { unlock: 'timed', durationMinutes: 30 } });
  await app.user(tenant, 'ana');
  await guess(app.browser('timed'), 'ana', 5);
  await ageAttempts(app, tenant, 20);
  assert.deepEqual(statuses(await guess(app.browser('timed'), 'ana', 3, 'later')), allSame(3, 423));
  await ageAttempts(app, tenant, 9);
  assert.equal((await app.browser('timed').signIn('ana', goodPassword)).status, 423, 'locked for a minute still');
  await ageAttempts(app, tenant, 2);
  assert.deepEqual(
    statuses(await guess(app.browser('timed'), 'ana', 4, 'afterwards')),
    allSame(4, 401),
    'counted anew',
  );
  assert.equal((await app.browser('timed').signIn('ana', goodPassword)).status, 200);
});

test('S9 the default lock does not end by itself', async () => {
  const tenant = await app.organization('forever');
  await app.user(tenant, 'ana');
  await guess(app.browser('forever'), 'ana', 5);
  await ageAttempts(app, tenant, 60 * 24 * 365);
  assert.equal((await app.browser('forever').signIn('ana', goodPassword)).status, 423);
});

test('S9 M3 an administrator unlocks; the list shows who is locked', async () => {
  const tenant = await app.organization('unlock');
  const admin = await asAdministrator(tenant);
  const { id } = await app.user(tenant, 'ana');
  await guess(app.browser('unlock'), 'ana', 5);
  assert.equal((await admin.get(`/api/v1/users/${id}`)).json().locked, true);
  assert.equal((await admin.json('POST', `/api/v1/users/${id}/unlock`, {})).status, 204);
  assert.equal((await admin.get(`/api/v1/users/${id}`)).json().locked, false);
  assert.equal((await app.browser('unlock').signIn('ana', goodPassword)).status, 200);
});

test('S9 P7 M3 a supervisor unlocks agents of the own team, nobody else’s and nobody above', async () => {
  const tenant = await app.organization('teams', { officeNetworks: ['127.0.0.0/8'] });
  const supervisor = await signedIn(app, tenant, 'sue', 'supervisor');
  for (const [username, role] of [
    ['ana', 'agent'],
    ['bob', 'agent'],
    ['admin', 'administrator'],
  ] as const)
    await app.user(tenant, username, { role });
  const team = newId<TeamId>();
  await rows(app, sql`INSERT INTO teams (tenant_id, id, name) VALUES (${tenant.id}, ${team}, 'Morning')`);
  await rows(
    app,
    sql`INSERT INTO team_members (tenant_id, team_id, user_id, supervises)
      SELECT tenant_id, ${team}, id, username = 'sue' FROM users WHERE tenant_id = ${tenant.id} AND username IN ('sue', 'ana', 'admin')`,
  );
  // The team reaches the session with the next look-up; signing in again is the shortest way.
  assert.equal((await supervisor.signIn('sue', goodPassword)).status, 200);
  for (const [username, status] of [
    ['ana', 204],
    ['bob', 404],
    ['admin', 403],
    ['sue', 403],
  ] as const) {
    await guess(app.browser('teams'), username, 5);
    const answer = await supervisor.json('POST', `/api/v1/users/${await idOf(tenant, username)}/unlock`, {});
    assert.equal(answer.status, status, `${username}: ${answer.text}`);
    const expected = status === 204 ? 200 : 423;
    assert.equal((await app.browser('teams').signIn(username, goodPassword)).status, expected, username);
  }
});

test('P7 an administrator’s new password unlocks', async () => {
  const tenant = await app.organization('reset');
  const admin = await asAdministrator(tenant);
  const { id } = await app.user(tenant, 'ana');
  await guess(app.browser('reset'), 'ana', 5);
  const password = 'entirely different 77 words';
  const answer = await admin.json('PUT', `/api/v1/users/${id}/password`, { password, temporary: false });
  assert.equal(answer.status, 200, answer.text);
  assert.equal((await app.browser('reset').signIn('ana', password)).status, 200);
});

test('S9 a stranger cannot lock an agent out: the known browser still gets in while elsewhere is locked', async () => {
  const tenant = await app.organization('aware');
  const known = await signedIn(app, tenant, 'ana', 'agent');
  await known.json('DELETE', '/api/v1/session');
  await guess(app.browser('aware'), 'ana', 6);
  assert.equal((await app.browser('aware').signIn('ana', goodPassword)).status, 423);
  assert.equal((await known.signIn('ana', goodPassword)).status, 200);
  assert.equal((await app.browser('aware').signIn('ana', goodPassword)).status, 423, 'elsewhere stays locked');
});

test('S9 with deviceAware off a lock holds on every browser', async () => {
  const tenant = await app.organization('unaware', { lockout: { deviceAware: false } });
  const known = await signedIn(app, tenant, 'ana', 'agent');
  await guess(app.browser('unaware'), 'ana', 5);
  assert.equal((await known.signIn('ana', goodPassword)).status, 423);
});

test('S9 a device entry wears out by its own failures; then "elsewhere" rules', async () => {
  const tenant = await app.organization('worn');
  const known = await signedIn(app, tenant, 'ana', 'agent');
  assert.deepEqual(statuses(await guess(known, 'ana', 5, 'own')), allSame(5, 401));
  // The own bucket is spent: the browser is like any other now, with what "elsewhere" has left.
  assert.deepEqual(statuses(await guess(known, 'ana', 6, 'then')), [401, 401, 401, 401, 401, 423]);
  assert.equal((await known.signIn('ana', goodPassword)).status, 423);
});

test('S9 a worn-out entry is replaced by the next right password', async () => {
  const tenant = await app.organization('renewed');
  const known = await signedIn(app, tenant, 'ana', 'agent');
  await guess(known, 'ana', 5, 'own');
  assert.equal((await known.signIn('ana', goodPassword)).status, 200, 'through "elsewhere"');
  await guess(app.browser('renewed'), 'ana', 6);
  assert.equal((await known.signIn('ana', goodPassword)).status, 200, 'the new entry counts for itself');
});

test('S9 open sessions survive a lock', async () => {
  const tenant = await app.organization('survive');
  const known = await signedIn(app, tenant, 'ana', 'agent');
  await guess(app.browser('survive'), 'ana', 6);
  assert.equal(await isSignedIn(known), true);
});

test('S9 O5 V7 a device cookie that is tampered with, another user’s or another organisation’s is worth nothing', async () => {
  const tenant = await app.organization('device-a');
  const other = await app.organization('device-b');
  await app.user(tenant, 'ana');
  const ownId = await idOf(tenant, 'ana');
  const mallory = await signedIn(app, tenant, 'mallory', 'agent');
  await app.user(other, 'ana');
  const elsewhere = app.browser('device-b');
  await elsewhere.signIn('ana', goodPassword);
  const genuine = mallory.cookies.get('usher_devices') ?? '';
  const foreign = elsewhere.cookies.get('usher_devices') ?? '';
  assert.ok(genuine.includes('~') && foreign.includes('~'));
  await guess(app.browser('device-a'), 'ana', 5);
  const mallorysId = await idOf(tenant, 'mallory');
  const signature = genuine.slice(genuine.lastIndexOf('~'));
  const forged = [
    genuine,
    foreign,
    genuine.replace(mallorysId, ownId),
    `${ownId}.${ownId}${signature}`,
    `${ownId}.${ownId}~`,
    `${ownId}.${ownId}`,
    `~${ownId}.${ownId}${signature}`,
    '~',
  ];
  for (const value of forged) {
    const attacker = app.browser('device-a');
    attacker.cookies.set('usher_devices', value);
    assert.equal((await attacker.signIn('ana', goodPassword)).status, 423, value);
  }
});

test('S9 the owner is told of a lock by one mail, and of none when a name is nobody’s', async () => {
  const tenant = await app.organization('told');
  await app.user(tenant, 'ana', { email: 'ana@told.example' });
  await app.user(tenant, 'last', { email: 'last@told.example' });
  await guess(app.browser('told'), 'ana', 12);
  await guess(app.browser('told'), 'nobody@told.example', 6);
  // Mails leave in order: once this one is there, a second one to Ana would be too.
  await ageAttempts(app, tenant, 0);
  await guess(app.browser('told'), 'last', 6);
  await mailsTo(app, 'last@told.example', 1);
  assert.equal((await mailsTo(app, 'ana@told.example', 1)).length, 1);
  const queued = await rows(app, sql`SELECT 1 FROM mails WHERE tenant_id = ${tenant.id} AND template = 'locked'`);
  assert.equal(queued.length, 2);
});

test('S9 a password judged right is not held against its owner, even if the new one was refused', async () => {
  const tenant = await app.organization('judged');
  const known = await signedIn(app, tenant, 'ana', 'agent');
  const answer = await known.json('POST', '/api/v1/password/change', {
    currentPassword: goodPassword,
    newPassword: 'short',
  });
  assert.equal(codeOf(answer), 'password_policy');
  assert.deepEqual(statuses(await guess(known, 'ana', 4)), allSame(4, 401));
  const [bucket] = await rows<{ tried: number; locked: boolean }>(
    app,
    sql`SELECT cardinality(tried) AS tried, locked_at IS NOT NULL AS locked FROM attempt_buckets WHERE tenant_id = ${tenant.id}`,
  );
  assert.deepEqual(bucket, { tried: 4, locked: false });
});

test('S9 a lock that is opened again at once is not told by mail', async () => {
  const tenant = await app.organization('opened');
  const ana = await app.user(tenant, 'ana', { email: 'ana@opened.example' });
  await app.user(tenant, 'bob', { email: 'bob@opened.example' });
  await guess(app.browser('opened'), 'ana', 5);
  await app.app.house.users.unlock(tenant, commandLineCaller(tenant.id), ana.id);
  await guess(app.browser('opened'), 'bob', 5);
  // Notices leave in order: once Bob's is there, Ana's would be too.
  await mailsTo(app, 'bob@opened.example', 1);
  const told = await rows(app, sql`SELECT 1 FROM mails WHERE recipient = 'ana@opened.example' AND template = 'locked'`);
  assert.equal(told.length, 0);
});
