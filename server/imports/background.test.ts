// Row M1: what goes on in the background, and what stops it: limits, cancelling, permissions that were lost, time.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import { type TestApp, testApp } from '../../test/support/app.ts';
import { rows } from '../../test/support/attack.ts';
import type { Answer } from '../../test/support/browser.ts';
import { checked, imported, importHouse, importPath, reached, signedIn, upload } from '../../test/support/imports.ts';
import { until } from '../../test/support/until.ts';
import { commandLineCaller } from '../kernel/caller.ts';
import type { TeamId } from '../kernel/ids.ts';
import { operatorsTenantId, type Tenant } from '../tenants/tenants.ts';
import { countUsers } from '../users/users.ts';
import { actorOf, callerOfActor } from './actor.ts';

let app: TestApp;

before(async () => {
  app = await testApp();
});
after(() => app.close());

function userCount(tenant: Tenant): Promise<number> {
  return app.app.house.database.withTenant(tenant.id, (tx) => countUsers(tx, tenant.id));
}

test('M1 passwords that were handed over and never said to be saved are gone after an hour', async () => {
  const { nadia } = await importHouse(app, 'unsaved');
  const { id } = await upload(nadia, 'username\nana\n');
  await checked(nadia, id);
  await imported(nadia, id);
  assert.equal(
    (await nadia.json('DELETE', `${importPath}/${id}/passwords`)).status,
    404,
    'nothing was handed over yet',
  );
  assert.equal((await nadia.json('POST', `${importPath}/${id}/passwords`, {})).status, 200);
  const age = (minutes: number) =>
    rows(
      app,
      sql`UPDATE import_passwords SET taken_at = now() - make_interval(mins => ${minutes}) WHERE import_id = ${id}`,
    );
  await age(59);
  assert.equal((await nadia.json('POST', `${importPath}/${id}/passwords`, {})).status, 200);
  await age(61);
  assert.equal((await nadia.get(`${importPath}/${id}`)).json().passwords, 0);
  assert.equal((await nadia.json('POST', `${importPath}/${id}/passwords`, {})).status, 404);
});

/** How many of these imports some process is at. */
async function underWay(ids: readonly string[]): Promise<number> {
  const [row] = await rows<{ count: number }>(
    app,
    sql`SELECT count(*)::integer AS count FROM unnest(${ids}::text[]) AS id JOIN pg_locks l ON l.locktype = 'advisory'
      AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
      AND ((l.classid::bigint << 32) | l.objid::bigint) = hashtextextended('import:' || id, 1)`,
  );
  return row?.count ?? 0;
}

test('M1 of six organisations that import at once four are at work, so that other jobs have workers; all come to their end', async () => {
  const houses = await Promise.all(Array.from({ length: 6 }, (_, n) => importHouse(app, `slot${n}`)));
  const content = ['username', ...Array.from({ length: 12 }, (_, n) => `s${n}`)].join('\n');
  const ids: string[] = [];
  for (const { nadia } of houses) {
    const { id } = await upload(nadia, content);
    await checked(nadia, id);
    ids.push(id);
  }
  await Promise.all(houses.map(({ nadia }, n) => nadia.json('POST', `${importPath}/${ids[n]}/start`, {})));
  let most = 0;
  await until(async () => {
    most = Math.max(most, await underWay(ids));
    const states = await rows<{ state: string }>(app, sql`SELECT state FROM imports WHERE id = ANY (${ids}::uuid[])`);
    return states.every(({ state }) => state === 'done');
  }, 60_000);
  assert.equal(most, 4);
});

