// The race for seats (L2): however many sign in at once, through two real processes, exactly as many get in as there are seats;
// and whoever is refused was refused at a moment at which all of them were taken. Beside it what would happen otherwise.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import type { Tenant } from '../../server/tenants/tenants.ts';
import { codeOf, rows } from '../support/attack.ts';
import { ageSeats, counted, withBroken } from '../support/seats.ts';
import {
  type Attempt,
  attemptOf,
  fullTimes,
  noteSeats,
  type Person,
  shift,
  type TwoProcesses,
  twoProcesses,
} from '../support/two-processes.ts';

const clients = 100;
const seats = 10;

let two: TwoProcesses;
before(async () => {
  two = await twoProcesses();
  await noteSeats(two.here);
});
after(() => two?.close());

const entered = ({ answer }: Attempt): boolean => answer.status === 200;

/** Everybody either got in or was told that the house is full. */
function assertAnswered(attempts: readonly Attempt[]): void {
  for (const attempt of attempts)
    if (!entered(attempt)) assert.equal(`${attempt.answer.status} ${codeOf(attempt.answer)}`, '409 user_limit_reached');
}

async function auditCount(tenant: Tenant, action: string, outcome: string): Promise<number> {
  const [row] = await rows<{ count: number }>(
    two.here,
    sql`SELECT count(*)::integer AS count FROM audit_events WHERE tenant_id = ${tenant.id} AND action = ${action} AND outcome = ${outcome}
      AND (outcome = 'done' OR reason = 'user_limit_reached')`,
  );
  return row?.count ?? -1;
}

/** What SQL and the audit log say of it afterwards. */
async function assertInvariants(tenant: Tenant, attempts: readonly Attempt[], seated: number): Promise<void> {
  const found = await counted(two.here, tenant);
  assert.deepEqual({ seats: found.seats, exact: found.exact }, { seats: seated, exact: true }, JSON.stringify(found));
  assert.ok(found.peak <= seats, `peak ${found.peak}`);
  const [sessions] = await rows<{ live: number }>(
    two.here,
    sql`SELECT count(*)::integer AS live FROM live_sessions WHERE tenant_id = ${tenant.id}`,
  );
  assert.equal(sessions?.live, seated, 'no session without a seat, no seat without a session');
  assert.equal(await auditCount(tenant, 'session.start', 'done'), attempts.filter(entered).length);
  assert.equal(await auditCount(tenant, 'session.start', 'refused'), attempts.filter((one) => !entered(one)).length);
}

/** Every refusal was under way at a moment at which the house was full. */
async function assertNoFreeSeatRefused(tenant: Tenant, attempts: readonly Attempt[]): Promise<void> {
  const full = await fullTimes(two.here, tenant, seats);
  for (const attempt of attempts.filter((one) => !entered(one)))
    assert.ok(
      full.some(({ from, to }) => from <= attempt.to && attempt.from <= to),
      `refused between ${attempt.from} and ${attempt.to}, while a seat was free: ${JSON.stringify(full.slice(-3))}`,
    );
}

for (let round = 1; round <= 3; round += 1)
  test(`L2 S8.6 100 clients, 10 seats, two processes: exactly 10 get in (round ${round})`, async () => {
    const { tenant, people } = await shift(two, `race-${round}`, seats, clients);
    const attempts = await Promise.all(people.map(attemptOf));
    assertAnswered(attempts);
    assert.equal(attempts.filter(entered).length, seats);
    await assertNoFreeSeatRefused(tenant, attempts);
    await assertInvariants(tenant, attempts, seats);
  });

/** Comes and goes: signs in, and where that succeeds logs out again, so many times. */
async function comeAndGo(person: Person, times: number): Promise<Attempt[]> {
  const attempts: Attempt[] = [];
  for (let n = 0; n < times; n += 1) {
    const attempt = await attemptOf(person);
    attempts.push(attempt);
    if (entered(attempt)) assert.equal((await person.browser.json('DELETE', '/api/v1/session')).status, 204);
  }
  return attempts;
}

