import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import { goodPassword, type TestApp, testApp } from '../../test/support/app.ts';
import { codeOf, rows, signedIn, untilWaiting } from '../../test/support/attack.ts';
import type { Answer, Browser } from '../../test/support/browser.ts';
import { takeSeat, within } from '../../test/support/seats.ts';
import { teamOf } from '../../test/support/team.ts';
import type { UserId } from '../kernel/ids.ts';
import type { Tenant } from '../tenants/tenants.ts';
import { takeStation } from './stations.ts';

let app: TestApp;
before(async () => {
  app = await testApp();
});
after(() => app?.close());

interface UserBody {
  readonly id: string;
  readonly station: { mode: string; id: string | null };
}

async function house(slug: string): Promise<{ tenant: Tenant; admin: Browser; ana: UserId; bea: UserId }> {
  const tenant = await app.organization(slug);
  const admin = await signedIn(app, tenant, 'admin', 'administrator');
  const { id: ana } = await app.user(tenant, 'ana', { firstName: 'Ana', lastName: 'Souza' });
  const { id: bea } = await app.user(tenant, 'bea');
  return { tenant, admin, ana: ana as UserId, bea: bea as UserId }; // ids the server made
}

/** Signs the person in and seats them at the number. */
async function at(tenant: Tenant, username: string, id: UserId, station: string): Promise<void> {
  assert.equal((await app.browser(tenant.slug).signIn(username, goodPassword)).status, 200);
  await within(app, tenant, async (tx) => {
    assert.equal(await takeSeat(tx, tenant.id, id), true);
    await takeStation(tx, tenant, { id }, station);
  });
}

const stationOfAnswer = (answer: Answer) => answer.json<UserBody>().station;

test('T2 M1 a station given with the user, changed and taken back', async () => {
  const { admin } = await house('given');
  const created = await admin.json('POST', '/api/v1/users', {
    username: 'cy',
    password: goodPassword,
    station: { mode: 'static', id: '0042' },
  });
  assert.equal(created.status, 201, created.text);
  const { user } = created.json<{ user: UserBody }>();
  assert.deepEqual(user.station, { mode: 'static', id: '0042' });
  const patch = (station: unknown) => admin.json('PATCH', `/api/v1/users/${user.id}`, { station });
  assert.deepEqual(stationOfAnswer(await patch({ mode: 'static', id: '43' })), { mode: 'static', id: '43' });
  assert.deepEqual(stationOfAnswer(await patch({ mode: 'none' })), { mode: 'none', id: null });
  assert.deepEqual(stationOfAnswer(await patch({ mode: 'dynamic', id: null })), { mode: 'dynamic', id: null });
  for (const wrong of [
    { mode: 'static' },
    { mode: 'static', id: 'x1' },
    { mode: 'dynamic', id: '5' },
    { mode: 'none', id: '5' },
    { id: '5' },
  ])
    assert.equal(codeOf(await patch(wrong)), 'invalid_request', JSON.stringify(wrong));
  assert.deepEqual((await admin.get('/api/v1/stations')).json<{ items: unknown[] }>().items, []);
});

test('T2 T3 a number that somebody has is not assigned to another: the administrator is told whose it is', async () => {
  const { tenant, admin, ana, bea } = await house('whose');
  assert.equal((await admin.json('PUT', '/api/v1/stations/7', { userId: ana })).status, 204);
  assert.equal((await admin.json('PUT', '/api/v1/stations/7', { userId: ana })).status, 204, 'again');
  const refused = await admin.json('PUT', '/api/v1/stations/7', { userId: bea });
  assert.deepEqual([codeOf(refused), refused.json<{ heldBy: string }>().heldBy], ['station_taken', 'Ana Souza']);
  assert.match(refused.json<{ help: string }>().help, /Ana Souza/);
  await rows(app, sql`UPDATE users SET station_mode = 'dynamic' WHERE id = ${bea}`);
  await at(tenant, 'bea', bea, '8');
  const held = await admin.json('PATCH', `/api/v1/users/${ana}`, { station: { mode: 'static', id: '8' } });
  assert.deepEqual([held.status, codeOf(held), held.json<{ heldBy: string }>().heldBy], [409, 'station_taken', 'bea']);
  assert.deepEqual(
    stationOfAnswer(await admin.get(`/api/v1/users/${ana}`)),
    { mode: 'static', id: '7' },
    'nothing changed',
  );
  const created = await admin.json('POST', '/api/v1/users', {
    username: 'dee',
    password: goodPassword,
    station: { mode: 'static', id: '8' },
  });
  assert.equal(codeOf(created), 'station_taken');
  assert.equal(
    (await admin.json('PUT', '/api/v1/stations/8', { userId: bea })).status,
    204,
    'whoever is there may own it',
  );
});

