/**
 * A budget of calls for each key: a burst, then so many a second (the generic cell rate algorithm of ITU-T I.371). In memory and
 * per process: for work that costs processor time here and now, not for guesses, which must count everywhere.
 */
import { monotonicMs } from '../../kernel/clock.ts';
import { refuse } from '../../kernel/refusal.ts';

export interface RateBudgetOptions {
  /** Calls at once by whoever has been quiet. */
  readonly burst: number;
  readonly perSecond: number;
  /** Keys remembered; beyond them, whoever has been quiet longest starts anew. */
  readonly keysMax: number;
}

export class RateBudget {
  readonly #options: RateBudgetOptions;
  /** When everything a key has spent will have come back, in monotonic milliseconds; last used, last in order. */
  readonly #restoredAt = new Map<string, number>();

  constructor(options: RateBudgetOptions) {
    this.#options = options;
  }

  /**
   * Spends one call.
   * @returns how many are left at once, and in how many milliseconds all will have come back
   * @throws Refusal rate_limited, with the seconds to wait, and then nothing is spent
   */
  spend(key: string, at = monotonicMs()): { readonly left: number; readonly fullInMs: number } {
    const { burst, perSecond, keysMax } = this.#options;
    const costMs = 1_000 / perSecond;
    const restoredAt = Math.max(at, this.#restoredAt.get(key) ?? 0) + costMs;
    const waitMs = restoredAt - at - burst * costMs;
    if (waitMs > 0) throw refuse('rate_limited', { retryAfterSeconds: waitMs / 1_000 });
    this.#restoredAt.delete(key);
    const [quietest] = this.#restoredAt.keys();
    if (this.#restoredAt.size >= keysMax && quietest !== undefined) this.#restoredAt.delete(quietest);
    this.#restoredAt.set(key, restoredAt);
    const fullInMs = restoredAt - at;
    // A little more than nothing, because what was added and taken away in parts is rarely a whole number.
    return { left: Math.floor(burst - fullInMs / costMs + 1e-6), fullInMs };
  }
}
