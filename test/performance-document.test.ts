import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { performanceDocument } from '../bench/document.ts';
import type { Results } from '../bench/figures.ts';

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');

test('docs/performance.md says what bench/results.json measured, and nothing typed by hand', () => {
  const results: Results = JSON.parse(read('../bench/results.json'));
  assert.equal(read('../docs/performance.md'), performanceDocument(results));
});