test('M1 an organisation that is suspended, or a maker who supervises a team no longer, stops what goes on in their name', async () => {
  const { tenant, nadia } = await importHouse(app, 'halted');
  const { id } = await upload(nadia, 'username\nana\n');
  await checked(nadia, id);
  const operator = commandLineCaller(operatorsTenantId);
  const team = (await nadia.json('POST', '/api/v1/teams', { name: 'Morning' })).json<{ id: TeamId }>();
  const sam = await app.user(tenant, 'sam', { role: 'supervisor', teams: ['Morning'] });
  const actor = { ...actorOf(commandLineCaller(tenant.id)), kind: 'user', id: sam.id, supervises: [team.id] } as const;
  const may = () =>
    app.app.house.database.withTenant(tenant.id, async (tx) =>
      callerOfActor(tx, await app.app.house.tenants.byId(tenant.id), actor),
    );
  await rows(
    app,
    sql`UPDATE roles SET permissions = permissions || ARRAY['users:import', 'users:create']
    WHERE tenant_id = ${tenant.id} AND key = 'supervisor'`,
  );
  assert.deepEqual((await may()).supervises, []);
  assert.equal(
    (await nadia.json('PUT', `/api/v1/teams/${team.id}/members`, { users: [sam.id], supervises: true })).status,
    204,
  );
  assert.deepEqual((await may()).supervises, [team.id]);
  await app.app.house.organizations.setSuspended(operator, 'halted', true);
  await app.app.house.imports.start(commandLineCaller(tenant.id), id);
  await until(
    async () =>
      (await rows<{ state: string }>(app, sql`SELECT state FROM imports WHERE id = ${id}`))[0]?.state === 'failed',
  );
  await assert.rejects(may(), { code: 'organization_suspended' });
  await app.app.house.organizations.setSuspended(operator, 'halted', false);
  const again = await signedIn(app, 'halted', 'nadia');
  const { fault, counts } = await reached(again, id, 'failed');
  assert.deepEqual([fault, counts.created, await userCount(tenant)], ['organization_suspended', 0, 2]);
});

test('M1 an import stops where whoever started it may not import any more', async () => {
  const { tenant, nadia } = await importHouse(app, 'demoted');
  const dora = await app.user(tenant, 'dora', { role: 'administrator' });
  const browser = await signedIn(app, 'demoted', 'dora');
  const { id } = await upload(browser, 'username\nana\n');
  await checked(browser, id);
  // Between the start and the first line.
  await app.app.house.database.withTenant(tenant.id, (tx) =>
    tx
      .updateTable('users')
      .set({ disabled: true })
      .where('id', '=', dora.id as never)
      .execute(),
  );
  const started = await app.app.house.imports
    .start({ ...commandLineCaller(tenant.id), kind: 'user', id: dora.id }, id)
    .then(() => 'started');
  assert.equal(started, 'started');
  const ended = await reached(nadia, id, 'failed');
  assert.deepEqual([ended.fault, ended.counts.created, await userCount(tenant)], ['not_permitted', 0, 2]);
});

test('M1 two starts at once: one is told, and nobody is made twice; a second import waits for the first', async () => {
  const { tenant, nadia } = await importHouse(app, 'twice');
  const names = Array.from({ length: 60 }, (_, n) => `t${n}`);
  const { id } = await upload(nadia, ['username', ...names].join('\n'));
  const other = await upload(nadia, 'username\nother\n');
  await checked(nadia, id);
  await checked(nadia, other.id);
  const starts = await Promise.all(
    Array.from({ length: 4 }, () => nadia.json('POST', `${importPath}/${id}/start`, {})),
  );
  assert.deepEqual(starts.map((answer) => answer.status).sort(), [204, 412, 412, 412]);
  const second: Answer = await nadia.json('POST', `${importPath}/${other.id}/start`, {});
  assert.deepEqual([second.status, second.json().code], [409, 'import_running']);
  const looking = await nadia.json('POST', `${importPath}/${other.id}/check`, {});
  assert.deepEqual([looking.status, looking.json().code], [409, 'import_running'], 'a check is work as well');
  const done = await reached(nadia, id, 'done');
  assert.deepEqual([done.counts.created, done.passwords, await userCount(tenant)], [60, 60, 61]);
});

test('M1 a cancelled import keeps who was made, and erases what was left of the file', async () => {
  const { tenant, nadia } = await importHouse(app, 'cancelled');
  const { id } = await upload(nadia, ['username', ...Array.from({ length: 300 }, (_, n) => `c${n}`)].join('\n'));
  await checked(nadia, id);
  await nadia.json('POST', `${importPath}/${id}/start`, {});
  await until(async () => (await userCount(tenant)) > 1);
  assert.equal((await nadia.json('POST', `${importPath}/${id}/cancel`, {})).status, 204);
  const { counts } = await reached(nadia, id, 'cancelled');
  const made = await userCount(tenant);
  assert.equal(counts.created, made - 1);
  assert.ok(made < 301);
  assert.equal((await nadia.json('POST', `${importPath}/${id}/start`, {})).status, 412);
});
