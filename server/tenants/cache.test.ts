import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TenantCache } from './cache.ts';

test('O2 ten thousand made-up names make nobody’s real one be looked up again', async () => {
  const cache = new TenantCache<{ slug: string }>({ live: true, subscribe() {}, hear() {}, async close() {} });
  let lookUps = 0;
  const look = (found: { slug: string } | null) => async () => {
    lookUps += 1;
    return found;
  };
  await cache.get('north', look({ slug: 'north' }));
  for (let index = 0; index < 10_100; index += 1) await cache.get(`made-up-${index}`, look(null));
  assert.equal(lookUps, 10_101);
  assert.deepEqual(await cache.get('north', look(null)), { slug: 'north' });
  assert.equal(lookUps, 10_101);
});
