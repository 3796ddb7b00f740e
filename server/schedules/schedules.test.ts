// L3 through the API: schedules, and to whom they may be assigned.
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { sql } from 'kysely';
import { codeOf, rows, signedIn } from '../../test/support/attack.ts';
import { Hours, made, office } from '../../test/support/hours.ts';

let hours: Hours;
before(async () => {
  hours = await Hours.start();
});
beforeEach(() => {
  hours.setClock(null);
});
after(() => hours?.close());

test('L3 a schedule is made, read, changed at its revision and deleted; each is in the audit log', async () => {
  const { tenant, admin } = await hours.place('crud');
  const id = await made(admin);
  const read = await admin.get(`/api/v1/schedules/${id}`);
  assert.deepEqual(read.json(), { id, ...office, assigned: { users: 0, teams: 0, roles: 0 } });
  const etag = String(read.headers.etag);
  const change = { exceptions: [{ date: '2026-12-25', closed: true }] };
  const changed = await admin.json('PATCH', `/api/v1/schedules/${id}`, change, { 'if-match': etag });
  assert.deepEqual(changed.json(), { id, ...office, ...change, assigned: { users: 0, teams: 0, roles: 0 } });
  const late = await admin.json('PATCH', `/api/v1/schedules/${id}`, { name: 'X' }, { 'if-match': etag });
  assert.equal(codeOf(late), 'precondition_failed');
  const { items } = (await admin.get('/api/v1/schedules')).json<{ items: { id: string }[] }>();
  assert.deepEqual(
    items.map((item) => item.id),
    [id],
  );
  assert.equal((await admin.send('DELETE', `/api/v1/schedules/${id}`, null)).status, 204);
  assert.equal((await admin.get(`/api/v1/schedules/${id}`)).status, 404);
  const events = await rows<{ action: string }>(
    hours.app,
    sql`SELECT action FROM audit_events WHERE tenant_id = ${tenant.id} AND target_id = ${id} AND outcome = 'done' ORDER BY id`,
  );
  assert.deepEqual(
    events.map(({ action }) => action),
    ['schedule.create', 'schedule.update', 'schedule.delete'],
  );
});

test('L3 every fault of a schedule is told with its place', async () => {
  const { admin } = await hours.place('faults');
  const window = { days: [1], from: '09:00', to: '17:00' };
  const faulty: [object, string][] = [
    [{ windows: [{ ...window, to: '09:00' }] }, '/windows/0/to'],
    [{ windows: [window, { ...window, from: '24:00' }] }, '/windows/1/from'],
    [{ windows: [{ ...window, to: '24:30' }] }, '/windows/0/to'],
    [{ windows: [{ ...window, to: '9:00' }] }, '/windows/0/to'],
    [{ windows: [{ ...window, days: [] }] }, '/windows/0/days'],
    [{ windows: [{ ...window, days: [0] }] }, '/windows/0/days/0'],
    [{ windows: [{ ...window, days: [1, 1] }] }, '/windows/0/days'],
    [{ windows: Array.from({ length: 51 }, () => window) }, '/windows'],
    [{ exceptions: [{ date: '2026-02-30', closed: true }] }, '/exceptions/0/date'],
    [{ exceptions: [{ date: '1999-12-31', closed: true }] }, '/exceptions/0/date'],
    [{ exceptions: [{ date: '2026-12-24' }] }, '/exceptions/0'],
    [{ exceptions: [{ date: '2026-12-24', closed: true, from: '09:00', to: '12:00' }] }, '/exceptions/0'],
    [{ exceptions: [{ date: '2026-12-24', from: '09:00' }] }, '/exceptions/0'],
    [{ exceptions: [{ date: '2026-12-24', from: '09:00', to: '09:00' }] }, '/exceptions/0/to'],
    [
      {
        exceptions: [
          { date: '2026-12-24', from: '09:00', to: '12:00' },
          { date: '2026-12-24', closed: true },
        ],
      },
      '/exceptions/0',
    ],
    [
      {
        exceptions: [
          { date: '2026-12-24', closed: true },
          { date: '2026-12-24', closed: true },
        ],
      },
      '/exceptions/1',
    ],
  ];
  for (const [body, path] of faulty) {
    const answer = await admin.json('POST', '/api/v1/schedules', { name: 'Faulty', ...body });
    assert.equal(codeOf(answer), 'invalid_request', `${path}: ${answer.text}`);
    const paths = answer.json<{ violations: { path: string }[] }>().violations.map((violation) => violation.path);
    assert.ok(paths.includes(path), `${path} is not among ${paths.join(', ')}`);
  }
  await made(admin);
  const twice = await admin.json('POST', '/api/v1/schedules', { name: 'Office' });
  assert.equal(twice.json<{ violations: { path: string }[] }>().violations[0]?.path, '/name');
});

test('L3 a schedule that somebody has is not deleted', async () => {
  const here = await hours.place('used');
  const id = await made(here.admin);
  await hours.assign(here, id);
  assert.equal(codeOf(await here.admin.send('DELETE', `/api/v1/schedules/${id}`, null)), 'schedule_in_use');
  await hours.assign(here, null);
  assert.equal((await here.admin.send('DELETE', `/api/v1/schedules/${id}`, null)).status, 204);
});

