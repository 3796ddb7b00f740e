/**
 * Connections owns the tabs that are connected now: an event stream each, which is the connection; how many a person may have, what
 * their tabs are told, and the view of who is there. Routes call it, and sign-in asks it for a person's other browsers. It never
 * decides whether somebody may enter: it asks what every request asks, and tells the tabs.
 */
import { randomInt } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { type BrowserId, type ConnectionId, newId, type SessionId, type TenantId, type UserId } from '../kernel/ids.ts';
import { Refusal, refuse } from '../kernel/refusal.ts';
import type { Change } from '../platform/changes.ts';
import type { Database, Transaction } from '../platform/database.ts';
import type { Listener } from '../platform/notify.ts';
import { seatsDisconnected } from '../seats/seats.ts';
import type { Tenants } from '../tenants/tenants.ts';
import { Backlog } from './backlog.ts';
import { Hub } from './hub.ts';
import { judge } from './judge.ts';
import { Nodes } from './nodes.ts';
import { type Connected, isOfUnknownNode, type Opening, openConnection } from './open.ts';
import { OpeningBudget } from './opening-budget.ts';
import { type ConnectionOfUser, connectionsClose, sessionListOfOthers } from './store.ts';
import { type EventName, frameOf, Stream } from './stream.ts';
import { Tidings } from './tidings.ts';

/** A session of the same person in another browser, or in another native client. */
export interface OtherSession {
  readonly id: SessionId;
  readonly browser: string;
  readonly address: string;
  readonly since: string;
  readonly tabs: number;
  /** A tab is connected, or the last one went moments ago: it may be a reload. */
  readonly connectedRecently: boolean;
}

/**
 * The person's live sessions of one kind in other browsers than this one, oldest first: what the limit of browsers counts. Locks
 * nothing, so whoever acts on it holds the user's row.
 */
export async function othersOf(
  tx: Transaction,
  tenant: TenantId,
  user: UserId,
  browser: BrowserId | null,
  kind: 'browser' | 'native',
): Promise<OtherSession[]> {
  const rows = await sessionListOfOthers(tx, tenant, user, browser, kind);
  return rows.map((row) => ({
    id: row.id,
    browser: row.browser_name,
    address: row.address,
    since: row.created_at.toISOString(),
    tabs: row.tabs,
    connectedRecently: row.connected_recently,
  }));
}

export interface ConnectionsOptions {
  readonly database: Database;
  readonly listener: Listener;
  readonly tenants: Pick<Tenants, 'byId'>;
  readonly sessions: { flush(): Promise<void> };
  readonly onError: (error: unknown) => void;
  /** For tests: see AppOptions. */
  readonly clockOffsetMs: () => number;
}

/** A tab whose row is written: `attach` gives it its stream. */
export interface Opened extends Opening {
  readonly token: string;
  readonly watches: boolean;
  readonly connected: Connected;
}

export interface Connections {
  /** Begins to beat and to look after streams. A house that is not started (command line) holds none. */
  start(): void;
  /**
   * Writes a tab down as connected.
   * @throws Refusal connection_limit (with the open tabs), user_limit_reached, not_signed_in, rate_limited, unavailable (draining, or the database is away)
   */
  open(opening: Opening & { readonly token: string; readonly watches: boolean }): Promise<Opened>;
  /** From here on the response is the tab's stream, until either side ends it. */
  attach(opened: Opened, response: ServerResponse): void;
  /** A tab answered a ping. @returns false when its stream is not known here by this token */
  answered(tab: string, token: string): boolean;
  /** The same for a tab whose user is known, wherever its stream is. @param token the session's newest */
  answeredBy(user: UserId, tab: string, token: string): void;
  /** Somebody of this organisation came, perhaps without a tab: whoever watches is told within a second. */
  moved(tenant: TenantId): void;
  /** Tabs whose streams this process holds. */
  tabs(): number;
  /** Tells all tabs to connect elsewhere, and takes them out of the database. No tab is taken any more. */
  drain(): Promise<void>;
  close(): Promise<void>;
}

