import assert from 'node:assert/strict';
import { test } from 'node:test';
import { estimatedLengthMax, loadStrengthEstimator } from './strength.ts';

const estimateStrength = await loadStrengthEstimator();

test('P4 the strength orders passwords as a guesser would', () => {
  const scores: [string, number][] = [
    ['', 0],
    ['password', 0],
    ['qwertyuiop', 0],
    ['aaaaaaaaaaaaaaaaaaaaaaaa', 0],
    ['P@$$w0rd1', 1],
    ['contraseña123', 1],
    ['bienvenido', 0],
    ['saudades', 1],
    ['abcdefg123', 1],
    ['correct horse battery staple', 4],
    ['Hd7vn-m4tcx-5kwyf', 4],
  ];
  for (const [password, score] of scores) assert.equal(estimateStrength(password, []), score, password);
});

test('P4 a context word is worth nothing', () => {
  assert.ok(estimateStrength('zyxtrandivo', []) >= 3);
  assert.equal(estimateStrength('zyxtrandivo', ['zyxtrandivo']), 0);
});

test('security: only the first 64 characters are looked at, so that no input is slow', () => {
  assert.equal(estimatedLengthMax, 64);
  const head = 'a'.repeat(estimatedLengthMax);
  const tail = 'correct horse battery staple';
  assert.equal(estimateStrength(head + tail, []), estimateStrength(head, []));
  // One character earlier the tail would begin to count.
  assert.equal(estimateStrength('a'.repeat(estimatedLengthMax - tail.length) + tail, []), 4);
});

test('security: a surrogate pair cut in half by the limit is no error', () => {
  assert.equal(typeof estimateStrength(`${'a'.repeat(estimatedLengthMax - 1)}🙂`, []), 'number');
});

test('P5 the word lists are loaded once', async () => {
  assert.equal(await loadStrengthEstimator(), estimateStrength);
});
