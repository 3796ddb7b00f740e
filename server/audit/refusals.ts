/**
 * Refusals of requests, each with its reason and none so often that the log is drowned: of one kind (who, from where, what and why)
 * so many stand there each minute as they come, and of the rest how many there were. For refusals that cost the caller nothing;
 * whatever takes a guess, a seat or a hash is recorded by its door, every time.
 */
import type { Caller } from '../kernel/caller.ts';
import { monotonicMs } from '../kernel/clock.ts';
import type { Database } from '../platform/database.ts';
import { type AuditEntry, record } from './audit.ts';

/** Entries of one kind within a minute that are written as they come. */
export const eachMinute = 20;
const windowMs = 60_000;
/** How often it is looked for kinds whose minute is over. */
const sweepMs = 10_000;
/** Kinds remembered; beyond them the oldest minute ends early. */
const kindsMax = 10_000;

interface Kind {
  readonly sinceMs: number;
  written: number;
  /** Not written one by one. */
  repeated: number;
  caller: Caller;
  entry: AuditEntry;
}

class RefusalLog {
  readonly #database: Database;
  /** Oldest first. */
  readonly #kinds = new Map<string, Kind>();
  #timer: NodeJS.Timeout | null = null;

  constructor(database: Database) {
    this.#database = database;
  }

  async note(caller: Caller, entry: AuditEntry, atMs = monotonicMs()): Promise<void> {
    const { tenant, origin } = caller;
    const key = [tenant, origin.address, caller.id, entry.action, entry.reason, entry.target?.id].join(' ');
    let kind = this.#kinds.get(key);
    if (kind === undefined || atMs - kind.sinceMs >= windowMs) {
      const [oldest] = this.#kinds.keys();
      await this.#end(kind === undefined && this.#kinds.size >= kindsMax ? oldest : key);
      kind = { sinceMs: atMs, written: 0, repeated: 0, caller, entry };
      this.#kinds.set(key, kind);
      this.#timer ??= setInterval(() => void this.sweep().catch(() => undefined), sweepMs).unref();
    }
    Object.assign(kind, { caller, entry });
    if (kind.written >= eachMinute) {
      kind.repeated += 1;
      return;
    }
    kind.written += 1;
    await this.#database.withTenantOnce(tenant, (tx) => record(tx, caller, entry));
  }

  /** Says of every kind whose minute is over how often it was repeated. */
  async sweep(atMs = monotonicMs()): Promise<void> {
    for (const [key, { sinceMs }] of this.#kinds) if (atMs - sinceMs >= windowMs) await this.#end(key);
    if (this.#kinds.size === 0) this.#stop();
  }

  async #end(key: string | undefined): Promise<void> {
    const kind = key === undefined ? undefined : this.#kinds.get(key);
    if (key === undefined || kind === undefined) return;
    this.#kinds.delete(key);
    const { caller, entry, repeated } = kind;
    if (repeated === 0) return;
    const summary = { ...entry, details: { ...entry.details, repeated } };
    await this.#database.withTenantOnce(caller.tenant, (tx) => record(tx, caller, summary));
  }

  #stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
  }
}

/** One for each house, found by its database: doors far apart must count together. */
const logs = new WeakMap<Database, RefusalLog>();

function logOf(database: Database): RefusalLog {
  const log = logs.get(database) ?? new RefusalLog(database);
  logs.set(database, log);
  return log;
}

/** Writes a refusal down, or counts it. @param entry with outcome `refused` and its reason */
export function noteRefusal(database: Database, caller: Caller, entry: AuditEntry): Promise<void> {
  return logOf(database).note(caller, entry);
}

/** Writes down what is only counted so far, as if every minute were over. Call before the database closes. */
export async function settleRefusals(database: Database): Promise<void> {
  await logs.get(database)?.sweep(Number.POSITIVE_INFINITY);
}
