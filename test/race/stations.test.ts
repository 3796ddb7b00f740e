// The race for a station (T1–T3): however many want the same number at once, through two real processes, one person gets it; and a
// number is never one person's own while another is at it. Beside it what would happen without the guard.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import type { UserId } from '../../server/kernel/ids.ts';
import type { Transaction } from '../../server/platform/database.ts';
import { takeStation } from '../../server/stations/stations.ts';
import type { Tenant } from '../../server/tenants/tenants.ts';
import { goodPassword } from '../support/app.ts';
import { codeOf, rows, signedIn } from '../support/attack.ts';
import type { Answer } from '../support/browser.ts';
import { meetingOf } from '../support/meeting.ts';
import { enter, peopleOf, within } from '../support/seats.ts';
import { type Person, shift, type TwoProcesses, twoProcesses } from '../support/two-processes.ts';

const clients = 100;

let two: TwoProcesses;
before(async () => {
  two = await twoProcesses();
});
after(() => two?.close());

/** Agents who are asked for a station, and the flow of each. */
async function askedForStation(
  slug: string,
  count: number,
): Promise<{ tenant: Tenant; asked: { person: Person; flow: string }[] }> {
  const { tenant, people } = await shift(two, slug, count + 10, count);
  await rows(two.here, sql`UPDATE roles SET station_required = true WHERE tenant_id = ${tenant.id} AND key = 'agent'`);
  const asked = await Promise.all(
    people.map(async (person) => {
      const answer = await person.browser.signIn(person.username, goodPassword);
      assert.equal(answer.json().next, 'station', answer.text);
      return { person, flow: String(answer.json().flow) };
    }),
  );
  return { tenant, asked };
}

const give = ({ person, flow }: { person: Person; flow: string }, station: string): Promise<Answer> =>
  person.browser.json('POST', `/api/v1/sign-in/${flow}`, { station });

/** Each number with who is at it and whose own it is. */
function places(tenant: Tenant): Promise<{ station: string; holder_id: string | null; assigned_to: string | null }[]> {
  return rows(
    two.here,
    sql`SELECT station, holder_id, assigned_to FROM stations WHERE tenant_id = ${tenant.id} ORDER BY station`,
  );
}

test('T1 T2 100 clients, one number, two processes: exactly one gets it, and again as often as it is given back', async () => {
  const { tenant, asked } = await askedForStation('one-number', clients);
  let waiting = asked;
  for (let round = 0; round < 4; round += 1) {
    const answers = await Promise.all(waiting.map((one) => give(one, '1042')));
    const winners = waiting.filter((_, index) => answers[index]?.status === 200);
    assert.equal(winners.length, 1, `round ${round}: ${winners.length} have it`);
    for (const answer of answers)
      if (answer.status !== 200) assert.equal(`${answer.status} ${codeOf(answer)}`, '409 station_taken');
    const [winner] = winners;
    assert.ok(winner);
    assert.deepEqual(await places(tenant), [{ station: '1042', holder_id: winner.person.id, assigned_to: null }]);
    const seated = await rows(two.here, sql`SELECT user_id FROM seats WHERE tenant_id = ${tenant.id}`);
    assert.deepEqual(seated, [{ user_id: winner.person.id }], 'who got no station took no seat');
    assert.equal((await winner.person.browser.json('DELETE', '/api/v1/session')).status, 204);
    assert.deepEqual(await places(tenant), [], 'given back at log-out');
    waiting = waiting.filter((one) => one !== winner);
  }
  const started = await rows(
    two.here,
    sql`SELECT 1 FROM audit_events WHERE tenant_id = ${tenant.id} AND action = 'session.start' AND outcome = 'done'`,
  );
  assert.equal(started.length, 4);
});

