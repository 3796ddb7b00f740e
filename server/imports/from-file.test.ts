// Row M6: many users out of one file, each line judged as the API would, and nothing lost or made twice.
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import { type TestApp, testApp } from '../../test/support/app.ts';
import { rows } from '../../test/support/attack.ts';
import { foreignVectors } from '../../test/support/foreign-hashes.ts';
import { commandLineCaller } from '../kernel/caller.ts';
import { csvLine } from '../platform/csv.ts';
import type { Tenant } from '../tenants/tenants.ts';
import { countUsers } from '../users/users.ts';
import { ImportError } from './file-lines.ts';
import { type ImportOptions, type ImportResult, importUsers } from './from-file.ts';

let directory = '';
let app: TestApp;
let files = 0;
/** Statements that create a user fail from this one on, as if the database went away; counts down. */
let insertsLeft = Number.POSITIVE_INFINITY;

before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'usher-import-'));
  app = await testApp({
    onStatement: (statement) => {
      if (!statement.startsWith('insert into "users"')) return;
      insertsLeft -= 1;
      if (insertsLeft < 0) throw new Error('the disk is full');
    },
  });
});
after(async () => {
  await app.close();
  await rm(directory, { recursive: true, force: true });
});

async function fileOf(content: string | Buffer, name = 'users.csv'): Promise<string> {
  files += 1;
  const path = join(directory, `${files}-${name}`);
  await writeFile(path, content);
  return path;
}

function run(tenant: Tenant, file: string, options: Partial<ImportOptions> = {}): Promise<ImportResult> {
  const caller = commandLineCaller(tenant.id);
  return importUsers(app.app.house, tenant, caller, { file, dryRun: false, passwordsFile: null, ...options });
}

function userCount(tenant: Tenant): Promise<number> {
  return app.app.house.database.withTenant(tenant.id, (tx) => countUsers(tx, tenant.id));
}

/** The lines refused, as "line code". */
function refused(result: ImportResult): string[] {
  return result.lines.filter((one) => one.outcome === 'refused').map((one) => `${one.line} ${one.code}`);
}

const header = 'username,email,firstName,lastName,role,extension,locale';
/** 30 lines, of which the 4th, the 11th and the 21st of the file are bad. */
function thirty(): string {
  const rows = Array.from({ length: 30 }, (_, n) => `u${n},u${n}@example.com,Ünal,"Oe, the ${n}th",,${100 + n},en`);
  rows[2] = 'no name,c@example.com,,,,,';
  rows[9] = 'u9,u9@example.com,,,wizard,,';
  rows[19] = 'u19,not an address,,,,,';
  return [header, ...rows, ''].join('\r\n');
}

test('M6 of 30 users with 3 bad lines 27 are created, and the 3 are told with line, code and reason', async () => {
  const tenant = await app.organization('thirty');
  const result = await run(tenant, await fileOf(thirty()));
  assert.deepEqual(refused(result), ['4 invalid_request', '11 invalid_request', '21 invalid_request']);
  assert.match(result.lines[9]?.message ?? '', /^“wizard” is not a role of this organisation\.$/);
  assert.equal(result.created, 27);
  assert.equal(await userCount(tenant), 27);
  const caller = commandLineCaller(tenant.id);
  const id = await app.app.house.users.findByIdentifier(tenant, 'U5@example.com');
  const { user } = await app.app.house.users.get(tenant, caller, id);
  assert.deepEqual(
    [user.username, user.firstName, user.lastName, user.role, user.extension, user.locale],
    ['u5', 'Ünal', 'Oe, the 5th', 'agent', '105', 'en'],
  );
});

test('M6 a second run of the same file refuses every line with identifier_taken and makes nobody twice', async () => {
  const tenant = await app.organization('again');
  const file = await fileOf('username,email\nana,ana@example.com\nbo,bo@example.com\n');
  assert.equal((await run(tenant, file)).created, 2);
  assert.deepEqual(refused(await run(tenant, file)), ['2 identifier_taken', '3 identifier_taken']);
  assert.equal(await userCount(tenant), 2);
});

test('M6 a name, address or extension that an earlier line of the file claims is refused, whatever its case', async () => {
  const tenant = await app.organization('twins');
  const lines = [
    'username,email,extension',
    'ana,ana@example.com,1',
    'ANA,other@example.com,2',
    'bo,Ana@Example.com,3',
    'ana@example.com,,4',
    'cy,cy@example.com,1',
  ];
  const passwordsFile = join(directory, 'twins.csv');
  const result = await run(tenant, await fileOf(lines.join('\n')), { passwordsFile });
  assert.deepEqual(refused(result), [
    '3 identifier_taken',
    '4 identifier_taken',
    '5 identifier_taken',
    '6 invalid_request',
  ]);
  assert.match(result.lines[1]?.message ?? '', /in line 2/);
  assert.equal(await userCount(tenant), 1);
});

