import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import { type TestApp, testApp } from '../../test/support/app.ts';
import { rows } from '../../test/support/attack.ts';
import {
  ageSeats,
  counted,
  endSession,
  houseOf,
  openSession,
  peopleOf,
  setSeats,
  tabGone,
  tabOf,
} from '../../test/support/seats.ts';
import type { SessionId, UserId } from '../kernel/ids.ts';
import type { Transaction } from '../platform/database.ts';
import type { Tenant } from '../tenants/tenants.ts';
import {
  freeSeat,
  lockSeats,
  postponeSeats,
  reapSeats,
  seatConnected,
  seatDisconnected,
  seatTaking,
  sweepSeats,
  takeSeat,
} from './seats.ts';

let app: TestApp;
before(async () => {
  app = await testApp();
});
after(() => app?.close());

/** What happens in a transaction of the tenant. */
function within<Result>(tenant: Tenant, work: (tx: Transaction) => Promise<Result>): Promise<Result> {
  return app.app.house.database.withTenant(tenant.id, work);
}

/** A sign-in as far as seats go: a session if a seat is free, or neither. */
function signIn(tenant: Tenant, user: UserId | undefined): Promise<SessionId | null> {
  assert.ok(user);
  return within(tenant, async (tx) => ((await takeSeat(tx, tenant.id, user)) ? openSession(tx, tenant, user) : null));
}

function end(tenant: Tenant, session: SessionId | null): Promise<void> {
  assert.ok(session);
  return within(tenant, (tx) => endSession(tx, tenant, session));
}

async function isSeated(tenant: Tenant, user: UserId | undefined): Promise<boolean> {
  return (await rows(app, sql`SELECT FROM seats WHERE tenant_id = ${tenant.id} AND user_id = ${user}`)).length > 0;
}

async function assertExact(tenant: Tenant, inUse: number): Promise<void> {
  const found = await counted(app, tenant);
  assert.deepEqual({ in_use: found.in_use, exact: found.exact }, { in_use: inUse, exact: true }, JSON.stringify(found));
}

const change = (tenant: Tenant, what: ReturnType<typeof sql>) =>
  rows(app, sql`UPDATE roles SET ${what} WHERE tenant_id = ${tenant.id} AND key = 'agent'`);

test('L2 as many as the organisation has seats, and no more; a seat that is free again is taken', async () => {
  const tenant = await houseOf(app, 'few', 2);
  const [ana, bea, cy] = await peopleOf(app, tenant, 3);
  const session = await signIn(tenant, ana);
  assert.ok(await signIn(tenant, bea));
  assert.equal(await signIn(tenant, cy), null);
  assert.deepEqual((await counted(app, tenant)).by_role, { agent: 2 });
  await end(tenant, session);
  await assertExact(tenant, 1);
  assert.ok(await signIn(tenant, cy));
  await assertExact(tenant, 2);
});

test('L2 whoever has a seat takes it again, however often and from however many sides at once', async () => {
  const tenant = await houseOf(app, 'again', 1);
  const [ana] = await peopleOf(app, tenant, 1);
  const sessions = await Promise.all(Array.from({ length: 8 }, () => signIn(tenant, ana)));
  assert.equal(sessions.filter((one) => one !== null).length, 8);
  await assertExact(tenant, 1);
  for (const session of sessions.slice(1)) await end(tenant, session);
  assert.equal(await isSeated(tenant, ana), true, 'another session of hers goes on');
  await end(tenant, sessions[0] ?? null);
  await assertExact(tenant, 0);
});

test('L2 reserved seats: others hold at most N − R, administrators all of them', async () => {
  const tenant = await houseOf(app, 'reserve', 3, { seats: { reservedForAdministrators: 1 } });
  const agents = await peopleOf(app, tenant, 3);
  const [boss, deputy] = await peopleOf(app, tenant, 2, 'administrator');
  assert.ok(await signIn(tenant, agents[0]));
  assert.ok(await signIn(tenant, agents[1]));
  assert.equal(await signIn(tenant, agents[2]), null, 'the last one is kept');
  assert.ok(await signIn(tenant, boss));
  assert.equal(await signIn(tenant, deputy), null, 'nobody gets a seat that is not there');
  assert.deepEqual((await counted(app, tenant)).by_role, { agent: 2, administrator: 1 });
});

