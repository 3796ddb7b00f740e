/** SQL of who is missing: people with hours, and whether they are signed in. */
import { type RawBuilder, sql } from 'kysely';
import type { TeamId, TenantId, UserId } from '../kernel/ids.ts';
import type { Transaction } from '../platform/database.ts';
import { scheduleColumns } from '../schedules/schedules.ts';

/** Whom the question is about: members of these teams; null = everyone. */
export type Reach = readonly TeamId[] | null;

/** People who have the same hours. */
export interface HoursGroup {
  readonly schedule_definitions: string;
  /** Unix milliseconds by the database's clock. */
  readonly schedule_now_ms: number;
  readonly people: number;
  readonly missing: number;
}

/** Hours that have begun, and when (Unix milliseconds). */
export interface Begun {
  readonly definitions: string;
  readonly sinceMs: number;
}

export interface MissingRow {
  readonly id: UserId;
  readonly username: string;
  readonly first_name: string;
  readonly last_name: string;
  readonly role_key: string;
  readonly role_name: string;
  readonly teams: string[];
  readonly schedule_definitions: string;
  readonly since_ms: number;
  readonly last_sign_in_at: Date | null;
  /** By which they are ordered within the same beginning. */
  readonly sort_key: string;
}

/** Where a page goes on: after that person. */
export interface After {
  readonly sinceMs: number;
  readonly sortKey: string;
}

/**
 * WITH: `here`, who is signed in, and `people` who may sign in at all and have hours. Both are made once, whatever the planner thinks
 * of their size, and `here` is asked by NOT IN, which is a look into a table in memory also on an installation without statistics.
 */
function withPeople(tenant: TenantId, reach: Reach): RawBuilder<unknown> {
  const inReach =
    reach === null
      ? sql``
      : sql`AND u.id IN (SELECT user_id FROM team_members WHERE tenant_id = ${tenant} AND team_id = ANY (${reach}::uuid[]))`;
  return sql`WITH here AS MATERIALIZED (SELECT user_id FROM live_sessions WHERE tenant_id = ${tenant}),
    people AS MATERIALIZED (
      SELECT id, username, first_name, last_name, last_sign_in_at, role_key, role_name, schedule_definitions, schedule_now_ms FROM (
        SELECT u.id, u.username, u.first_name, u.last_name, u.last_sign_in_at, r.key AS role_key, r.name AS role_name, ${scheduleColumns()}
        FROM users u JOIN roles r ON r.tenant_id = u.tenant_id AND r.id = u.role_id
        WHERE u.tenant_id = ${tenant} AND NOT u.disabled AND u.status = 'active' ${inReach}) AS everyone)`;
}

const isMissing = sql<boolean>`p.id NOT IN (SELECT user_id FROM here)`;

/** Everyone with hours, by what those are: as many rows as there are different hours, however many people. */
export async function hoursGroups(tx: Transaction, tenant: TenantId, reach: Reach): Promise<HoursGroup[]> {
  const { rows } = await sql<HoursGroup>`
    ${withPeople(tenant, reach)}
    SELECT p.schedule_definitions, max(p.schedule_now_ms) AS schedule_now_ms,
      count(*)::integer AS people, (count(*) FILTER (WHERE ${isMissing}))::integer AS missing
    FROM people p WHERE p.schedule_definitions IS NOT NULL GROUP BY p.schedule_definitions`.execute(tx);
  return rows;
}

/** Who has one of these hours and is not signed in: the longest missing first, then by username. */
export async function missingList(
  tx: Transaction,
  tenant: TenantId,
  reach: Reach,
  begun: readonly Begun[],
  { after, limit }: { readonly after: After | null; readonly limit: number },
): Promise<MissingRow[]> {
  const { rows } = await sql<MissingRow>`
    ${withPeople(tenant, reach)}
    SELECT p.id, p.username, p.first_name, p.last_name, p.role_key, p.role_name, p.schedule_definitions, p.last_sign_in_at,
      begun.since_ms, lower(p.username) AS sort_key,
      coalesce((SELECT array_agg(t.name ORDER BY t.name) FROM team_members m JOIN teams t ON t.tenant_id = m.tenant_id AND t.id = m.team_id
        WHERE m.tenant_id = ${tenant} AND m.user_id = p.id AND NOT m.supervises), '{}') AS teams
    FROM people p
    JOIN unnest(${begun.map((one) => one.definitions)}::text[], ${begun.map((one) => one.sinceMs)}::float8[]) AS begun (definitions, since_ms)
      ON begun.definitions = p.schedule_definitions
    WHERE ${isMissing} ${after === null ? sql`` : sql`AND (begun.since_ms, lower(p.username)) > (${after.sinceMs}::float8, ${after.sortKey})`}
    ORDER BY begun.since_ms, lower(p.username) LIMIT ${limit}`.execute(tx);
  return rows;
}