test('L2 while others leave: never one too many, and never is a free seat refused', async () => {
  const { tenant, people } = await shift(two, 'coming-and-going', seats, 40);
  const attempts = (await Promise.all(people.map((person) => comeAndGo(person, 6)))).flat();
  assertAnswered(attempts);
  assert.ok(attempts.some(entered) && !attempts.every(entered), 'some got in, some did not');
  await assertNoFreeSeatRefused(tenant, attempts);
  await assertInvariants(tenant, attempts, 0);
});

/** A house full of people whose seats are past their time, and others at the door. */
async function abandoned(slug: string): Promise<{ tenant: Tenant; others: Person[] }> {
  const { tenant, people } = await shift(two, slug, seats, 50);
  const first = await Promise.all(people.slice(0, seats).map(attemptOf));
  assert.equal(first.filter(entered).length, seats);
  await ageSeats(two.here, tenant, 13 * 3_600);
  return { tenant, others: people.slice(seats) };
}

test('L2 seats that nobody holds any more are free: the next ones get exactly those', async () => {
  const { tenant, others } = await abandoned('abandoned');
  const attempts = await Promise.all(others.map(attemptOf));
  assertAnswered(attempts);
  assert.equal(attempts.filter(entered).length, seats);
  const found = await counted(two.here, tenant);
  assert.deepEqual([found.seats, found.exact, found.peak], [seats, true, seats]);
});

test('L2 without looking at seats past their time before refusing, free ones are refused: the test would notice', async () => {
  // Nobody frees them meanwhile either: a sweep of one of the processes may come at any moment, and must not save the variant.
  const noLook = { name: 'seats_reap', text: 'cardinality(late) = 0', by: 'true' };
  const noEnd = { name: 'seats_settle', text: '<= clock_timestamp()', by: '<= clock_timestamp() AND false' };
  await withBroken(two.here, [noLook, noEnd], async () => {
    const { others } = await abandoned('swept-later');
    const attempts = await Promise.all(others.slice(0, 5).map(attemptOf));
    assertAnswered(attempts);
    assert.equal(attempts.filter(entered).length, 0, 'free seats were refused');
  });
});

test('L2 counting and then inserting, without the lock, lets more in than there are seats: the race is real', async () => {
  const [kept] = await rows<{ definition: string }>(
    two.here,
    sql`SELECT pg_get_functiondef('seat_take'::regproc) AS definition`,
  );
  assert.ok(kept);
  await rows(two.here, sql`CREATE SEQUENCE seats_looked`);
  await rows(two.here, sql`GRANT USAGE, SELECT ON SEQUENCE seats_looked TO usher_app`);
  await rows(
    two.here,
    sql.raw(`CREATE OR REPLACE FUNCTION seat_take() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      SELECT role_id INTO NEW.role_id FROM users WHERE tenant_id = NEW.tenant_id AND id = NEW.user_id;
      IF (SELECT count(*) FROM seats WHERE tenant_id = NEW.tenant_id) < (SELECT seats FROM tenants WHERE id = NEW.tenant_id) THEN
        -- Between the two round trips, one more than there are seats have looked: a sequence tells, transactions or not.
        PERFORM nextval('seats_looked');
        FOR round IN 1..2000 LOOP
          EXIT WHEN (SELECT last_value FROM seats_looked) > ${seats};
          PERFORM pg_sleep(0.01);
        END LOOP;
        RETURN NEW;
      END IF;
      RETURN NULL;
    END $$`),
  );
  try {
    const { people } = await shift(two, 'broken', seats, clients);
    const attempts = await Promise.all(people.map(attemptOf));
    const got = attempts.filter(entered).length;
    assert.ok(got > seats, `the broken variant let ${got} in`);
  } finally {
    await rows(two.here, sql.raw(kept.definition));
    await rows(two.here, sql`DROP SEQUENCE seats_looked`);
  }
});