test('L2 the reserve is 1 unless the organisation says otherwise', async () => {
  const tenant = await app.organization('default-reserve');
  await setSeats(app, tenant, 2);
  const [ana, bea] = await peopleOf(app, tenant, 2);
  assert.ok(await signIn(tenant, ana));
  assert.equal(await signIn(tenant, bea), null);
});

test('L2 a role’s own limit is exact, and other roles do not feel it', async () => {
  const tenant = await houseOf(app, 'pool', 10);
  await change(tenant, sql`seats_max = 2`);
  const agents = await peopleOf(app, tenant, 5);
  const taken = await Promise.all(agents.map((agent) => signIn(tenant, agent)));
  assert.equal(taken.filter((one) => one !== null).length, 2);
  const [sue] = await peopleOf(app, tenant, 1, 'supervisor');
  assert.ok(await signIn(tenant, sue));
  await assertExact(tenant, 3);
});

test('L2 a role without seats needs none, in a full house too', async () => {
  const tenant = await houseOf(app, 'free', 0);
  await change(tenant, sql`uses_seat = false`);
  const [ana] = await peopleOf(app, tenant, 1);
  assert.ok(await signIn(tenant, ana));
  assert.equal(await within(tenant, (tx) => seatConnected(tx, tenant.id, ana as UserId)), true); // there is one
  await assertExact(tenant, 0);
});

test('L2 capacity lowered below use throws nobody out and lets nobody in until enough have left', async () => {
  const tenant = await houseOf(app, 'lowered', 3);
  const [ana, bea, cy, dan] = await peopleOf(app, tenant, 4);
  const sessions = [await signIn(tenant, ana), await signIn(tenant, bea), await signIn(tenant, cy)];
  await setSeats(app, tenant, 2);
  await assertExact(tenant, 3);
  await end(tenant, sessions[0] ?? null);
  assert.equal(await signIn(tenant, dan), null, 'two of two are taken');
  assert.ok(await signIn(tenant, bea), 'who is inside enters again');
  await end(tenant, sessions[2] ?? null);
  assert.ok(await signIn(tenant, dan));
});

test('L2 while capacity is being changed nobody takes a seat by the old one', async () => {
  const tenant = await houseOf(app, 'exactly', 1);
  const [ana] = await peopleOf(app, tenant, 1);
  let entering: Promise<SessionId | null> = Promise.resolve(null);
  await app.app.house.database.withSystem(async (tx) => {
    await lockSeats(tx, tenant.id);
    entering = signIn(tenant, ana);
    await sql`UPDATE tenants SET seats = 0 WHERE id = ${tenant.id}`.execute(tx);
  });
  assert.equal(await entering, null);
});

