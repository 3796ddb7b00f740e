/** SQL of tenants. Host look-ups and operators' lists run as the owner, because they cross tenants. */
import { type Selectable, sql } from 'kysely';
import type { TenantId } from '../kernel/ids.ts';
import type { Transaction } from '../platform/database.ts';
import type { TenantTable } from '../platform/tables/tables.ts';

export type TenantRow = Selectable<TenantTable>;

export function tenantFetch(tx: Transaction, id: TenantId): Promise<TenantRow | undefined> {
  return tx.selectFrom('tenants').selectAll().where('id', '=', id).executeTakeFirst();
}

export function tenantFetchBySlug(tx: Transaction, slug: string): Promise<TenantRow | undefined> {
  return tx.selectFrom('tenants').selectAll().where('slug', '=', slug).executeTakeFirst();
}

export function tenantFetchByDomain(tx: Transaction, domain: string): Promise<TenantRow | undefined> {
  return tx.selectFrom('tenants').selectAll().where('domain', '=', domain).executeTakeFirst();
}

/** Active ones in whose time zone it is this hour of the day. */
export async function tenantListAtHour(tx: Transaction, hour: number): Promise<TenantRow[]> {
  return tx
    .selectFrom('tenants')
    .selectAll()
    .where('status', '=', 'active')
    .where(sql<boolean>`extract(hour FROM now() AT TIME ZONE time_zone) = ${hour}`)
    .execute();
}

/** Locks the row, so that two changes of settings cannot lose one another. */
export function tenantFetchForUpdate(tx: Transaction, id: TenantId): Promise<TenantRow | undefined> {
  return tx.selectFrom('tenants').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
}

export async function tenantSettingsSet(
  tx: Transaction,
  id: TenantId,
  settings: Record<string, unknown>,
): Promise<void> {
  await tx
    .updateTable('tenants')
    .set({ settings: JSON.stringify(settings), revision: sql`revision + 1`, updated_at: sql`now()` })
    .where('id', '=', id)
    .execute();
}
