import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RateBudget } from './rate-budget.ts';

function spent(budget: RateBudget, key: string, at: number, times: number): number {
  for (let n = 0; n < times; n += 1) {
    try {
      budget.spend(key, at);
    } catch {
      return n;
    }
  }
  return times;
}

test('security: a budget allows its burst, then its rate, and no key spends another’s', () => {
  const budget = new RateBudget({ burst: 30, perSecond: 10, keysMax: 100 });
  assert.equal(spent(budget, 'ana', 5_000, 40), 30);
  assert.throws(() => budget.spend('ana', 5_000), { code: 'rate_limited', details: { retryAfterSeconds: 0.1 } });
  assert.equal(spent(budget, 'bob', 5_000, 40), 30);
  assert.equal(spent(budget, 'ana', 6_000, 40), 10);
  assert.equal(spent(budget, 'ana', 60_000, 40), 30, 'quiet for long, and no more than the burst');
});

test('security: a budget remembers so many keys, and forgets who has been quiet longest', () => {
  const budget = new RateBudget({ burst: 2, perSecond: 1, keysMax: 2 });
  for (const key of ['ana', 'bob', 'ana']) budget.spend(key, 0);
  budget.spend('eve', 0);
  assert.equal(spent(budget, 'ana', 0, 3), 0, 'not forgotten');
  assert.equal(spent(budget, 'bob', 0, 3), 2, 'forgotten');
});
