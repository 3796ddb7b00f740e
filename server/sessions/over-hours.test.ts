// Row L3: sessions without a tab end with the hours too, so that the next shift finds their seats free.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import { rows } from '../../test/support/attack.ts';
import { Hours, made, wednesday } from '../../test/support/hours.ts';
import { until } from '../../test/support/until.ts';
import { endOverHours } from './over-hours.ts';

let hours: Hours;
before(async () => {
  hours = await Hours.start();
});
after(() => hours?.close());

test('L3 S8.6 a session without a tab frees its seat when its hours are over, though nobody uses it', async () => {
  const here = await hours.place('shift');
  await hours.assignLongAgo(here, await made(here.admin));
  hours.setClock(`${wednesday}T17:00`);
  await hours.inside(here);
  const house = { ...hours.app.app.house, onError: assert.ifError };
  const seats = async () => (await rows(hours.app, sql`SELECT FROM seats WHERE user_id = ${here.ana}`)).length;
  await endOverHours(house);
  assert.equal(await seats(), 1);
  hours.setClock(`${wednesday}T17:30`);
  // The last use is noted in real time, which the moved clock does not change.
  await rows(
    hours.app,
    sql`UPDATE sessions SET last_seen_at = now() - interval '10 minutes' WHERE user_id = ${here.ana}`,
  );
  await endOverHours(house);
  assert.equal(await seats(), 0);
  const noted = () =>
    rows(
      hours.app,
      sql`SELECT reason, actor_kind, target_kind, target_name, details ->> 'user' = ${here.ana} AS hers,
          target_id = (SELECT id FROM sessions WHERE user_id = ${here.ana}) AS it
        FROM audit_events WHERE tenant_id = ${here.tenant.id} AND action = 'session.end'`,
    );
  await until(async () => (await noted()).length > 0);
  const entry = { reason: 'outside_schedule', actor_kind: 'system', target_kind: 'session', target_name: 'ana' };
  assert.deepEqual(await noted(), [{ ...entry, hers: true, it: true }]);
});

test('L3 S8.6 hours end a session though it cannot be noted, and somebody hears of that', async () => {
  const here = await hours.place('unnoted');
  await hours.assignLongAgo(here, await made(here.admin));
  hours.setClock(`${wednesday}T17:00`);
  await hours.inside(here);
  hours.setClock(`${wednesday}T17:30`);
  await rows(
    hours.app,
    sql`UPDATE sessions SET last_seen_at = now() - interval '10 minutes' WHERE user_id = ${here.ana}`,
  );
  await rows(hours.app, sql`ALTER TABLE audit_events ADD CONSTRAINT no_ends CHECK (action <> 'session.end') NOT VALID`);
  const errors: unknown[] = [];
  await endOverHours({ ...hours.app.app.house, onError: (error) => errors.push(error) });
  const [session] = await rows(hours.app, sql`SELECT end_reason FROM sessions WHERE user_id = ${here.ana}`);
  assert.deepEqual(session, { end_reason: 'outside_schedule' });
  await until(() => errors.length > 0);
  await rows(hours.app, sql`ALTER TABLE audit_events DROP CONSTRAINT no_ends`);
  assert.match(String(errors[0]), /no_ends/);
});
