/** SQL of the last attempts of one person, out of the audit log, and of who is at the station that is theirs. */
import { sql } from 'kysely';
import type { AuditEventId, TenantId, UserId } from '../kernel/ids.ts';
import type { Transaction } from '../platform/database.ts';

export interface AttemptRow {
  readonly id: AuditEventId;
  readonly at: Date;
  readonly action: string;
  readonly outcome: 'done' | 'refused' | 'failed';
  readonly reason: string | null;
  readonly address: string | null;
  readonly browser: string | null;
  readonly reference: string | null;
}

/** Sign-ins that came to a session, and whatever refused one on the way; the newest first. */
export async function attemptList(
  tx: Transaction,
  tenant: TenantId,
  user: UserId,
  limit: number,
): Promise<AttemptRow[]> {
  const wanted = sql`(e.action = 'session.start' OR (e.action LIKE 'sign\\_in.%' AND e.outcome <> 'done'))`;
  const columns = sql`e.id, e.at, e.action, e.outcome, e.reason, e.address, e.browser, e.reference`;
  // One walk along each index: an OR over both would read all that the person ever did.
  const { rows } = await sql<AttemptRow>`
    WITH of_user AS (
      (SELECT ${columns} FROM audit_events e WHERE e.tenant_id = ${tenant} AND e.target_id = ${user} AND ${wanted} ORDER BY e.at DESC LIMIT ${limit})
      UNION
      (SELECT ${columns} FROM audit_events e WHERE e.tenant_id = ${tenant} AND e.actor_id = ${user} AND ${wanted} ORDER BY e.at DESC LIMIT ${limit}))
    SELECT * FROM of_user ORDER BY at DESC, id DESC LIMIT ${limit}`.execute(tx);
  return rows;
}
