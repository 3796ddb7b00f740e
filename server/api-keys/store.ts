/** SQL of API keys. */
import { type Insertable, type Selectable, sql } from 'kysely';
import type { ApiKeyId, TenantId } from '../kernel/ids.ts';
import type { Transaction } from '../platform/database.ts';
import type { ApiKeyTable } from '../platform/tables/api.ts';

export type ApiKeyRow = Selectable<ApiKeyTable>;

/** One of a list: with what has become of whoever made it. */
export interface ApiKeyListRow extends ApiKeyRow {
  readonly expired: boolean;
  /** The old secret of a rolled key still works. */
  readonly previous_works: boolean;
  /** Null when it was not made by a person, or that person was deleted. */
  readonly maker: { readonly enabled: boolean; readonly permissions: readonly string[] } | null;
}

export async function apiKeyInsert(tx: Transaction, row: Insertable<ApiKeyTable>): Promise<void> {
  await tx.insertInto('api_keys').values(row).execute();
}

/** By the database's clock, like all that expires. */
export async function isToCome(tx: Transaction, at: Date): Promise<boolean> {
  const { rows } = await sql<{ later: boolean }>`SELECT ${at}::timestamptz > now() AS later`.execute(tx);
  return rows[0]?.later === true;
}

const isLive = sql<boolean>`revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now())`;

/** The live key with this hash, or the one that it was before the key was rolled; and a note of its use at most once a minute. */
export async function apiKeyUse(tx: Transaction, tenant: TenantId, hash: Buffer): Promise<ApiKeyRow | undefined> {
  const { rows } = await sql<ApiKeyRow & { unnoted: boolean }>`
    SELECT *, last_used_at IS NULL OR last_used_at < now() - interval '1 minute' AS unnoted FROM api_keys
    WHERE tenant_id = ${tenant} AND ${isLive}
      AND (key_hash = ${hash} OR (previous_hash = ${hash} AND previous_until > now()))`.execute(tx);
  const [row] = rows;
  if (row?.unnoted === true) {
    await sql`UPDATE api_keys SET last_used_at = now() WHERE tenant_id = ${tenant} AND id = ${row.id}
      AND (last_used_at IS NULL OR last_used_at < now() - interval '1 minute')`.execute(tx);
  }
  return row;
}

/** Those that are not revoked, the newest first. */
export async function apiKeyList(tx: Transaction, tenant: TenantId, limit: number): Promise<ApiKeyListRow[]> {
  const { rows } = await sql<ApiKeyListRow>`
    SELECT k.*, k.expires_at <= now() IS TRUE AS expired, k.previous_until > now() IS TRUE AS previous_works,
      CASE WHEN u.id IS NULL THEN NULL ELSE
        json_build_object('enabled', NOT u.disabled AND u.status = 'active', 'permissions', r.permissions) END AS maker
    FROM api_keys k
    LEFT JOIN users u ON u.tenant_id = k.tenant_id AND u.id = k.created_by_user
    LEFT JOIN roles r ON r.tenant_id = u.tenant_id AND r.id = u.role_id
    WHERE k.tenant_id = ${tenant} AND k.revoked_at IS NULL
    ORDER BY k.created_at DESC, k.id DESC LIMIT ${limit}`.execute(tx);
  return rows;
}

/** Locks whoever else would count, so that many at once do not pass the limit together. */
export async function apiKeyCount(tx: Transaction, tenant: TenantId): Promise<number> {
  await sql`SELECT pg_advisory_xact_lock(hashtextextended(${`api keys of ${tenant}`}, 0))`.execute(tx);
  const { rows } = await sql<{ count: number }>`
    SELECT count(*)::integer AS count FROM api_keys WHERE tenant_id = ${tenant} AND revoked_at IS NULL`.execute(tx);
  return rows[0]?.count ?? 0;
}

/** Whether a key ends before what is to end then (null: never); a key that ends at no time ends before nothing. */
export async function apiKeyEndsBefore(
  tx: Transaction,
  tenant: TenantId,
  id: ApiKeyId,
  then: Date | null,
): Promise<boolean> {
  const { rows } = await sql<{
    ends: boolean;
  }>`SELECT expires_at < coalesce(${then}::timestamptz, 'infinity') IS TRUE AS ends
    FROM api_keys WHERE tenant_id = ${tenant} AND id = ${id}`.execute(tx);
  return rows[0]?.ends === true;
}

/** What a key may do now; null when it may do nothing any more. */
export async function apiKeyPermissions(tx: Transaction, tenant: TenantId, id: ApiKeyId): Promise<string[] | null> {
  const { rows } = await sql<{ permissions: string[] }>`SELECT permissions FROM api_keys
    WHERE tenant_id = ${tenant} AND id = ${id} AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now())`.execute(
    tx,
  );
  return rows[0]?.permissions ?? null;
}

export function apiKeyFetchForUpdate(tx: Transaction, tenant: TenantId, id: ApiKeyId): Promise<ApiKeyRow | undefined> {
  return tx
    .selectFrom('api_keys')
    .selectAll()
    .where('tenant_id', '=', tenant)
    .where('id', '=', id)
    .where(isLive)
    .forUpdate()
    .executeTakeFirst();
}

/** Gives the key a new secret; the one it had works so many hours longer. */
export async function apiKeyRoll(
  tx: Transaction,
  { tenant_id, id, key_hash }: ApiKeyRow,
  next: { readonly hash: Buffer; readonly ending: string },
  keepHours: number,
): Promise<void> {
  const keeps = keepHours > 0;
  await tx
    .updateTable('api_keys')
    .set({
      key_hash: next.hash,
      ending: next.ending,
      rolled_at: sql`now()`,
      previous_hash: keeps ? key_hash : null,
      previous_until: keeps ? sql`now() + make_interval(hours => ${keepHours})` : null,
    })
    .where('tenant_id', '=', tenant_id)
    .where('id', '=', id)
    .execute();
}

/** @returns the name of the key; undefined when there is no such one that is not revoked */
export async function apiKeyRevoke(tx: Transaction, tenant: TenantId, id: ApiKeyId): Promise<string | undefined> {
  const row = await tx
    .updateTable('api_keys')
    .set({ revoked_at: sql`now()` })
    .where('tenant_id', '=', tenant)
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .returning('name')
    .executeTakeFirst();
  return row?.name;
}