test('L2 a role change moves the seat; to a pool that is full, or out of the reserve, it is refused and nothing changes', async () => {
  const tenant = await houseOf(app, 'moved', 3, { seats: { reservedForAdministrators: 1 } });
  const [ana, bea, cy] = await peopleOf(app, tenant, 3);
  await rows(app, sql`UPDATE roles SET seats_max = 1 WHERE tenant_id = ${tenant.id} AND key = 'supervisor'`);
  for (const one of [ana, bea]) assert.ok(await signIn(tenant, one));
  const become = (user: UserId | undefined, role: string) =>
    within(tenant, (tx) =>
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
  assert.ok(await signIn(tenant, cy), 'an unreserved one came free');
  await assert.rejects(become(ana, 'agent'), refused);
  await assertExact(tenant, 3);
  assert.deepEqual((await counted(app, tenant)).by_role, { agent: 2, administrator: 1 }, 'no role is left with zero');
});

test('L2 a role change into a role that uses seats takes one for who is signed in, or is refused', async () => {
  const tenant = await houseOf(app, 'seatless', 1);
  await rows(app, sql`UPDATE roles SET uses_seat = false WHERE tenant_id = ${tenant.id} AND key = 'supervisor'`);
  const [sue, tom, uma] = await peopleOf(app, tenant, 3, 'supervisor');
  for (const one of [sue, tom]) assert.ok(await signIn(tenant, one));
  const toAgent = (user: UserId | undefined) =>
    rows(
      app,
      sql`UPDATE users SET role_id = (SELECT id FROM roles WHERE tenant_id = ${tenant.id} AND key = 'agent') WHERE tenant_id = ${tenant.id} AND id = ${user}`,
    );
  await toAgent(sue);
  await assertExact(tenant, 1);
  await assert.rejects(toAgent(tom), /no seat of the new role is free/);
  await toAgent(uma);
  await assertExact(tenant, 1);
});

test('L2 a role that may take reserved seats, or needs none any more: the counts follow and nobody is put out', async () => {
  const tenant = await houseOf(app, 'recount', 2);
  const [ana, bea] = await peopleOf(app, tenant, 2);
  for (const one of [ana, bea]) assert.ok(await signIn(tenant, one));
  await change(tenant, sql`reserved_seats = true`);
  assert.equal((await counted(app, tenant)).unreserved, 0);
  await change(tenant, sql`reserved_seats = false`);
  assert.equal((await counted(app, tenant)).unreserved, 2);
  await assertExact(tenant, 2);
  await change(tenant, sql`uses_seat = false`);
  await assertExact(tenant, 0);
});

test('L2 people and organisations that are deleted leave no seat counted', async () => {
  const tenant = await houseOf(app, 'deleted', 5);
  const [ana, bea] = await peopleOf(app, tenant, 2);
  for (const one of [ana, bea]) assert.ok(await signIn(tenant, one));
  await rows(app, sql`DELETE FROM users WHERE tenant_id = ${tenant.id} AND id = ${ana}`);
  await assertExact(tenant, 1);
  await rows(app, sql`DELETE FROM users WHERE tenant_id = ${tenant.id}`);
  await assertExact(tenant, 0);
  await rows(app, sql`DELETE FROM tenants WHERE id = ${tenant.id}`);
  assert.deepEqual(await rows(app, sql`SELECT FROM seat_usage WHERE tenant_id = ${tenant.id}`), []);
});

test('L2 a tab holds the seat; after the last one it is kept for the grace, and then free', async () => {
  const tenant = await houseOf(app, 'grace', 1, { seats: { graceSeconds: 60 } });
  const [ana, bea] = await peopleOf(app, tenant, 2);
  assert.ok(ana);
  const session = await signIn(tenant, ana);
  assert.ok(session);
  await tabOf(app, tenant, session);
  assert.equal(await within(tenant, (tx) => seatConnected(tx, tenant.id, ana)), true);
  await ageSeats(app, tenant, 3_000);
  assert.equal(await signIn(tenant, bea), null, 'however long the tab lives');
  await tabGone(app, tenant, session);
  await within(tenant, (tx) => seatDisconnected(tx, tenant.id, ana));
  await ageSeats(app, tenant, 55);
  assert.equal(await signIn(tenant, bea), null);
  await ageSeats(app, tenant, 10);
  assert.ok(await signIn(tenant, bea), 'taken before the house is said to be full');
  assert.equal(await within(tenant, (tx) => seatConnected(tx, tenant.id, ana)), false);
  await assertExact(tenant, 1);
});

test('L2 back after the grace: the seat is taken again if one is free', async () => {
  const tenant = await houseOf(app, 'back', 1);
  const [ana] = await peopleOf(app, tenant, 1);
  assert.ok(ana);
  const session = await signIn(tenant, ana);
  assert.ok(session);
  await tabOf(app, tenant, session);
  await within(tenant, (tx) => seatConnected(tx, tenant.id, ana));
  await tabGone(app, tenant, session);
  await within(tenant, (tx) => seatDisconnected(tx, tenant.id, ana));
  await ageSeats(app, tenant, 61);
  assert.equal(await within(tenant, (tx) => reapSeats(tx, tenant.id)), 1);
  assert.equal(await isSeated(tenant, ana), false);
  await tabOf(app, tenant, session);
  assert.equal(await within(tenant, (tx) => seatConnected(tx, tenant.id, ana)), true);
  const [held] = await rows<{ until: string }>(
    app,
    sql`SELECT held_until::text AS until FROM seats WHERE tenant_id = ${tenant.id}`,
  );
  assert.equal(held?.until, 'infinity');
});

test('L2 a session that never had a tab holds its seat while it is used, and until its idle end', async () => {
  const tenant = await houseOf(app, 'native', 1);
  const [ana, bea] = await peopleOf(app, tenant, 2);
  assert.ok(await signIn(tenant, ana));
  await ageSeats(app, tenant, 59 * 60);
  await rows(app, sql`UPDATE sessions SET last_seen_at = now() WHERE tenant_id = ${tenant.id}`);
  await ageSeats(app, tenant, 5 * 60);
  assert.equal(await signIn(tenant, bea), null, 'it was used: its seat is prolonged');
  await ageSeats(app, tenant, 56 * 60);
  assert.ok(await signIn(tenant, bea));
});

test('L2 disabled, or with another password: the seat is free with that transaction, unless a session goes on', async () => {
  const tenant = await houseOf(app, 'over', 3);
  const [ana, bea] = await peopleOf(app, tenant, 2);
  for (const one of [ana, bea]) assert.ok(await signIn(tenant, one));
  await rows(
    app,
    sql`UPDATE users SET disabled = true, session_epoch = session_epoch + 1 WHERE tenant_id = ${tenant.id} AND id = ${ana}`,
  );
  await assertExact(tenant, 1);
  const { id } = await app.user(tenant, 'cleo');
  const browser = app.browser(tenant.slug);
  await browser.signIn('cleo', 'purple lantern 44 river');
  await within(tenant, (tx) => takeSeat(tx, tenant.id, id as UserId)); // an id the server made
  await assertExact(tenant, 2);
  await rows(app, sql`UPDATE passwords SET revision = revision + 1 WHERE tenant_id = ${tenant.id} AND user_id = ${id}`);
  await assertExact(tenant, 1);
});

test('L2 a session that takes another’s place keeps the seat; freed by hand, the seat serves somebody else at once', async () => {
  const tenant = await houseOf(app, 'replaced', 1);
  const [ana, bea] = await peopleOf(app, tenant, 2);
  assert.ok(ana && bea);
  const first = await signIn(tenant, ana);
  assert.ok(first);
  const claimed = sql<{ at: string }>`SELECT claimed_at::text AS at FROM seats WHERE tenant_id = ${tenant.id}`;
  const before = await rows(app, claimed);
  const second = await within(tenant, async (tx) => {
    await endSession(tx, tenant, first);
    assert.equal(await takeSeat(tx, tenant.id, ana), true);
    return openSession(tx, tenant, ana);
  });
  assert.deepEqual(await rows(app, claimed), before);
  await within(tenant, async (tx) => {
    await endSession(tx, tenant, second);
    await freeSeat(tx, tenant.id, ana);
    assert.equal(await takeSeat(tx, tenant.id, bea), true);
    await openSession(tx, tenant, bea);
  });
  await assertExact(tenant, 1);
});

test('L2 within one statement: no seat, no session', async () => {
  const tenant = await houseOf(app, 'statement', 1);
  const [ana, bea] = await peopleOf(app, tenant, 2);
  const open = (user: UserId | undefined) =>
    within(tenant, async (tx) => {
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

test('L2 the sweep frees what is past its time in every organisation', async () => {
  const tenants = [await houseOf(app, 'sweep-1', 5), await houseOf(app, 'sweep-2', 5)];
  for (const tenant of tenants) {
    const [ana, bea] = await peopleOf(app, tenant, 2);
    assert.ok(await signIn(tenant, ana));
    await ageSeats(app, tenant, 3_700);
    assert.ok(await signIn(tenant, bea));
    await assertExact(tenant, 2);
  }
  await sweepSeats(app.app.house.database);
  for (const tenant of tenants) await assertExact(tenant, 1);
  assert.equal(await sweepSeats(app.app.house.database), 0);
});

test('L2 grace stands still while the house is away', async () => {
  const tenant = await houseOf(app, 'away', 1);
  const [ana, bea] = await peopleOf(app, tenant, 2);
  assert.ok(ana);
  const session = await signIn(tenant, ana);
  assert.ok(session);
  await tabOf(app, tenant, session);
  await within(tenant, (tx) => seatConnected(tx, tenant.id, ana));
  await tabGone(app, tenant, session);
  await within(tenant, (tx) => seatDisconnected(tx, tenant.id, ana));
  await rows(app, sql`UPDATE seats SET held_until = held_until - interval '90 seconds' WHERE tenant_id = ${tenant.id}`);
  await app.app.house.database.withSystem((tx) => postponeSeats(tx, 90));
  assert.equal(await signIn(tenant, bea), null);
});

test('L2 peak of the day: kept when the day is over, also for days in which nobody came or went', async () => {
  const tenant = await houseOf(app, 'days', 5);
  const [ana, bea] = await peopleOf(app, tenant, 2);
  const session = await signIn(tenant, ana);
  await end(tenant, await signIn(tenant, bea));
  assert.equal((await counted(app, tenant)).peak, 2);
  await rows(app, sql`UPDATE seat_usage SET day = day - 3 WHERE tenant_id = ${tenant.id}`);
  await end(tenant, session);
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
