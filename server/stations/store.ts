/** SQL of stations: who holds which. What is assigned to whom is written by users. */
import { sql } from 'kysely';
import type { ConnectionId, TeamId, TenantId, UserId } from '../kernel/ids.ts';
import type { Transaction } from '../platform/database.ts';

export interface StationPersonRow {
  readonly station_mode: 'static' | 'dynamic' | 'none';
  readonly uses_seat: boolean;
  /** They may be told who has a station that is taken (T3). */
  readonly may_know: boolean;
}

/** The person who asks, locked against changes of their station; undefined when there is none. */
export async function stationPersonLock(
  tx: Transaction,
  tenant: TenantId,
  user: UserId,
): Promise<StationPersonRow | undefined> {
  const { rows } = await sql<StationPersonRow>`
    WITH person AS MATERIALIZED (SELECT tenant_id, role_id, station_mode FROM users WHERE tenant_id = ${tenant} AND id = ${user} FOR NO KEY UPDATE)
    SELECT p.station_mode, r.uses_seat, r.permissions && ARRAY['users:read', 'team:read'] AS may_know
    FROM person p JOIN roles r ON r.tenant_id = p.tenant_id AND r.id = p.role_id`.execute(tx);
  return rows[0];
}

/** Their seat, so that it cannot go while they take a station. Before the rows of stations, as everybody locks them. */
export async function stationSeatLock(tx: Transaction, tenant: TenantId, user: UserId): Promise<boolean> {
  const { rows } =
    await sql`SELECT 1 FROM seats WHERE tenant_id = ${tenant} AND user_id = ${user} FOR KEY SHARE`.execute(tx);
  return rows.length > 0;
}

export interface StationRow {
  readonly station: string;
  readonly assigned_to: UserId | null;
  readonly holder_id: UserId | null;
  readonly holder_username: string | null;
  readonly holder_first_name: string | null;
  readonly holder_last_name: string | null;
}

/** The number asked for and those the user has, locked in the order of numbers. */
export async function stationLock(
  tx: Transaction,
  tenant: TenantId,
  user: UserId,
  station: string,
): Promise<StationRow[]> {
  const { rows } = await sql<StationRow>`
    WITH theirs AS MATERIALIZED (SELECT station, assigned_to, holder_id FROM stations
      WHERE tenant_id = ${tenant} AND (station = ${station} OR assigned_to = ${user} OR holder_id = ${user}) ORDER BY station FOR UPDATE)
    SELECT t.station, t.assigned_to, t.holder_id, h.username AS holder_username, h.first_name AS holder_first_name, h.last_name AS holder_last_name
    FROM theirs t LEFT JOIN users h ON h.tenant_id = ${tenant} AND h.id = t.holder_id`.execute(tx);
  return rows;
}

/** Takes the number for the holder of a seat, if nobody else has it. One statement; of many at once, one gets true. */
export async function stationTake(tx: Transaction, tenant: TenantId, user: UserId, station: string): Promise<boolean> {
  const { rows } = await sql`
    UPDATE stations SET holder_id = ${user}, held_since = now() WHERE tenant_id = ${tenant} AND station = ${station}
      AND holder_id IS NULL AND coalesce(assigned_to, ${user}) = ${user} RETURNING 1`.execute(tx);
  return rows.length > 0;
}

/** @returns the number that the user held, null when none */
export async function stationRelease(tx: Transaction, tenant: TenantId, user: UserId): Promise<string | null> {
  const { rows } = await sql<{
    station: string;
  }>`UPDATE stations SET holder_id = NULL WHERE tenant_id = ${tenant} AND holder_id = ${user} RETURNING station`.execute(
    tx,
  );
  return rows[0]?.station ?? null;
}

export interface StationOfRow {
  readonly mode: 'static' | 'dynamic' | 'none';
  readonly assigned: string | null;
  readonly held: string | null;
}

