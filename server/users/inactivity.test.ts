// Row L4: who has not signed in for so many days is made inactive; nobody else is, and never everybody.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import { goodPassword, type TestApp, testApp } from '../../test/support/app.ts';
import { codeOf, isSignedIn, rows, signedIn } from '../../test/support/attack.ts';
import { operatorsTenantId, type Tenant } from '../tenants/tenants.ts';
import { inactivityTasks, makeInactive } from './inactivity.ts';

let app: TestApp;
before(async () => {
  app = await testApp();
});
after(() => app?.close());

const afterDays = 30;
const organization = (slug: string, days: number | null = afterDays): Promise<Tenant> =>
  app.organization(slug, { inactivity: { afterDays: days } });

/** Everything that is known of this person happened so many days ago. */
async function age(tenant: Tenant, username: string, days: number): Promise<void> {
  await rows(
    app,
    sql`WITH person AS (
        UPDATE users SET active_since = active_since - make_interval(days => ${days}), last_sign_in_at = last_sign_in_at - make_interval(days => ${days})
        WHERE tenant_id = ${tenant.id} AND username = ${username} RETURNING id)
      UPDATE sessions SET last_seen_at = last_seen_at - make_interval(days => ${days}) FROM person WHERE user_id = person.id`,
  );
}

async function inactive(tenant: Tenant): Promise<string[]> {
  const found = await rows<{ username: string }>(
    app,
    sql`SELECT username FROM users WHERE tenant_id = ${tenant.id} AND status = 'inactive' ORDER BY username`,
  );
  return found.map(({ username }) => username);
}

async function person(tenant: Tenant, username: string, days: number): Promise<string> {
  const { id } = await app.user(tenant, username);
  await age(tenant, username, days);
  return id;
}

test('L4 whoever was never or not lately here is made inactive, is told so, and it is in the audit log', async () => {
  const tenant = await organization('away');
  await app.user(tenant, 'admin', { role: 'administrator' });
  const id = await person(tenant, 'never', afterDays + 1);
  await person(tenant, 'new', afterDays - 1);
  const late = await signedIn(app, tenant, 'late', 'agent');
  await age(tenant, 'late', afterDays + 1);
  const today = await signedIn(app, tenant, 'today', 'agent');
  await rows(
    app,
    sql`UPDATE users SET active_since = now() - interval '900 days' WHERE tenant_id = ${tenant.id} AND username = 'today'`,
  );
  assert.equal(await makeInactive(app.app.house, tenant), 2);
  assert.deepEqual(await inactive(tenant), ['late', 'never']);
  assert.equal(await isSignedIn(late), false);
  assert.equal(await isSignedIn(today), true);
  assert.equal(codeOf(await app.browser('away').signIn('never', goodPassword)), 'user_inactive');
  const events = await rows<{ target: string; actor: string }>(
    app,
    sql`SELECT target_id AS target, actor_name AS actor FROM audit_events WHERE tenant_id = ${tenant.id} AND action = 'user.inactivate'`,
  );
  assert.equal(events.length, 2);
  assert.ok(events.some(({ target, actor }) => target === id && actor === 'inactivity'));
  assert.equal(await makeInactive(app.app.house, tenant), 0, 'once');
});

test('L4 a session that is used counts as being here, however long ago it was opened', async () => {
  const tenant = await organization('long', afterDays);
  await app.user(tenant, 'admin', { role: 'administrator' });
  await signedIn(app, tenant, 'ana', 'agent');
  await rows(
    app,
    sql`UPDATE users SET active_since = now() - interval '90 days', last_sign_in_at = now() - interval '60 days' WHERE tenant_id = ${tenant.id} AND username = 'ana'`,
  );
  assert.equal(await makeInactive(app.app.house, tenant), 0);
});

test('L4 whoever is made active, or enabled again, has all the days anew', async () => {
  const tenant = await organization('again');
  const admin = await signedIn(app, tenant, 'admin', 'administrator');
  const ana = await person(tenant, 'ana', 100);
  const bea = await person(tenant, 'bea', 100);
  assert.equal((await admin.json('POST', `/api/v1/users/${bea}/disable`, {})).status, 204);
  assert.equal(await makeInactive(app.app.house, tenant), 1);
  assert.equal((await admin.json('PATCH', `/api/v1/users/${ana}`, { status: 'active' })).status, 200);
  assert.equal((await admin.json('POST', `/api/v1/users/${bea}/enable`, {})).status, 204);
  assert.equal(await makeInactive(app.app.house, tenant), 0);
});

test('L4 the administrator who was here last stays active, and operators too', async () => {
  const tenant = await organization('desert');
  for (const [username, days] of Object.entries({ older: 200, newer: 100 })) {
    await app.user(tenant, username, { role: 'administrator' });
    await age(tenant, username, days);
  }
  assert.equal(await makeInactive(app.app.house, tenant), 1);
  assert.deepEqual(await inactive(tenant), ['older']);
  const operators = await app.app.house.tenants.byId(operatorsTenantId);
  await app.operator();
  await age(operators, 'olga', 500);
  const strict = { ...operators, settings: { ...operators.settings, inactivity: { afterDays } } };
  assert.equal(await makeInactive(app.app.house, strict), 0);
});

test('L4 without the setting nobody is made inactive; with it, at night', async () => {
  const off = await organization('off', null);
  const on = await organization('on');
  for (const tenant of [off, on]) {
    await app.user(tenant, 'admin', { role: 'administrator' });
    await person(tenant, 'ana', 5_000);
  }
  const local = Temporal.Now.zonedDateTimeISO('Europe/Lisbon').hour;
  const helpers = { attempt: 1, attemptsMax: 1, abortSignal: AbortSignal.abort(), exclusively: async () => true };
  const other = inactivityTasks(app.app.house, (local + 12) % 24)['users:inactivity'];
  await other({}, helpers);
  assert.deepEqual(await inactive(on), []);
  const now = inactivityTasks(app.app.house, local)['users:inactivity'];
  await now({}, helpers);
  assert.deepEqual(await inactive(on), ['ana']);
  assert.deepEqual(await inactive(off), []);
});

test('L4 thousands are made inactive by few statements', async () => {
  const tenant = await organization('many');
  await app.user(tenant, 'admin', { role: 'administrator' });
  await rows(
    app,
    sql`INSERT INTO users (tenant_id, id, username, role_id, active_since)
      SELECT ${tenant.id}, gen_random_uuid(), 'p' || n, (SELECT id FROM roles WHERE tenant_id = ${tenant.id} AND key = 'agent'), now() - interval '99 days'
      FROM generate_series(1, 1200) n`,
  );
  assert.equal(await makeInactive(app.app.house, tenant), 1_200);
});
