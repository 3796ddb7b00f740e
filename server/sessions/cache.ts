/**
 * Live sessions in memory. An entry serves until a notification about its session, user or tenant arrives, at most `liveTtlMs`;
 * while the listener is down, at most 900 ms, so that a revocation is felt within a second either way. Only a network that fails
 * in silence costs one more second: the listener needs that long to notice. Nothing tells of an end that time brings, of the session
 * or of its hours: an entry serves until then at most.
 */
import { monotonicMs } from '../kernel/clock.ts';
import type { SessionId, TenantId, UserId } from '../kernel/ids.ts';
import type { Listener } from '../platform/notify.ts';
import { sharingDefinitions } from '../schedules/current.ts';
import type { SessionRow } from './store.ts';

const liveTtlMs = 30_000;
const blindTtlMs = 900;
/** Entries a process keeps (about 2 KiB each); beyond it the oldest leave. */
const entriesMax = 50_000;

interface Entry {
  readonly row: SessionRow;
  readonly tenant: TenantId;
  readonly at: number;
  readonly expiresAtMs: number;
  readonly clockOffsetMs: number;
}

/** A text of its own memory: what is cut from a header keeps the whole header alive. */
function ownText(text: string): string {
  return Buffer.from(text).toString();
}

export class SessionCache {
  /** By token, as the cookie carries it: to hash it costs each request more than the rest of the look-up. */
  readonly #entries = new Map<string, Entry>();
  readonly #keysBySession = new Map<SessionId, string>();
  readonly #keysByUser = new Map<UserId, Set<string>>();
  readonly #listener: Listener;
  readonly #clockOffsetMs: () => number;
  /** Rises with every change heard: a look-up that began before it is used once and not kept. */
  #generation = 0;

  /** @param clockOffsetMs for tests: see AppOptions */
  constructor(listener: Listener, clockOffsetMs: () => number) {
    this.#listener = listener;
    this.#clockOffsetMs = clockOffsetMs;
    listener.subscribe({
      onChange: (change) => {
        if (change.kind !== 'session' && change.kind !== 'user' && change.kind !== 'tenant') return;
        this.#generation += 1;
        if (change.kind === 'session') this.dropSession(change.session);
        else if (change.kind === 'user') this.dropUser(change.user);
        else this.#dropTenant(change.tenant);
      },
      onGap: () => this.#clear(),
    });
  }

  get size(): number {
    return this.#entries.size;
  }

  /** What is remembered of a token; undefined when it must be looked up. */
  peek(token: string, tenant: TenantId): SessionRow | undefined {
    const entry = this.#entries.get(token);
    if (entry === undefined || entry.tenant !== tenant) return undefined;
    const at = monotonicMs();
    const moved = this.#clockOffsetMs() - entry.clockOffsetMs;
    const fresh = at - entry.at < (this.#listener.live ? liveTtlMs : blindTtlMs) && at + moved < entry.expiresAtMs;
    return fresh ? entry.row : undefined;
  }

  /** @param hoursLeftMs until the hours of a session end it; null = they do not */
  async get(
    token: string,
    tenant: TenantId,
    load: () => Promise<SessionRow | null>,
    hoursLeftMs: (row: SessionRow) => number | null,
  ): Promise<SessionRow | null> {
    const known = this.peek(token, tenant);
    if (known !== undefined) return known;
    const at = monotonicMs();
    const generation = this.#generation;
    const row = await load();
    if (this.#entries.get(token)?.tenant === tenant) this.#drop(token);
    if (row !== null && generation === this.#generation) {
      const leftMs = Math.min(row.absolute_left_seconds * 1000, hoursLeftMs(row) ?? Number.POSITIVE_INFINITY);
      const clockOffsetMs = this.#clockOffsetMs();
      this.#put(ownText(token), { row: sharingDefinitions(row), tenant, at, expiresAtMs: at + leftMs, clockOffsetMs });
    }
    return row;
  }

  dropSession(id: SessionId): void {
    this.#generation += 1;
    const key = this.#keysBySession.get(id);
    if (key !== undefined) this.#drop(key);
  }

  dropUser(id: UserId): void {
    this.#generation += 1;
    for (const key of this.#keysByUser.get(id) ?? []) this.#drop(key);
  }

  #put(key: string, entry: Entry): void {
    const { row } = entry;
    // A session that has a new token has no other: the notification that says so may still be on its way.
    const before = this.#keysBySession.get(row.id);
    if (before !== undefined) this.#drop(before);
    if (this.#entries.size >= entriesMax) {
      const oldest = this.#entries.keys().next();
      if (!oldest.done) this.#drop(oldest.value);
    }
    this.#entries.set(key, entry);
    this.#keysBySession.set(row.id, key);
    const keys = this.#keysByUser.get(row.user_id) ?? new Set();
    keys.add(key);
    this.#keysByUser.set(row.user_id, keys);
  }

  #drop(key: string): void {
    const entry = this.#entries.get(key);
    if (!entry) return;
    this.#entries.delete(key);
    this.#keysBySession.delete(entry.row.id);
    const keys = this.#keysByUser.get(entry.row.user_id);
    keys?.delete(key);
    if (keys?.size === 0) this.#keysByUser.delete(entry.row.user_id);
  }

  #dropTenant(tenant: TenantId): void {
    this.#generation += 1;
    for (const [key, entry] of this.#entries) if (entry.tenant === tenant) this.#drop(key);
  }

  #clear(): void {
    this.#generation += 1;
    this.#entries.clear();
    this.#keysBySession.clear();
    this.#keysByUser.clear();
  }
}
