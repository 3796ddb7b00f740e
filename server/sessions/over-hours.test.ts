// Row L3: sessions without a tab end with the hours too, so that the next shift finds their seats free.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import { rows } from '../../test/support/attack.ts';
import { Hours, made, wednesday } from '../../test/support/hours.ts';
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
  const house = hours.app.app.house;
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
});
