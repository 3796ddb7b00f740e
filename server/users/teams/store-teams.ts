/** SQL of teams and who belongs to them. */
import { sql } from 'kysely';
import type { ScheduleId, TeamId, TenantId, UserId } from '../../kernel/ids.ts';
import { refuse } from '../../kernel/refusal.ts';
import type { Transaction } from '../../platform/database.ts';

export interface TeamRow {
  readonly id: TeamId;
  readonly name: string;
  readonly schedule_id: ScheduleId | null;
  readonly revision: number;
  /** Everybody in it, supervisors included. */
  readonly members: number;
  /** The first few of those who supervise it, by name. */
  readonly supervisors: { id: UserId; username: string; name: string }[];
}

export interface TeamFilter {
  readonly limit: number;
  /** Name after which the page starts. */
  readonly after: string | null;
  /** A part of the name. */
  readonly search: string | null;
  /** Only these; null = all. */
  readonly only: readonly TeamId[] | null;
}

/** Supervisors told with a team. */
const supervisorsShown = 10;

const selection = sql`SELECT t.id, t.name, t.schedule_id, t.revision,
    (SELECT count(*)::integer FROM team_members m WHERE m.tenant_id = t.tenant_id AND m.team_id = t.id) AS members,
    coalesce((SELECT jsonb_agg(jsonb_build_object('id', s.id, 'username', s.username, 'name', s.name)) FROM (
      SELECT u.id, u.username, coalesce(nullif(trim(u.first_name || ' ' || u.last_name), ''), u.username) AS name FROM team_members m
      JOIN users u ON u.tenant_id = m.tenant_id AND u.id = m.user_id
      WHERE m.tenant_id = t.tenant_id AND m.team_id = t.id AND m.supervises ORDER BY 3, 1 LIMIT ${supervisorsShown}) s), '[]') AS supervisors
  FROM teams t`;

/** By name. One more than the limit when there are more. */
export async function teamList(tx: Transaction, tenant: TenantId, filter: TeamFilter): Promise<TeamRow[]> {
  const conditions = [sql`t.tenant_id = ${tenant}`];
  if (filter.after !== null) conditions.push(sql`t.name > ${filter.after}`);
  if (filter.search !== null) conditions.push(sql`strpos(lower(t.name), lower(${filter.search})) > 0`);
  if (filter.only !== null) conditions.push(sql`t.id = ANY (${filter.only}::uuid[])`);
  const { rows } = await sql<TeamRow>`${selection} WHERE ${sql.join(conditions, sql` AND `)}
    ORDER BY t.name LIMIT ${filter.limit + 1}`.execute(tx);
  return rows;
}

export async function teamFetch(tx: Transaction, tenant: TenantId, id: TeamId): Promise<TeamRow | undefined> {
  const { rows } = await sql<TeamRow>`${selection} WHERE t.tenant_id = ${tenant} AND t.id = ${id}`.execute(tx);
  return rows[0];
}

/** Locks a team against other changes of it and of who is in it. Before its people, as everybody does. */
export async function teamLock(tx: Transaction, tenant: TenantId, id: TeamId): Promise<void> {
  await sql`SELECT FROM teams WHERE tenant_id = ${tenant} AND id = ${id} FOR NO KEY UPDATE`.execute(tx);
}

export async function teamCount(tx: Transaction, tenant: TenantId): Promise<number> {
  const { rows } = await sql<{
    count: number;
  }>`SELECT count(*)::integer AS count FROM teams WHERE tenant_id = ${tenant}`.execute(tx);
  return rows[0]?.count ?? 0;
}

/** A constraint said no: the refusal a person understands. */
function translateConflict(error: unknown): unknown {
  const constraint = error instanceof Error && 'constraint' in error ? error.constraint : null;
  if (constraint === 'team_name_unique')
    return refuse('invalid_request', { violations: [{ path: '/name', message: 'belongs to another team' }] });
  if (constraint === 'team_external_id_unique')
    return refuse('invalid_request', { violations: [{ path: '/externalId', message: 'belongs to another team' }] });
  if (constraint === 'team_schedule')
    return refuse('invalid_request', {
      violations: [{ path: '/schedule', message: 'is not a schedule of this organisation' }],
    });
  return error;
}

export interface TeamChange {
  readonly name?: string;
  readonly schedule_id?: ScheduleId | null;
  readonly external_id?: string | null;
}

