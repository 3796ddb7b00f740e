/**
 * Work that comes one by one and is done many at a time: one batch is under way while the next gathers, and what fails is tried
 * again until it is done. So the close of ten thousand tabs is a few transactions, and none is forgotten while the database is away.
 */
import { setTimeout as delay } from 'node:timers/promises';

const retryMs = 1_000;
/** For which what is in no haste waits for more of its kind. */
const gatherMs = 100;

export interface BacklogOptions<Item> {
  readonly work: (items: readonly Item[]) => Promise<void>;
  /** Items of one batch. */
  readonly max: number;
  /** Told of each failure; the batch is tried again. */
  readonly onError: (error: unknown) => void;
}

export class Backlog<Item> {
  readonly #options: BacklogOptions<Item>;
  readonly #waiting = new Set<Item>();
  readonly #stopping = new AbortController();
  #working: Promise<void> | null = null;
  #gathering: NodeJS.Timeout | null = null;

  constructor(options: BacklogOptions<Item>) {
    this.#options = options;
  }

  /** One that waits already is not added again; one that is under way is, because something may have changed since. */
  add(item: Item): void {
    if (this.#stopping.signal.aborted) return;
    this.#waiting.add(item);
    this.#working ??= this.#work();
  }

  /** The same a tenth of a second later at most, together with whatever comes until then. */
  addSoon(item: Item): void {
    if (this.#stopping.signal.aborted) return;
    this.#waiting.add(item);
    if (this.#working !== null) return;
    this.#gathering ??= setTimeout(() => {
      this.#gathering = null;
      this.#working ??= this.#work();
    }, gatherMs).unref();
  }

  /** Resolves when nothing is left to do, but for what was added without haste. */
  async done(): Promise<void> {
    await this.#working;
  }

  /** What is not done is given up: nothing is tried again. */
  stop(): void {
    this.#stopping.abort();
    if (this.#gathering !== null) clearTimeout(this.#gathering);
  }

  async #work(): Promise<void> {
    // What comes in the same turn of the event loop is one batch.
    await new Promise(setImmediate);
    while (this.#waiting.size > 0 && !this.#stopping.signal.aborted) {
      const batch = [...this.#waiting].slice(0, this.#options.max);
      for (const item of batch) this.#waiting.delete(item);
      try {
        await this.#options.work(batch);
      } catch (error) {
        if (!this.#stopping.signal.aborted) this.#options.onError(error);
        for (const item of batch) this.#waiting.add(item);
        await delay(retryMs, undefined, { signal: this.#stopping.signal }).catch(() => undefined);
      }
    }
    this.#working = null;
  }
}
