import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import { type TestApp, testApp } from '../../test/support/app.ts';
import { rows } from '../../test/support/attack.ts';
import {
  assertExact,
  counted,
  enter,
  houseOf,
  leave,
  peopleOf,
  setSeats,
  takeSeat,
  within,
} from '../../test/support/seats.ts';
import { until } from '../../test/support/until.ts';
import { commandLineCaller } from '../kernel/caller.ts';
import type { SessionId, UserId } from '../kernel/ids.ts';
import { operatorsTenantId, type Tenant } from '../tenants/tenants.ts';
import { lockSeats, seatConnected, seatTaking } from './seats.ts';

async function isSeated(tenant: Tenant, user: UserId | undefined): Promise<boolean> {
  return (await rows(app, sql`SELECT FROM seats WHERE tenant_id = ${tenant.id} AND user_id = ${user}`)).length > 0;
}

let app: TestApp;
before(async () => {
  app = await testApp();
});
after(() => app?.close());

const change = (tenant: Tenant, what: ReturnType<typeof sql>) =>
  rows(app, sql`UPDATE roles SET ${what} WHERE tenant_id = ${tenant.id} AND key = 'agent'`);

test('L2 as many as the organisation has seats, and no more; a seat that is free again is taken', async () => {
  const tenant = await houseOf(app, 'few', 2);
  const [ana, bea, cy] = await peopleOf(app, tenant, 3);
  const session = await enter(app, tenant, ana);
  assert.ok(await enter(app, tenant, bea));
  assert.equal(await enter(app, tenant, cy), null);
  assert.deepEqual((await counted(app, tenant)).by_role, { agent: 2 });
  await leave(app, tenant, session);
  await assertExact(app, tenant, 1);
  assert.ok(await enter(app, tenant, cy));
  await assertExact(app, tenant, 2);
});

test('L2 whoever has a seat takes it again, however often and from however many sides at once', async () => {
  const tenant = await houseOf(app, 'again', 1);
  const [ana] = await peopleOf(app, tenant, 1);
  const sessions = await Promise.all(Array.from({ length: 8 }, () => enter(app, tenant, ana)));
  assert.equal(sessions.filter((one) => one !== null).length, 8);
  await assertExact(app, tenant, 1);
  for (const session of sessions.slice(1)) await leave(app, tenant, session);
  assert.equal(await isSeated(tenant, ana), true, 'another session of hers goes on');
  await leave(app, tenant, sessions[0] ?? null);
  await assertExact(app, tenant, 0);
});

test('L2 reserved seats: others hold at most N − R, administrators all of them', async () => {
  const tenant = await houseOf(app, 'reserve', 3, { seats: { reservedForAdministrators: 1 } });
  const agents = await peopleOf(app, tenant, 3);
  const [boss, deputy] = await peopleOf(app, tenant, 2, 'administrator');
  assert.ok(await enter(app, tenant, agents[0]));
  assert.ok(await enter(app, tenant, agents[1]));
  assert.equal(await enter(app, tenant, agents[2]), null, 'the last one is kept');
  assert.ok(await enter(app, tenant, boss));
  assert.equal(await enter(app, tenant, deputy), null, 'nobody gets a seat that is not there');
  assert.deepEqual((await counted(app, tenant)).by_role, { agent: 2, administrator: 1 });
});

test('L2 the reserve is 1 unless the organisation says otherwise', async () => {
  const tenant = await app.organization('default-reserve');
  await setSeats(app, tenant, 2);
  const [ana, bea] = await peopleOf(app, tenant, 2);
  assert.ok(await enter(app, tenant, ana));
  assert.equal(await enter(app, tenant, bea), null);
});

test('L2 a role’s own limit is exact, and other roles do not feel it', async () => {
  const tenant = await houseOf(app, 'pool', 10);
  await change(tenant, sql`seats_max = 2`);
  const agents = await peopleOf(app, tenant, 5);
  const taken = await Promise.all(agents.map((agent) => enter(app, tenant, agent)));
  assert.equal(taken.filter((one) => one !== null).length, 2);
  const [sue] = await peopleOf(app, tenant, 1, 'supervisor');
  assert.ok(await enter(app, tenant, sue));
  await assertExact(app, tenant, 3);
});

