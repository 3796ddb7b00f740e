// Row M1: many users out of a file, through the API: planned, checked, imported in the background, each line told.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { goodPassword, type TestApp, testApp } from '../../test/support/app.ts';
import type { Answer, Browser } from '../../test/support/browser.ts';
import { until } from '../../test/support/until.ts';
import { commandLineCaller } from '../kernel/caller.ts';
import type { Tenant } from '../tenants/tenants.ts';
import { countUsers } from '../users/users.ts';
import type { ImportDetail } from './imports.ts';
import type { LineResult } from './store-lines.ts';

let app: TestApp;
const path = '/api/v1/users/import';
const csv = { 'content-type': 'text/csv' };

before(async () => {
  app = await testApp();
});
after(() => app.close());

/** An organisation with its administrator, signed in. */
async function house(slug: string): Promise<{ tenant: Tenant; nadia: Browser }> {
  const tenant = await app.organization(slug);
  await app.user(tenant, 'nadia', { role: 'administrator' });
  return { tenant, nadia: await signedIn(slug, 'nadia') };
}

async function signedIn(slug: string, username: string): Promise<Browser> {
  const browser = app.browser(slug);
  assert.equal((await browser.signIn(username, goodPassword)).status, 200);
  return browser;
}

async function upload(browser: Browser, content: string, name = 'people.csv'): Promise<ImportDetail> {
  const answer = await browser.send('POST', `${path}?name=${name}`, content, csv);
  assert.equal(answer.status, 202, answer.text);
  return answer.json<ImportDetail & Record<string, unknown>>();
}

async function reached(browser: Browser, id: string, ...states: string[]): Promise<ImportDetail> {
  let found: ImportDetail | null = null;
  await until(async () => {
    found = (await browser.get(`${path}/${id}`)).json<ImportDetail & Record<string, unknown>>();
    return states.includes(found.state);
  });
  if (found === null) throw new Error('no answer');
  return found;
}

async function checked(browser: Browser, id: string): Promise<ImportDetail> {
  const answer = await browser.json('POST', `${path}/${id}/check`, {});
  assert.equal(answer.status, 204, answer.text);
  return reached(browser, id, 'checked', 'failed');
}

async function imported(browser: Browser, id: string): Promise<ImportDetail> {
  const answer = await browser.json('POST', `${path}/${id}/start`, {});
  assert.equal(answer.status, 204, answer.text);
  return reached(browser, id, 'done', 'failed');
}

async function linesOf(browser: Browser, id: string, outcome: string): Promise<LineResult[]> {
  const answer = await browser.get(`${path}/${id}/lines?limit=200&outcome=${outcome}`);
  return answer.json<{ items: LineResult[] }>().items;
}

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
  const { tenant, nadia } = await house('thousand');
  const taken = await upload(nadia, thousand());
  assert.deepEqual(taken.plan.columns, ['username', 'email', 'firstName', 'lastName', 'extension', 'role']);
  assert.deepEqual([taken.lines, taken.preview.length, taken.preview[0]?.[2]], [1_000, 5, 'José 0']);
  await nadia.json('PATCH', `${path}/${taken.id}`, { passwords: 'none', constants: { role: 'agent' } });
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
  assert.match(foreseen[2]?.message ?? '', /"p0" is in line 2 already/);
  const done = await imported(nadia, taken.id);
  assert.deepEqual(done.counts, { created: 980, updated: 0, skipped: 0, refused: 20 });
  assert.equal(await userCount(tenant), 981);
  assert.deepEqual(await linesOf(nadia, taken.id, 'refused'), foreseen);
  const found = (await nadia.get('/api/v1/users?search=p500')).json<{ items: Record<string, unknown>[] }>().items[0];
  assert.deepEqual([found?.firstName, found?.lastName, found?.extension], ['José 500', 'Núñez', '1500']);
  const audit = (await nadia.get('/api/v1/audit?limit=200&action=user.create')).json<{ items: object[] }>();
  assert.equal(audit.items.length, 200);
  for (const action of ['user.import.start', 'user.import.complete'])
    assert.equal((await nadia.get(`/api/v1/audit?action=${action}`)).json<{ items: object[] }>().items.length, 1);
});

