/** SQL of imports: what was asked, and how far it is. */
import { type Selectable, sql } from 'kysely';
import type { AuditEventId, ImportId, TenantId } from '../kernel/ids.ts';
import type { Transaction } from '../platform/database.ts';
import type { ImportState, ImportTable, LineOutcome } from '../platform/tables/imports.ts';
import type { ImportKey } from './store-lines.ts';
import { isKept } from './store-passwords.ts';

/** With how many temporary passwords wait to be handed over, and how many were but are not said to be saved. */
export type ImportRow = Selectable<ImportTable> & { readonly passwords: number; readonly passwords_taken: number };

const selection = sql`SELECT i.*, kept.* FROM imports i CROSS JOIN LATERAL (
    SELECT count(*)::integer AS passwords, count(p.taken_at)::integer AS passwords_taken FROM import_passwords p
    WHERE p.tenant_id = i.tenant_id AND p.import_id = i.id AND ${isKept}) AS kept`;

/** A file that waits to be read. */
export async function importInsert(
  tx: Transaction,
  row: { readonly tenant: TenantId; readonly id: ImportId; readonly fileName: string; readonly actor: object },
): Promise<void> {
  const { tenant, id, fileName, actor } = row;
  await tx
    .insertInto('imports')
    .values({ tenant_id: tenant, id, file_name: fileName, actor: JSON.stringify(actor), plan: '{}' })
    .execute();
}

/** Newest first. One more than the limit when there are more. */
export async function importList(
  tx: Transaction,
  tenant: TenantId,
  page: { readonly limit: number; readonly before: ImportId | null },
): Promise<ImportRow[]> {
  const { rows } = await sql<ImportRow>`${selection} WHERE i.tenant_id = ${tenant} AND i.state <> 'uploading'
    AND (${page.before}::uuid IS NULL OR i.id < ${page.before}) ORDER BY i.id DESC LIMIT ${page.limit + 1}`.execute(tx);
  return rows;
}

export async function importFetch(tx: Transaction, tenant: TenantId, id: ImportId): Promise<ImportRow | undefined> {
  const { rows } = await sql<ImportRow>`${selection} WHERE i.tenant_id = ${tenant} AND i.id = ${id}`.execute(tx);
  return rows[0];
}

/** Whether it is in this state, which it then stays in until the transaction ends. */
export async function importHold(
  tx: Transaction,
  tenant: TenantId,
  id: ImportId,
  state: ImportState,
): Promise<boolean> {
  const { rows } = await sql`SELECT FROM imports WHERE tenant_id = ${tenant} AND id = ${id} AND state = ${state}
    FOR NO KEY UPDATE`.execute(tx);
  return rows.length > 0;
}

export interface ImportChange {
  readonly state?: ImportState;
  readonly columns?: readonly string[];
  readonly plan?: object;
  readonly actor?: object;
  readonly begun?: AuditEventId;
  readonly lines?: number;
  readonly checked?: number;
  readonly foreseen?: object | null;
  readonly fault?: string | null;
}

/** States that an import does not leave any more. */
const ended: readonly ImportState[] = ['done', 'cancelled', 'failed'];

/**
 * @param revision the one the change was decided on; null = any
 * @returns false when it is in none of the states that the change is from, or changed since: of several at once, one gets true
 */
export async function importChange(
  tx: Transaction,
  { tenant, id }: ImportKey,
  from: readonly ImportState[],
  change: ImportChange,
  revision: number | null = null,
): Promise<boolean> {
  const { columns, plan, actor, foreseen, ...plain } = change;
  let query = tx
    .updateTable('imports')
    .set({
      ...plain,
      ...(columns === undefined ? {} : { columns: [...columns] }),
      ...(plan === undefined ? {} : { plan: JSON.stringify(plan) }),
      ...(actor === undefined ? {} : { actor: JSON.stringify(actor) }),
      ...(foreseen === undefined ? {} : { foreseen: foreseen === null ? null : JSON.stringify(foreseen) }),
      ...(change.state === 'running' ? { started_at: sql<Date>`now()` } : {}),
      ...(change.state !== undefined && ended.includes(change.state) ? { finished_at: sql<Date>`now()` } : {}),
      revision: sql`revision + 1`,
    })
    .where('tenant_id', '=', tenant)
    .where('id', '=', id)
    .where('state', 'in', [...from]);
  if (revision !== null) query = query.where('revision', '=', revision);
  return (await query.returning('id').executeTakeFirst()) !== undefined;
}

/** Adds to what has become of lines, in the transaction in which it became so. */
export async function importCount(
  tx: Transaction,
  tenant: TenantId,
  id: ImportId,
  more: Readonly<Record<LineOutcome, number>>,
): Promise<void> {
  await sql`UPDATE imports SET created = created + ${more.created}, updated = updated + ${more.updated},
    skipped = skipped + ${more.skipped}, refused = refused + ${more.refused}, revision = revision + 1
    WHERE tenant_id = ${tenant} AND id = ${id}`.execute(tx);
}

export async function importDelete(tx: Transaction, tenant: TenantId, id: ImportId): Promise<void> {
  await tx.deleteFrom('imports').where('tenant_id', '=', tenant).where('id', '=', id).execute();
}

/** Forgets files that were never imported, but for the newest. */
export async function importKeepNewest(tx: Transaction, tenant: TenantId, keep: number): Promise<void> {
  await sql`DELETE FROM imports WHERE tenant_id = ${tenant} AND id IN (
    SELECT id FROM imports WHERE tenant_id = ${tenant} AND state IN ('uploaded', 'checked', 'uploading')
    ORDER BY id DESC OFFSET ${keep})`.execute(tx);
}

/** Clean-up across tenants: half-read files, imports that ended or were left, and passwords that nobody fetched. */
export async function importPrune(tx: Transaction, days: number): Promise<void> {
  await sql`DELETE FROM imports WHERE (state = 'uploading' AND created_at < now() - interval '1 hour')
    OR (state <> 'running' AND coalesce(finished_at, created_at) < now() - make_interval(days => ${days}))`.execute(tx);
  await sql`DELETE FROM import_passwords p USING imports i WHERE i.tenant_id = p.tenant_id AND i.id = p.import_id
    AND ((i.state <> 'running' AND coalesce(i.finished_at, p.made_at) < now() - interval '1 day') OR NOT ${isKept})`.execute(
    tx,
  );
}
