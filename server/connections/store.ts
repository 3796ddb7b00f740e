/** SQL of connections, and of what their sessions owe to them. */
import { sql } from 'kysely';
import type { BrowserId, ConnectionId, NodeId, SessionId, TenantId, UserId } from '../kernel/ids.ts';
import type { Transaction } from '../platform/database.ts';

/** Seconds after its last tab went in which a session counts as connected: a reload, or a change of networks. */
const recentSeconds = 10;

export interface OtherSessionRow {
  readonly id: SessionId;
  readonly browser_name: string;
  readonly address: string;
  readonly created_at: Date;
  readonly tabs: number;
  readonly connected_recently: boolean;
}

/** Live sessions of a user in other browsers than `browser` (null: in any), oldest first. */
export async function sessionListOfOthers(
  tx: Transaction,
  tenant: TenantId,
  user: UserId,
  browser: BrowserId | null,
  kind: 'browser' | 'native',
): Promise<OtherSessionRow[]> {
  const { rows } = await sql<OtherSessionRow>`
    SELECT s.id, s.browser_name, s.address, s.created_at, t.tabs,
      t.tabs > 0 OR coalesce(s.disconnected_at > now() - make_interval(secs => ${recentSeconds}), false) AS connected_recently
    FROM live_sessions s CROSS JOIN LATERAL (
      SELECT count(*)::integer AS tabs FROM connections c WHERE c.tenant_id = s.tenant_id AND c.session_id = s.id) t
    WHERE s.tenant_id = ${tenant} AND s.user_id = ${user} AND s.kind = ${kind} AND s.browser_id IS DISTINCT FROM ${browser}
    ORDER BY s.created_at, s.id LIMIT 200`.execute(tx);
  return rows;
}

/** A tab as lists show it. */
export interface ConnectionRow {
  readonly id: ConnectionId;
  readonly session_id: SessionId;
  readonly browser_id: BrowserId;
  readonly browser_name: string;
  readonly address: string;
  readonly opened_at: Date;
}

/** The open tabs of a user, oldest first; those of sessions that are over are about to go. */
export async function connectionListByUser(tx: Transaction, tenant: TenantId, user: UserId): Promise<ConnectionRow[]> {
  const { rows } = await sql<ConnectionRow>`
    SELECT c.id, c.session_id, c.browser_id, c.browser_name, c.address, c.opened_at FROM connections c
    JOIN sessions s ON s.tenant_id = c.tenant_id AND s.id = c.session_id
    WHERE c.tenant_id = ${tenant} AND c.user_id = ${user} AND s.ended_at IS NULL ORDER BY c.opened_at, c.id LIMIT 1000`.execute(
    tx,
  );
  return rows;
}

/** Which connection of which session. */
export interface ConnectionKey {
  readonly tenant: TenantId;
  readonly id: ConnectionId;
  readonly session: SessionId;
}

export interface ConnectionOfUser extends ConnectionKey {
  readonly user: UserId;
}

export async function connectionFetch(
  tx: Transaction,
  tenant: TenantId,
  id: ConnectionId,
): Promise<ConnectionOfUser | undefined> {
  return tx
    .selectFrom('connections')
    .select(['tenant_id as tenant', 'id', 'session_id as session', 'user_id as user'])
    .where('tenant_id', '=', tenant)
    .where('id', '=', id)
    .executeTakeFirst();
}

export interface ConnectionInsert {
  readonly tenant: TenantId;
  readonly id: ConnectionId;
  readonly session: SessionId;
  readonly user: UserId;
  readonly tab: string;
  readonly node: NodeId;
  readonly browserName: string;
  readonly address: string;
}

export interface ConnectionOpened {
  /** The session is still live. */
  readonly live: boolean;
  readonly opened: boolean;
  /** The same tab's connection before this one, whichever process held it. */
  readonly superseded: ConnectionId | null;
  /** The other tabs of this browser. */
  readonly others: number;
}

/** Whoever opens or closes a tab of a browser waits here for everybody else who does. */
export async function sessionLockOfBrowser(
  tx: Transaction,
  tenant: TenantId,
  user: UserId,
  session: SessionId,
): Promise<void> {
  await sql`SELECT FROM sessions WHERE tenant_id = ${tenant} AND user_id = ${user} AND ended_at IS NULL
    AND browser_id = (SELECT browser_id FROM sessions WHERE tenant_id = ${tenant} AND id = ${session}) ORDER BY id FOR NO KEY UPDATE`.execute(
    tx,
  );
}

/**
 * Opens a tab if its session is live and its browser has fewer than `limit` others; the row of the same tab before it becomes this
 * one. Under the lock of `sessionLockOfBrowser`, so that of two tabs which want the last place one is counted by the other. A tab
 * is one of its browser: another one that knows its name does not take it over.
 */
