import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import { type TestApp, testApp } from '../../test/support/app.ts';
import { rows } from '../../test/support/attack.ts';
import { endSession, enter, houseOf, peopleOf, within } from '../../test/support/seats.ts';
import type { UserId } from '../kernel/ids.ts';
import { Refusal } from '../kernel/refusal.ts';
import type { SettingsPatch } from '../tenants/setting-shapes.ts';
import type { Tenant } from '../tenants/tenants.ts';
import { releaseStation, stationOf, takeStation } from './stations.ts';

let app: TestApp;
before(async () => {
  app = await testApp();
});
after(() => app?.close());

/** People who are signed in, each with a seat. */
async function seated(
  slug: string,
  count: number,
  settings: SettingsPatch = {},
): Promise<{ tenant: Tenant; people: UserId[] }> {
  const tenant = await houseOf(app, slug, 100, settings);
  const people = await peopleOf(app, tenant, count);
  for (const one of people) assert.ok(await enter(app, tenant, one));
  return { tenant, people };
}

const take = (tenant: Tenant, id: UserId | undefined, station: string) => {
  assert.ok(id);
  return within(app, tenant, (tx) => takeStation(tx, tenant, { id }, station));
};
const of = (tenant: Tenant, id: UserId | undefined) => {
  assert.ok(id);
  return within(app, tenant, (tx) => stationOf(tx, tenant.id, id));
};
const held = async (tenant: Tenant, id: UserId | undefined) => (await of(tenant, id)).held;

function refusedAs(code: string, heldBy?: string): (error: unknown) => boolean {
  return (error) => {
    assert.ok(error instanceof Refusal, String(error));
    assert.deepEqual([error.code, error.details.heldBy], [code, heldBy]);
    return true;
  };
}

async function assign(tenant: Tenant, id: UserId | undefined, station: string): Promise<void> {
  await rows(app, sql`UPDATE users SET station_mode = 'static' WHERE tenant_id = ${tenant.id} AND id = ${id}`);
  await rows(app, sql`INSERT INTO stations (tenant_id, station, assigned_to) VALUES (${tenant.id}, ${station}, ${id})`);
}

test('T1 T2 a number is one person’s at a time; the same again changes nothing, another one gives the first back', async () => {
  const { tenant, people } = await seated('one-each', 2);
  const [ana, bea] = people;
  await take(tenant, ana, '0042');
  await assert.rejects(take(tenant, bea, '0042'), refusedAs('station_taken'));
  await take(tenant, bea, '42');
  const since = sql`SELECT held_since::text FROM stations WHERE tenant_id = ${tenant.id} AND station = '0042'`;
  const before = await rows(app, since);
  await take(tenant, ana, '0042');
  assert.deepEqual(await rows(app, since), before);
  await take(tenant, ana, '0043');
  assert.equal(await held(tenant, ana), '0043');
  await take(tenant, bea, '0042');
  assert.deepEqual(
    await rows(app, sql`SELECT station FROM stations WHERE tenant_id = ${tenant.id} ORDER BY station`),
    [{ station: '0042' }, { station: '0043' }],
    'a number that nobody has any more needs no row',
  );
});

test('T2 what is refused changes nothing: the station one had stays', async () => {
  const { tenant, people } = await seated('kept', 2, { stations: { ranges: [{ from: '1000', to: '1999' }] } });
  const [ana, bea] = people;
  await take(tenant, ana, '1001');
  await take(tenant, bea, '1002');
  await assert.rejects(take(tenant, ana, '1002'), refusedAs('station_taken'));
  await assert.rejects(take(tenant, ana, '2001'), refusedAs('station_unknown'));
  await assert.rejects(take(tenant, ana, '12345678901'), refusedAs('invalid_request'));
  assert.equal(await held(tenant, ana), '1001');
});

test('T2 a number of one’s own: nobody else takes it, its owner takes no other', async () => {
  const { tenant, people } = await seated('own', 2, { stations: { ranges: [{ from: '1000', to: '1999' }] } });
  const [ana, bea] = people;
  await assign(tenant, ana, '77');
  await assert.rejects(take(tenant, bea, '77'), refusedAs('station_not_yours'));
  await assert.rejects(take(tenant, ana, '1001'), refusedAs('station_not_yours'));
  await take(tenant, ana, '77');
  assert.deepEqual(await of(tenant, ana), { mode: 'static', assigned: '77', held: '77' });
  await within(app, tenant, (tx) => releaseStation(tx, tenant.id, ana as UserId)); // there is one
  assert.deepEqual(await of(tenant, ana), { mode: 'static', assigned: '77', held: null });
});

test('T3 released with the seat, however that one is lost', async () => {
  const tenant = await houseOf(app, 'follows', 5);
  const [ana] = await peopleOf(app, tenant, 1);
  const session = await enter(app, tenant, ana);
  assert.ok(session);
  await take(tenant, ana, '5');
  await within(app, tenant, (tx) => endSession(tx, tenant, session));
  assert.equal(await held(tenant, ana), null);
  assert.deepEqual(await rows(app, sql`SELECT FROM stations WHERE tenant_id = ${tenant.id}`), []);
});

test('T1 L2 no seat, no station', async () => {
  const tenant = await houseOf(app, 'no-seat', 5);
  const [ana] = await peopleOf(app, tenant, 1);
  await assert.rejects(take(tenant, ana, '5'), refusedAs('user_limit_reached'));
  await rows(app, sql`UPDATE roles SET uses_seat = false WHERE tenant_id = ${tenant.id} AND key = 'agent'`);
  await assert.rejects(take(tenant, ana, '5'), refusedAs('invalid_request'));
});

test('T2 people who use no station take none', async () => {
  const { tenant, people } = await seated('none', 1);
  await rows(app, sql`UPDATE users SET station_mode = 'none' WHERE tenant_id = ${tenant.id}`);
  await assert.rejects(take(tenant, people[0], '5'), refusedAs('invalid_request'));
});

test('T3 who holds it: told to a supervisor, not to an agent', async () => {
  const { tenant, people } = await seated('told', 2);
  const [ana, bea] = people;
  await rows(
    app,
    sql`UPDATE users SET first_name = 'Ana', last_name = 'Souza' WHERE tenant_id = ${tenant.id} AND id = ${ana}`,
  );
  await take(tenant, ana, '5');
  await assert.rejects(take(tenant, bea, '5'), refusedAs('station_taken'));
  const [sue] = await peopleOf(app, tenant, 1, 'supervisor');
  await enter(app, tenant, sue);
  await assert.rejects(take(tenant, sue, '5'), refusedAs('station_taken', 'Ana Souza'));
});

test('T1 two people who change places at once: nobody waits in a circle, and both end up somewhere', async () => {
  const { tenant, people } = await seated('swap', 2);
  const [ana, bea] = people;
  await take(tenant, ana, '1');
  await take(tenant, bea, '2');
  for (let round = 0; round < 20; round += 1) {
    const [mine, theirs] = [await held(tenant, ana), await held(tenant, bea)];
    assert.ok(mine && theirs);
    const both = await Promise.allSettled([take(tenant, ana, theirs), take(tenant, bea, mine)]);
    for (const one of both) if (one.status === 'rejected') assert.ok(refusedAs('station_taken')(one.reason));
    assert.ok((await held(tenant, ana)) && (await held(tenant, bea)));
  }
});