test('L3 a user’s schedule is one of their organisation', async () => {
  const here = await hours.place('own');
  const { admin } = await hours.place('other');
  for (const schedule of [await made(admin), crypto.randomUUID(), 'no id']) {
    const answer = await here.admin.json('PATCH', `/api/v1/users/${here.ana}`, { schedule });
    assert.equal(answer.json<{ violations: { path: string }[] }>().violations?.[0]?.path, '/schedule', answer.text);
  }
});

test('L3 a new user may have a schedule from the start', async () => {
  const { admin } = await hours.place('start');
  const schedule = await made(admin);
  const created = await admin.json('POST', '/api/v1/users', { username: 'new', schedule });
  assert.equal(created.json<{ user: { schedule: string } }>().user?.schedule, schedule, created.text);
  const unknown = await admin.json('POST', '/api/v1/users', { username: 'other', schedule: crypto.randomUUID() });
  assert.equal(unknown.json<{ violations: { path: string }[] }>().violations?.[0]?.path, '/schedule', unknown.text);
});

test('L3 one administrator stays without hours, and nobody else chooses their own', async () => {
  const { tenant, admin } = await hours.place('free');
  const id = await made(admin);
  const own = (await admin.get('/api/v1/session')).json<{ user: { id: string } }>().user.id;
  const path = `/api/v1/users/${own}`;
  assert.equal(codeOf(await admin.json('PATCH', path, { schedule: id })), 'invalid_request');
  await hours.app.user(tenant, 'second', { role: 'administrator' });
  assert.equal((await admin.json('PATCH', path, { schedule: id })).status, 200);
  assert.equal((await admin.json('PATCH', path, { schedule: null })).status, 200);
  const permissions = ['users:read', 'users:update'];
  assert.equal((await admin.json('POST', '/api/v1/roles', { key: 'desk', name: 'Desk', permissions })).status, 201);
  const desk = await signedIn(hours.app, tenant, 'desk', 'desk');
  const self = (await desk.get('/api/v1/session')).json<{ user: { id: string } }>().user.id;
  assert.equal(codeOf(await desk.json('PATCH', `/api/v1/users/${self}`, { schedule: null })), 'not_permitted');
});

test('L3 only administrators change the hours that they are under themselves, whoever assigned them', async () => {
  const here = await hours.place('judge');
  const permissions = ['schedules:read', 'schedules:update'];
  const role = { key: 'planner', name: 'Planner', permissions };
  const { id: roleId } = (await here.admin.json('POST', '/api/v1/roles', role)).json<{ id: string }>();
  const planner = await signedIn(hours.app, here.tenant, 'pia', 'planner');
  const self = (await planner.get('/api/v1/session')).json<{ user: { id: string } }>().user.id;
  const always = { windows: [{ days: [1, 2, 3, 4, 5, 6, 7], from: '00:00', to: '24:00' }] };
  const [others, own, ofRole] = [
    await made(here.admin),
    await made(here.admin, { ...always, name: 'Own' }),
    await made(here.admin, { ...always, name: 'Of the role' }),
  ];
  assert.equal((await here.admin.json('PATCH', `/api/v1/users/${self}`, { schedule: own })).status, 200);
  assert.equal((await here.admin.json('PATCH', `/api/v1/roles/${roleId}`, { schedule: ofRole })).status, 200);
  const change = { exceptions: [{ date: '2026-12-25', closed: true }] };
  assert.equal((await planner.json('PATCH', `/api/v1/schedules/${others}`, change)).status, 200);
  for (const id of [own, ofRole]) {
    assert.equal(codeOf(await planner.json('PATCH', `/api/v1/schedules/${id}`, change)), 'not_permitted');
    assert.equal((await here.admin.json('PATCH', `/api/v1/schedules/${id}`, change)).status, 200);
  }
});

test('L3 the preview tells each stretch in instants, over a change of daylight saving', async () => {
  const { admin } = await hours.place('preview');
  const id = await made(admin, { name: 'Night', windows: [{ days: [6, 7], from: '22:00', to: '06:00' }] });
  const range = 'from=2026-10-24T12:00:00Z&to=2026-10-26T12:00:00Z';
  const answer = await admin.get(`/api/v1/schedules/${id}/preview?${range}`);
  assert.deepEqual(answer.json(), {
    timeZone: 'Europe/Lisbon',
    items: [
      { startsAt: '2026-10-24T21:00:00Z', endsAt: '2026-10-25T06:00:00Z' },
      { startsAt: '2026-10-25T22:00:00Z', endsAt: '2026-10-26T06:00:00Z' },
    ],
  });
  for (const bad of ['from=x', 'from=2026-10-24T12:00:00Z&to=2026-12-30T12:00:00Z', 'to=2020-01-01T00:00:00Z'])
    assert.equal(codeOf(await admin.get(`/api/v1/schedules/${id}/preview?${bad}`)), 'invalid_request');
});
