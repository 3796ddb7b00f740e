/** Keeps a backlog from taking the processor from those who sign in: it has time, they do not. Pure, but for the clock. */
import { setTimeout as delay } from 'node:timers/promises';
import { monotonicMs } from '../kernel/clock.ts';

/** Milliseconds that those who go at once can make others wait: these hold a place, and what they took on is theirs for seconds only. */
const owedMaxMs = 500;

export class Pace {
  readonly #everyMs: number;
  #nextAtMs = 0;

  /** @param perSecond on average, when all of them wait their turn */
  constructor(perSecond: number) {
    this.#everyMs = 1_000 / perSecond;
  }

  /** Counts one that goes at once, whatever the pace: those that wait make room for it, as long as that is not too much. */
  pass(): void {
    const nowMs = monotonicMs();
    this.#nextAtMs = Math.max(this.#nextAtMs, nowMs);
    if (this.#nextAtMs < nowMs + owedMaxMs) this.#nextAtMs += this.#everyMs;
  }

  /** Resolves when it is this one's turn, in the order of asking. */
  async turn(): Promise<void> {
    const atMs = Math.max(this.#nextAtMs, monotonicMs());
    this.#nextAtMs = atMs + this.#everyMs;
    const waitMs = atMs - monotonicMs();
    if (waitMs > 0) await delay(waitMs, undefined, { ref: false });
  }
}
