/** SQL of the list of people: by username, or where a search finds them, narrowed by role, team and state. */
import { type RawBuilder, sql } from 'kysely';
import type { RoleId, TeamId, TenantId } from '../../kernel/ids.ts';
import { type LockRule, lockedCondition, lockedUsers } from '../../passwords/lockout.ts';
import type { Transaction } from '../../platform/database.ts';
import { selection, type UserRow } from '../store.ts';
import type { UserState } from './user-states.ts';

export interface UserFilter {
  readonly limit: number;
  /** The sort key of the last row of the page before. */
  readonly after: string | null;
  /** Only members of these teams (a supervisor's view); null = everyone. */
  readonly teams: readonly TeamId[] | null;
  readonly role?: RoleId | null;
  readonly team?: TeamId | null;
  readonly state?: UserState | null;
}

/** A row of the list, and what the next page begins after: the username as the database folds it, or where a search found the user. */
export interface ListedRow extends UserRow {
  readonly sort_key: string;
}

/**
 * How a condition is met: `driving` where people are found by it, `probing` where somebody who was found otherwise is looked at.
 * It matters for locks alone, which stand in a table of their own.
 */
type Use = 'driving' | 'probing';

function inTeams(tenant: TenantId, teams: readonly TeamId[]): RawBuilder<boolean> {
  return sql<boolean>`u.id IN (SELECT m.user_id FROM team_members m WHERE m.tenant_id = ${tenant} AND m.team_id = ANY (${teams}::uuid[]))`;
}

/** As the list shows them. The words of each are those of a partial index by username (migrations/0001_house.sql). */
function inState(tenant: TenantId, state: UserState, rule: LockRule, use: Use): RawBuilder<boolean> {
  const locked = lockedCondition(tenant, sql`u.id`, rule);
  switch (state) {
    case 'active':
      return sql<boolean>`(u.status = 'active' AND NOT u.disabled AND NOT ${locked})`;
    case 'inactive':
      return sql<boolean>`u.status = 'inactive'`;
    case 'disabled':
      return sql<boolean>`u.disabled`;
    case 'locked':
      return use === 'probing' ? locked : sql<boolean>`u.id IN (${lockedUsers(tenant, rule)})`;
    case 'never_signed_in':
      return sql<boolean>`u.never_signed_in`;
    case 'email_problem':
      return sql<boolean>`u.email_problem IS NOT NULL`;
  }
}

/** What is asked of a user `u`; empty: nothing. */
export function conditionsOf(tenant: TenantId, filter: UserFilter, rule: LockRule, use: Use): RawBuilder<boolean>[] {
  const { teams, role = null, team = null, state = null } = filter;
  return [
    ...(teams === null ? [] : [inTeams(tenant, teams)]),
    ...(team === null ? [] : [inTeams(tenant, [team])]),
    ...(role === null ? [] : [sql<boolean>`u.role_id = ${role}`]),
    ...(state === null ? [] : [inState(tenant, state, rule, use)]),
  ];
}

/** Everything of those who were `found` (user_id, place, sort_key), in that order: what a row needs of other tables is read for them alone. */
export function rowsOf(tenant: TenantId, rule: LockRule, found: RawBuilder<unknown>): RawBuilder<ListedRow> {
  return sql<ListedRow>`WITH found AS MATERIALIZED (${found})
    SELECT user_row.*, found.sort_key FROM found
    CROSS JOIN LATERAL (${selection(tenant, rule)} WHERE u.tenant_id = ${tenant} AND u.id = found.user_id) user_row
    ORDER BY found.place, found.user_id`;
}

/** Up to so many members of teams are sorted; of more, the list in its order meets some soon. The planner would guess, and guesses wrong. */
const sortedMax = 2000;

/**
 * By username. One more than the limit, where there are more.
 * Whom teams are asked of is found from these, where they are few: they are spread thin over the index by username.
 */
export async function userList(
  tx: Transaction,
  tenant: TenantId,
  filter: UserFilter,
  rule: LockRule,
): Promise<ListedRow[]> {
  const name = sql`lower(u.username)`;
  const conditions = sql.join(
    [sql`u.tenant_id = ${tenant}`, ...conditionsOf(tenant, filter, rule, 'driving')],
    sql` AND `,
  );
  const onward = (held: RawBuilder<unknown>) => (filter.after === null ? sql`` : sql`AND ${held} > ${filter.after}`);
  const end = sql`ORDER BY place LIMIT ${filter.limit + 1}`;
  const inOrder = sql`SELECT u.id AS user_id, ${name} AS place FROM users u WHERE ${conditions} ${onward(name)}`;
  const isFew = sql`(SELECT count(*) <= ${sortedMax} FROM few)`;
  const byTeams = filter.teams !== null || (filter.team ?? null) !== null;
  const found = byTeams
    ? sql`WITH few AS MATERIALIZED (SELECT u.id, ${name} AS name FROM users u WHERE ${conditions} LIMIT ${sortedMax + 1})
        SELECT user_id, place, place AS sort_key FROM (
          (SELECT id AS user_id, name AS place FROM few WHERE ${isFew} ${onward(sql`name`)} ${end})
          UNION ALL (${inOrder} AND NOT ${isFew} ${end})) listed ${end}`
    : sql`SELECT user_id, place, place AS sort_key FROM (${inOrder} ${end}) listed`;
  const { rows } = await rowsOf(tenant, rule, found).execute(tx);
  return rows;
}