test('L2 a role without seats needs none, in a full house too', async () => {
  const tenant = await houseOf(app, 'free', 0);
  await change(tenant, sql`uses_seat = false`);
  const [ana] = await peopleOf(app, tenant, 1);
  assert.ok(await enter(app, tenant, ana));
  assert.equal(await within(app, tenant, (tx) => seatConnected(tx, tenant.id, ana as UserId)), true); // there is one
  await assertExact(app, tenant, 0);
});

test('L2 capacity lowered below use throws nobody out and lets nobody in until enough have left', async () => {
  const tenant = await houseOf(app, 'lowered', 3);
  const [ana, bea, cy, dan] = await peopleOf(app, tenant, 4);
  const sessions = [await enter(app, tenant, ana), await enter(app, tenant, bea), await enter(app, tenant, cy)];
  await setSeats(app, tenant, 2);
  await assertExact(app, tenant, 3);
  await leave(app, tenant, sessions[0] ?? null);
  assert.equal(await enter(app, tenant, dan), null, 'two of two are taken');
  assert.ok(await enter(app, tenant, bea), 'who is inside enters again');
  await leave(app, tenant, sessions[2] ?? null);
  assert.ok(await enter(app, tenant, dan));
});

test('L2 while capacity is being changed nobody takes a seat by the old one', async () => {
  const tenant = await houseOf(app, 'exactly', 1);
  const [ana] = await peopleOf(app, tenant, 1);
  let entering: Promise<SessionId | null> = Promise.resolve(null);
  await app.app.house.database.withSystem(async (tx) => {
    await lockSeats(tx, tenant.id);
    entering = enter(app, tenant, ana);
    await sql`UPDATE tenants SET seats = 0 WHERE id = ${tenant.id}`.execute(tx);
  });
  assert.equal(await entering, null);
});

test('L2 a role change moves the seat; to a pool that is full, or out of the reserve, it is refused and nothing changes', async () => {
  const tenant = await houseOf(app, 'moved', 3, { seats: { reservedForAdministrators: 1 } });
  const [ana, bea, cy] = await peopleOf(app, tenant, 3);
  await rows(app, sql`UPDATE roles SET seats_max = 1 WHERE tenant_id = ${tenant.id} AND key = 'supervisor'`);
  for (const one of [ana, bea]) assert.ok(await enter(app, tenant, one));
  const become = (user: UserId | undefined, role: string) =>
    within(app, tenant, (tx) =>
      sql`UPDATE users SET role_id = (SELECT id FROM roles WHERE tenant_id = ${tenant.id} AND key = ${role}) WHERE tenant_id = ${tenant.id} AND id = ${user}`.execute(
        tx,
      ),
    );
  const refused = (error: unknown) => error instanceof Error && 'code' in error && error.code === 'US001';
  await become(ana, 'supervisor');
  assert.deepEqual((await counted(app, tenant)).by_role, { agent: 1, supervisor: 1 });
  await assert.rejects(become(bea, 'supervisor'), refused);
  assert.deepEqual((await counted(app, tenant)).by_role, { agent: 1, supervisor: 1 });
  await become(ana, 'administrator');
  assert.ok(await enter(app, tenant, cy), 'an unreserved one came free');
  await assert.rejects(become(ana, 'agent'), refused);
  await assertExact(app, tenant, 3);
  assert.deepEqual((await counted(app, tenant)).by_role, { agent: 2, administrator: 1 }, 'no role is left with zero');
});

