/** When to try again: the schedule that the Standard Webhooks specification recommends. Pure, but for the jitter. */
import { randomInt } from 'node:crypto';

/** Seconds after the first, second, … attempt that failed. */
const retrySeconds = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400] as const;

/** A pause is up to a tenth longer, so that what failed together does not come back together. */
const jitterPermille = 100;

/**
 * @param retries pauses that are used up
 * @returns seconds to wait; null when there was the last attempt
 */
export function pauseAfter(retries: number): number | null {
  const seconds = retrySeconds[retries];
  return seconds === undefined ? null : seconds * (1 + randomInt(jitterPermille + 1) / 1_000);
}
