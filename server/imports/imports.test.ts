// Row M1: many users out of a file, through the API: planned, checked, imported in the background, each line told.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import { type TestApp, testApp } from '../../test/support/app.ts';
import { rows } from '../../test/support/attack.ts';
import type { Answer } from '../../test/support/browser.ts';
import {
  checked,
  imported,
  importHouse,
  importPath,
  linesOf,
  reached,
  signedIn,
  upload,
} from '../../test/support/imports.ts';
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

/** 1,000 lines as a spreadsheet in Spanish saves them, of which every fiftieth is bad in another way. */
function thousand(): string {
  const rows = Array.from({ length: 1_000 }, (_, n) => `p${n};p${n}@example.com;José ${n};Núñez;${1000 + n};Agente`);
  const bad = [
    'no name;x@example.com;;;;',
    'bad-mail;nowhere;;;;',
    'p0;p0@example.com;;;;',
    'role-unknown;r@example.com;;;;wizard',
    'short;s@example.com',
  ];
  for (let n = 0; n < 20; n += 1) rows[n * 50 + 49] = bad[n % bad.length] ?? '';
  return `\u{feff}Usuario;Correo electrónico;Nombre;Apellidos;Extensión;Rol\r\n${rows.join('\r\n')}\r\n`;
}

test('M1 of 1,000 lines with 20 bad ones the dry run tells the 20 with line and reason, and the import makes the 980', async () => {
  const { tenant, nadia } = await importHouse(app, 'thousand');
  const taken = await upload(nadia, thousand());
  assert.deepEqual(taken.plan.columns, ['username', 'email', 'firstName', 'lastName', 'extension', 'role']);
  assert.deepEqual([taken.lines, taken.preview.length, taken.preview[0]?.[2]], [1_000, 5, 'José 0']);
  await nadia.json('PATCH', `${importPath}/${taken.id}`, { passwords: 'none', constants: { role: 'agent' } });
  const roles = await nadia.get('/api/v1/roles');
  const agent = roles.json<{ items: { id: string; key: string }[] }>().items.find((role) => role.key === 'agent');
  await nadia.json('PATCH', `/api/v1/roles/${agent?.id}`, { name: 'Agente' });
  const before = await checked(nadia, taken.id);
  assert.deepEqual(before.foreseen, { created: 980, updated: 0, skipped: 0, refused: 20 });
  assert.equal(await userCount(tenant), 1);
  const foreseen = await linesOf(nadia, taken.id, 'refused');
  assert.deepEqual(
    foreseen.slice(0, 5).map(({ line, code }) => [line, code]),
    [
      [51, 'invalid_request'],
      [101, 'invalid_request'],
      [151, 'identifier_taken'],
      [201, 'invalid_request'],
      [251, 'invalid_request'],
    ],
  );
  assert.match(foreseen[2]?.message ?? '', /^“p0” is in line 2 already\.$/);
  const done = await imported(nadia, taken.id);
  assert.deepEqual(done.counts, { created: 980, updated: 0, skipped: 0, refused: 20 });
  assert.equal(await userCount(tenant), 981);
  assert.deepEqual(await linesOf(nadia, taken.id, 'refused'), foreseen);
  const found = (await nadia.get('/api/v1/users?search=p500')).json<{ items: Record<string, unknown>[] }>().items[0];
  assert.deepEqual([found?.firstName, found?.lastName, found?.extension], ['José 500', 'Núñez', '1500']);
  const audit = (await nadia.get('/api/v1/audit?limit=200&action=user.create')).json<{ items: object[] }>();
  assert.equal(audit.items.length, 200);
  const whole = (await nadia.get('/api/v1/audit?action=user.import.start')).json<{
    items: Record<string, unknown>[];
  }>();
  assert.deepEqual(
    whole.items.map(({ outcome, details }) => [outcome, details]),
    [
      [
        'done',
        { lines: 1_000, existing: 'skip', passwords: 'none', created: 980, updated: 0, skipped: 0, refused: 20 },
      ],
    ],
  );
  const counted = async (): Promise<number> =>
    (await rows<{ reltuples: number }>(app, sql`SELECT reltuples FROM pg_class WHERE oid = 'users'::regclass`))[0]
      ?.reltuples ?? 0;
  await until(async () => (await counted()) >= 980); // the planner was told at once
});

