// Everything that takes, holds, moves and frees seats and stations at once, through two servers on one database: nobody waits
// in a circle, and what is counted is what is there, at any moment anybody looks.
import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { test } from 'node:test';
import { sql } from 'kysely';
import type { SessionId, UserId } from '../../server/kernel/ids.ts';
import { Refusal } from '../../server/kernel/refusal.ts';
import { freeSeat, lockSeats, seatConnected, seatsDisconnected, sweepSeats } from '../../server/seats/seats.ts';
import { seatsReap } from '../../server/seats/store.ts';
import { releaseStation, takeStation } from '../../server/stations/stations.ts';
import type { Tenant } from '../../server/tenants/tenants.ts';
import type { TestApp } from '../support/app.ts';
import { rows } from '../support/attack.ts';
import {
  ageSeats,
  counted,
  enter,
  houseOf,
  openSession,
  peopleOf,
  tabGone,
  tabOf,
  takeSeat,
  within,
} from '../support/seats.ts';
import { twoServers } from '../support/two-servers.ts';

const { one, two } = await twoServers();

const peopleMax = 40;
const capacity = 12;
const workers = 16;
const actsOfEach = 120;

type Act = (app: TestApp, tenant: Tenant, user: UserId, people: readonly UserId[]) => Promise<unknown>;

const pick = <Item>(items: readonly Item[]): Item => {
  const item = items[randomInt(items.length)];
  assert.ok(item !== undefined);
  return item;
};

async function sessionOf(app: TestApp, tenant: Tenant, user: UserId): Promise<SessionId | null> {
  const found = await rows<{ id: SessionId }>(
    app,
    sql`SELECT id FROM sessions WHERE tenant_id = ${tenant.id} AND user_id = ${user} AND ended_at IS NULL ORDER BY random() LIMIT 1`,
  );
  return found[0]?.id ?? null;
}

/** A sign-in as it happens: the old session ends first, then the person is locked, then the seat. */
const signIn: Act = (app, tenant, user) =>
  within(app, tenant, async (tx) => {
    await sql`UPDATE sessions SET ended_at = now(), end_reason = 'replaced' WHERE tenant_id = ${tenant.id} AND user_id = ${user} AND ended_at IS NULL`.execute(
      tx,
    );
    await sql`UPDATE users SET last_sign_in_at = now() WHERE tenant_id = ${tenant.id} AND id = ${user}`.execute(tx);
    if (!(await takeSeat(tx, tenant.id, user))) throw new Refusal('user_limit_reached');
    await openSession(tx, tenant, user);
    await takeStation(tx, tenant, { id: user }, String(randomInt(15)));
  });

const acts: Readonly<Record<string, Act>> = {
  signIn,
  signInAgain: signIn,
  enter: (app, tenant, user) => enter(app, tenant, user),
  logOut: (app, tenant, user) =>
    within(app, tenant, async (tx) => {
      await sql`UPDATE sessions SET ended_at = now(), end_reason = 'logged_out' WHERE tenant_id = ${tenant.id} AND user_id = ${user} AND ended_at IS NULL`.execute(
        tx,
      );
      if (randomInt(2) === 0) await freeSeat(tx, tenant.id, user);
    }),
  disable: (app, tenant, user) =>
    rows(app, sql`UPDATE users SET session_epoch = session_epoch + 1 WHERE tenant_id = ${tenant.id} AND id = ${user}`),
  role: (app, tenant, user) =>
    rows(
      app,
      sql`UPDATE users SET role_id = (SELECT id FROM roles WHERE tenant_id = ${tenant.id} AND key = ${pick(['agent', 'supervisor', 'administrator'])})
        WHERE tenant_id = ${tenant.id} AND id = ${user}`,
    ),
  roleMayTakeReserved: (app, tenant) =>
    rows(
      app,
      sql`UPDATE roles SET reserved_seats = NOT reserved_seats WHERE tenant_id = ${tenant.id} AND key = 'supervisor'`,
    ),
  connect: async (app, tenant, user) => {
    const session = await sessionOf(app, tenant, user);
    if (session === null) return;
    await tabOf(app, tenant, session);
    await within(app, tenant, async (tx) => {
      await sql`SELECT FROM sessions WHERE tenant_id = ${tenant.id} AND id = ${session} FOR UPDATE`.execute(tx);
      const live = await sql`SELECT FROM live_sessions WHERE tenant_id = ${tenant.id} AND id = ${session}`.execute(tx);
      if (live.rows.length > 0) await seatConnected(tx, tenant.id, user);
    });
  },
  disconnect: async (app, tenant, user) => {
    const session = await sessionOf(app, tenant, user);
    if (session === null) return;
    await tabGone(app, tenant, session);
    await app.app.house.database.withSystem((tx) => seatsDisconnected(tx, [{ tenant: tenant.id, user }]));
  },
  processGone: (app, tenant, _, people) =>
    app.app.house.database.withSystem((tx) =>
      seatsDisconnected(
        tx,
        Array.from({ length: 8 }, () => ({ tenant: tenant.id, user: pick(people) })),
      ),
    ),
  timePasses: (app, tenant, user) =>
    rows(
      app,
      sql`UPDATE seats SET held_until = now() - interval '1 second' WHERE tenant_id = ${tenant.id} AND user_id = ${user}`,
    ),
  reap: (app, tenant) => within(app, tenant, (tx) => seatsReap(tx, tenant.id)),
  sweep: (app) => sweepSeats(app.app.house.database),
  station: (app, tenant, user) =>
    within(app, tenant, (tx) => takeStation(tx, tenant, { id: user }, String(randomInt(15)))),
  release: (app, tenant, user) => within(app, tenant, (tx) => releaseStation(tx, tenant.id, user)),
  capacity: (app, tenant) =>
    app.app.house.database.withSystem(async (tx) => {
      await lockSeats(tx, tenant.id);
      await sql`UPDATE tenants SET seats = ${capacity} WHERE id = ${tenant.id}`.execute(tx);
    }),
};

