/** SQL of API keys. */
import { type Insertable, type Selectable, sql } from 'kysely';
import type { ApiKeyId, TenantId } from '../kernel/ids.ts';
import type { Transaction } from '../platform/database.ts';
import type { ApiKeyTable } from '../platform/tables-api.ts';

export type ApiKeyRow = Selectable<ApiKeyTable>;

export async function apiKeyInsert(tx: Transaction, row: Insertable<ApiKeyTable>): Promise<void> {
  await tx.insertInto('api_keys').values(row).execute();
}

/** The live key with this hash, and a note of its use at most once a minute. */
export async function apiKeyUse(tx: Transaction, tenant: TenantId, hash: Buffer): Promise<ApiKeyRow | undefined> {
  const row = await tx
    .selectFrom('api_keys')
    .selectAll()
    .where('tenant_id', '=', tenant)
    .where('key_hash', '=', hash)
    .where('revoked_at', 'is', null)
    .where((is) => is.or([is('expires_at', 'is', null), is('expires_at', '>', sql<Date>`now()`)]))
    .executeTakeFirst();
  if (row) {
    await sql`UPDATE api_keys SET last_used_at = now() WHERE tenant_id = ${tenant} AND id = ${row.id}
      AND (last_used_at IS NULL OR last_used_at < now() - interval '1 minute')`.execute(tx);
  }
  return row;
}

export function apiKeyList(tx: Transaction, tenant: TenantId): Promise<ApiKeyRow[]> {
  return tx
    .selectFrom('api_keys')
    .selectAll()
    .where('tenant_id', '=', tenant)
    .where('revoked_at', 'is', null)
    .orderBy('created_at', 'desc')
    .limit(200)
    .execute();
}

/** @returns false when there is no such live key */
export async function apiKeyRevoke(tx: Transaction, tenant: TenantId, id: ApiKeyId): Promise<boolean> {
  const result = await tx
    .updateTable('api_keys')
    .set({ revoked_at: sql`now()` })
    .where('tenant_id', '=', tenant)
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}
