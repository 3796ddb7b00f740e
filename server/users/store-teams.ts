/** SQL of teams and who belongs to them. */
import { sql } from 'kysely';
import type { TeamId, TenantId, UserId } from '../kernel/ids.ts';
import type { Transaction } from '../platform/database.ts';

/** The team of this name, made if there is none yet. */
export async function teamEnsure(tx: Transaction, tenant: TenantId, id: TeamId, name: string): Promise<TeamId> {
  const { rows } = await sql<{ id: TeamId }>`INSERT INTO teams (tenant_id, id, name) VALUES (${tenant}, ${id}, ${name})
    ON CONFLICT (tenant_id, name) DO UPDATE SET name = EXCLUDED.name RETURNING id`.execute(tx);
  return rows[0]?.id ?? id;
}

/** Puts them into the team, as its supervisors or not. Who is in it already gets the new part. */
export async function teamMembersPut(
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