test('L2 a role change into a role that uses seats takes one for who is signed in, or is refused', async () => {
  const tenant = await houseOf(app, 'seatless', 1);
  await rows(app, sql`UPDATE roles SET uses_seat = false WHERE tenant_id = ${tenant.id} AND key = 'supervisor'`);
  const [sue, tom, uma] = await peopleOf(app, tenant, 3, 'supervisor');
  for (const one of [sue, tom]) assert.ok(await enter(app, tenant, one));
  const toAgent = (user: UserId | undefined) =>
    rows(
      app,
      sql`UPDATE users SET role_id = (SELECT id FROM roles WHERE tenant_id = ${tenant.id} AND key = 'agent') WHERE tenant_id = ${tenant.id} AND id = ${user}`,
    );
  await toAgent(sue);
  await assertExact(app, tenant, 1);
  await assert.rejects(toAgent(tom), /no seat of the new role is free/);
  await toAgent(uma);
  await assertExact(app, tenant, 1);
});

test('L2 a role that may take reserved seats, or needs none any more: the counts follow and nobody is put out', async () => {
  const tenant = await houseOf(app, 'recount', 2);
  const [ana, bea] = await peopleOf(app, tenant, 2);
  for (const one of [ana, bea]) assert.ok(await enter(app, tenant, one));
  await change(tenant, sql`reserved_seats = true`);
  assert.equal((await counted(app, tenant)).unreserved, 0);
  await change(tenant, sql`reserved_seats = false`);
  assert.equal((await counted(app, tenant)).unreserved, 2);
  await assertExact(app, tenant, 2);
  await change(tenant, sql`uses_seat = false`);
  await assertExact(app, tenant, 0);
});

test('L2 people and organisations that are deleted leave no seat counted', async () => {
  const tenant = await houseOf(app, 'deleted', 5);
  const [ana, bea] = await peopleOf(app, tenant, 2);
  for (const one of [ana, bea]) assert.ok(await enter(app, tenant, one));
  await rows(app, sql`DELETE FROM users WHERE tenant_id = ${tenant.id} AND id = ${ana}`);
  await assertExact(app, tenant, 1);
  await rows(app, sql`DELETE FROM users WHERE tenant_id = ${tenant.id}`);
  await assertExact(app, tenant, 0);
  await rows(app, sql`DELETE FROM tenants WHERE id = ${tenant.id}`);
  assert.deepEqual(await rows(app, sql`SELECT FROM seat_usage WHERE tenant_id = ${tenant.id}`), []);
});

test('L2 within one statement: no seat, no session', async () => {
  const tenant = await houseOf(app, 'statement', 1);
  const [ana, bea] = await peopleOf(app, tenant, 2);
  const open = (user: UserId | undefined) =>
    within(app, tenant, async (tx) => {
      assert.ok(user);
      const { rows: opened } = await sql`
        WITH seen AS (UPDATE users SET last_sign_in_at = now() WHERE tenant_id = ${tenant.id} AND id = ${user} RETURNING role_id),
        ${seatTaking(tenant.id, user, 'seen', 30)}
        SELECT 1 FROM seen, seated`.execute(tx);
      return opened.length;
    });
  assert.equal(await open(ana), 1);
  assert.equal(await open(bea), 0);
  assert.equal(await open(ana), 1);
  await change(tenant, sql`uses_seat = false`);
  assert.equal(await open(bea), 1);
});

test('L2 O1 an operator who changes the capacity waits for the seat that is being taken', async () => {
  const tenant = await houseOf(app, 'waits', 2);
  const [ana] = await peopleOf(app, tenant, 1);
  assert.ok(ana);
  let changing: Promise<unknown> = Promise.resolve();
  await within(app, tenant, async (tx) => {
    assert.equal(await takeSeat(tx, tenant.id, ana), true);
    const operator = commandLineCaller(operatorsTenantId);
    changing = app.app.house.organizations.update(operator, tenant.slug, { seats: 5 }, null);
    await until(async () => {
      const waiting = sql`SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%seat_lock%' AND datname = current_database()`;
      return (await rows(app, waiting)).length > 0;
    }, 4_000);
  });
  await changing;
});