/** Tabs taken out by one transaction, and judged by one query. */
const closedAtOnce = 500;
const judgedAtOnce = 1_000;
/** Milliseconds for which a draining process tries to take its tabs out; then another one does. */
const drainMs = 5_000;
/** Tabs told to reconnect come back at this rate, spread over at most so long. */
const reconnectsPerSecond = 500;
const reconnectMaxMs = 15_000;

class House implements Connections {
  readonly #options: ConnectionsOptions;
  readonly #hub: Hub;
  readonly #nodes: Nodes;
  readonly #closing: Backlog<ConnectionOfUser>;
  readonly #judging: Backlog<Stream>;
  readonly #tidings: Tidings;
  readonly #openings = new OpeningBudget();
  /** Organisations of which watchers are told with the next tick. */
  readonly #stirred = new Set<TenantId>();
  #draining = false;
  #offsetMs = 0;

  constructor(options: ConnectionsOptions) {
    const { database, listener, onError } = options;
    this.#options = options;
    this.#tidings = new Tidings(database, onError);
    this.#nodes = new Nodes({ database, onError, onLost: () => this.#sendElsewhere() });
    this.#hub = new Hub({
      onGone: (stream) => this.#gone(stream),
      onDue: (stream) => this.#judging.add(stream),
      isDeaf: () => !listener.live,
      onTick: () => this.#tick(),
    });
    this.#closing = new Backlog({
      max: closedAtOnce,
      onError,
      work: (tabs) =>
        database.withSystem(async (tx) => {
          await connectionsClose(tx, tabs);
          await seatsDisconnected(tx, tabs);
        }),
    });
    this.#judging = new Backlog({ max: judgedAtOnce, onError, work: (streams) => this.#judge(streams) });
    listener.subscribe({
      onChange: (change) => this.#hear(change),
      onGap: () => this.#judgeAll(this.#hub.all()),
    });
  }

  start(): void {
    this.#nodes.start();
    this.#hub.start();
  }

  async open(opening: Opening & { readonly token: string; readonly watches: boolean }): Promise<Opened> {
    if (this.#draining) throw refuse('unavailable', { retryAfterSeconds: 1 });
    const { tenant, session, user } = opening;
    this.#openings.spend(session, tenant.settings.connections.tabsPerBrowser);
    const id = newId<ConnectionId>();
    const node = await this.#nodes.id();
    try {
      const connected = await this.#options.database.withTenant(
        tenant.id,
        (tx) => openConnection(tx, opening, id, node),
        { planOnce: true },
      );
      this.#tidings.moved(tenant.id);
      return { ...opening, connected };
    } catch (error) {
      if (isOfUnknownNode(error)) {
        this.#nodes.forgotten(node);
        throw refuse('unavailable', { retryAfterSeconds: 1 }, error);
      }
      // Lost on the way to the commit, or behind it: what may have been written must not stay.
      if (!(error instanceof Refusal) || error.code === 'unavailable')
        this.#closing.add({ tenant: tenant.id, id, session, user });
      throw error;
    }
  }

  attach({ tenant, session, user, tab, token, watches, connected }: Opened, response: ServerResponse): void {
    const id = connected.connection;
    const stream = new Stream({ tenant: tenant.id, id, session, user, tab, watches }, token, response);
    stream.tell('connected', connected);
    this.#hub.add(stream);
    // For its deadlines, and because something may have changed since its row was written; with others that come at the same time.
    this.#judging.addSoon(stream);
    if (this.#draining) this.#hub.endWith(stream, 'reconnect', { afterMs: 1_000 });
  }

  answered(tab: string, token: string): boolean {
    return this.#hub.heardByToken(tab, token);
  }

  answeredBy(user: UserId, tab: string, token: string): void {
    const stream = this.#hub.heard(user, tab);
    if (stream === undefined) this.#tidings.pong(user, tab);
    else stream.token = Buffer.from(token).toString();
  }

  moved(tenant: TenantId): void {
    this.#tidings.moved(tenant);
  }

  tabs(): number {
    return this.#hub.size;
  }

  async drain(): Promise<void> {
    this.#draining = true;
    this.#sendElsewhere();
    const { promise: tooLong, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, drainMs);
    await Promise.race([this.#hub.empty().then(() => this.#closing.done()), tooLong]);
    clearTimeout(timer);
  }

  async close(): Promise<void> {
    await this.drain();
    this.#hub.close();
    this.#closing.stop();
    this.#judging.stop();
    await this.#nodes.stop();
  }

  /** Every tab is told to connect anew, not all at once. */
  #sendElsewhere(): void {
    const spreadMs = Math.min(reconnectMaxMs, 500 + (this.#hub.size * 1_000) / reconnectsPerSecond);
    for (const stream of this.#hub.all())
      this.#hub.endWith(stream, 'reconnect', { afterMs: randomInt(Math.ceil(spreadMs)) });
  }

  #gone(stream: Stream): void {
    const { tenant, id, session, user } = stream;
    this.#closing.add({ tenant, id, session, user });
    this.#tidings.moved(tenant);
  }

  #judgeAll(streams: Iterable<Stream>): void {
    for (const stream of streams) this.#judging.add(stream);
  }

  async #judge(streams: readonly Stream[]): Promise<void> {
    const { database, tenants, sessions, onError, clockOffsetMs } = this.#options;
    const open = streams.filter((stream) => stream.open);
    const options = {
      database,
      onError,
      clockOffsetMs,
      tenantOf: (id: TenantId) => tenants.byId(id),
      flushUses: () => sessions.flush(),
    };
    if (open.length > 0)
      await judge(options, open, (stream, { event, data }) => this.#hub.endWith(stream, event, data));
  }

  #hear(change: Change): void {
    if (change.kind === 'session') this.#judgeAll(this.#hub.ofSession(change.session));
    else if (change.kind === 'user') this.#judgeAll(this.#hub.ofUser(change.user));
    else if (change.kind === 'tenant') this.#judgeAll(this.#hub.ofTenant(change.tenant));
    else if (change.kind === 'connected') this.#stirred.add(change.tenant);
    else if (change.kind === 'pong') this.#hearPongs(change.tabs);
    else if (change.kind === 'connection') this.#pass(change);
  }

  #hearPongs(tabs: readonly string[]): void {
    for (const one of tabs) {
      const [user = '', tab = ''] = one.split('/');
      // Written by `Tidings` alone, of a user's id.
      this.#hub.heard(user as UserId, tab);
    }
  }

  /** What a tab is told by somebody, in whichever process. */
  #pass({ connections, event, data, closes }: Change & { readonly kind: 'connection' }): void {
    for (const id of connections) {
      const stream = this.#hub.get(id);
      if (stream === undefined) continue;
      // Announced by this house alone, with the events that it has.
      const name = event as EventName;
      if (closes) this.#hub.endWith(stream, name, data);
      else stream.tell(name, data);
    }
  }

  #tick(): void {
    this.#tidings.tell();
    const offsetMs = this.#options.clockOffsetMs();
    if (offsetMs !== this.#offsetMs) this.#judgeAll(this.#hub.all());
    this.#offsetMs = offsetMs;
    if (this.#stirred.size === 0) return;
    const changed = frameOf('changed', { what: 'connections' });
    for (const tenant of this.#stirred)
      for (const stream of this.#hub.ofTenant(tenant)) if (stream.watches) stream.write(changed);
    this.#stirred.clear();
  }
}

export function createConnections(options: ConnectionsOptions): Connections {
  return new House(options);
}
