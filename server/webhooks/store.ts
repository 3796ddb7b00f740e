/** SQL of endpoints. */
import { type Insertable, type Selectable, sql } from 'kysely';
import type { TenantId, WebhookId } from '../kernel/ids.ts';
import type { Transaction } from '../platform/database.ts';
import type { WebhookTable } from '../platform/tables/webhooks.ts';

export type WebhookRow = Selectable<WebhookTable>;

export type WebhookChange = Partial<Pick<WebhookRow, 'name' | 'url' | 'events' | 'enabled' | 'disabled_reason'>>;

/** One at a time makes endpoints of an organisation, so that their number can be limited. @returns how many there are */
export async function webhookCountLocked(tx: Transaction, tenant: TenantId): Promise<number> {
  await sql`SELECT pg_advisory_xact_lock(hashtextextended('webhooks ' || ${tenant}::text, 0))`.execute(tx);
  // A statement of its own: it sees what was made while the one before waited.
  const { rows } = await sql<{
    count: number;
  }>`SELECT count(*)::integer AS count FROM webhooks WHERE tenant_id = ${tenant}`.execute(tx);
  return rows[0]?.count ?? 0;
}

export async function webhookInsert(tx: Transaction, row: Insertable<WebhookTable>): Promise<void> {
  await tx.insertInto('webhooks').values(row).execute();
}

export function webhookList(tx: Transaction, tenant: TenantId): Promise<WebhookRow[]> {
  return tx.selectFrom('webhooks').selectAll().where('tenant_id', '=', tenant).orderBy('id').execute();
}

export function webhookFetch(tx: Transaction, tenant: TenantId, id: WebhookId): Promise<WebhookRow | undefined> {
  return tx.selectFrom('webhooks').selectAll().where('tenant_id', '=', tenant).where('id', '=', id).executeTakeFirst();
}

/** The secret before the last change while it signs too, else null. */
export async function webhookPreviousSecret(tx: Transaction, tenant: TenantId, id: WebhookId): Promise<Buffer | null> {
  const { rows } = await sql<{ sealed: Buffer }>`SELECT previous_secret_sealed AS sealed FROM webhooks
    WHERE tenant_id = ${tenant} AND id = ${id} AND previous_secret_until > now()`.execute(tx);
  return rows[0]?.sealed ?? null;
}

/** Locks it against other changes of it, not against events that are collected for it. */
export function webhookFetchForUpdate(
  tx: Transaction,
  tenant: TenantId,
  id: WebhookId,
): Promise<WebhookRow | undefined> {
  return tx
    .selectFrom('webhooks')
    .selectAll()
    .where('tenant_id', '=', tenant)
    .where('id', '=', id)
    .forNoKeyUpdate()
    .executeTakeFirst();
}

/** Of a row that is locked. @param anew it is judged anew: what failed before another address or a pause is forgotten */
export function webhookUpdate(
  tx: Transaction,
  { tenant_id: tenant, id }: Pick<WebhookRow, 'tenant_id' | 'id'>,
  change: WebhookChange,
  anew: boolean,
): Promise<WebhookRow> {
  return tx
    .updateTable('webhooks')
    .set({ ...change, ...(anew ? { failing_since: null } : {}), revision: sql`revision + 1` })
    .where('tenant_id', '=', tenant)
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** Puts a new secret in the place of a row's that is locked; the old one goes on signing for so many hours. */
export function webhookSecretReplace(
  tx: Transaction,
  { tenant_id: tenant, id }: Pick<WebhookRow, 'tenant_id' | 'id'>,
  sealed: Buffer,
  hours: number,
): Promise<WebhookRow> {
  return tx
    .updateTable('webhooks')
    .set({
      secret_sealed: sealed,
      previous_secret_sealed: sql`secret_sealed`,
      previous_secret_until: sql`now() + make_interval(hours => ${hours})`,
      revision: sql`revision + 1`,
    })
    .where('tenant_id', '=', tenant)
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** Its deliveries are nobody's from now on, and go with the next clean-up. */
export async function webhookDelete(tx: Transaction, tenant: TenantId, id: WebhookId): Promise<void> {
  await tx.deleteFrom('webhooks').where('tenant_id', '=', tenant).where('id', '=', id).execute();
}

/** Erases secrets that sign no more. All tenants. */
export async function webhookSecretsExpire(tx: Transaction): Promise<void> {
  await sql`UPDATE webhooks SET previous_secret_sealed = NULL, previous_secret_until = NULL WHERE previous_secret_until <= now()`.execute(
    tx,
  );
}
