import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { parseRows, rowsOfTitle, testsByRow, withTests } from './coverage.ts';

const text = await readFile(new URL('../docs/coverage.md', import.meta.url), 'utf8');

test('titles name rows of the mission', () => {
  assert.deepEqual(rowsOfTitle('S8.3 S9 a disabled user reads HTTP/1.1 in ASVS V6'), ['S8.3', 'S9']);
});

test('every row that is not planned has a test that names it', () => {
  const tests = testsByRow();
  const rows = parseRows(text);
  assert.ok(rows.length > 60, `${rows.length} rows`);
  const bare = rows.filter((row) => row.state !== 'planned' && !tests.has(row.id)).map((row) => row.id);
  assert.deepEqual(bare, []);
});

test('docs/coverage.md names the tests as they are: run node_modules/.bin/node tools/coverage.ts', () => {
  assert.equal(text, withTests(text, testsByRow()));
});

test('no test names a row that does not exist', () => {
  const known = new Set(parseRows(text).map((row) => row.id));
  const unknown = [...testsByRow().keys()].filter((id) => !known.has(id) && id !== 'S8');
  assert.deepEqual(unknown, []);
});