test('M1 P2 temporary passwords of people without an address are handed over once, to whoever started, and sign in', async () => {
  const { tenant, nadia } = await house('slips');
  await app.user(tenant, 'omar', { role: 'administrator' });
  const omar = await signedIn('slips', 'omar');
  const { id } = await upload(nadia, 'username,email\nana,\nbo,bo@example.com\n=cmd,\n');
  await checked(nadia, id);
  const done = await imported(nadia, id);
  assert.deepEqual([done.counts.created, done.passwords], [3, 2]);
  assert.equal((await omar.get(`${path}/${id}`)).json().passwords, 0);
  assert.equal((await omar.json('POST', `${path}/${id}/passwords`, {})).status, 403);
  const taken = await nadia.json('POST', `${path}/${id}/passwords`, {});
  const rows = taken.text.trimEnd().split('\r\n');
  assert.deepEqual(
    rows.map((row) => row.split(',')[0]),
    ['username', 'ana', "'=cmd"],
  );
  assert.equal((await nadia.json('POST', `${path}/${id}/passwords`, {})).status, 404);
  const signIn = await app.browser('slips').signIn('ana', rows[1]?.split(',')[1] ?? '');
  assert.equal(signIn.status, 200, signIn.text);
  const { rows: kept } = await app.app.house.database.withSystem(async (tx) => ({
    rows: await tx.selectFrom('import_lines').select('sealed').where('sealed', 'is not', null).execute(),
  }));
  assert.deepEqual(kept, [], 'what the lines said is erased');
});