const expected = new Set(['user_limit_reached', 'station_taken', 'station_not_yours']);

/** Does one act; what it was refused for, if it was. @throws whatever nobody expects */
async function attempt(name: string, act: () => Promise<unknown>): Promise<void> {
  try {
    await act();
  } catch (error) {
    if (error instanceof Refusal && expected.has(error.code)) return;
    if (error instanceof Error && 'code' in error && error.code === 'US001') return;
    throw new Error(`${name} failed`, { cause: error });
  }
}

async function deadlocks(): Promise<number> {
  const [row] = await rows<{ count: number }>(
    one,
    sql`SELECT deadlocks::integer AS count FROM pg_stat_database WHERE datname = current_database()`,
  );
  return row?.count ?? -1;
}

/** Looks again and again until stopped. @returns how often */
async function watch(tenant: Tenant, isOver: () => boolean): Promise<number> {
  let looks = 0;
  while (!isOver()) {
    const found = await counted(one, tenant);
    assert.ok(found.exact, `at look ${looks}: ${JSON.stringify(found)}`);
    assert.ok(found.seats <= capacity, `${found.seats} seats of ${capacity}`);
    looks += 1;
  }
  return looks;
}

test('L2 T1 thousands of acts at once: no deadlock, no seat too many, and the counts never drift', async () => {
  const tenant = await houseOf(one, 'hammer', capacity, { seats: { reservedForAdministrators: 2, graceSeconds: 60 } });
  await rows(one, sql`UPDATE roles SET seats_max = 4 WHERE tenant_id = ${tenant.id} AND key = 'supervisor'`);
  const people = await peopleOf(one, tenant, peopleMax);
  const names = Object.keys(acts);
  let working = true;
  const watching = watch(tenant, () => !working);
  const work = async (worker: number): Promise<void> => {
    const app = worker % 2 === 0 ? one : two;
    for (let n = 0; n < actsOfEach; n += 1) {
      const name = pick(names);
      await attempt(name, () => acts[name]?.(app, tenant, pick(people), people) ?? Promise.resolve());
    }
  };
  try {
    await Promise.all(Array.from({ length: workers }, (_, worker) => work(worker)));
  } finally {
    working = false;
  }
  assert.ok((await watching) > 10);
  assert.equal(await deadlocks(), 0);
  // Whatever is held by nothing is free in the end, and no number is held without a seat.
  // Some took one just before their session ended: it is theirs for the minute in which a session is opened.
  await rows(
    one,
    sql`UPDATE sessions SET ended_at = now(), end_reason = 'logged_out' WHERE tenant_id = ${tenant.id} AND ended_at IS NULL`,
  );
  await ageSeats(one, tenant, 61);
  await sweepSeats(one.app.house.database);
  assert.deepEqual(
    { ...(await counted(one, tenant)), peak: 0 },
    { seats: 0, in_use: 0, unreserved: 0, by_role: {}, peak: 0, exact: true },
  );
  assert.deepEqual(
    await rows(one, sql`SELECT FROM stations WHERE tenant_id = ${tenant.id} AND holder_id IS NOT NULL`),
    [],
  );
});
