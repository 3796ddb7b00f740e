/** SQL of roles. */
import type { Insertable, Selectable } from 'kysely';
import type { TenantId } from '../kernel/ids.ts';
import type { Transaction } from '../platform/database.ts';
import type { RoleTable } from '../platform/tables.ts';

export type RoleRow = Selectable<RoleTable>;

export async function roleInsertMany(tx: Transaction, rows: Insertable<RoleTable>[]): Promise<void> {
  await tx.insertInto('roles').values(rows).execute();
}

export function roleFetchByKey(tx: Transaction, tenant: TenantId, key: string): Promise<RoleRow | undefined> {
  return tx.selectFrom('roles').selectAll().where('tenant_id', '=', tenant).where('key', '=', key).executeTakeFirst();
}

export function roleList(tx: Transaction, tenant: TenantId): Promise<RoleRow[]> {
  return tx.selectFrom('roles').selectAll().where('tenant_id', '=', tenant).orderBy('key').execute();
}
