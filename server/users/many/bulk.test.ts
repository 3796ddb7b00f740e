// Row M1: one act on many people is to each of them what it is to one: the same permission, the same refusal, the same entry.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import { goodPassword, type TestApp, testApp } from '../../../test/support/app.ts';
import { assertEnds, codeOf, rows, signedIn } from '../../../test/support/attack.ts';
import type { Browser } from '../../../test/support/browser.ts';
import { teamOf } from '../../../test/support/team.ts';
import type { Tenant } from '../../tenants/tenants.ts';

let app: TestApp;
before(async () => {
  app = await testApp();
});
after(() => app?.close());

const nobody = { secondFactor: { required: 'nobody' as const } };

/** What became of each, as `done` or `refused not_permitted`. */
async function order(browser: Browser, ids: readonly (string | undefined)[], action: string, more = {}) {
  const answer = await browser.json('POST', '/api/v1/users/bulk', { ids, action, ...more });
  assert.equal(answer.status, 200, answer.text);
  const { items } = answer.json<{ items: { id: string; outcome: string; code?: string }[] }>();
  assert.deepEqual(
    items.map(({ id }) => id),
    [...new Set(ids)],
    'each once, in the order asked for',
  );
  return items.map(({ outcome, code }) => (code === undefined ? outcome : `${outcome} ${code}`));
}

async function people(tenant: Tenant, names: readonly string[]): Promise<string[]> {
  const made: string[] = [];
  for (const name of names) made.push((await app.user(tenant, name)).id);
  return made;
}

async function entries(tenant: Tenant): Promise<string[]> {
  const found = await rows<{ entry: string }>(
    app,
    sql`SELECT concat_ws(' ', action, outcome, reason, target_name) AS entry FROM audit_events
      WHERE tenant_id = ${tenant.id} AND actor_kind = 'user' AND action NOT LIKE 'session.start' ORDER BY entry`,
  );
  return found.map(({ entry }) => entry);
}

test('M1 many are disabled and enabled, each written down; whoever was so already is left alone', async () => {
  const tenant = await app.organization('bulk-disable');
  const admin = await signedIn(app, tenant, 'admin', 'administrator');
  const [ana, bo, cy] = await people(tenant, ['ana', 'bo', 'cy']);
  const desk = app.browser(tenant.slug);
  assert.equal((await desk.signIn('ana', goodPassword)).status, 200);
  assert.equal((await admin.json('POST', `/api/v1/users/${bo}/disable`, {})).status, 204);
  const ids = [ana, bo, cy, 'nobody', ana];
  assert.deepEqual(await order(admin, ids, 'disable'), ['done', 'unchanged', 'done', 'refused not_found']);
  await assertEnds(desk);
  assert.deepEqual(await order(admin, ids, 'enable'), ['done', 'done', 'done', 'refused not_found']);
  assert.equal((await desk.signIn('ana', goodPassword)).status, 200);
  assert.deepEqual(await entries(tenant), [
    'user.disable done ana',
    'user.disable done bo',
    'user.disable done cy',
    'user.disable refused not_found',
    'user.enable done ana',
    'user.enable done bo',
    'user.enable done cy',
    'user.enable refused not_found',
  ]);
});

test('M1 of all administrators at once one stays, whatever is done to them and in whatever order', async () => {
  const tenant = await app.organization('bulk-last');
  const admin = await signedIn(app, tenant, 'admin', 'administrator');
  const own = (await admin.get('/api/v1/session')).json<{ user: { id: string } }>().user.id;
  const others: string[] = [];
  for (const name of ['bea', 'cai', 'dan', 'eve'])
    others.push((await app.user(tenant, name, { role: 'administrator' })).id);
  const outcomes = await order(admin, [...others, own], 'inactivate');
  assert.deepEqual(outcomes.toSorted(), ['done', 'done', 'done', 'done', 'refused last_administrator']);
  const left = await rows(app, sql`SELECT FROM users WHERE tenant_id = ${tenant.id} AND status = 'active'`);
  assert.equal(left.length, 1);
});

