// ui/mantine.css names the components whose styles are loaded: one that is missing would show without any.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

const assets = new URL('../dist/assets/', import.meta.url);
const classes = (source: string): Set<string> => new Set(source.match(/\bm_[0-9a-f]{6,8}\b/g));
const read = (ending: string): string =>
  readdirSync(assets)
    .filter((name) => name.endsWith(ending))
    .map((name) => readFileSync(new URL(name, assets), 'utf8'))
    .join('\n');

test('every class of Mantine that a script of the web application names has its styles', () => {
  const known = classes(readFileSync(new URL('../../node_modules/@mantine/core/styles.css', import.meta.url), 'utf8'));
  const styled = classes(read('.css'));
  const used = [...classes(read('.js'))].filter((name) => known.has(name));
  assert.ok(used.length > 100, 'the scripts were built');
  assert.deepEqual(
    used.filter((name) => !styled.has(name)),
    [],
  );
});