test('M1 M3 a role above one’s own in a line is refused for that line, in the dry run and in the import', async () => {
  const { tenant, nadia } = await house('above');
  const role = { key: 'clerk', name: 'Clerk', permissions: ['users:read', 'users:create', 'users:import'] };
  assert.equal((await nadia.json('POST', '/api/v1/roles', role)).status, 201);
  await app.user(tenant, 'clara', { role: 'clerk' });
  const clara = await signedIn('above', 'clara');
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
  const { tenant, nadia } = await house('demoted');
  const dora = await app.user(tenant, 'dora', { role: 'administrator' });
  const browser = await signedIn('demoted', 'dora');
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
  const { tenant, nadia } = await house('again');
  await app.user(tenant, 'ana', { firstName: 'Ana', extension: '7', email: 'ana@example.com' });
  const content =
    'username,email,first name,extension\nANA,ana@example.com,Anna,7\nnadia,n@example.com,N,\nbo,bo@example.com,Bo,8\n';
  const outcomes: Record<string, object | null> = {};
  for (const existing of ['refuse', 'skip', 'update']) {
    const { id } = await upload(nadia, content);
    await nadia.json('PATCH', `${path}/${id}`, { existing });
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
  const { tenant, nadia } = await house('twice');
  const names = Array.from({ length: 60 }, (_, n) => `t${n}`);
  const { id } = await upload(nadia, ['username', ...names].join('\n'));
  const other = await upload(nadia, 'username\nother\n');
  await checked(nadia, id);
  await checked(nadia, other.id);
  const starts = await Promise.all(Array.from({ length: 4 }, () => nadia.json('POST', `${path}/${id}/start`, {})));
  assert.deepEqual(starts.map((answer) => answer.status).sort(), [204, 412, 412, 412]);
  const second: Answer = await nadia.json('POST', `${path}/${other.id}/start`, {});
  assert.deepEqual([second.status, second.json().code], [409, 'import_running']);
  const done = await reached(nadia, id, 'done');
  assert.deepEqual([done.counts.created, done.passwords, await userCount(tenant)], [60, 60, 61]);
});

test('M1 a cancelled import keeps who was made, and erases what was left of the file', async () => {
  const { tenant, nadia } = await house('cancelled');
  const { id } = await upload(nadia, ['username', ...Array.from({ length: 300 }, (_, n) => `c${n}`)].join('\n'));
  await checked(nadia, id);
  await nadia.json('POST', `${path}/${id}/start`, {});
  await until(async () => (await userCount(tenant)) > 1);
  assert.equal((await nadia.json('POST', `${path}/${id}/cancel`, {})).status, 204);
  const { counts } = await reached(nadia, id, 'cancelled');
  const made = await userCount(tenant);
  assert.equal(counts.created, made - 1);
  assert.ok(made < 301);
  assert.equal((await nadia.json('POST', `${path}/${id}/start`, {})).status, 412);
});

test('M1 V1 formulas, markup and what no text may hold are names like others, or refused; the report runs nothing', async () => {
  const { nadia } = await house('strange');
  const lines = [
    'username,firstName',
    '"=HYPERLINK(""http://evil"")",x',
    'ana,<script>alert(1)</script>',
    '=1+1,"=cmd|\' /C calc\'!A0"',
    'nul,a\0b',
    '-5 5,y',
  ];
  const { id } = await upload(nadia, lines.join('\n'));
  await nadia.json('PATCH', `${path}/${id}`, { passwords: 'none' });
  await checked(nadia, id);
  await imported(nadia, id);
  const report = await nadia.get(`${path}/${id}/report`);
  assert.match(String(report.headers['content-type']), /^text\/csv/);
  for (const cell of report.text.split(/\r\n|,/)) assert.doesNotMatch(cell, /^"?[=+\-@]/);
  assert.match(report.text, /^6,'-5 5,refused,invalid_request,/m);
  const found = (await nadia.get('/api/v1/users?search=ana')).json<{ items: Record<string, unknown>[] }>().items[0];
  assert.equal(found?.firstName, '<script>alert(1)</script>');
});

test('M1 files as spreadsheets save them are read: UTF-16, Windows-1252, tabs, and a first line that names the separator', async () => {
  const { nadia } = await house('encodings');
  const cases: [Buffer, string[]][] = [
    [Buffer.from('\u{feff}username\tfirst name\nana\tÑandú\n', 'utf16le'), ['ana', 'Ñandú']],
    [Buffer.from('username;first name\nana;Ñandú\n', 'latin1'), ['ana', 'Ñandú']],
    [Buffer.from('sep=;\r\nusername;first name\r\nana;a, b\r\n'), ['ana', 'a, b']],
  ];
  for (const [content, expected] of cases) {
    const { id } = await app.app.house.imports.upload(
      { ...commandLineCaller((await app.app.house.tenants.bySlug('encodings')).id) },
      'file.csv',
      async () => content,
    );
    const found = (await nadia.get(`${path}/${id}`)).json<ImportDetail & Record<string, unknown>>();
    assert.deepEqual(found.preview, [expected]);
    assert.deepEqual(found.plan.columns, ['username', 'firstName']);
  }
});

test('M1 a file that is none, and a plan that cannot be, are refused in a sentence', async () => {
  const { nadia } = await house('none');
  for (const content of ['', 'username\n', 'username\n"ana"x\n', `username\n${'x\n'.repeat(100_001)}`]) {
    const answer = await nadia.send('POST', path, content, csv);
    assert.deepEqual([answer.status, answer.json().code], [400, 'invalid_request'], content.slice(0, 20));
  }
  assert.deepEqual((await nadia.get(path)).json().items, []);
  const { id } = await upload(nadia, 'a,b\n1,2\n');
  assert.equal((await nadia.json('POST', `${path}/${id}/check`, {})).status, 400);
  for (const columns of [['username'], ['username', 'username'], ['email', null]])
    assert.equal((await nadia.json('PATCH', `${path}/${id}`, { columns })).status, 400);
  assert.equal((await nadia.json('PATCH', `${path}/${id}`, { columns: ['username', null] })).status, 200);
});

test('M1 teams, schedule, station, state and what all lines share are set', async () => {
  const { nadia } = await house('whole');
  await nadia.json('POST', '/api/v1/teams', { name: 'Morning' });
  await nadia.json('POST', '/api/v1/teams', { name: 'Sales' });
  const schedule = (await nadia.json('POST', '/api/v1/schedules', { name: 'Days' })).json<{ id: string }>().id;
  const content =
    'user,equipo,horario,puesto,estado\nana,Morning|Sales,days,12,activo\nbo,,,none,inactivo\ncy,,,,disabled\ndi,Nobody,,,\n';
  const { id } = await upload(nadia, content);
  await nadia.json('PATCH', `${path}/${id}`, { constants: { locale: 'es', role: 'agent' }, passwords: 'none' });
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
