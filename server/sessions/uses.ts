/**
 * When each session was last used, noted in memory and written in batches, so that a request costs no write. Lost with the
 * process, at most `flushEveryMs` of use is: a session may then end so much earlier by its idle limit, never later.
 */
import { monotonicMs } from '../kernel/clock.ts';
import type { SessionId, TenantId } from '../kernel/ids.ts';
import type { Database } from '../platform/database.ts';
import { sessionTouchMany } from './store.ts';

const flushEveryMs = 15_000;
/** Sessions named by one UPDATE. */
const flushBatch = 5_000;

interface Use {
  readonly tenant: TenantId;
  readonly id: SessionId;
  at: number;
}

export class SessionUses {
  #pending = new Map<SessionId, Use>();
  readonly #database: Database;
  readonly #onError: (error: unknown) => void;
  readonly #timer: NodeJS.Timeout;

  constructor(database: Database, onError: (error: unknown) => void) {
    this.#database = database;
    this.#onError = onError;
    this.#timer = setInterval(() => {
      this.flush().catch(onError);
    }, flushEveryMs);
    this.#timer.unref();
  }

  note(tenant: TenantId, id: SessionId): void {
    const use = this.#pending.get(id);
    if (use) use.at = monotonicMs();
    else this.#pending.set(id, { tenant, id, at: monotonicMs() });
  }

  /** Writes what was noted; what could not be written is kept for the next time. */
  async flush(): Promise<void> {
    const pending = [...this.#pending.values()];
    this.#pending = new Map();
    for (let from = 0; from < pending.length; from += flushBatch) {
      const at = monotonicMs();
      const batch = pending.slice(from, from + flushBatch);
      const uses = batch.map((use) => ({ tenant: use.tenant, id: use.id, seconds: (at - use.at) / 1000 }));
      try {
        await this.#database.withSystem((tx) => sessionTouchMany(tx, uses));
      } catch (error) {
        for (const use of pending.slice(from)) if (!this.#pending.has(use.id)) this.#pending.set(use.id, use);
        throw error;
      }
    }
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.flush().catch(this.#onError);
  }
}
