import assert from 'node:assert/strict';
import { test } from 'node:test';
import { monotonicMs } from '../kernel/clock.ts';
import { Pace } from './pace.ts';

test('M4 those that wait their turn take one after the other, and make room for those that go at once', async () => {
  const pace = new Pace(100);
  const startedMs = monotonicMs();
  await pace.turn();
  pace.pass();
  await pace.turn();
  await pace.turn();
  assert.ok(monotonicMs() - startedMs >= 28, 'ten milliseconds each');
});

test('M4 however many go at once, who waits has a turn within a second: it holds a place of its endpoint meanwhile', {
  timeout: 5_000,
}, async () => {
  const pace = new Pace(100);
  for (let n = 0; n < 100_000; n += 1) pace.pass();
  const startedMs = monotonicMs();
  await pace.turn();
  assert.ok(monotonicMs() - startedMs < 2_000);
});
