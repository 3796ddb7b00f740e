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
