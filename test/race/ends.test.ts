// L3: at the end of a shift the processes of a house end sessions of all its organisations at the same moment.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { endOverdue, type OverdueSession } from '../../server/sessions/overdue.ts';
import type { Tenant } from '../../server/tenants/tenants.ts';
import { rows } from '../support/attack.ts';
import { assertExact, enter, houseOf, peopleOf } from '../support/seats.ts';
import { twoServers } from '../support/two-servers.ts';

const { one, two } = await twoServers();

const peopleMax = 20;
const rounds = 15;

const hours = { overtime_until_ms: null, schedule_changed_ms: null };

async function shift(tenant: Tenant, count: number): Promise<OverdueSession[]> {
  const people = await peopleOf(one, tenant, count);
  const sessions = await Promise.all(people.map((person) => enter(one, tenant, person)));
  return sessions.map((session) => {
    assert.ok(session);
    return { tenant: tenant.id, session, reason: 'outside_schedule', hours };
  });
}

test('L3 L2 two processes end the shifts of several organisations at once: nobody waits in a circle, every seat is free', async () => {
  const tenants = await Promise.all(['east', 'west', 'north'].map((slug) => houseOf(one, slug, 1_000)));
  for (let round = 0; round < rounds; round += 1) {
    const ends = (await Promise.all(tenants.map((tenant) => shift(tenant, peopleMax)))).flat();
    // Some sessions have tabs in both processes.
    const here = ends.filter((_, index) => index % 3 !== 0);
    const there = ends.filter((_, index) => index % 3 !== 1).reverse();
    await Promise.all([
      endOverdue(one.app.house.database, here, assert.ifError),
      endOverdue(two.app.house.database, there, assert.ifError),
    ]);
  }
  for (const tenant of tenants) await assertExact(one, tenant, 0);
  const [{ deadlocks } = { deadlocks: -1 }] = await rows<{ deadlocks: number }>(
    one,
    sql`SELECT deadlocks::integer AS deadlocks FROM pg_stat_database WHERE datname = current_database()`,
  );
  assert.equal(deadlocks, 0);
});
