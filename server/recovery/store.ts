/** SQL of recovery: how often a source asks. */
import { sql } from 'kysely';
import type { TenantId } from '../kernel/ids.ts';
import { sourceWindowMinutes } from '../passwords/limits.ts';
import type { Transaction } from '../platform/database.ts';

/** In its window a source may ask so often, but never less than this share of the users: a centre is one address. */
const requestsMax = 20;
const requestsShare = 0.02;

/** True when a source's window is over and the next begins, as SQL; `r` is the source. */
const over = sql`r.window_started_at <= now() - make_interval(mins => ${sourceWindowMinutes})`;

/** Requests of a source in its window; looks only. */
export async function requestsSoFar(tx: Transaction, tenant: TenantId, source: Buffer): Promise<number> {
  const { rows } = await sql<{ requests: number }>`
    SELECT r.requests FROM recovery_requests r WHERE r.tenant_id = ${tenant} AND r.source = ${source} AND NOT ${over}`.execute(
    tx,
  );
  return rows[0]?.requests ?? 0;
}

/**
 * Counts a request of a source; the same statement whoever is meant.
 * @param unprovenMax so many it may make without a CAPTCHA, at least 1; null: this one brought what is asked for
 * @returns false when it is one too many, and nothing was counted
 */
export async function requestCount(
  tx: Transaction,
  tenant: TenantId,
  source: Buffer,
  unprovenMax: number | null,
): Promise<boolean> {
  const { rows } = await sql`
    INSERT INTO recovery_requests AS r (tenant_id, source) VALUES (${tenant}, ${source})
    ON CONFLICT (tenant_id, source) DO UPDATE SET
      window_started_at = CASE WHEN ${over} THEN now() ELSE r.window_started_at END,
      requests = CASE WHEN ${over} THEN 1 ELSE r.requests + 1 END
    WHERE ${over} OR (r.requests < coalesce(${unprovenMax}::integer, r.requests + 1) AND (r.requests < ${requestsMax}
      OR r.requests < (SELECT count(*) FROM users WHERE tenant_id = ${tenant}) * ${requestsShare}::float8))
    RETURNING 1`.execute(tx);
  return rows.length > 0;
}

/** Clean-up across tenants: windows that are over. */
export async function requestPrune(tx: Transaction): Promise<void> {
  await sql`DELETE FROM recovery_requests WHERE window_started_at < now() - make_interval(mins => ${sourceWindowMinutes})`.execute(
    tx,
  );
}
