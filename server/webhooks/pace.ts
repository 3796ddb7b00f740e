/** Keeps a backlog from taking the processor from those who sign in: it has time, they do not. Pure, but for the clock. */
import { setTimeout as delay } from 'node:timers/promises';
import { monotonicMs } from '../kernel/clock.ts';

export class Pace {
  readonly #everyMs: number;
  #nextAtMs = 0;

  /** @param perSecond on average, when all of them wait their turn */
  constructor(perSecond: number) {
    this.#everyMs = 1_000 / perSecond;
  }

  /** Counts one that goes at once, whatever the pace: those that wait make room for it. */
  pass(): void {
    this.#nextAtMs = Math.max(this.#nextAtMs, monotonicMs()) + this.#everyMs;
  }

  /** Resolves when it is this one's turn, in the order of asking. */
  async turn(): Promise<void> {
    const atMs = Math.max(this.#nextAtMs, monotonicMs());
    this.#nextAtMs = atMs + this.#everyMs;
    const waitMs = atMs - monotonicMs();
    if (waitMs > 0) await delay(waitMs, undefined, { ref: false });
  }
}
