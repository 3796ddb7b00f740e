// Row M1: files as people have them. How they are written is found out, and nothing in them runs anywhere.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type TestApp, testApp } from '../../test/support/app.ts';
import { checked, csvType, imported, importHouse, importPath, upload } from '../../test/support/imports.ts';
import { refusalIn } from '../../test/support/refused.ts';
import { type Caller, commandLineCaller } from '../kernel/caller.ts';
import { csvRecords, delimiterOf, textChunks } from './csv.ts';
import { fileBytesMax } from './imports.ts';
import type { ImportDetail } from './view.ts';

let app: TestApp;

before(async () => {
  app = await testApp();
});
after(() => app.close());

test('M1 V1 formulas, markup and what no text may hold are names like others, or refused; the report runs nothing', async () => {
  const { nadia } = await importHouse(app, 'strange');
  const lines = [
    'username,firstName',
    '"=HYPERLINK(""http://evil"")",x',
    'ana,<script>alert(1)</script>',
    '=1+1,"=cmd|\' /C calc\'!A0"',
    'nul,a\0b',
    '-5 5,y',
  ];
  const { id } = await upload(nadia, lines.join('\n'));
  await nadia.json('PATCH', `${importPath}/${id}`, { passwords: 'none' });
  await checked(nadia, id);
  await imported(nadia, id);
  const report = await nadia.get(`${importPath}/${id}/report`);
  assert.match(String(report.headers['content-type']), /^text\/csv/);
  assert.equal(report.headers['content-length'], undefined, 'written as it is read, however long it is');
  for (const cell of report.text.split(/\r\n|,/)) assert.doesNotMatch(cell, /^"?[=+\-@]/);
  assert.match(report.text, /^6,'-5 5,refused,invalid_request,/m);
  const found = (await nadia.get('/api/v1/users?search=ana')).json<{ items: Record<string, unknown>[] }>().items[0];
  assert.equal(found?.firstName, '<script>alert(1)</script>');
});

test('M1 files as spreadsheets save them are read: UTF-16, Windows-1252, tabs, and a first line that names the separator', async () => {
  const { nadia } = await importHouse(app, 'encodings');
  const cases: [Buffer, string[]][] = [
    [Buffer.from('\u{feff}username\tfirst name\nana\tÑandú\n', 'utf16le'), ['ana', 'Ñandú']],
    [Buffer.from('username;first name\nana;Ñandú\n', 'latin1'), ['ana', 'Ñandú']],
    [Buffer.from('sep=;\r\nusername;first name\r\nana;a, b\r\n'), ['ana', 'a, b']],
  ];
  for (const [content, expected] of cases) {
    const { id } = await app.app.house.imports.upload(
      { ...commandLineCaller((await app.app.house.tenants.bySlug('encodings')).id) },
      { name: 'file.csv', size: content.length, read: async () => content },
    );
    const found = (await nadia.get(`${importPath}/${id}`)).json<ImportDetail & Record<string, unknown>>();
    assert.deepEqual(found.preview, [expected]);
    assert.deepEqual(found.plan.columns, ['username', 'firstName']);
  }
});

test('M1 a file that is none, and a plan that cannot be, are refused in a sentence', async () => {
  const { nadia } = await importHouse(app, 'none');
  const misplaced = 'has a quotation mark that is out of place';
  for (const [content, path, message] of [
    ['', '/file', 'holds nobody'],
    ['username\n', '/file', 'holds nobody'],
    ['username,email\n,\n', '/file', 'holds nobody'],
    [`${'a,'.repeat(100)}b\n1\n`, '/file', 'names too many columns'],
    ['username\n"ana"x\n', '/file/2', misplaced],
    ['username\nbo\nan "a" na\n', '/file/3', misplaced],
    ['username\n"ana\n', '/file/2', 'has a quotation mark that nothing closes'],
    [`username\n${'x'.repeat(70_000)}\n`, '/file/2', 'has a line that is too long'],
    [`username\n${'x\n'.repeat(100_001)}`, '/file', 'holds too many people'],
  ] as const) {
    const answer = await nadia.send('POST', importPath, content, csvType);
    const { code, violations } = answer.json();
    assert.deepEqual([answer.status, code], [400, 'invalid_request'], content.slice(0, 20));
    assert.deepEqual(violations, [{ path, message }], content.slice(0, 20));
  }
  assert.deepEqual((await nadia.get(importPath)).json().items, []);
  const { id } = await upload(nadia, 'a,b\n1,2\n');
  assert.equal((await nadia.json('POST', `${importPath}/${id}/check`, {})).status, 400);
  for (const columns of [['username'], ['username', 'username'], ['email', null]])
    assert.equal((await nadia.json('PATCH', `${importPath}/${id}`, { columns })).status, 400);
  const { etag } = (await nadia.get(`${importPath}/${id}`)).headers;
  const tagged = () =>
    nadia.json('PATCH', `${importPath}/${id}`, { columns: ['username', null] }, { 'if-match': String(etag) });
  assert.deepEqual(
    [(await tagged()).status, (await tagged()).status],
    [200, 412],
    'of two who decided on the same, one',
  );
});

test('M1 a file that never ends a line, or holds nothing but ends, keeps nobody else waiting', async () => {
  assert.equal(delimiterOf(`${','.repeat(70_000)}${';'.repeat(200_000)}`), ',');
  const chunks = 30;
  let turns = 0;
  let isReading = true;
  const others = (): void => {
    turns += 1;
    if (isReading) setImmediate(others);
  };
  setImmediate(others);
  let records = 0;
  for await (const _record of csvRecords(textChunks('\n'.repeat(chunks * 16_384)))) records += 1;
  isReading = false;
  assert.equal(records, 0);
  assert.ok(turns >= chunks, `${turns} turns of others in ${chunks} chunks`);
});

test('M1 a file may come with an idempotency key: it is too large to be compared, and taken in as ever', async () => {
  const { nadia } = await importHouse(app, 'keyed');
  const headers = { ...csvType, 'idempotency-key': 'one-file' };
  const answer = await nadia.send('POST', importPath, 'username\nana\n', headers);
  assert.equal(answer.status, 202, answer.text);
});

test('M1 security: a file that is slow to come keeps its own organisation waiting and no other; all together hold 200 MB at most', async () => {
  const [one, two, three, four, five, six] = await Promise.all(
    ['slow', 'next', 'third', 'fourth', 'fifth', 'sixth'].map(
      async (slug): Promise<Caller> => commandLineCaller((await app.organization(slug)).id),
    ),
  );
  assert.ok(one && two && three && four && five && six);
  const come = Promise.withResolvers<Buffer>();
  const send = (caller: Caller, bytes: Promise<Buffer>, size = 1_000) =>
    app.app.house.imports.upload(caller, { name: 'file.csv', size, read: () => bytes });
  const isRefused = async (caller: Caller, size?: number): Promise<void> =>
    assert.rejects(send(caller, file, size), (error) => refusalIn(error).code === 'unavailable');
  const file = Promise.resolve(Buffer.from('username\nana\n'));
  const slow = send(one, come.promise);
  await isRefused(one);
  assert.equal((await send(two, file)).lines, 1);
  const others = [
    ...[two, three, four].map((caller) => send(caller, come.promise, fileBytesMax)),
    send(five, come.promise),
  ];
  await isRefused(six, fileBytesMax);
  assert.equal((await send(six, file)).lines, 1, 'five that are slow leave room for what is small');
  come.resolve(await file);
  for (const taken of await Promise.all([slow, ...others])) assert.equal(taken.lines, 1);
  for (const caller of [six, one]) assert.equal((await send(caller, file, fileBytesMax)).lines, 1);
});
