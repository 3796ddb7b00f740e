// Row M1: many users out of a file, through the API: planned, checked, imported in the background, each line told.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import { type TestApp, testApp } from '../../test/support/app.ts';
import { rows } from '../../test/support/attack.ts';
import { checked, imported, importHouse, importPath, linesOf, signedIn, upload } from '../../test/support/imports.ts';
import { until } from '../../test/support/until.ts';
import type { Tenant } from '../tenants/tenants.ts';
import { countUsers } from '../users/users.ts';

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
  // The key is nothing to them: an answer that is kept for a day would outlive what it holds.
  const take = () => nadia.json('POST', `${importPath}/${id}/passwords`, {}, { 'idempotency-key': 'slips' });
  const taken = await take();
  const rows = taken.text.trimEnd().split('\r\n');
  assert.deepEqual(
    rows.map((row) => row.split(',')[0]),
    ['username', 'ana', "'=cmd"],
  );
  const again = await take();
  assert.equal(again.text, taken.text, 'the first answer may have got lost');
  assert.equal((await nadia.get(`${importPath}/${id}`)).json().passwordsTaken, 2);
  assert.equal((await omar.json('DELETE', `${importPath}/${id}/passwords`)).status, 403);
  assert.equal((await nadia.json('DELETE', `${importPath}/${id}/passwords`)).status, 204);
  assert.equal((await nadia.json('DELETE', `${importPath}/${id}/passwords`)).status, 404);
  assert.equal((await take()).status, 404);
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
