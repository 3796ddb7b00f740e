/** Evaluations go through one pool; a full queue is the edge's "come back in a second", not a fault. */
import { refuse } from '../kernel/refusal.ts';
import { HashQueueFull } from '../platform/hashing.ts';

/** @throws Refusal unavailable when more evaluations wait than are allowed */
export async function bounded<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof HashQueueFull) throw refuse('unavailable', { retryAfterSeconds: 1 }, error);
    throw error;
  }
}