test('T2 the list: who has a number, who is at it and since when; search and pages', async () => {
  const { tenant, admin, ana, bea } = await house('list');
  await admin.json('PUT', '/api/v1/stations/0100', { userId: ana });
  await at(tenant, 'bea', bea, '200');
  type Page = {
    items: {
      station: string;
      assignedTo: { username: string } | null;
      heldBy: { name: string } | null;
      heldSince: string | null;
    }[];
    next: string | null;
  };
  const list = async (query: string) => (await admin.get(`/api/v1/stations${query}`)).json<Page>();
  const { items } = await list('');
  assert.deepEqual(
    items.map(({ station, assignedTo, heldBy }) => [station, assignedTo?.username ?? null, heldBy?.name ?? null]),
    [
      ['0100', 'ana', null],
      ['200', null, 'bea'],
    ],
  );
  assert.ok(items[1]?.heldSince && !items[0]?.heldSince);
  for (const [search, found] of Object.entries({ 2: '200', 'ana s': '0100', SOUZA: '0100', bea: '200' }))
    assert.deepEqual(
      (await list(`?search=${encodeURIComponent(search)}`)).items.map((one) => one.station),
      [found],
      search,
    );
  assert.deepEqual((await list('?search=%25')).items, []);
  const first = await list('?limit=1');
  assert.equal(first.next, '0100');
  assert.deepEqual(
    (await list(`?limit=1&cursor=${first.next}`)).items.map((one) => one.station),
    ['200'],
  );
  assert.equal((await admin.get('/api/v1/stations?cursor=x')).status, 400);
});

test('T2 taken back: nobody’s own any more, and whoever is there stays', async () => {
  const { tenant, admin, ana } = await house('back');
  await admin.json('PUT', '/api/v1/stations/9', { userId: ana });
  await at(tenant, 'ana', ana, '9');
  assert.equal((await admin.json('DELETE', '/api/v1/stations/9')).status, 204);
  assert.deepEqual(stationOfAnswer(await admin.get(`/api/v1/users/${ana}`)), { mode: 'dynamic', id: null });
  const [row] = (await admin.get('/api/v1/stations')).json<{ items: { heldBy: { username: string } }[] }>().items;
  assert.equal(row?.heldBy.username, 'ana');
  assert.equal((await admin.json('DELETE', '/api/v1/stations/9')).status, 404);
  assert.equal((await admin.json('DELETE', '/api/v1/stations/abc')).status, 404);
});

test('T2 M3 whoever only assigns stations gives none to, and takes none from, somebody who may do more', async () => {
  const { tenant, admin, ana } = await house('above');
  const permissions = ['users:read', 'users:station:assign'];
  const role = await admin.json('POST', '/api/v1/roles', { key: 'clerk', name: 'Clerk', permissions });
  assert.equal(role.status, 201, role.text);
  const { id: boss } = await app.user(tenant, 'boss', { role: 'administrator' });
  const clerk = await signedIn(app, tenant, 'cleo', 'clerk');
  assert.equal(codeOf(await clerk.json('PUT', '/api/v1/stations/5', { userId: boss })), 'not_permitted');
  assert.equal((await admin.json('PUT', '/api/v1/stations/5', { userId: boss })).status, 204);
  assert.equal(codeOf(await clerk.json('DELETE', '/api/v1/stations/5')), 'not_permitted');
  assert.deepEqual(stationOfAnswer(await admin.get(`/api/v1/users/${boss}`)), { mode: 'static', id: '5' });
  assert.equal((await clerk.json('PUT', '/api/v1/stations/6', { userId: ana })).status, 204, 'an agent');
  assert.equal((await clerk.json('DELETE', '/api/v1/stations/6')).status, 204);
});

test('T2 a number taken back while its owner gets another: they keep the other', async () => {
  const { tenant, admin, ana } = await house('meanwhile');
  assert.equal((await admin.json('PUT', '/api/v1/stations/9', { userId: ana })).status, 204);
  let answer: Promise<Answer> = Promise.reject(new Error('not asked'));
  answer.catch(() => undefined);
  await within(app, tenant, async (tx) => {
    await sql`SELECT FROM users WHERE tenant_id = ${tenant.id} AND id = ${ana} FOR UPDATE`.execute(tx);
    await sql`UPDATE stations SET assigned_to = NULL WHERE tenant_id = ${tenant.id} AND station = '9'`.execute(tx);
    await sql`INSERT INTO stations (tenant_id, station, assigned_to) VALUES (${tenant.id}, '10', ${ana})`.execute(tx);
    answer = admin.json('DELETE', '/api/v1/stations/9');
    await untilWaiting(app);
  });
  assert.equal((await answer).status, 404);
  assert.deepEqual(stationOfAnswer(await admin.get(`/api/v1/users/${ana}`)), { mode: 'static', id: '10' });
});

