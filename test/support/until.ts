import { setTimeout as delay } from 'node:timers/promises';

const intervalMs = 10;

/**
 * Waits until a condition holds, the way for a test to wait for anything. A condition that throws does not hold yet.
 * Rejects with the condition's source (and its last error as cause) when it still does not hold after `timeoutMs`.
 */
export async function until(condition: () => boolean | Promise<boolean>, timeoutMs = 30_000): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    let cause: unknown;
    try {
      if (await condition()) return;
    } catch (error) {
      cause = error;
    }
    if (performance.now() > deadline) throw new Error(`Not true within ${timeoutMs} ms: ${condition}`, { cause });
    await delay(intervalMs);
  }
}

/** A look at a condition counts as no more than this. */
const lookMaxMs = 50;

/**
 * The same where "within so long" is what is tested. Counted are the looks at it, each with the time it took but at most `lookMaxMs`:
 * a machine that stands still, or has other tests to do, is no fault of what it is looked for. By the clock it may take five times
 * as long and 5 s, an answer that is held back included.
 */
export async function within(limitMs: number, condition: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 5 * limitMs + 5_000;
  let spentMs = 0;
  for (;;) {
    const since = performance.now();
    let cause: unknown;
    try {
      const holds = await condition();
      if (holds && performance.now() <= deadline) return;
    } catch (error) {
      cause = error;
    }
    if (spentMs > limitMs || performance.now() > deadline)
      throw new Error(`Not true within ${limitMs} ms: ${condition}`, { cause });
    await delay(intervalMs);
    spentMs += Math.min(performance.now() - since, lookMaxMs);
  }
}
