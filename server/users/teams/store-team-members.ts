/** SQL of who belongs to a team. */
import { sql } from 'kysely';
import type { TeamId, TenantId, UserId } from '../../kernel/ids.ts';
import type { Transaction } from '../../platform/database.ts';

/** Somebody in a team. */
export interface MemberRow {
  readonly id: UserId;
  readonly username: string;
  readonly first_name: string;
  readonly last_name: string;
  readonly role: string;
  readonly supervises: boolean;
  /** By which the list is ordered: the username as the database folds it. */
  readonly sort_key: string;
}

/** By username. One more than the limit when there are more. */
export async function memberList(
  tx: Transaction,
  tenant: TenantId,
  team: TeamId,
  page: { readonly limit: number; readonly after: string | null },
): Promise<MemberRow[]> {
  const { rows } = await sql<MemberRow>`SELECT u.id, u.username, u.first_name, u.last_name, r.key AS role, m.supervises,
      lower(u.username) AS sort_key
    FROM team_members m JOIN users u ON u.tenant_id = m.tenant_id AND u.id = m.user_id
    JOIN roles r ON r.tenant_id = u.tenant_id AND r.id = u.role_id
    WHERE m.tenant_id = ${tenant} AND m.team_id = ${team} AND (${page.after}::text IS NULL OR lower(u.username) > ${page.after})
    ORDER BY lower(u.username) LIMIT ${page.limit + 1}`.execute(tx);
  return rows;
}

/** The teams that a user supervises. */
export async function supervisedList(tx: Transaction, tenant: TenantId, user: UserId): Promise<TeamId[]> {
  const { rows } = await sql<{ team_id: TeamId }>`SELECT team_id FROM team_members
    WHERE tenant_id = ${tenant} AND user_id = ${user} AND supervises`.execute(tx);
  return rows.map((row) => row.team_id);
}

/** What decides whether somebody may be put into a team or taken out. */
export interface TargetRow {
  readonly id: UserId;
  readonly username: string;
  /** Key of the role. */
  readonly role: string;
  readonly permissions: string[];
  readonly team_ids: TeamId[];
}

/**
 * Those of the users that there are. They are locked in the order of their ids, as every change of several is. The role is asked
 * for by a subquery, because it has to be the one they have once they are locked: a join would keep to the one before.
 */
export async function targetList(tx: Transaction, tenant: TenantId, users: readonly UserId[]): Promise<TargetRow[]> {
  const ofRole = (column: 'key' | 'permissions') =>
    sql`(SELECT r.${sql.ref(column)} FROM roles r WHERE r.tenant_id = u.tenant_id AND r.id = u.role_id)`;
  const { rows } =
    await sql<TargetRow>`SELECT u.id, u.username, ${ofRole('key')} AS role, ${ofRole('permissions')} AS permissions,
      ARRAY(SELECT m.team_id FROM team_members m WHERE m.tenant_id = u.tenant_id AND m.user_id = u.id) AS team_ids
    FROM users u WHERE u.tenant_id = ${tenant} AND u.id = ANY (${users}::uuid[]) ORDER BY u.id FOR NO KEY UPDATE`.execute(
      tx,
    );
  return rows;
}

/** Puts them into the team, as its supervisors or not. Who is in it already gets the new part. */
export async function memberPut(
  tx: Transaction,
  tenant: TenantId,
  team: TeamId,
  users: readonly UserId[],
  supervises: boolean,
): Promise<void> {
  await sql`INSERT INTO team_members (tenant_id, team_id, user_id, supervises)
    SELECT ${tenant}, ${team}, id, ${supervises} FROM unnest(${users}::uuid[]) AS id
    ON CONFLICT (tenant_id, team_id, user_id) DO UPDATE SET supervises = EXCLUDED.supervises`.execute(tx);
}

/** @returns who was in it */
export async function memberRemove(
  tx: Transaction,
  tenant: TenantId,
  team: TeamId,
  users: readonly UserId[],
): Promise<UserId[]> {
  const { rows } = await sql<{ user_id: UserId }>`DELETE FROM team_members
    WHERE tenant_id = ${tenant} AND team_id = ${team} AND user_id = ANY (${users}::uuid[]) RETURNING user_id`.execute(
    tx,
  );
  return rows.map((row) => row.user_id);
}

/** Makes these the teams of one user. Who supervises one of them goes on supervising it. */
export async function memberReplace(
  tx: Transaction,
  tenant: TenantId,
  user: UserId,
  teams: readonly TeamId[],
): Promise<void> {
  await sql`DELETE FROM team_members WHERE tenant_id = ${tenant} AND user_id = ${user} AND team_id <> ALL (${teams}::uuid[])`.execute(
    tx,
  );
  await sql`INSERT INTO team_members (tenant_id, team_id, user_id) SELECT ${tenant}, id, ${user} FROM unnest(${teams}::uuid[]) AS id
    ON CONFLICT DO NOTHING`.execute(tx);
}

/** Whoever other teams would put out has a minute from now. */
export async function memberHoursChanged(tx: Transaction, tenant: TenantId, users: readonly UserId[]): Promise<void> {
  await sql`UPDATE users SET schedule_changed_at = now() WHERE tenant_id = ${tenant} AND id = ANY (${users}::uuid[])`.execute(
    tx,
  );
}