test('M1 nobody acts above themselves, or gives what they do not have; the others are done', async () => {
  const tenant = await app.organization('bulk-above');
  const admin = await signedIn(app, tenant, 'admin', 'administrator');
  const permissions = ['users:read', 'users:update', 'users:disable', 'roles:read'];
  const role = await admin.json('POST', '/api/v1/roles', { key: 'clerk', name: 'Clerk', permissions });
  assert.equal(role.status, 201, role.text);
  const cleo = await signedIn(app, tenant, 'cleo', 'clerk');
  const [ana] = await people(tenant, ['ana']);
  const boss = (await admin.get('/api/v1/session')).json<{ user: { id: string } }>().user.id;
  const own = (await cleo.get('/api/v1/session')).json<{ user: { id: string } }>().user.id;
  const above = ['done', 'refused not_permitted'];
  assert.deepEqual(await order(cleo, [ana, boss], 'disable'), above);
  assert.deepEqual(await order(cleo, [ana, boss], 'inactivate'), above);
  // An administrator who is active already is none of their business either.
  assert.deepEqual(await order(cleo, [ana, boss], 'activate'), above);
  assert.deepEqual(await order(cleo, [ana, boss, own], 'set_role', { value: 'clerk' }), [...above, 'unchanged']);
  assert.deepEqual(await order(cleo, [ana, own], 'set_role', { value: 'agent' }), above);
  const asked = (action: string, value?: string) =>
    cleo.json('POST', '/api/v1/users/bulk', { ids: [ana], action, ...(value === undefined ? {} : { value }) });
  for (const [action, value, code] of [
    ['set_role', 'administrator', 'not_permitted'],
    ['set_role', 'nothing', 'invalid_request'],
    ['set_role', undefined, 'invalid_request'],
    ['disable', 'agent', 'invalid_request'],
    ['add_to_team', randomUUID(), 'not_permitted'],
    ['sign_out', undefined, 'not_permitted'],
    ['unlock', undefined, 'not_permitted'],
    ['delete', undefined, 'invalid_request'],
  ] as const)
    assert.equal(`${action}: ${codeOf(await asked(action, value))}`, `${action}: ${code}`);
});

test('M1 M3 a supervisor reaches their own agents only, and of the others learns nothing', async () => {
  const { tenant, ids } = await teamOf(app, 'bulk-team', nobody);
  const sue = app.browser(tenant.slug);
  assert.equal((await sue.signIn('sue', goodPassword)).status, 200);
  const desk = app.browser(tenant.slug);
  assert.equal((await desk.signIn('ana', goodPassword)).status, 200);
  const elsewhere = await app.user(await app.organization('bulk-elsewhere'), 'far');
  const all = [ids.ana, ids.bo, ids.cy, elsewhere.id, ids.sue];
  const reached = ['refused not_permitted', 'refused not_found', 'refused not_found', 'refused not_permitted'];
  assert.deepEqual(await order(sue, all, 'sign_out'), ['done', ...reached]);
  await assertEnds(desk);
  assert.deepEqual(await order(sue, all, 'sign_out'), ['unchanged', ...reached]);
  assert.deepEqual(await order(sue, all, 'unlock'), ['unchanged', ...reached]);
  for (const action of ['disable', 'inactivate'])
    assert.equal(codeOf(await sue.json('POST', '/api/v1/users/bulk', { ids: all, action })), 'not_permitted');
});

test('M1 people are put into a team, taken out of it and given hours; who supervises it goes on doing so', async () => {
  const { tenant, ids } = await teamOf(app, 'bulk-place', nobody);
  const admin = await signedIn(app, tenant, 'admin', 'administrator');
  const [team] = (await admin.get('/api/v1/teams')).json<{ items: { id: string }[] }>().items;
  assert.ok(team);
  const value = team.id;
  assert.deepEqual(await order(admin, [ids.cy, ids.sue, ids.ana], 'add_to_team', { value }), [
    'done',
    'unchanged',
    'unchanged',
  ]);
  const supervises = sql<{ supervises: boolean }>`SELECT supervises FROM team_members WHERE user_id = ${ids.sue}`;
  assert.deepEqual(await rows(app, supervises), [{ supervises: true }]);
  const out = { value };
  assert.deepEqual(await order(admin, [ids.cy, ids.ana], 'remove_from_team', out), ['done', 'done']);
  assert.deepEqual(await order(admin, [ids.cy, ids.ana], 'remove_from_team', out), ['unchanged', 'unchanged']);
  const gone = { ids: [ids.cy], action: 'add_to_team', value: randomUUID() };
  assert.equal(codeOf(await admin.json('POST', '/api/v1/users/bulk', gone)), 'not_found');
  const windows = [{ days: [1, 2, 3, 4, 5, 6, 7], from: '00:00', to: '24:00' }];
  const made = await admin.json('POST', '/api/v1/schedules', { name: 'Day', windows, exceptions: [] });
  const schedule = { value: made.json<{ id: string }>().id };
  assert.deepEqual(await order(admin, [ids.cy, ids.ana], 'set_schedule', schedule), ['done', 'done']);
  assert.deepEqual(await order(admin, [ids.cy], 'set_schedule', schedule), ['unchanged']);
  assert.deepEqual(await order(admin, [ids.cy], 'set_schedule', { value: null }), ['done']);
  assert.deepEqual(await order(admin, [ids.cy], 'set_schedule', { value: randomUUID() }), ['refused invalid_request']);
});