export async function connectionOpen(
  tx: Transaction,
  row: ConnectionInsert,
  limit: number,
): Promise<ConnectionOpened | undefined> {
  const { rows } = await sql<ConnectionOpened>`
    WITH live AS MATERIALIZED (SELECT id, browser_id FROM live_sessions WHERE tenant_id = ${row.tenant} AND id = ${row.session}),
    mine AS MATERIALIZED (
      SELECT c.id, c.tab FROM connections c JOIN sessions s ON s.tenant_id = c.tenant_id AND s.id = c.session_id
      WHERE c.tenant_id = ${row.tenant} AND c.user_id = ${row.user} AND c.browser_id = (SELECT browser_id FROM live) AND s.ended_at IS NULL),
    opened AS (
      INSERT INTO connections (tenant_id, id, session_id, user_id, browser_id, tab, node_id, browser_name, address)
      SELECT ${row.tenant}, ${row.id}, live.id, ${row.user}, live.browser_id, ${row.tab}, ${row.node}, ${row.browserName}, ${row.address} FROM live
      WHERE (SELECT count(*) FROM mine WHERE tab <> ${row.tab}) < ${limit}
      ON CONFLICT ON CONSTRAINT connection_tab_unique DO UPDATE SET id = excluded.id, session_id = excluded.session_id, node_id = excluded.node_id,
        browser_name = excluded.browser_name, address = excluded.address, opened_at = excluded.opened_at
      WHERE connections.browser_id = excluded.browser_id RETURNING 1),
    noted AS (
      UPDATE sessions SET connected_at = coalesce(connected_at, now()), disconnected_at = NULL
      WHERE tenant_id = ${row.tenant} AND id = ${row.session} AND (connected_at IS NULL OR disconnected_at IS NOT NULL) AND EXISTS (SELECT FROM opened))
    SELECT EXISTS (SELECT FROM live) AS live, EXISTS (SELECT FROM opened) AS opened,
      (SELECT id FROM connections WHERE tenant_id = ${row.tenant} AND user_id = ${row.user} AND tab = ${row.tab}) AS superseded,
      (SELECT count(*)::integer FROM mine WHERE tab <> ${row.tab}) AS others`.execute(tx);
  return rows[0];
}

export interface ConnectionHolding {
  readonly seat: boolean;
  readonly station: string | null;
  /** The role demands a station, and none is held. */
  readonly station_missing: boolean;
  /** The number that is theirs alone. */
  readonly assigned: string | null;
  /** Null where a live tab counts as use. */
  readonly idle_seconds: number | null;
}

/** What a person who has just connected holds. */
export async function connectionHolding(
  tx: Transaction,
  tenant: TenantId,
  user: UserId,
  session: SessionId,
): Promise<ConnectionHolding | undefined> {
  const { rows } = await sql<ConnectionHolding>`
    SELECT EXISTS (SELECT FROM seats WHERE tenant_id = u.tenant_id AND user_id = u.id) AS seat, held.station,
      r.station_required AND u.station_mode <> 'none' AND held.station IS NULL AS station_missing,
      (SELECT station FROM stations WHERE tenant_id = u.tenant_id AND assigned_to = u.id) AS assigned,
      CASE WHEN r.connected_is_active THEN NULL ELSE s.idle_minutes * 60 END AS idle_seconds
    FROM users u JOIN roles r ON r.tenant_id = u.tenant_id AND r.id = u.role_id
    JOIN sessions s ON s.tenant_id = u.tenant_id AND s.id = ${session}
    LEFT JOIN stations held ON held.tenant_id = u.tenant_id AND held.holder_id = u.id
    WHERE u.tenant_id = ${tenant} AND u.id = ${user}`.execute(tx);
  return rows[0];
}

/**
 * Takes the tabs out, and notes for each session that has none left when its last one went; where a tab counts as use, it was used
 * until then. Across tenants, as the owner, or within one. A row that another tab, or the same one anew, has taken over stays.
 * @param secondsAgo when they went
 */
export async function connectionsClose(tx: Transaction, tabs: readonly ConnectionKey[], secondsAgo = 0): Promise<void> {
  const tenants = tabs.map(({ tenant }) => tenant);
  const sessions = tabs.map(({ session }) => session);
  const ofTabs = sql`(s.tenant_id, s.id) IN (SELECT * FROM unnest(${tenants}::uuid[], ${sessions}::uuid[]))`;
  const wentAt = sql`now() - make_interval(secs => ${secondsAgo})`;
  // None waits for the answer of the one before: they are on their way together, and done in this order.
  await Promise.all([
    sql`SELECT FROM sessions s WHERE ${ofTabs} ORDER BY s.tenant_id, s.id FOR NO KEY UPDATE`.execute(tx),
    sql`DELETE FROM connections c USING unnest(${tenants}::uuid[], ${tabs.map(({ id }) => id)}::uuid[]) AS gone (tenant_id, id)
      WHERE c.tenant_id = gone.tenant_id AND c.id = gone.id`.execute(tx),
    // The role's word as a subquery, for each of the few: joined, all users of a role may be read.
    sql`UPDATE sessions s SET disconnected_at = ${wentAt}, last_seen_at = greatest(s.last_seen_at, (
        SELECT ${wentAt} FROM users u JOIN roles r ON r.tenant_id = u.tenant_id AND r.id = u.role_id
        WHERE u.tenant_id = s.tenant_id AND u.id = s.user_id AND r.connected_is_active))
      WHERE ${ofTabs} AND s.ended_at IS NULL AND s.connected_at IS NOT NULL AND s.disconnected_at IS NULL
        AND (SELECT true FROM connections c WHERE c.tenant_id = s.tenant_id AND c.session_id = s.id LIMIT 1) IS NULL`.execute(
      tx,
    ),
  ]);
}
