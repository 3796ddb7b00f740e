/** Limits how often one address may ask for organisation names (O3), so that they cannot be listed by guessing. Per process. */
import { monotonicMs } from '../kernel/clock.ts';
import { refuse } from '../kernel/refusal.ts';

const windowMs = 60_000;
/** A whole contact centre starts its shift behind one address; a guesser wants thousands. */
const asksMax = 120;
const sourcesMax = 10_000;

const asks = new Map<string, { startedAt: number; count: number }>();

/** @throws Refusal rate_limited */
export function takeBudget(source: string): void {
  const at = monotonicMs();
  const window = asks.get(source);
  if (window && at - window.startedAt < windowMs) {
    window.count += 1;
    if (window.count > asksMax)
      throw refuse('rate_limited', { retryAfterSeconds: Math.ceil((windowMs - (at - window.startedAt)) / 1000) });
    return;
  }
  if (asks.size >= sourcesMax) asks.clear();
  asks.set(source, { startedAt: at, count: 1 });
}
