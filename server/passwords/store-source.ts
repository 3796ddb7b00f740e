/** SQL of what a source did lately, for whoever wants to know before an attempt (S3): one look, nothing reserved. */
import { type RawBuilder, sql } from 'kysely';
import type { TenantId } from '../kernel/ids.ts';
import type { Transaction } from '../platform/database.ts';
import { sourceWindowMinutes } from './limits.ts';

export interface SourceLook {
  readonly tenant: TenantId;
  /** HMAC of the address. */
  readonly source: Buffer;
  /** A registered office network: its failures count for nothing. */
  readonly sourceExempt: boolean;
  /** Entries of the device cookie: user and browser, pairwise. With any, the browser is the source, not the address. */
  readonly knownUsers: readonly string[];
  readonly knownBrowsers: readonly string[];
}

/** Failures of an address in its window, as SQL. */
export function addressFailures(tenant: TenantId, source: Buffer): RawBuilder<number> {
  return sql`coalesce((SELECT f.failures FROM source_failures f WHERE f.tenant_id = ${tenant} AND f.source = ${source}
    AND f.window_started_at > now() - make_interval(mins => ${sourceWindowMinutes})), 0)`;
}

/** Failures of a browser for one user, as SQL; `a` is the bucket. They count as long as an address's would. */
export const browserFailures = sql<number>`CASE WHEN a.tried_at > now() - make_interval(mins => ${sourceWindowMinutes}) THEN cardinality(a.tried) ELSE 0 END`;

/** How often a source failed lately: for the users it knows a browser's worst, else its address's. */
export async function sourceFailures(tx: Transaction, look: SourceLook): Promise<number> {
  const { tenant, source, sourceExempt, knownUsers, knownBrowsers } = look;
  if (knownUsers.length === 0 && sourceExempt) return 0;
  const failures =
    knownUsers.length === 0
      ? addressFailures(tenant, source)
      : sql`coalesce((SELECT max(${browserFailures}) FROM unnest(${knownUsers}::uuid[], ${knownBrowsers}::uuid[]) AS k (user_id, browser)
          JOIN attempt_buckets a ON a.tenant_id = ${tenant} AND a.subject = 'user:' || k.user_id AND a.bucket = 'browser:' || k.browser), 0)`;
  const { rows } = await sql<{ failures: number }>`SELECT ${failures} AS failures`.execute(tx);
  return rows[0]?.failures ?? 0;
}
