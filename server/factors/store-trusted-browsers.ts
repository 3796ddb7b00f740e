/** SQL of trusted browsers (F5). */
import { type RawBuilder, sql } from 'kysely';
import type { TenantId, TrustedBrowserId, UserId } from '../kernel/ids.ts';
import type { Transaction } from '../platform/database.ts';

export interface TrustedBrowserInsert {
  readonly tenant: TenantId;
  readonly id: TrustedBrowserId;
  readonly user: UserId;
  readonly tokenHash: Buffer;
  readonly browserName: string;
  readonly days: number;
}

/** @returns false when the person has no password to bind it to */
export async function trustedBrowserInsert(tx: Transaction, browser: TrustedBrowserInsert): Promise<boolean> {
  const { rows } = await sql`
    INSERT INTO trusted_browsers (tenant_id, id, user_id, token_hash, browser_name, expires_at, password_revision)
    SELECT ${browser.tenant}, ${browser.id}, ${browser.user}, ${browser.tokenHash}, ${browser.browserName},
      now() + make_interval(days => ${browser.days}), p.revision
    FROM passwords p WHERE p.tenant_id = ${browser.tenant} AND p.user_id = ${browser.user} RETURNING 1`.execute(tx);
  return rows.length > 0;
}

/**
 * SQL for "this browser is trusted": `w` is the person's password. `days` is the setting as it is now: shortening it, or
 * switching it off, counts for the browsers trusted before.
 */
export function browserTrusted(
  tenant: TenantId,
  { tokenHash, days }: { tokenHash: Buffer | null; days: number },
): RawBuilder<boolean> {
  return sql`EXISTS (SELECT FROM trusted_browsers t WHERE t.tenant_id = ${tenant} AND t.token_hash = ${tokenHash} AND t.user_id = w.user_id
    AND t.password_revision = w.revision AND t.expires_at > now() AND t.created_at > now() - make_interval(days => ${days}))`;
}

export async function trustedBrowserDeleteAll(tx: Transaction, tenant: TenantId, user: UserId): Promise<void> {
  await tx.deleteFrom('trusted_browsers').where('tenant_id', '=', tenant).where('user_id', '=', user).execute();
}

/** Clean-up across tenants. */
export async function trustedBrowserPrune(tx: Transaction): Promise<void> {
  await sql`DELETE FROM trusted_browsers WHERE expires_at < now() - interval '1 hour'`.execute(tx);
}

/** Browsers that are trusted now. */
export async function trustedBrowserCount(tx: Transaction, tenant: TenantId, user: UserId): Promise<number> {
  const { rows } = await sql<{ count: number }>`SELECT count(*)::integer AS count FROM trusted_browsers b
    JOIN passwords p ON p.tenant_id = b.tenant_id AND p.user_id = b.user_id AND p.revision = b.password_revision
    WHERE b.tenant_id = ${tenant} AND b.user_id = ${user} AND b.expires_at > now()`.execute(tx);
  return rows[0]?.count ?? 0;
}
