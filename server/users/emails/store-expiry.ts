/** SQL of passwords that are about to be too old (P4). */
import { sql } from 'kysely';
import type { TenantId, UserId } from '../../kernel/ids.ts';
import type { Transaction } from '../../platform/database.ts';

/** Somebody to be told, with what a mail to them needs. */
export interface AgingPassword {
  readonly id: UserId;
  readonly username: string;
  readonly first_name: string;
  readonly last_name: string;
  readonly email: string;
  readonly locale: string | null;
  readonly expires_at: Date;
  /** Whole days that are left. */
  readonly days: number;
}

/**
 * Marks up to `limit` owners as told, and returns them: of people with an address who may log in, those whose password has
 * at most `steps` whole days left, each once per step. By the database's clock; two callers at once never get the same one.
 */
export async function passwordsClaimAging(
  tx: Transaction,
  tenant: TenantId,
  {
    maxAgeDays,
    steps,
    limit,
  }: { readonly maxAgeDays: number; readonly steps: readonly number[]; readonly limit: number },
): Promise<AgingPassword[]> {
  const { rows } = await sql<AgingPassword>`
    WITH due AS (
      SELECT p.user_id, a.expires_at, u.username, u.first_name, u.last_name, u.email, u.locale
      FROM passwords p
      CROSS JOIN LATERAL (SELECT p.changed_at + make_interval(days => ${maxAgeDays}::integer) AS expires_at) AS a
      CROSS JOIN LATERAL (SELECT min(step) AS step FROM unnest(${steps}::integer[]) AS s (step)
        WHERE a.expires_at < now() + make_interval(days => step + 1)) AS nearest
      JOIN users u ON u.tenant_id = p.tenant_id AND u.id = p.user_id AND u.email IS NOT NULL AND NOT u.disabled AND u.status = 'active'
      WHERE p.tenant_id = ${tenant} AND NOT p.temporary AND a.expires_at > now()
        AND (p.warned_at IS NULL OR p.warned_at < a.expires_at - make_interval(days => nearest.step + 1))
        AND nearest.step IS NOT NULL
      LIMIT ${limit} FOR UPDATE OF p SKIP LOCKED)
    UPDATE passwords p SET warned_at = now() FROM due WHERE p.tenant_id = ${tenant} AND p.user_id = due.user_id
    RETURNING due.user_id AS id, due.username, due.first_name, due.last_name, due.email, due.locale, due.expires_at,
      floor(extract(epoch FROM due.expires_at - now()) / 86400)::integer AS days`.execute(tx);
  return rows;
}
