/** Opening a tab: one transaction that judges the session, the limit and the seat, and writes the row. */
import type { Origin } from '../kernel/caller.ts';
import type { ConnectionId, NodeId, SessionId, UserId } from '../kernel/ids.ts';
import { type Refusal, refuse } from '../kernel/refusal.ts';
import type { Transaction } from '../platform/database.ts';
import { announce } from '../platform/notify.ts';
import { seatConnected } from '../seats/seats.ts';
import type { Tenant } from '../tenants/tenants.ts';
import {
  type ConnectionRow,
  connectionHolding,
  connectionListByUser,
  connectionOpen,
  sessionLockOfBrowser,
} from './store.ts';

export interface Opening {
  readonly tenant: Tenant;
  readonly session: SessionId;
  readonly user: UserId;
  /** The tab's own name for itself. */
  readonly tab: string;
  readonly origin: Origin;
}

/** What a tab is told first. */
export interface Connected {
  readonly connection: ConnectionId;
  /** Whose it is: the browser may have somebody else's session by now. */
  readonly user: UserId;
  /** Of this browser, this one included. */
  readonly tabs: number;
  readonly limit: number;
  /** Seconds of silence after which the session ends; null where a live tab counts as use. */
  readonly idleSeconds: number | null;
  readonly seat: boolean;
  readonly station: string | null;
  /** The role demands a station and none is held (it was released, or lost with the seat): what is theirs to enter; else null. */
  readonly stationAsked: { readonly assigned: string | null } | null;
}

/** A tab as its owner sees it in a list. */
export interface OpenTab {
  readonly id: ConnectionId;
  readonly browser: string;
  readonly address: string;
  readonly since: string;
  /** Of this browser. */
  readonly current: boolean;
}

/** @param session whose browser is the current one */
export function openTabsOf(rows: readonly ConnectionRow[], session: SessionId): OpenTab[] {
  return rows.map((row) => ({
    id: row.id,
    browser: row.browser_name,
    address: row.address,
    since: row.opened_at.toISOString(),
    current: row.session_id === session,
  }));
}

async function limitReached(tx: Transaction, { tenant, user, session }: Opening, limit: number): Promise<Refusal> {
  const rows = await connectionListByUser(tx, tenant.id, user);
  return refuse('connection_limit', { connections: openTabsOf(rows, session), limit });
}

/**
 * @param id of the connection; should the end of the transaction not be known, it is what may have been written
 * @throws Refusal connection_limit, user_limit_reached, not_signed_in, invalid_request (another browser's tab)
 */
export async function openConnection(
  tx: Transaction,
  opening: Opening,
  id: ConnectionId,
  node: NodeId,
): Promise<Connected> {
  const { tenant, session, user, tab, origin } = opening;
  const limit = tenant.settings.connections.tabsPerBrowser;
  const { browser: browserName, address } = origin;
  const row = { tenant: tenant.id, id, session, user, tab, node, browserName, address };
  // Together on their way, and done in this order: that of the locks.
  const [, opened, seated, seen] = await Promise.all([
    sessionLockOfBrowser(tx, tenant.id, user, session),
    connectionOpen(tx, row, limit),
    seatConnected(tx, tenant.id, user),
    connectionHolding(tx, tenant.id, user, session),
  ]);
  if (!opened?.live) throw refuse('not_signed_in');
  if (!opened.opened) {
    if (opened.others >= limit) throw await limitReached(tx, opening, limit);
    throw refuse('invalid_request', { detail: 'This tab is connected from another browser.' });
  }
  if (!seated) throw refuse('user_limit_reached');
  if (opened.superseded !== null) {
    const told = { connections: [opened.superseded], event: 'superseded', data: {}, closes: true };
    await announce(tx, { kind: 'connection', tenant: tenant.id, ...told });
  }
  // A seat that was lost and is taken again came after the look at what is held.
  const holding = seen?.seat === false ? await connectionHolding(tx, tenant.id, user, session) : seen;
  const { seat = false, station = null, idle_seconds: idleSeconds = null } = holding ?? {};
  const stationAsked = holding?.station_missing === true ? { assigned: holding.assigned } : null;
  return { connection: id, user, tabs: opened.others + 1, limit, idleSeconds, seat, station, stationAsked };
}

/** A tab could not be written because the process that wanted to is not among the living. */
export function isOfUnknownNode(error: unknown): boolean {
  return error instanceof Error && 'constraint' in error && error.constraint === 'connection_of_node';
}
