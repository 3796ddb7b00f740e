import assert from 'node:assert/strict';
import { test } from 'node:test';
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

test('a busy process is left alone', () => {
  const memory = startIdleMemory();
  memory.stop();
  const end = performance.now() + 200;
  while (performance.now() < end) JSON.stringify({ end });
  assert.equal(memory.look(), false);
});
