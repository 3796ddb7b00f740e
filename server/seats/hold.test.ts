import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import { type TestApp, testApp } from '../../test/support/app.ts';
import { rows } from '../../test/support/attack.ts';
import {
  ageSeats,
  assertExact,
  counted,
  endSession,
  enter,
  houseOf,
  leave,
  openSession,
  peopleOf,
  tabGone,
  tabOf,
  within,
} from '../../test/support/seats.ts';
import type { UserId } from '../kernel/ids.ts';
import type { Tenant } from '../tenants/tenants.ts';
import { freeSeat, postponeSeats, seatConnected, seatsDisconnected, sweepSeats } from './seats.ts';
import { seatsReap, seatTake } from './store.ts';

let app: TestApp;
before(async () => {
  app = await testApp();
});
after(() => app?.close());

async function isSeated(tenant: Tenant, user: UserId | undefined): Promise<boolean> {
  return (await rows(app, sql`SELECT FROM seats WHERE tenant_id = ${tenant.id} AND user_id = ${user}`)).length > 0;
}

test('L2 a tab holds the seat; after the last one it is kept for the grace, and then free', async () => {
  const tenant = await houseOf(app, 'grace', 1, { seats: { graceSeconds: 60 } });
  const [ana, bea] = await peopleOf(app, tenant, 2);
  assert.ok(ana);
  const session = await enter(app, tenant, ana);
  assert.ok(session);
  await tabOf(app, tenant, session);
  assert.equal(await within(app, tenant, (tx) => seatConnected(tx, tenant.id, ana)), true);
  await ageSeats(app, tenant, 3_000);
  assert.equal(await enter(app, tenant, bea), null, 'however long the tab lives');
  await tabGone(app, tenant, session);
  await within(app, tenant, (tx) => seatsDisconnected(tx, [{ tenant: tenant.id, user: ana }]));
  await ageSeats(app, tenant, 55);
  assert.equal(await enter(app, tenant, bea), null);
  await ageSeats(app, tenant, 10);
  assert.ok(await enter(app, tenant, bea), 'taken before the house is said to be full');
  assert.equal(await within(app, tenant, (tx) => seatConnected(tx, tenant.id, ana)), false);
  await assertExact(app, tenant, 1);
});

test('L2 back after the grace: the seat is taken again if one is free', async () => {
  const tenant = await houseOf(app, 'back', 1);
  const [ana] = await peopleOf(app, tenant, 1);
  assert.ok(ana);
  const session = await enter(app, tenant, ana);
  assert.ok(session);
  await tabOf(app, tenant, session);
  await within(app, tenant, (tx) => seatConnected(tx, tenant.id, ana));
  await tabGone(app, tenant, session);
  await within(app, tenant, (tx) => seatsDisconnected(tx, [{ tenant: tenant.id, user: ana }]));
  await ageSeats(app, tenant, 61);
  assert.equal(await within(app, tenant, (tx) => seatsReap(tx, tenant.id)), 1);
  assert.equal(await isSeated(tenant, ana), false);
  await tabOf(app, tenant, session);
  assert.equal(await within(app, tenant, (tx) => seatConnected(tx, tenant.id, ana)), true);
  const [held] = await rows<{ until: string }>(
    app,
    sql`SELECT held_until::text AS until FROM seats WHERE tenant_id = ${tenant.id}`,
  );
  assert.equal(held?.until, 'infinity');
});

test('L2 a session that never had a tab holds its seat while it is used, and until its idle end', async () => {
  const tenant = await houseOf(app, 'native', 1);
  const [ana, bea] = await peopleOf(app, tenant, 2);
  assert.ok(await enter(app, tenant, ana));
  await ageSeats(app, tenant, 59 * 60);
  await rows(app, sql`UPDATE sessions SET last_seen_at = now() WHERE tenant_id = ${tenant.id}`);
  await ageSeats(app, tenant, 5 * 60);
  assert.equal(await enter(app, tenant, bea), null, 'it was used: its seat is prolonged');
  await ageSeats(app, tenant, 56 * 60);
  assert.ok(await enter(app, tenant, bea));
});

test('L2 disabled, or with another password: the seat is free with that transaction, unless a session goes on', async () => {
  const tenant = await houseOf(app, 'over', 3);
  const [ana, bea] = await peopleOf(app, tenant, 2);
  for (const one of [ana, bea]) assert.ok(await enter(app, tenant, one));
  await rows(
    app,
    sql`UPDATE users SET disabled = true, session_epoch = session_epoch + 1 WHERE tenant_id = ${tenant.id} AND id = ${ana}`,
  );
  await assertExact(app, tenant, 1);
  const { id } = await app.user(tenant, 'cleo');
  const browser = app.browser(tenant.slug);
  await browser.signIn('cleo', 'purple lantern 44 river');
  await within(app, tenant, (tx) => seatTake(tx, tenant.id, id as UserId)); // an id the server made
  await assertExact(app, tenant, 2);
  await rows(app, sql`UPDATE passwords SET revision = revision + 1 WHERE tenant_id = ${tenant.id} AND user_id = ${id}`);
  await assertExact(app, tenant, 1);
});