test('M1 P2 temporary passwords of people without an address are handed over to whoever started until they say they are saved', async () => {
  const { tenant, nadia } = await importHouse(app, 'slips');
  await app.user(tenant, 'omar', { role: 'administrator' });
  const omar = await signedIn(app, 'slips', 'omar');
  const { id } = await upload(nadia, 'username,email\nana,\nbo,bo@example.com\n=cmd,\n');
  await checked(nadia, id);
  const done = await imported(nadia, id);
  assert.deepEqual([done.counts.created, done.passwords], [3, 2]);
  assert.equal((await omar.get(`${importPath}/${id}`)).json().passwords, 0);
  assert.equal((await omar.json('POST', `${importPath}/${id}/passwords`, {})).status, 403);
  const taken = await nadia.json('POST', `${importPath}/${id}/passwords`, {});
  const rows = taken.text.trimEnd().split('\r\n');
  assert.deepEqual(
    rows.map((row) => row.split(',')[0]),
    ['username', 'ana', "'=cmd"],
  );
  const again = await nadia.json('POST', `${importPath}/${id}/passwords`, {});
  assert.equal(again.text, taken.text, 'the first answer may have got lost');
  assert.equal((await nadia.get(`${importPath}/${id}`)).json().passwordsTaken, 2);
  assert.equal((await omar.json('DELETE', `${importPath}/${id}/passwords`)).status, 403);
  assert.equal((await nadia.json('DELETE', `${importPath}/${id}/passwords`)).status, 204);
  assert.equal((await nadia.json('DELETE', `${importPath}/${id}/passwords`)).status, 404);
  assert.equal((await nadia.json('POST', `${importPath}/${id}/passwords`, {})).status, 404);
  const audit = await nadia.get('/api/v1/audit?action=user.import.');
  assert.deepEqual(
    audit
      .json<{ items: Record<string, unknown>[] }>()
      .items.filter(({ outcome }) => outcome === 'done')
      .map(({ action }) => action),
    ['user.import.erase_passwords', 'user.import.passwords', 'user.import.passwords', 'user.import.start'],
  );
  const signIn = await app.browser('slips').signIn('ana', rows[1]?.split(',')[1] ?? '');
  assert.equal(signIn.status, 200, signIn.text);
  const { rows: kept } = await app.app.house.database.withSystem(async (tx) => ({
    rows: await tx.selectFrom('import_lines').select('sealed').where('sealed', 'is not', null).execute(),
  }));
  assert.deepEqual(kept, [], 'what the lines said is erased');
});

test('M1 M3 a role above one’s own in a line is refused for that line, in the dry run and in the import', async () => {
  const { tenant, nadia } = await importHouse(app, 'above');
  const role = { key: 'clerk', name: 'Clerk', permissions: ['users:read', 'users:create', 'users:import'] };
  assert.equal((await nadia.json('POST', '/api/v1/roles', role)).status, 201);
  await app.user(tenant, 'clara', { role: 'clerk' });
  const clara = await signedIn(app, 'above', 'clara');
  const { id } = await upload(clara, 'username,role,team\nana,administrator,\nbo,agent,\ncy,agent,Morning\n');
  assert.deepEqual((await checked(clara, id)).foreseen, { created: 1, updated: 0, skipped: 0, refused: 2 });
  await imported(clara, id);
  const refused = await linesOf(clara, id, 'refused');
  assert.deepEqual(
    refused.map(({ line, code }) => [line, code]),
    [
      [2, 'not_permitted'],
      [4, 'not_permitted'],
    ],
  );
  assert.equal(await userCount(tenant), 3);
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

test('M1 who exists is refused, skipped or updated, as it was chosen; nobody updates themselves', async () => {
  const { tenant, nadia } = await importHouse(app, 'again');
  await app.user(tenant, 'ana', { firstName: 'Ana', extension: '7', email: 'ana@example.com' });
  const content =
    'username,email,first name,extension\nANA,ana@example.com,Anna,7\nnadia,n@example.com,N,\nbo,bo@example.com,Bo,8\n';
  const outcomes: Record<string, object | null> = {};
  for (const existing of ['refuse', 'skip', 'update']) {
    const { id } = await upload(nadia, content);
    await nadia.json('PATCH', `${importPath}/${id}`, { existing });
    outcomes[existing] = (await checked(nadia, id)).foreseen;
    if (existing === 'update') assert.deepEqual((await imported(nadia, id)).counts, outcomes.update);
  }
  assert.deepEqual(outcomes, {
    refuse: { created: 1, updated: 0, skipped: 0, refused: 2 },
    skip: { created: 1, updated: 0, skipped: 2, refused: 0 },
    update: { created: 1, updated: 1, skipped: 0, refused: 1 },
  });
  const found = (await nadia.get('/api/v1/users?search=ana')).json<{ items: Record<string, unknown>[] }>().items[0];
  assert.deepEqual([found?.firstName, found?.extension, found?.role], ['Anna', '7', 'agent']);
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

test('M1 teams, schedule, station, state and what all lines share are set', async () => {
  const { nadia } = await importHouse(app, 'whole');
  await nadia.json('POST', '/api/v1/teams', { name: 'Morning' });
  await nadia.json('POST', '/api/v1/teams', { name: 'Sales' });
  const schedule = (await nadia.json('POST', '/api/v1/schedules', { name: 'Days' })).json<{ id: string }>().id;
  const content =
    'user,equipo,horario,puesto,estado\nana,Morning|Sales,days,12,activo\nbo,,,none,inactivo\ncy,,,,disabled\ndi,Nobody,,,\n';
  const { id } = await upload(nadia, content);
  await nadia.json('PATCH', `${importPath}/${id}`, { constants: { locale: 'es', role: 'agent' }, passwords: 'none' });
  assert.equal((await checked(nadia, id)).foreseen?.refused, 1);
  await imported(nadia, id);
  const { items } = (await nadia.get('/api/v1/users')).json<{ items: Record<string, unknown>[] }>();
  assert.deepEqual(
    items
      .slice(0, 3)
      .map((user) => [user.username, user.teams, user.schedule, user.station, user.status, user.disabled, user.locale]),
    [
      ['ana', ['Morning', 'Sales'], schedule, { mode: 'static', id: '12' }, 'active', false, 'es'],
      ['bo', [], null, { mode: 'none', id: null }, 'inactive', false, 'es'],
      ['cy', [], null, { mode: 'dynamic', id: null }, 'active', true, 'es'],
    ],
  );
});
