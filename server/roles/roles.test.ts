// Rows S4 and M3: roles of an organisation's own. First the attacks: nobody raises themselves or anybody else by a role.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import { goodPassword, type TestApp, testApp } from '../../test/support/app.ts';
import { assertEnds, codeOf, isSignedIn, rows, signedIn } from '../../test/support/attack.ts';
import type { Answer } from '../../test/support/browser.ts';
import { administered, faultOf, idOf, roleChange, roleMade, roleOf } from '../../test/support/roles.ts';
import { until, within } from '../../test/support/until.ts';
import { commandLineCaller } from '../kernel/caller.ts';
import { operatorsTenantId, type Tenant } from '../tenants/tenants.ts';
import { builtInRoles } from './built-in.ts';

let app: TestApp;
before(async () => {
  app = await testApp();
});
after(() => app?.close());

test('M3 nobody makes, changes or takes a role above themselves', async () => {
  const { tenant, admin } = await administered(app, 'above');
  const permissions = ['roles:read', 'roles:update', 'users:read', 'users:update', 'team:unlock'];
  await roleMade(admin, { key: 'desk', name: 'Desk', permissions });
  const strong = await roleMade(admin, { key: 'strong', name: 'Strong', permissions: ['settings:update'] });
  const weak = await roleMade(admin, { key: 'weak', name: 'Weak', permissions: ['users:read'] });
  const taken = await roleMade(admin, { key: 'taken', name: 'Taken' });
  await app.user(tenant, 'somebody', { role: 'taken' });
  const desk = await signedIn(app, tenant, 'desk', 'desk');
  const own = await roleOf(admin, 'desk');
  const administrator = await roleOf(admin, 'administrator');
  const attempts: Record<string, Promise<Answer>> = {
    'a new role with more': desk.json('POST', '/api/v1/roles', {
      key: 'x',
      name: 'X',
      permissions: ['settings:update'],
    }),
    'a new role for everyone where one has the team': desk.json('POST', '/api/v1/roles', {
      key: 'x',
      name: 'X',
      permissions: ['users:unlock'],
    }),
    'more for a weak role': roleChange(desk, weak, { permissions: ['users:read', 'api_keys:manage'] }),
    'less for a strong role': roleChange(desk, strong, { permissions: [] }),
    'the home of a strong role': roleChange(desk, strong, { home: 'https://evil.example/' }),
    'the end of a strong role': desk.send('DELETE', `/api/v1/roles/${strong.id}`, null),
    'the home of administrators': roleChange(desk, administrator, { home: '/home' }),
    'a power over teams for a role that people have': roleChange(desk, taken, { permissions: ['team:unlock'] }),
    'more for oneself': roleChange(desk, own, { permissions: [...permissions, 'users:disable'] }),
    'less for oneself': roleChange(desk, own, { permissions: ['roles:read', 'roles:update'] }),
    'reserved seats for oneself': roleChange(desk, own, { reservedSeats: true }),
    'no seat for oneself': roleChange(desk, own, { usesSeat: false }),
    'other hours for oneself': roleChange(desk, own, { schedule: null, name: 'Free' }),
    'the role of administrators for oneself': desk.json('PATCH', `/api/v1/users/${await idOf(desk)}`, {
      role: 'administrator',
    }),
  };
  for (const [what, attempt] of Object.entries(attempts))
    assert.equal(`${what}: ${codeOf(await attempt)}`, `${what}: not_permitted`);
  // What one may do, to show that the attempts failed for the right reason.
  assert.equal((await roleChange(desk, weak, { permissions: ['users:read', 'team:unlock'] })).status, 200);
  assert.equal(
    (await desk.json('POST', '/api/v1/roles', { key: 'y', name: 'Y', permissions: ['team:read'] })).status,
    201,
  );
});

