// Tests that go on where the one before ended.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Visitor } from './visitor.ts';

/**
 * Makes `test` for a journey: once a step has failed the later ones are not tried, because they would wait for what cannot
 * come, and the failure says what each visitor saw.
 */
export function stepsOf(visitors: readonly Visitor[]): (title: string, walk: () => Promise<void>) => void {
  let fellAt: string | null = null;
  return (title, walk) => {
    test(title, async () => {
      assert.equal(fellAt, null, `not tried, because this failed: ${fellAt}`);
      fellAt = title;
      await walk().catch(async (error: unknown) => {
        const reports = await Promise.allSettled(visitors.map((visitor) => visitor.report()));
        const seen = reports.map((one) => (one.status === 'fulfilled' ? one.value : 'gone'));
        throw new Error(`People saw:\n${seen.join('\n----\n')}`, { cause: error });
      });
      fellAt = null;
    });
  };
}
