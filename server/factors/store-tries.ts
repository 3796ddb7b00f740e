/** SQL of the two budgets of a person's day (UTC, by the database's clock): wrong codes, and codes mailed. */
import { type RawBuilder, sql } from 'kysely';
import type { TenantId, UserId } from '../kernel/ids.ts';
import type { Transaction } from '../platform/database.ts';

/** Wrong codes of any kind that one account may see in a day, over all its sign-ins. */
const failuresMax = 10;
/** Codes mailed to one account in a day. */
const sendsMax = 30;

const today: RawBuilder<Date> = sql`(now() AT TIME ZONE 'utc')::date`;

/** SQL for "no wrong code is left today"; `f` is user_factors, perhaps without a row. */
export const triesExhausted: RawBuilder<boolean> = sql`coalesce(f.failures_day >= ${today} AND f.failures >= ${sql.lit(failuresMax)}, false)`;

/**
 * Takes one of today's tries before a code is compared. One statement decides, so that parallel tries cannot be more.
 * @returns false when none is left
 */
export async function tryReserve(tx: Transaction, tenant: TenantId, user: UserId): Promise<boolean> {
  // A transaction begun before midnight must not set the day back: it counts with the newer one.
  const { rows } = await sql`
    INSERT INTO user_factors AS f (tenant_id, user_id, failures_day, failures) VALUES (${tenant}, ${user}, ${today}, 1)
    ON CONFLICT (tenant_id, user_id) DO UPDATE SET failures_day = greatest(f.failures_day, excluded.failures_day),
      failures = CASE WHEN f.failures_day >= excluded.failures_day THEN f.failures + 1 ELSE 1 END
    WHERE f.failures_day IS NULL OR f.failures_day < excluded.failures_day OR f.failures < ${sql.lit(failuresMax)}
    RETURNING 1`.execute(tx);
  return rows.length > 0;
}

/** Gives back the try of a code that was right. */
export async function tryReturn(tx: Transaction, tenant: TenantId, user: UserId): Promise<void> {
  await sql`UPDATE user_factors SET failures = failures - 1
    WHERE tenant_id = ${tenant} AND user_id = ${user} AND failures_day = ${today} AND failures > 0`.execute(tx);
}

/** Takes one of today's mails. @returns false when none is left */
export async function sendReserve(tx: Transaction, tenant: TenantId, user: UserId): Promise<boolean> {
  const { rows } = await sql`
    INSERT INTO user_factors AS f (tenant_id, user_id, sends_day, sends) VALUES (${tenant}, ${user}, ${today}, 1)
    ON CONFLICT (tenant_id, user_id) DO UPDATE SET sends_day = greatest(f.sends_day, excluded.sends_day),
      sends = CASE WHEN f.sends_day >= excluded.sends_day THEN f.sends + 1 ELSE 1 END
    WHERE f.sends_day IS NULL OR f.sends_day < excluded.sends_day OR f.sends < ${sql.lit(sendsMax)}
    RETURNING 1`.execute(tx);
  return rows.length > 0;
}

/** Seconds until the budgets of a day are whole again. */
export async function secondsToMidnight(tx: Transaction): Promise<number> {
  const { rows } = await sql<{ seconds: number }>`
    SELECT ceil(extract(epoch FROM (${today} + 1) - (now() AT TIME ZONE 'utc')))::integer AS seconds`.execute(tx);
  return rows[0]?.seconds ?? 0;
}
