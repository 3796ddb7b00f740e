/**
 * When each session was last used, noted in memory and written in batches, so that a request costs no write. Lost with the
 * process, at most `flushEveryMs` of use is: a session may then end so much earlier by its idle limit, never later. A use in the
 * last minute of a session is written at once: another process, which holds its tabs, may be about to end it.
 */
import { monotonicMs } from '../kernel/clock.ts';
import type { SessionId, TenantId } from '../kernel/ids.ts';
import type { Database } from '../platform/database.ts';
import { type SessionRow, sessionTouchMany } from './store.ts';

const flushEveryMs = 15_000;
/** What is urgent is gathered for so long. */
const urgentMs = 100;
/** Time left to a session, when its row was read, below which a use is urgent: longer than a row is remembered and a flush waits. */
const nearEndMs = 60_000;
/** Sessions named by one UPDATE. */
const flushBatch = 5_000;

interface Use {
  readonly tenant: TenantId;
  readonly id: SessionId;
  at: number;
}

/** What of a session's row tells how near its idle end was when it was read. */
export type UsedSession = Pick<SessionRow, 'id' | 'last_seen_at' | 'idle_minutes' | 'schedule_now_ms'>;

function isNearEnd(session: UsedSession): boolean {
  return session.last_seen_at.getTime() + session.idle_minutes * 60_000 - session.schedule_now_ms < nearEndMs;
}

export class SessionUses {
  #pending = new Map<SessionId, Use>();
  readonly #database: Database;
  readonly #onError: (error: unknown) => void;
  readonly #timer: NodeJS.Timeout;
  #urgent: NodeJS.Timeout | null = null;
  #writing: Promise<void> = Promise.resolve();

  constructor(database: Database, onError: (error: unknown) => void) {
    this.#database = database;
    this.#onError = onError;
    this.#timer = setInterval(() => {
      this.flush().catch(onError);
    }, flushEveryMs);
    this.#timer.unref();
  }

  note(tenant: TenantId, session: UsedSession): void {
    const use = this.#pending.get(session.id);
    if (use) {
      use.at = monotonicMs();
      return;
    }
    this.#pending.set(session.id, { tenant, id: session.id, at: monotonicMs() });
    if (this.#urgent === null && isNearEnd(session)) this.#urgent = setTimeout(() => this.#flushUrgent(), urgentMs);
  }

  /** Writes what was noted; what could not be written is kept for the next time. Once it resolves, what others write is written too. */
  flush(): Promise<void> {
    const before = this.#writing;
    this.#writing = before.catch(() => undefined).then(() => this.#write());
    return this.#writing;
  }

  #flushUrgent(): void {
    this.#urgent = null;
    this.flush().catch(this.#onError);
  }

  async #write(): Promise<void> {
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
    if (this.#urgent !== null) clearTimeout(this.#urgent);
    await this.flush().catch(this.#onError);
  }
}
