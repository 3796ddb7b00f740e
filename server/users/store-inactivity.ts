/** SQL of people who have not been here for long (L4). */
import { sql } from 'kysely';
import type { TenantId, UserId } from '../kernel/ids.ts';
import type { Transaction } from '../platform/database.ts';

/**
 * Makes up to `limit` people inactive who have neither signed in nor used a session for `afterDays` days, counted from when they
 * were created or last made active as well. The administrator who was here last stays, so that there is one. By the database's
 * clock; two callers at once never get the same one. Their sessions are over, as with every who is made inactive.
 */
export async function usersMakeInactive(
  tx: Transaction,
  tenant: TenantId,
  { afterDays, limit }: { readonly afterDays: number; readonly limit: number },
): Promise<{ id: UserId; username: string }[]> {
  const { rows } = await sql<{ id: UserId; username: string }>`
    WITH last AS (
      SELECT u.id FROM users u JOIN roles r ON r.tenant_id = u.tenant_id AND r.id = u.role_id
      WHERE u.tenant_id = ${tenant} AND r.built_in AND r.key = 'administrator' AND NOT u.disabled AND u.status = 'active'
      ORDER BY greatest(u.last_sign_in_at, u.active_since) DESC, u.id LIMIT 1 FOR UPDATE OF u),
    due AS (
      SELECT u.id FROM users u
      WHERE u.tenant_id = ${tenant} AND u.status = 'active' AND NOT u.disabled
        AND greatest(u.last_sign_in_at, u.active_since) < now() - make_interval(days => ${afterDays})
        AND u.id NOT IN (SELECT id FROM last)
        AND NOT EXISTS (SELECT FROM sessions s WHERE s.tenant_id = u.tenant_id AND s.user_id = u.id
          AND s.last_seen_at > now() - make_interval(days => ${afterDays}))
      LIMIT ${limit} FOR UPDATE OF u SKIP LOCKED)
    UPDATE users u SET status = 'inactive', session_epoch = session_epoch + 1, revision = revision + 1, updated_at = now()
    FROM due WHERE u.tenant_id = ${tenant} AND u.id = due.id
    RETURNING u.id, u.username`.execute(tx);
  return rows;
}
