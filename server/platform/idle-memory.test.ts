import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { until } from '../../test/support/until.ts';
import { startIdleMemory } from './idle-memory.ts';

test('an idle process gives back what it used, once', async () => {
  const memory = startIdleMemory();
  memory.stop();
  try {
    let ballast: object[] | null = Array.from({ length: 400_000 }, (_, index) => ({ index, text: `${index}` }));
    const before = process.memoryUsage().heapTotal;
    assert.ok(ballast.length > 0);
    ballast = null;
    await until(() => memory.look());
    assert.ok(process.memoryUsage().heapTotal < before - 8 * 1024 * 1024);
    assert.equal(memory.look(), false);
  } finally {
    memory.stop();
  }
});

test('an idle process that holds much is not searched through for little', async () => {
  const memory = startIdleMemory();
  memory.stop();
  const kept: object[] = Array.from({ length: 900_000 }, (_, index) => ({ index, text: `${index}` }));
  await until(() => memory.look());
  const since = performance.eventLoopUtilization();
  const before = process.memoryUsage().heapTotal;
  let ballast: object[] | null = Array.from({ length: 150_000 }, (_, index) => ({ index, text: `${index}` }));
  const grown = process.memoryUsage().heapTotal - before;
  assert.ok(grown > 8 * 1024 * 1024 && grown < before / 4, `${grown} of ${before}`);
  assert.ok(ballast.length > 0);
  ballast = null;
  // Else it would be left alone for being busy.
  await until(() => performance.eventLoopUtilization(since).utilization < 0.03);
  assert.equal(memory.look(), false);
  assert.ok(kept.length > 0);
});

test('a busy process is left alone', async () => {
  const memory = startIdleMemory();
  memory.stop();
  // The loop's own account of its time begins with a turn of it and is closed by one.
  await nextTurn();
  memory.look();
  const end = performance.now() + 200;
  while (performance.now() < end) JSON.stringify({ end });
  await nextTurn();
  const ballast = Array.from({ length: 400_000 }, (_, index) => ({ index }));
  assert.ok(ballast.length > 0);
  assert.equal(memory.look(), false);
});