test('L2 a session that takes another’s place keeps the seat; freed by hand, the seat serves somebody else at once', async () => {
  const tenant = await houseOf(app, 'replaced', 1);
  const [ana, bea] = await peopleOf(app, tenant, 2);
  assert.ok(ana && bea);
  const first = await enter(app, tenant, ana);
  assert.ok(first);
  const claimed = sql<{ at: string }>`SELECT claimed_at::text AS at FROM seats WHERE tenant_id = ${tenant.id}`;
  const before = await rows(app, claimed);
  const second = await within(app, tenant, async (tx) => {
    await endSession(tx, tenant, first);
    assert.equal(await seatTake(tx, tenant.id, ana), true);
    return openSession(tx, tenant, ana);
  });
  assert.deepEqual(await rows(app, claimed), before);
  await within(app, tenant, async (tx) => {
    await endSession(tx, tenant, second);
    await freeSeat(tx, tenant.id, ana);
    assert.equal(await seatTake(tx, tenant.id, bea), true);
    await openSession(tx, tenant, bea);
  });
  await assertExact(app, tenant, 1);
});

test('L2 the sweep frees what is past its time in every organisation', async () => {
  const tenants = [await houseOf(app, 'sweep-1', 5), await houseOf(app, 'sweep-2', 5)];
  for (const tenant of tenants) {
    const [ana, bea] = await peopleOf(app, tenant, 2);
    assert.ok(await enter(app, tenant, ana));
    await ageSeats(app, tenant, 3_700);
    assert.ok(await enter(app, tenant, bea));
    await assertExact(app, tenant, 2);
  }
  await sweepSeats(app.app.house.database);
  for (const tenant of tenants) await assertExact(app, tenant, 1);
  assert.equal(await sweepSeats(app.app.house.database), 0);
});

test('L2 grace stands still while the house is away', async () => {
  const tenant = await houseOf(app, 'away', 1);
  const [ana, bea] = await peopleOf(app, tenant, 2);
  assert.ok(ana);
  const session = await enter(app, tenant, ana);
  assert.ok(session);
  await tabOf(app, tenant, session);
  await within(app, tenant, (tx) => seatConnected(tx, tenant.id, ana));
  await tabGone(app, tenant, session);
  await within(app, tenant, (tx) => seatsDisconnected(tx, [{ tenant: tenant.id, user: ana }]));
  await rows(app, sql`UPDATE seats SET held_until = held_until - interval '90 seconds' WHERE tenant_id = ${tenant.id}`);
  await rows(
    app,
    sql`UPDATE sessions SET disconnected_at = disconnected_at - interval '90 seconds' WHERE id = ${session}`,
  );
  await app.app.house.database.withSystem((tx) => postponeSeats(tx, 90));
  assert.equal(await enter(app, tenant, bea), null);
});

test('L2 a grace that began once the house was back is not prolonged by what went before', async () => {
  const tenant = await houseOf(app, 'just-back', 1);
  const [ana] = await peopleOf(app, tenant, 1);
  assert.ok(ana);
  const session = await enter(app, tenant, ana);
  assert.ok(session);
  await tabOf(app, tenant, session);
  await within(app, tenant, (tx) => seatConnected(tx, tenant.id, ana));
  await tabGone(app, tenant, session);
  await within(app, tenant, (tx) => seatsDisconnected(tx, [{ tenant: tenant.id, user: ana }]));
  const left = async (): Promise<number> => {
    const [row] = await rows<{ left: number }>(
      app,
      sql`SELECT extract(epoch FROM held_until - now())::float8 AS left FROM seats WHERE tenant_id = ${tenant.id}`,
    );
    return row?.left ?? Number.NaN;
  };
  const before = await left();
  await app.app.house.database.withSystem((tx) => postponeSeats(tx, 3_600));
  const after = await left();
  // What it ran until then is given back, no more.
  assert.ok(after >= before - 60 && after < before + 60, `${before} s before, ${after} s after`);
});

test('L2 peak of the day: kept when the day is over, also for days in which nobody came or went', async () => {
  const tenant = await houseOf(app, 'days', 5);
  const [ana, bea] = await peopleOf(app, tenant, 2);
  const session = await enter(app, tenant, ana);
  await leave(app, tenant, await enter(app, tenant, bea));
  assert.equal((await counted(app, tenant)).peak, 2);
  await rows(app, sql`UPDATE seat_usage SET day = day - 3 WHERE tenant_id = ${tenant.id}`);
  await leave(app, tenant, session);
  const days = await rows<{ ago: number; peak: number }>(
    app,
    sql`SELECT u.day - d.day AS ago, d.peak FROM seat_days d JOIN seat_usage u USING (tenant_id) WHERE tenant_id = ${tenant.id} ORDER BY d.day`,
  );
  assert.deepEqual(
    days.map(({ ago, peak }) => [ago, peak]),
    [
      [3, 2],
      [2, 1],
      [1, 1],
    ],
  );
  assert.equal((await counted(app, tenant)).peak, 1, 'somebody was there when today began');
});

test('L2 one session ends while another one is in its grace: the seat is kept until that is over', async () => {
  const tenant = await houseOf(app, 'two-sessions', 1, { seats: { graceSeconds: 60 } });
  const [ana, bea] = await peopleOf(app, tenant, 2);
  assert.ok(ana);
  const [first, second] = [await enter(app, tenant, ana), await enter(app, tenant, ana)];
  assert.ok(first);
  await tabOf(app, tenant, first);
  await within(app, tenant, (tx) => seatConnected(tx, tenant.id, ana));
  await tabGone(app, tenant, first);
  await within(app, tenant, (tx) => seatsDisconnected(tx, [{ tenant: tenant.id, user: ana }]));
  await leave(app, tenant, second);
  assert.equal(await enter(app, tenant, bea), null);
  await ageSeats(app, tenant, 61);
  assert.ok(await enter(app, tenant, bea));
});