test('M3 who may only read roles changes none, and who may not read them sees none', async () => {
  const { tenant, admin } = await administered(app, 'readers');
  const role = await roleMade(admin, { key: 'extra', name: 'Extra' });
  const supervisor = await signedIn(app, tenant, 'sue', 'supervisor');
  const agent = await signedIn(app, tenant, 'ana', 'agent');
  assert.equal((await supervisor.get(`/api/v1/roles/${role.id}`)).status, 200);
  assert.equal(codeOf(await agent.get('/api/v1/roles')), 'not_permitted');
  assert.equal(codeOf(await agent.get(`/api/v1/roles/${role.id}`)), 'not_permitted');
  for (const browser of [supervisor, agent])
    for (const attempt of [
      browser.json('POST', '/api/v1/roles', { key: 'x', name: 'X' }),
      roleChange(browser, role, { name: 'X' }),
      browser.send('DELETE', `/api/v1/roles/${role.id}`, null),
    ])
      assert.equal(codeOf(await attempt), 'not_permitted');
});

test('M3 administrators cannot lock everybody out: their permissions, hours, seats and stations', async () => {
  const { admin } = await administered(app, 'lockout');
  const role = await roleOf(admin, 'administrator');
  const schedule = crypto.randomUUID();
  assert.equal(faultOf(await roleChange(admin, role, { permissions: ['users:read'] })), '/permissions');
  assert.equal(faultOf(await roleChange(admin, role, { permissions: [] })), '/permissions');
  assert.equal(faultOf(await roleChange(admin, role, { schedule })), '/schedule');
  assert.equal(faultOf(await roleChange(admin, role, { seatsMax: 0 })), '/seatsMax');
  assert.equal(faultOf(await roleChange(admin, role, { reservedSeats: false })), '/reservedSeats');
  assert.equal(faultOf(await roleChange(admin, role, { stationRequired: true })), '/stationRequired');
  assert.equal(codeOf(await admin.send('DELETE', `/api/v1/roles/${role.id}`, null)), 'not_permitted');
  // The same again, in any order, is no change; and the rest is theirs to choose.
  const permissions = role.permissions.toReversed();
  const answer = await roleChange(admin, role, { permissions, home: '/home', seatsMax: 2, name: 'Boss' });
  assert.equal(answer.status, 200, answer.text);
  assert.partialDeepStrictEqual(answer.json(), {
    home: '/home',
    seatsMax: 2,
    name: 'Boss',
    permissions: role.permissions,
  });
  assert.equal(await isSignedIn(admin), true);
});

test('S4 homes are judged with the permissions of the role, and no host of this installation is an application', async () => {
  const { admin } = await administered(app, 'homes');
  await app.organization('homes-other');
  await rows(app, sql`UPDATE tenants SET domain = 'login.other.example' WHERE slug = 'homes-other'`);
  const role = await roleMade(admin, {
    key: 'desk',
    name: 'Desk',
    permissions: ['users:read'],
    home: '/console/people',
  });
  assert.equal(
    faultOf(await roleChange(admin, role, { permissions: [] })),
    '/home',
    'the home would be closed to them',
  );
  for (const home of [
    '/console/roles',
    'javascript:alert(1)',
    `http://homes-other.localhost:${app.port}/home`,
    `https://homes-other.localhost/`,
    `https://homes.localhost:1/`,
    `http://localhost:${app.port}/operator`,
    `http://localhost.:${app.port}/operator`,
    'https://login.other.example/home',
    'https://LOGIN.other.example.:444/home',
  ])
    assert.equal(faultOf(await roleChange(admin, role, { home })), '/home', home);
  for (const home of ['https://desk.example/agent?queue=1', 'http://localhost:1/', '/console/people?search=x'])
    assert.equal((await roleChange(admin, role, { home })).json().home, home);
});

