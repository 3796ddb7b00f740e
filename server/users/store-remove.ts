/** SQL of deleting a user. What belongs to the person goes with their row (foreign keys); what tells of them stays (audit_events). */
import { sql } from 'kysely';
import type { TeamId, TenantId, UserId } from '../kernel/ids.ts';
import type { Transaction } from '../platform/database.ts';

/** Locks the teams that somebody is in, before the person, as everybody does. */
export async function teamsLockOfUser(tx: Transaction, tenant: TenantId, user: UserId): Promise<TeamId[]> {
  const { rows } = await sql<{ id: TeamId }>`SELECT t.id FROM teams t WHERE t.tenant_id = ${tenant}
    AND t.id IN (SELECT team_id FROM team_members WHERE tenant_id = ${tenant} AND user_id = ${user})
    ORDER BY t.id FOR NO KEY UPDATE`.execute(tx);
  return rows.map(({ id }) => id);
}

/** Locks what opens and keeps a session of this user, in the order in which everybody does: password, sessions. */
export async function accessLock(tx: Transaction, tenant: TenantId, user: UserId): Promise<void> {
  await sql`SELECT FROM passwords WHERE tenant_id = ${tenant} AND user_id = ${user} FOR UPDATE`.execute(tx);
  await sql`SELECT FROM sessions WHERE tenant_id = ${tenant} AND user_id = ${user} ORDER BY id FOR UPDATE`.execute(tx);
}

/**
 * Deletes the row and with it identifiers, password, sessions, tabs, factors, links, seat and station. The user row is locked before the
 * seats of the organisation are, as when a session opens.
 * @param revision the one the decision was made on; null = any
 * @returns false when there is no such user at that revision
 */
export async function userDelete(
  tx: Transaction,
  tenant: TenantId,
  id: UserId,
  revision: number | null,
): Promise<boolean> {
  const { rows } = await sql`SELECT FROM users WHERE tenant_id = ${tenant} AND id = ${id}
    AND revision = coalesce(${revision}::integer, revision) FOR UPDATE`.execute(tx);
  if (rows.length === 0) return false;
  await sql`SELECT seat_lock(${tenant})`.execute(tx);
  await tx.deleteFrom('users').where('tenant_id', '=', tenant).where('id', '=', id).execute();
  return true;
}