test('M6 T2 a number in the file is that person’s own; one that somebody has, or an earlier line claims, is refused', async () => {
  const tenant = await app.organization('numbers');
  const admin = commandLineCaller(tenant.id);
  await app.user(tenant, 'owner', { station: { mode: 'static', id: '9' } });
  const lines = ['username,email,station', 'ana,a@example.com,0042', 'bo,b@example.com,0042', 'cy,c@example.com,9'];
  lines.push('di,d@example.com,none', 'ed,e@example.com,', 'fay,f@example.com,x1');
  const file = await fileOf(lines.join('\n'));
  const expected = ['3 station_taken', '4 station_taken', '7 invalid_request'];
  assert.deepEqual(refused(await run(tenant, file, { dryRun: true })), expected);
  const result = await run(tenant, file);
  assert.deepEqual(refused(result), expected);
  assert.match(result.lines[1]?.message ?? '', /in line 2/);
  const { items } = await app.app.house.users.list(tenant, admin, { limit: 10, cursor: null, search: null });
  assert.deepEqual(
    items.map(({ username, station }) => [username, station.mode, station.id]),
    [
      ['ana', 'static', '0042'],
      ['di', 'none', null],
      ['ed', 'dynamic', null],
      ['owner', 'static', '9'],
    ],
  );
});

test('M6 a dry run tells what a run would do, about names, roles, duplicates and who is there, and writes nothing', async () => {
  const tenant = await app.organization('dry');
  await app.user(tenant, 'taken', { extension: '77' });
  const lines = ['username,role,extension', 'Taken,,', 'new,agent,', 'NEW,,', 'x,wizard,', 'y,,77', 'z,,12ab'];
  const passwordsFile = join(directory, 'never.csv');
  const file = await fileOf(lines.join('\n'));
  const result = await run(tenant, file, { dryRun: true, passwordsFile });
  const foreseen = refused(result);
  assert.deepEqual(foreseen, [
    '2 identifier_taken',
    '4 identifier_taken',
    '5 invalid_request',
    '6 invalid_request',
    '7 invalid_request',
  ]);
  assert.deepEqual([result.wouldCreate, result.created], [1, 0]);
  assert.equal(await userCount(tenant), 1);
  await assert.rejects(stat(passwordsFile), { code: 'ENOENT' });
  assert.deepEqual(refused(await run(tenant, file, { passwordsFile })), foreseen);
});

test('M6 temporary passwords that nobody is mailed go into a new file of mode 0600, and sign in', async () => {
  const tenant = await app.organization('slips');
  const file = await fileOf('username,email\n=SUM(A1),\nana,\nbo,bo@example.com\n');
  await assert.rejects(run(tenant, file), (error) => error instanceof ImportError && /--passwords/.test(error.message));
  assert.equal(await userCount(tenant), 0);
  const passwordsFile = join(directory, 'slips.csv');
  const result = await run(tenant, file, { passwordsFile });
  assert.deepEqual([result.created, result.passwords], [3, 2]);
  assert.equal((await stat(passwordsFile)).mode & 0o777, 0o600);
  const rows = (await readFile(passwordsFile, 'utf8')).trimEnd().split('\r\n');
  assert.equal(rows[0], 'username,temporaryPassword');
  const slips = new Map(rows.slice(1).map((row) => [row.split(',')[0], row.split(',')[1] ?? '']));
  assert.deepEqual([...slips.keys()].sort(), ["'=SUM(A1)", 'ana']);
  assert.ok(!JSON.stringify(result).includes(slips.get('ana') ?? ''), 'the report holds no password');
  const signedIn = await app.browser('slips').signIn('ana', slips.get('ana') ?? '');
  assert.equal(signedIn.status, 200);
  // Never written over: the slips of the first run may not be handed over yet.
  const another = await fileOf('username\ncy\n');
  await assert.rejects(run(tenant, another, { passwordsFile }), ImportError);
  assert.equal(await userCount(tenant), 3);
});

test('M6 an import that fails halfway says which lines are done, and running it again does the rest', async () => {
  const tenant = await app.organization('halfway');
  const names = Array.from({ length: 40 }, (_, n) => `h${n}`);
  const file = await fileOf(['username', ...names].join('\n'));
  insertsLeft = 10;
  const [one, two] = [join(directory, 'half-1.csv'), join(directory, 'half-2.csv')];
  const broken = await run(tenant, file, { passwordsFile: one });
  insertsLeft = Number.POSITIVE_INFINITY;
  assert.deepEqual([broken.created, broken.passwords, await userCount(tenant)], [10, 10, 10]);
  const last = broken.lines.at(-1);
  assert.equal(last?.code, 'unavailable');
  assert.match(last?.message ?? '', /^Not tried, because line \d+ failed: the disk is full/);
  const rest = await run(tenant, file, { passwordsFile: two });
  assert.deepEqual([rest.created, rest.refused, await userCount(tenant)], [30, 10, 40]);
  const slips = (await readFile(one, 'utf8')) + (await readFile(two, 'utf8'));
  for (const name of names) assert.ok(slips.includes(`\r\n${name},`), name);
});