test('S4 what a role is made of is checked field by field', async () => {
  const { admin } = await administered(app, 'fields');
  const good = { key: 'extra', name: 'Extra' };
  for (const [body, path] of [
    [{ ...good, key: 'agent' }, '/key'],
    [{ ...good, key: 'Extra' }, '/key'],
    [{ ...good, key: '1a' }, '/key'],
    [{ ...good, name: '  ' }, '/name'],
    [{ ...good, permissions: ['organizations:create'] }, '/permissions/0'],
    [{ ...good, permissions: ['everything'] }, '/permissions/0'],
    [{ ...good, seatsMax: -1 }, '/seatsMax'],
    [{ ...good, seatsMax: 1.5 }, '/seatsMax'],
    [{ ...good, usesSeat: false, stationRequired: true }, '/stationRequired'],
    [{ ...good, schedule: crypto.randomUUID() }, '/schedule'],
    [{ ...good, schedule: 'no id' }, '/schedule'],
  ] as const)
    assert.equal(faultOf(await admin.json('POST', '/api/v1/roles', body)), path, JSON.stringify(body));
  for (const body of [{ ...good, builtIn: true }, { ...good, id: crypto.randomUUID() }, { name: 'No key' }])
    assert.equal(codeOf(await admin.json('POST', '/api/v1/roles', body)), 'invalid_request');
  const role = await roleMade(admin, {
    ...good,
    name: ' Extra ',
    permissions: ['users:read', 'users:read', 'audit:read'],
  });
  assert.partialDeepStrictEqual(role, {
    key: 'extra',
    name: 'Extra',
    builtIn: false,
    home: '/home',
    permissions: ['users:read', 'audit:read'],
    usesSeat: true,
    seatsMax: null,
    reservedSeats: false,
    stationRequired: false,
    connectedIsActive: true,
    schedule: null,
  });
  assert.equal(
    codeOf(await roleChange(admin, role, { key: 'other' })),
    'invalid_request',
    'settings name roles by key',
  );
  assert.equal(
    faultOf(await roleChange(admin, await roleOf(admin, 'agent'), { usesSeat: false, stationRequired: true })),
    '/stationRequired',
  );
});

test('M3 a change reaches people who are signed in within a second', async () => {
  const { tenant, admin } = await administered(app, 'reach');
  const role = await roleMade(admin, { key: 'reader', name: 'Reader', permissions: ['users:read'] });
  const reader = await signedIn(app, tenant, 'rea', 'reader');
  assert.equal((await reader.get('/api/v1/users')).status, 200);
  assert.equal((await roleChange(admin, role, { permissions: [], home: '/account/security' })).status, 200);
  await within(1_000, async () => (await reader.get('/api/v1/users')).status === 403);
  assert.equal((await reader.get('/api/v1/session')).json().home, '/account/security');
});

test('M3 a role goes when nobody has it, and the log says what was before and after', async () => {
  const { tenant, admin } = await administered(app, 'goes');
  const role = await roleMade(admin, { key: 'extra', name: 'Extra' });
  const { id } = await app.user(tenant, 'ana', { role: 'extra' });
  assert.equal((await admin.get(`/api/v1/roles/${role.id}`)).json().users, 1);
  assert.equal(codeOf(await admin.send('DELETE', `/api/v1/roles/${role.id}`, null)), 'role_in_use');
  await roleChange(admin, role, { name: 'Extra hands', seatsMax: 3 });
  await admin.json('PATCH', `/api/v1/users/${id}`, { role: 'agent' });
  assert.equal((await admin.send('DELETE', `/api/v1/roles/${role.id}`, null)).status, 204);
  assert.equal(codeOf(await admin.get(`/api/v1/roles/${role.id}`)), 'not_found');
  const { items } = (await admin.get('/api/v1/audit')).json<{ items: { action: string; details: object }[] }>();
  const detailsOf = (action: string) => items.find((one) => one.action === action)?.details;
  assert.deepEqual(detailsOf('role.update'), {
    before: { name: 'Extra', seatsMax: null },
    after: { name: 'Extra hands', seatsMax: 3 },
  });
  assert.partialDeepStrictEqual(detailsOf('role.delete'), { role: { key: 'extra', name: 'Extra hands' } });
  assert.partialDeepStrictEqual(detailsOf('role.create'), { role: { key: 'extra', name: 'Extra' } });
});

