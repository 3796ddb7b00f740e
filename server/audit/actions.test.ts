import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { auditActions } from './actions.ts';

/** Everything that the server is made of, but for this slice's list and the tests. */
function serverSource(): string {
  const folder = new URL('../', import.meta.url);
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts') && name !== 'audit/actions.ts')
    .map((name) => readFileSync(new URL(name, folder), 'utf8'))
    .join('\n');
}

test('M4 every action of the list is one that something records', () => {
  const source = serverSource();
  assert.deepEqual(
    auditActions.filter((action) => !source.includes(`'${action}'`)),
    [],
  );
});

test('M4 actions are named noun and verb, each once', () => {
  assert.equal(new Set(auditActions).size, auditActions.length);
  for (const action of auditActions) assert.match(action, /^[a-z_]+(\.[a-z_]+){1,2}$/);
});