test('T2 everybody takes another number at once: nobody waits in a circle, and each number is one person’s', async () => {
  const { tenant, asked } = await askedForStation('round-about', 30);
  const numberOf = (index: number): string => String(100 + (index % 30));
  const first = await Promise.all(asked.map((one, index) => give(one, numberOf(index))));
  for (const answer of first) assert.equal(answer.status, 200, answer.text);
  for (let round = 1; round <= 3; round += 1) {
    const answers = await Promise.all(
      asked.map(({ person }, index) =>
        person.browser.json('PUT', '/api/v1/session/station', { station: numberOf(index + round) }),
      ),
    );
    for (const answer of answers)
      if (answer.status >= 300) assert.equal(`${answer.status} ${codeOf(answer)}`, '409 station_taken');
    const held = await places(tenant);
    assert.equal(held.length, 30, 'whoever was refused kept theirs');
    assert.equal(new Set(held.map((one) => one.holder_id)).size, 30);
  }
  const [{ deadlocks } = { deadlocks: -1 }] = await rows<{ deadlocks: number }>(
    two.here,
    sql`SELECT deadlocks::integer AS deadlocks FROM pg_stat_database WHERE datname = current_database()`,
  );
  assert.equal(deadlocks, 0);
});

test('T2 T3 assigned to one and taken by another at once: one of the two is refused', async () => {
  const rounds = 20;
  const { tenant, asked } = await askedForStation('own-or-taken', rounds);
  const administrator = (await signedIn(two.here, tenant, 'admin', 'administrator')).copy();
  const owners = await peopleOf(two.here, tenant, rounds);
  for (let round = 0; round < rounds; round += 1) {
    const station = String(500 + round);
    const [one, owner] = [asked[round], owners[round]];
    assert.ok(one && owner);
    const [assigned, taken] = await Promise.all([
      administrator.json('PUT', `/api/v1/stations/${station}`, { userId: owner }),
      give(one, station),
    ]);
    const outcome = `${assigned.status} ${codeOf(assigned)} ${taken.status} ${codeOf(taken)}`;
    assert.ok(['204  403 station_not_yours', '409 station_taken 200 '].includes(outcome), outcome);
    if (assigned.status === 409) assert.equal(assigned.json<{ heldBy: string }>().heldBy, one.person.username);
    const [place] = (await places(tenant)).filter((row) => row.station === station);
    assert.deepEqual(
      [place?.assigned_to, place?.holder_id],
      assigned.status === 204 ? [owner, null] : [null, one.person.id],
    );
  }
});

/** Many who have a seat take one number at once. @returns how many were told that it is theirs */
async function told(
  slug: string,
  take: (tx: Transaction, tenant: Tenant, user: UserId) => Promise<boolean>,
): Promise<number> {
  const { tenant } = await shift(two, slug, clients, 0);
  const people = await peopleOf(two.here, tenant, 40);
  for (const one of people) assert.ok(await enter(two.here, tenant, one));
  const answers = await Promise.all(
    people.map((user) => within(two.here, tenant, (tx) => take(tx, tenant, user)).catch(() => false)),
  );
  return answers.filter(Boolean).length;
}

test('T1 the guarded statement is exact where the obvious way, look and then write, is not', async () => {
  const guarded = await told('guarded', async (tx, tenant, id) => {
    await takeStation(tx, tenant, { id }, '7');
    return true;
  });
  assert.equal(guarded, 1);
  const meet = meetingOf(2);
  const naive = await told('naive', async (tx, tenant, user) => {
    const { rows: found } =
      await sql`SELECT FROM stations WHERE tenant_id = ${tenant.id} AND station = '7' AND holder_id IS NOT NULL`.execute(
        tx,
      );
    if (found.length > 0) return false;
    await meet();
    await sql`INSERT INTO stations (tenant_id, station, holder_id) VALUES (${tenant.id}, '7', ${user})
      ON CONFLICT (tenant_id, station) DO UPDATE SET holder_id = excluded.holder_id`.execute(tx);
    return true;
  });
  assert.ok(naive > 1, `the broken variant told ${naive} people that it is theirs`);
});