test('L2 a role that stops taking seats frees those of its people; one that starts puts nobody out', async () => {
  const { tenant, admin } = await administered(app, 'seats');
  await seatless(tenant, true);
  const role = await roleMade(admin, { key: 'extra', name: 'Extra' });
  const ana = await signedIn(app, tenant, 'ana', 'extra');
  const id = await idOf(ana);
  await rows(
    app,
    sql`INSERT INTO seats (tenant_id, user_id, role_id, held_until) VALUES (${tenant.id}, ${id}, ${role.id}, now() + interval '1 hour') ON CONFLICT DO NOTHING`,
  );
  const held = () =>
    rows<{ count: number }>(app, sql`SELECT count(*)::integer AS count FROM seats WHERE role_id = ${role.id}`);
  const inUse = () =>
    rows<{ of: string }>(
      app,
      sql`SELECT coalesce(by_role ->> ${role.id}, '0') AS of FROM seat_usage WHERE tenant_id = ${tenant.id}`,
    );
  assert.deepEqual([await held(), await inUse()], [[{ count: 1 }], [{ of: '1' }]]);
  assert.equal((await roleChange(admin, role, { usesSeat: false })).status, 200);
  assert.deepEqual([await held(), await inUse()], [[{ count: 0 }], [{ of: '0' }]]);
  assert.equal((await roleChange(admin, role, { usesSeat: true })).status, 200);
  assert.equal(await isSignedIn(ana), true);
});

const seatless = (tenant: Tenant, seatlessRoles: boolean) =>
  app.app.house.organizations.update(commandLineCaller(operatorsTenantId), tenant.slug, { seatlessRoles }, null);

test('L2 O1 no administrator lifts the licence: operators decide whether roles may take no seat', async () => {
  const { tenant, admin } = await administered(app, 'licence');
  const looker = { key: 'looker', name: 'Looker', usesSeat: false };
  const refused = await admin.json('POST', '/api/v1/roles', looker);
  assert.equal(faultOf(refused), '/usesSeat');
  assert.match(refused.text, /operators of this installation/);
  const agent = await roleOf(admin, 'agent');
  assert.equal(faultOf(await roleChange(admin, agent, { usesSeat: false })), '/usesSeat');
  assert.equal((await roleChange(admin, agent, { usesSeat: true, seatsMax: 5 })).status, 200);
  const told = async () => (await admin.get('/api/v1/roles')).json<{ seatlessRoles: boolean }>().seatlessRoles;
  assert.equal(await told(), false);
  assert.equal(
    codeOf(await admin.json('PATCH', '/api/v1/organizations/licence', { seatlessRoles: true })),
    'not_permitted',
  );
  await seatless(tenant, true);
  await until(told);
  const role = await roleMade(admin, looker);
  await seatless(tenant, false);
  assert.equal((await admin.get(`/api/v1/roles/${role.id}`)).json().usesSeat, true, 'taken back');
  assert.equal(faultOf(await roleChange(admin, role, { usesSeat: false })), '/usesSeat');
});

test('M3 roles of another organisation do not exist', async () => {
  const { admin } = await administered(app, 'mine');
  const { tenant, admin: theirs } = await administered(app, 'theirs');
  const role = await roleMade(theirs, { key: 'extra', name: 'Extra' });
  for (const attempt of [
    admin.get(`/api/v1/roles/${role.id}`),
    roleChange(admin, role, { name: 'Mine' }),
    admin.send('DELETE', `/api/v1/roles/${role.id}`, null),
  ])
    assert.equal(codeOf(await attempt), 'not_found');
  assert.equal((await admin.get('/api/v1/roles')).json<{ items: [] }>().items.length, builtInRoles.length);
  const gone = await signedIn(app, tenant, 'ana', 'extra');
  await theirs.json('POST', `/api/v1/users/${await idOf(gone)}/disable`, {});
  await assertEnds(gone);
  assert.equal((await app.browser('mine').signIn('ana', goodPassword)).status, 401);
});