/** @throws Refusal invalid_request (name, schedule) */
export async function teamInsert(
  tx: Transaction,
  tenant: TenantId,
  id: TeamId,
  team: TeamChange & { readonly name: string },
): Promise<void> {
  try {
    await tx
      .insertInto('teams')
      .values({ tenant_id: tenant, id, ...team })
      .execute();
  } catch (error) {
    throw translateConflict(error);
  }
}

/** @throws Refusal invalid_request (name, schedule) */
export async function teamUpdate(tx: Transaction, tenant: TenantId, id: TeamId, change: TeamChange): Promise<void> {
  try {
    await tx
      .updateTable('teams')
      .set({ ...change, revision: sql`revision + 1`, updated_at: sql`now()` })
      .where('tenant_id', '=', tenant)
      .where('id', '=', id)
      .execute();
  } catch (error) {
    throw translateConflict(error);
  }
}

/** People came or went. The team is locked. */
export async function teamMembersChanged(tx: Transaction, tenant: TenantId, id: TeamId): Promise<void> {
  await sql`UPDATE teams SET updated_at = now() WHERE tenant_id = ${tenant} AND id = ${id}`.execute(tx);
}

export async function teamDelete(tx: Transaction, tenant: TenantId, id: TeamId): Promise<void> {
  await tx.deleteFrom('teams').where('tenant_id', '=', tenant).where('id', '=', id).execute();
}

/** Whoever another schedule of a team would put out has a minute from now. */
export async function teamScheduleChanged(tx: Transaction, tenant: TenantId): Promise<void> {
  await sql`UPDATE tenants SET schedules_changed_at = now() WHERE id = ${tenant}`.execute(tx);
}

/** The teams of these names, locked as `teamLock` does, in the order of their ids. */
export async function teamLockByName(
  tx: Transaction,
  tenant: TenantId,
  names: readonly string[],
): Promise<{ id: TeamId; name: string }[]> {
  const { rows } = await sql<{ id: TeamId; name: string }>`SELECT id, name FROM teams
    WHERE tenant_id = ${tenant} AND name = ANY (${names}::text[]) ORDER BY id FOR NO KEY UPDATE`.execute(tx);
  return rows;
}

/** What the supervisors of these teams may do to members: the `team:` permissions of their roles, each once. */
export async function teamPowerList(tx: Transaction, tenant: TenantId, teams: readonly TeamId[]): Promise<string[]> {
  const { rows } = await sql<{ power: string }>`SELECT DISTINCT power FROM team_members m
    JOIN users u ON u.tenant_id = m.tenant_id AND u.id = m.user_id
    JOIN roles r ON r.tenant_id = u.tenant_id AND r.id = u.role_id, unnest(r.permissions) AS power
    WHERE m.tenant_id = ${tenant} AND m.team_id = ANY (${teams}::uuid[]) AND m.supervises AND power LIKE 'team:%'`.execute(
    tx,
  );
  return rows.map((row) => row.power);
}

/** Every permission that somebody in the team has, each once. */
export async function teamPermissionList(tx: Transaction, tenant: TenantId, team: TeamId): Promise<string[]> {
  const { rows } = await sql<{ permission: string }>`SELECT DISTINCT permission FROM team_members m
    JOIN users u ON u.tenant_id = m.tenant_id AND u.id = m.user_id
    JOIN roles r ON r.tenant_id = u.tenant_id AND r.id = u.role_id, unnest(r.permissions) AS permission
    WHERE m.tenant_id = ${tenant} AND m.team_id = ${team}`.execute(tx);
  return rows.map((row) => row.permission);
}

/** The key of the role that the user has, if they are in the team. */
export async function teamRoleOfMember(
  tx: Transaction,
  tenant: TenantId,
  team: TeamId,
  user: string,
): Promise<string | null> {
  const { rows } = await sql<{ key: string }>`SELECT r.key FROM team_members m
    JOIN users u ON u.tenant_id = m.tenant_id AND u.id = m.user_id JOIN roles r ON r.tenant_id = u.tenant_id AND r.id = u.role_id
    WHERE m.tenant_id = ${tenant} AND m.team_id = ${team} AND m.user_id = ${user}`.execute(tx);
  return rows[0]?.key ?? null;
}