test('M6 a cell that a spreadsheet would run as a formula begins with an apostrophe', () => {
  for (const start of ['=', '+', '-', '@', '\t', '\r']) assert.match(csvLine([`${start}1`]), /^"?'/);
  for (const separator of [';', '\t', '\n', '\r\n'])
    assert.ok(csvLine(['x', `ana${separator}=1+1`]).includes(`${separator}'=1+1`), JSON.stringify(separator));
  assert.equal(csvLine(['Hd7vn-m4tcx']), 'Hd7vn-m4tcx\r\n');
  assert.equal(csvLine(['a"b,c']), '"a""b,c"\r\n');
});

test('M6 a byte order mark, any order of columns, blank lines and Windows line breaks are read', async () => {
  const tenant = await app.organization('excel');
  const file = await fileOf('\u{feff}email, username\r\n\r\nana@example.com, ana\r\nbo@example.com\r\n');
  const result = await run(tenant, file);
  assert.deepEqual(
    result.lines.map((one) => [one.line, one.outcome]),
    [
      [3, 'created'],
      [4, 'refused'],
    ],
  );
});

test('M6 JSON lines are judged like CSV, and a line that is no object does not stop the others', async () => {
  const tenant = await app.organization('lines');
  const lines = [
    '{"username":"ana","email":"ana@example.com","firstName":"Ana"}',
    '{"username":"bo",',
    '[]',
    '{"username":"cy","email":"cy@example.com","password":"chosen by nobody"}',
    '{"username":"di","email":"di@example.com","extension":7}',
    '{"email":"x@example.com"}',
    '{"username":"ed","email":"ed@example.com","locale":null}',
    // Not made as something that the line does not say: active.
    '{"username":"flo","email":"flo@example.com","status":"disabled"}',
    '{"username":"gus","email":"gus@example.com","passwordHash":"$2b$05$abcdefghijklmnopqrstuu5s2v8.iXieOjg/.AySBTTZIIVFJeBui"}',
  ];
  const result = await run(tenant, await fileOf(lines.join('\n'), 'users.ndjson'));
  assert.deepEqual(
    result.lines.map((one) => one.outcome),
    ['created', 'refused', 'refused', 'refused', 'refused', 'refused', 'created', 'refused', 'created'],
  );
});

test('M1 M6 people bring the password along that they have elsewhere: nobody is mailed or handed another one', async () => {
  const tenant = await app.organization('brought-along');
  const vectors = Object.entries(foreignVectors);
  const lines = [
    'username,email,passwordHash,mustChange',
    ...vectors.map(([name, { text }]) => `${name},,"${text}",`),
    `later,later@example.com,${foreignVectors.bcrypt.text},yes`,
    'md5,,5f4dcc3b5aa765d61d8327deb882cf99,',
    `dear,,${foreignVectors.bcrypt.text.replace(/^\$(2[aby])\$\d\d/, '$$$1$$15')},`,
    `perhaps,,${foreignVectors.bcrypt.text},perhaps`,
  ];
  const file = await fileOf(lines.join('\n'));
  const last = vectors.length + 2;
  const bad = [1, 2, 3].map((n) => `${last + n} invalid_request`);
  const foreseen = await run(tenant, file, { dryRun: true });
  assert.deepEqual([foreseen.wouldCreate, refused(foreseen)], [vectors.length + 1, bad]);
  assert.equal(await userCount(tenant), 0);
  const result = await run(tenant, file);
  assert.deepEqual([result.created, result.passwords, refused(result)], [vectors.length + 1, 0, bad]);
  assert.equal(
    JSON.stringify(result).includes(foreignVectors.bcrypt.text.slice(-20)),
    false,
    'the report holds no hash',
  );
  for (const [name, { password }] of vectors) {
    assert.equal((await app.browser(tenant.slug).signIn(name, `${password}.`)).status, 401, name);
    assert.equal((await app.browser(tenant.slug).signIn(name, password)).json().next, 'done', name);
  }
  const later = await app.browser(tenant.slug).signIn('later', foreignVectors.bcrypt.password);
  assert.equal(later.json().next, 'new_password');
  assert.deepEqual(await rows(app, sql`SELECT FROM mails WHERE tenant_id = ${tenant.id}`), []);
  assert.equal(
    refused(await run(tenant, file)).length,
    vectors.length + 4,
    'nobody is made, or given a password, twice',
  );
});

test('M6 a file that cannot be what it should be is refused whole, in a sentence', async () => {
  const tenant = await app.organization('whole');
  const cases: [string | Buffer, RegExp][] = [
    ['', /is empty/],
    ['email\na@example.com\n', /column username is missing/],
    ['username,password\nana,x\n', /"password" is no column/],
    ['username,username\nana,x\n', /there twice/],
    ['username\n"ana"x\n', /not CSV: .*line 2/],
    [Buffer.from('username\nM\xfcller\n', 'latin1'), /not UTF-8/],
    [`username\n${'x\n'.repeat(100_001)}`, /more than 100000/],
  ];
  for (const [content, reason] of cases) {
    const file = await fileOf(content);
    await assert.rejects(run(tenant, file), (error) => error instanceof ImportError && reason.test(error.message));
  }
  await assert.rejects(run(tenant, join(directory, 'absent.csv')), /cannot be read/);
  assert.equal(await userCount(tenant), 0);
});
