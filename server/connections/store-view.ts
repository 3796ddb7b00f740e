/** SQL of the view of who is connected. */
import { sql } from 'kysely';
import type { ConnectionId, TeamId, TenantId, UserId } from '../kernel/ids.ts';
import type { Transaction } from '../platform/database.ts';

export interface PresenceFilter {
  readonly limit: number;
  /** Sort key after which the page starts. */
  readonly after: string | null;
  /** Part of a name, a username, an extension or a station. */
  readonly search: string | null;
  /** Only members of one of these teams; null = everyone. */
  readonly teams: readonly TeamId[] | null;
}

export interface PresenceRow {
  readonly id: UserId;
  readonly username: string;
  readonly first_name: string;
  readonly last_name: string;
  readonly role_key: string;
  readonly role_name: string;
  readonly sort_key: string;
  readonly teams: readonly { readonly id: TeamId; readonly name: string }[];
  readonly since: Date;
  readonly browser: string;
  readonly address: string;
  readonly seat: boolean;
  readonly station: string | null;
  readonly tabs: readonly {
    readonly id: ConnectionId;
    readonly browser: string;
    readonly address: string;
    readonly since: string;
  }[];
}

/**
 * Who has a tab or a seat, by username. Whoever is there is found by the indexes of both and joined to their names; what is shown
 * of each is read for the page alone.
 */
export async function presenceList(
  tx: Transaction,
  tenant: TenantId,
  { limit, after, search, teams }: PresenceFilter,
): Promise<PresenceRow[]> {
  const conditions = [sql`u.tenant_id = ${tenant}`];
  if (after !== null) conditions.push(sql`lower(u.username) > ${after}`);
  if (teams !== null)
    conditions.push(
      sql`u.id IN (SELECT user_id FROM team_members WHERE tenant_id = ${tenant} AND team_id = ANY (${teams}::uuid[]))`,
    );
  if (search !== null)
    conditions.push(sql`strpos(lower(concat_ws(' ', u.username, u.first_name, u.last_name, u.extension,
      (SELECT station FROM stations h WHERE h.tenant_id = u.tenant_id AND h.holder_id = u.id))), lower(${search})) > 0`);
  const { rows } = await sql<PresenceRow>`
    WITH present AS MATERIALIZED (
      SELECT user_id FROM connections WHERE tenant_id = ${tenant} UNION SELECT user_id FROM seats WHERE tenant_id = ${tenant}),
    shown AS MATERIALIZED (
      SELECT u.tenant_id, u.id, u.username, u.first_name, u.last_name, r.key AS role_key, r.name AS role_name, lower(u.username) AS sort_key
      FROM present JOIN users u ON u.id = present.user_id JOIN roles r ON r.tenant_id = u.tenant_id AND r.id = u.role_id
      WHERE ${sql.join(conditions, sql` AND `)} ORDER BY lower(u.username) LIMIT ${limit + 1})
    SELECT shown.*, seat.user_id IS NOT NULL AS seat, h.station, coalesce(tab.tabs, '[]') AS tabs, coalesce(team.teams, '[]') AS teams,
      coalesce(s.created_at, seat.claimed_at, now()) AS since, coalesce(s.browser_name, '') AS browser, coalesce(s.address, '') AS address
    FROM shown
    LEFT JOIN seats seat ON seat.tenant_id = shown.tenant_id AND seat.user_id = shown.id
    LEFT JOIN stations h ON h.tenant_id = shown.tenant_id AND h.holder_id = shown.id
    LEFT JOIN LATERAL (
      SELECT jsonb_agg(jsonb_build_object('id', c.id, 'browser', c.browser_name, 'address', c.address, 'since', to_char(c.opened_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
        ORDER BY c.opened_at, c.id) AS tabs
      FROM connections c WHERE c.tenant_id = shown.tenant_id AND c.user_id = shown.id) tab ON true
    LEFT JOIN LATERAL (
      SELECT jsonb_agg(jsonb_build_object('id', t.id, 'name', t.name) ORDER BY t.name) AS teams
      FROM team_members m JOIN teams t ON t.tenant_id = m.tenant_id AND t.id = m.team_id
      WHERE m.tenant_id = shown.tenant_id AND m.user_id = shown.id) team ON true
    LEFT JOIN LATERAL (
      SELECT l.created_at, l.browser_name, l.address FROM live_sessions l
      WHERE l.tenant_id = shown.tenant_id AND l.user_id = shown.id ORDER BY l.created_at DESC LIMIT 1) s ON true
    ORDER BY shown.sort_key`.execute(tx);
  return rows;
}
