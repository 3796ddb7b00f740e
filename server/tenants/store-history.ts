/** SQL of the history of settings. Ids are UUIDv7, so their order is the order of time. */
import { type Selectable, sql } from 'kysely';
import type { Caller } from '../kernel/caller.ts';
import { newId, parseId, type SettingsChangeId, type TenantId } from '../kernel/ids.ts';
import type { Transaction } from '../platform/database.ts';
import type { SettingChange, SettingsHistoryTable } from '../platform/tables/settings.ts';

/** Changes kept of each organisation; older ones go. */
const changesMax = 1_000;

type HistoryRow = Selectable<SettingsHistoryTable>;

export async function settingsChangeInsert(
  tx: Transaction,
  caller: Caller,
  changes: readonly SettingChange[],
): Promise<void> {
  const { tenant } = caller;
  const row = { tenant_id: tenant, id: newId<SettingsChangeId>(), changes: JSON.stringify(changes) };
  const actor = { actor_kind: caller.kind, actor_id: caller.id, actor_name: caller.name };
  await tx
    .insertInto('settings_history')
    .values({ ...row, ...actor })
    .execute();
  await sql`
    DELETE FROM settings_history WHERE tenant_id = ${tenant} AND id < (
      SELECT id FROM settings_history WHERE tenant_id = ${tenant} ORDER BY id DESC OFFSET ${changesMax - 1} LIMIT 1)`.execute(
    tx,
  );
}

export async function settingsChangeFetch(
  tx: Transaction,
  tenant: TenantId,
  id: string,
): Promise<HistoryRow | undefined> {
  const parsed = parseId<SettingsChangeId>(id);
  if (parsed === null) return undefined;
  return tx
    .selectFrom('settings_history')
    .selectAll()
    .where('tenant_id', '=', tenant)
    .where('id', '=', parsed)
    .executeTakeFirst();
}

/** Newest first. */
export async function settingsChangeList(
  tx: Transaction,
  tenant: TenantId,
  { limit, cursor }: { readonly limit: number; readonly cursor: string | null },
): Promise<HistoryRow[]> {
  let query = tx.selectFrom('settings_history').selectAll().where('tenant_id', '=', tenant);
  const before = cursor === null ? null : parseId<SettingsChangeId>(cursor);
  if (before !== null) query = query.where('id', '<', before);
  return query.orderBy('id', 'desc').limit(limit).execute();
}
