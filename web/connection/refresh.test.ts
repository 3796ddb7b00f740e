import assert from 'node:assert/strict';
import { test } from 'node:test';
import { until } from '../../test/support/until.ts';
import { onceAtATime } from './refresh.ts';

test('L5 however often somebody comes or goes, the list is asked for once at a time, and once more after the last change', async () => {
  const asked: PromiseWithResolvers<void>[] = [];
  const changed = onceAtATime(() => {
    const one = Promise.withResolvers<void>();
    asked.push(one);
    return one.promise;
  }, 30);
  const started = performance.now();
  for (let count = 0; count < 50; count += 1) changed();
  assert.equal(asked.length, 1);
  asked[0]?.resolve();
  await until(() => asked.length === 2);
  assert.ok(performance.now() - started >= 29, 'not at once');
  changed();
  asked[1]?.reject(new Error('away'));
  await until(() => asked.length === 3);
  asked[2]?.resolve();
  const quiet = performance.now();
  await until(() => performance.now() - quiet > 100);
  assert.equal(asked.length, 3);
  changed();
  assert.equal(asked.length, 4);
  asked[3]?.resolve();
});
