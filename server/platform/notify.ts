/**
 * Notify tells every process of a change that ends or alters sessions, within one PostgreSQL round trip of the commit
 * (LISTEN/NOTIFY). While the listener's connection is down `live` is false, and caches must trust nothing for over a second.
 */
import { type RawBuilder, sql } from 'kysely';
import pg from 'pg';
import { type Change, noteChange } from './changes.ts';
import type { Transaction } from './database.ts';

const channel = 'usher_changes';

/** Tabs named by one notification, which holds 8,000 bytes, a message of 500 characters among them. */
const tabsAtOnce = 50;

function partsOf(change: Change): readonly Change[] {
  if (change.kind !== 'connection' || change.connections.length <= tabsAtOnce) return [change];
  const { connections } = change;
  return Array.from({ length: Math.ceil(connections.length / tabsAtOnce) }, (_, part) => ({
    ...change,
    connections: connections.slice(part * tabsAtOnce, (part + 1) * tabsAtOnce),
  }));
}

/**
 * Announces a change with this transaction: nobody hears of it before the commit, nor if it rolls back. This process hears of
 * it as the commit returns, the others when the notification reaches them; what a tab is told, every process hears only then, so
 * that no tab is told twice.
 */
export function announce(tx: Transaction, change: Change): Promise<void> {
  return announceMany(tx, [change]);
}

/** Announces many at once, by one statement. */
export async function announceMany(tx: Transaction, changes: readonly Change[]): Promise<void> {
  for (const change of changes) if (change.kind !== 'connection') noteChange(tx, change);
  const texts = changes.flatMap(partsOf).map((change) => JSON.stringify(change));
  if (texts.length > 0) await sql`SELECT pg_notify(${channel}, said) FROM unnest(${texts}::text[]) AS said`.execute(tx);
}

/** SQL that announces it for each row of `source`, a name in WITH: for a statement that is alone. Its transaction notes it by itself. */
export function announcing(change: Change, source: string): RawBuilder<unknown> {
  return sql`SELECT pg_notify(${channel}, ${JSON.stringify(change)}) FROM ${sql.ref(source)}`;
}

export interface Listener {
  /** False while changes may be missed. */
  readonly live: boolean;
  /** `onChange` hears every change; `onGap` is called when some may have been missed, so caches must be emptied. */
  subscribe(subscriber: { onChange(change: Change): void; onGap(): void }): void;
  /** Tells the subscribers of a change that this very process has committed. */
  hear(change: Change): void;
  close(): Promise<void>;
}

/** Milliseconds between attempts to reconnect, and between probes of a connection that says nothing. */
const retryMs = 500;
const probeMs = 250;
/**
 * Probes in a row without an answer after which changes may be missed, and after which the connection is given up. Counted, not
 * timed: a process too busy to read its socket is as late to ask as to hear, and must not mistake its own haste for silence.
 */
const silentProbes = 3;
const lostProbes = 20;

const kinds: ReadonlySet<string> = new Set<Change['kind']>([
  'tenant',
  'user',
  'session',
  'connection',
  'connected',
  'pong',
  'webhooks',
]);

/** What a notification says; null when it is none of ours, and then anything may have changed. */
function changeOf(payload: string | undefined): Change | null {
  try {
    const change: Partial<Change> = JSON.parse(payload ?? '');
    // Written by `announce` alone, so a known kind has its fields.
    return change.kind !== undefined && kinds.has(change.kind) ? (change as Change) : null;
  } catch {
    return null;
  }
}

/** Connects in the background and for ever; never rejects. */
export function listen(ownerUrl: string, onError: (error: Error) => void): Listener {
  const subscribers: { onChange(change: Change): void; onGap(): void }[] = [];
  let client: pg.Client | null = null;
  let timer: NodeJS.Timeout | null = null;
  let live = false;
  let unanswered = 0;
  let closed = false;

  function gap(): void {
    for (const subscriber of subscribers) subscriber.onGap();
  }

  function lost(failed: pg.Client, error?: Error): void {
    if (client !== failed) return;
    client = null;
    live = false;
    unanswered = 0;
    if (error && !closed) onError(error);
    gap();
    failed.end().catch(() => undefined);
    if (timer) clearInterval(timer);
    if (!closed) timer = setTimeout(connect, retryMs);
  }

  /** One question at a time: a connection that a dead network holds open answers none of them. */
  function probe(asked: pg.Client): void {
    if (unanswered > 0) {
      unanswered += 1;
      if (unanswered > lostProbes) lost(asked, new Error('The listening connection does not answer.'));
      return;
    }
    unanswered = 1;
    asked
      .query('SELECT 1')
      .then(() => {
        unanswered = 0;
      })
      .catch((error: Error) => lost(asked, error));
  }

  function connect(): void {
    const fresh = new pg.Client({
      connectionString: ownerUrl,
      application_name: 'usher-listen',
      keepAlive: true,
      connectionTimeoutMillis: 5_000,
    });
    client = fresh;
    fresh.on('error', (error) => lost(fresh, error));
    fresh.on('end', () => lost(fresh));
    fresh.on('notification', (message) => {
      const change = changeOf(message.payload);
      if (change === null) gap();
      else for (const subscriber of subscribers) subscriber.onChange(change);
    });
    fresh
      .connect()
      .then(() => fresh.query(`LISTEN ${channel}`))
      .then(() => {
        gap();
        live = true;
        unanswered = 0;
        timer = setInterval(() => probe(fresh), probeMs);
      })
      .catch((error: Error) => lost(fresh, error));
  }

  connect();
  return {
    get live() {
      return live && unanswered <= silentProbes;
    },
    hear: (change) => {
      for (const subscriber of subscribers) subscriber.onChange(change);
    },
    subscribe: (subscriber) => {
      subscribers.push(subscriber);
    },
    async close() {
      closed = true;
      if (timer) clearInterval(timer);
      await client?.end().catch(() => undefined);
    },
  };
}
