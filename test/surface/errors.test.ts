import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import test from 'node:test';
import { refusalCodes } from '../../server/kernel/refusal.ts';
import { statusOf } from '../../server/platform/http/problem.ts';

const document = await readFile(new URL('../../docs/errors.md', import.meta.url), 'utf8');
const rows = [...document.matchAll(/^\| `(\w+)` \| (\d{3}) \| (.+) \| (.+) \|$/gm)].map(
  ([, code = '', status, meaning = '', remedy = '']) => ({ code, status: Number(status), meaning, remedy }),
);

test('style 9 docs/errors.md explains every code once, and no other', () => {
  assert.deepEqual(rows.map(({ code }) => code).sort(), [...refusalCodes].sort());
});

test('style 9 docs/errors.md tells the status that is sent, what it means and what to do', () => {
  const sent: Readonly<Record<string, number>> = statusOf;
  for (const { code, status, meaning, remedy } of rows) {
    assert.equal(`${code} ${status}`, `${code} ${sent[code]}`);
    assert.match(meaning, /\.$/, code);
    assert.match(remedy, /\.$/, code);
  }
});