export async function stationOfUser(
  tx: Transaction,
  tenant: TenantId,
  user: UserId,
): Promise<StationOfRow | undefined> {
  const { rows } = await sql<StationOfRow>`SELECT u.station_mode AS mode,
      (SELECT station FROM stations s WHERE s.tenant_id = u.tenant_id AND s.assigned_to = u.id) AS assigned,
      (SELECT station FROM stations s WHERE s.tenant_id = u.tenant_id AND s.holder_id = u.id) AS held
    FROM users u WHERE u.tenant_id = ${tenant} AND u.id = ${user}`.execute(tx);
  return rows[0];
}

/** Who is at the number now, the row locked; null when nobody. */
export async function stationHolder(tx: Transaction, tenant: TenantId, station: string): Promise<UserId | null> {
  const { rows } = await sql<{ holder_id: UserId | null }>`SELECT holder_id FROM stations
    WHERE tenant_id = ${tenant} AND station = ${station} FOR UPDATE`.execute(tx);
  return rows[0]?.holder_id ?? null;
}

/** The open tabs of a user. */
export async function connectionIdsOf(tx: Transaction, tenant: TenantId, user: UserId): Promise<ConnectionId[]> {
  const { rows } = await sql<{
    id: ConnectionId;
  }>`SELECT c.id FROM connections c JOIN sessions s ON s.tenant_id = c.tenant_id AND s.id = c.session_id
    WHERE c.tenant_id = ${tenant} AND s.user_id = ${user} AND s.ended_at IS NULL`.execute(tx);
  return rows.map((row) => row.id);
}

export interface StationListRow {
  readonly station: string;
  readonly assigned_to: UserId | null;
  readonly assigned_username: string | null;
  readonly assigned_name: string | null;
  readonly holder_id: UserId | null;
  readonly holder_username: string | null;
  readonly holder_name: string | null;
  readonly held_since: Date | null;
}

export interface StationFilter {
  readonly limit: number;
  /** Number after which the page starts. */
  readonly after: string | null;
  /** Beginning of a number, a username or a name; null = all. */
  readonly search: string | null;
  /** Only what members of these teams have (a supervisor's view); null = all. */
  readonly teams: readonly TeamId[] | null;
}

/** Numbers that are assigned or held, by number. */
export async function stationList(tx: Transaction, tenant: TenantId, filter: StationFilter): Promise<StationListRow[]> {
  const conditions = [sql`s.tenant_id = ${tenant}`];
  if (filter.after !== null) conditions.push(sql`s.station > ${filter.after}`);
  if (filter.search !== null) {
    const start = `${filter.search.toLowerCase().replace(/[\\%_]/g, (character) => `\\${character}`)}%`;
    conditions.push(sql`(s.station LIKE ${start} OR EXISTS (SELECT FROM users u WHERE u.tenant_id = s.tenant_id AND u.id IN (s.assigned_to, s.holder_id)
      AND (lower(u.username) LIKE ${start} OR lower(u.first_name) LIKE ${start} OR lower(u.last_name) LIKE ${start} OR lower(u.first_name || ' ' || u.last_name) LIKE ${start})))`);
  }
  if (filter.teams !== null)
    conditions.push(sql`EXISTS (SELECT FROM team_members m WHERE m.tenant_id = s.tenant_id AND m.user_id IN (s.assigned_to, s.holder_id)
      AND m.team_id = ANY (${filter.teams}::uuid[]))`);
  const { rows } = await sql<StationListRow>`
    SELECT s.station, s.assigned_to, a.username AS assigned_username, coalesce(nullif(trim(a.first_name || ' ' || a.last_name), ''), a.username) AS assigned_name,
      s.holder_id, h.username AS holder_username, coalesce(nullif(trim(h.first_name || ' ' || h.last_name), ''), h.username) AS holder_name,
      CASE WHEN s.holder_id IS NOT NULL THEN s.held_since END AS held_since
    FROM stations s LEFT JOIN users a ON a.tenant_id = s.tenant_id AND a.id = s.assigned_to LEFT JOIN users h ON h.tenant_id = s.tenant_id AND h.id = s.holder_id
    WHERE ${sql.join(conditions, sql` AND `)} ORDER BY s.station LIMIT ${filter.limit + 1}`.execute(tx);
  return rows;
}
