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