test('T3 M3 a supervisor releases the station of who is in their team, sees no other, and it is in the audit log', async () => {
  const { tenant, ids } = await teamOf(app, 'release', { secondFactor: { required: 'nobody' } });
  await at(tenant, 'ana', ids.ana as UserId, '1');
  await at(tenant, 'cy', ids.cy as UserId, '2');
  const sue = app.browser(tenant.slug);
  await sue.signIn('sue', goodPassword);
  const { items } = (await sue.get('/api/v1/stations')).json<{ items: { station: string }[] }>();
  assert.deepEqual(
    items.map(({ station }) => station),
    ['1'],
  );
  assert.equal((await sue.json('DELETE', '/api/v1/stations/2/holder')).status, 404);
  assert.equal((await sue.json('DELETE', '/api/v1/stations/1/holder')).status, 204);
  assert.equal((await sue.json('DELETE', '/api/v1/stations/1/holder')).status, 404, 'nobody is there');
  assert.equal((await sue.json('PUT', '/api/v1/stations/1', { userId: ids.ana })).status, 403);
  const entries = await rows<{ actor_name: string; target_name: string; details: unknown }>(
    app,
    sql`SELECT actor_name, target_name, details FROM audit_events WHERE tenant_id = ${tenant.id} AND action = 'station.release' AND outcome = 'done'`,
  );
  assert.deepEqual(entries, [{ actor_name: 'sue', target_name: 'ana', details: { station: '1' } }]);
  assert.equal(
    (await rows(app, sql`SELECT FROM seats WHERE tenant_id = ${tenant.id} AND user_id = ${ids.ana}`)).length,
    1,
    'the seat stays',
  );
  const ana = app.browser(tenant.slug);
  await ana.signIn('ana', goodPassword);
  assert.equal((await ana.json('DELETE', '/api/v1/stations/2/holder')).status, 403);
  assert.equal((await ana.get('/api/v1/stations')).status, 403);
});

test('L2 M3 a role change that finds no seat free is refused as such, and changes nothing', async () => {
  const { tenant, admin, ana, bea } = await house('pool');
  await rows(app, sql`UPDATE roles SET seats_max = 1 WHERE tenant_id = ${tenant.id} AND key = 'supervisor'`);
  for (const [username, id] of [
    ['ana', ana],
    ['bea', bea],
  ] as const)
    await at(tenant, username, id, username === 'ana' ? '1' : '2');
  const become = (id: string) => admin.json('PATCH', `/api/v1/users/${id}`, { role: 'supervisor' });
  assert.equal((await become(ana)).status, 200);
  const refused = await become(bea);
  assert.deepEqual([refused.status, codeOf(refused)], [409, 'user_limit_reached']);
  assert.equal((await admin.get(`/api/v1/users/${bea}`)).json<{ role: string }>().role, 'agent');
});

test('L2 M5 seats in use and free, in all and by role', async () => {
  const { tenant, admin, ana } = await house('usage');
  await rows(app, sql`UPDATE tenants SET seats = 3 WHERE id = ${tenant.id}`);
  await rows(app, sql`UPDATE roles SET seats_max = 5 WHERE tenant_id = ${tenant.id} AND key = 'supervisor'`);
  await at(tenant, 'ana', ana, '1');
  const usage = (await admin.get('/api/v1/seats')).json<{
    inUse: number;
    byRole: { role: string; free: number; inUse: number }[];
  }>();
  const mine = usage.inUse - 1; // the administrator's own, once sign-in takes seats
  assert.deepEqual(
    { ...usage, byRole: usage.byRole.map(({ role, free, inUse }) => [role, inUse, free]) },
    {
      capacity: 3,
      reserved: 1,
      inUse: 1 + mine,
      free: 2 - mine,
      peakToday: 1 + mine,
      byRole: [
        ['administrator', mine, 2 - mine],
        ['agent', 1, 1],
        ['supervisor', 0, 1],
      ],
    },
  );
  const agent = app.browser(tenant.slug);
  await agent.signIn('ana', goodPassword);
  assert.equal((await agent.get('/api/v1/seats')).status, 403);
});
