/** SQL of recovery codes. The number left stands in user_factors too, so that sign-in learns it without reading them. */
import { sql } from 'kysely';
import type { TenantId, UserId } from '../kernel/ids.ts';
import type { Transaction } from '../platform/database.ts';

/** Replaces all codes of a user. */
export async function recoveryCodesPut(
  tx: Transaction,
  tenant: TenantId,
  user: UserId,
  keyId: string,
  macs: readonly Buffer[],
): Promise<void> {
  // The user's row first, as everywhere: two who replace at once wait for one another.
  await sql`INSERT INTO user_factors (tenant_id, user_id, recovery_codes) VALUES (${tenant}, ${user}, ${macs.length})
    ON CONFLICT (tenant_id, user_id) DO UPDATE SET recovery_codes = excluded.recovery_codes`.execute(tx);
  await sql`DELETE FROM recovery_codes WHERE tenant_id = ${tenant} AND user_id = ${user}`.execute(tx);
  await sql`INSERT INTO recovery_codes (tenant_id, user_id, code_mac, key_id)
    SELECT ${tenant}, ${user}, mac, ${keyId} FROM unnest(${[...macs]}::bytea[]) AS mac`.execute(tx);
}

/** Under which keys the user's unused codes are digested: one, or two around a change of keys. */
export async function recoveryKeyList(tx: Transaction, tenant: TenantId, user: UserId): Promise<string[]> {
  const { rows } = await sql<{ key_id: string }>`
    SELECT DISTINCT key_id FROM recovery_codes WHERE tenant_id = ${tenant} AND user_id = ${user} AND used_at IS NULL`.execute(
    tx,
  );
  return rows.map((row) => row.key_id);
}

/** The one of these digests that is an unused code of the user. */
export async function recoveryCodeFetch(
  tx: Transaction,
  tenant: TenantId,
  user: UserId,
  macs: readonly Buffer[],
): Promise<Buffer | undefined> {
  const { rows } = await sql<{ code_mac: Buffer }>`
    SELECT code_mac FROM recovery_codes WHERE tenant_id = ${tenant} AND user_id = ${user} AND used_at IS NULL
      AND code_mac = ANY(${[...macs]}::bytea[])`.execute(tx);
  return rows[0]?.code_mac;
}

/** Uses a code up. @returns true for exactly one of many */
export async function recoveryCodeUse(tx: Transaction, tenant: TenantId, user: UserId, mac: Buffer): Promise<boolean> {
  // The user's row first, as everywhere, so that nobody waits for one who waits for them.
  await sql`SELECT FROM user_factors WHERE tenant_id = ${tenant} AND user_id = ${user} FOR UPDATE`.execute(tx);
  const { rows } = await sql`
    WITH used AS (
      UPDATE recovery_codes SET used_at = now() WHERE tenant_id = ${tenant} AND user_id = ${user} AND code_mac = ${mac} AND used_at IS NULL
      RETURNING 1)
    UPDATE user_factors SET recovery_codes = greatest(0, recovery_codes - 1)
    WHERE tenant_id = ${tenant} AND user_id = ${user} AND EXISTS (SELECT FROM used) RETURNING 1`.execute(tx);
  return rows.length > 0;
}
