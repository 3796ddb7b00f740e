import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

test('M7 types, lint, dead code and the rules of the house hold', () => {
  const check = fileURLToPath(new URL('./check.ts', import.meta.url));
  const { status, stdout, stderr } = spawnSync(process.execPath, [check], { encoding: 'utf8' });
  assert.equal(status, 0, `${stdout}${stderr}`);
});
