/** SQL of deliveries, as administrators see them. What the senders do is in store-sending.ts. */
import { type Selectable, sql } from 'kysely';
import type { TenantId, WebhookDeliveryId, WebhookId } from '../kernel/ids.ts';
import type { Transaction } from '../platform/database.ts';
import type { WebhookDeliveryTable } from '../platform/tables/webhooks.ts';

export type DeliveryRow = Selectable<WebhookDeliveryTable>;
export type DeliveryState = DeliveryRow['state'];

export interface DeliveryKey {
  readonly tenant: TenantId;
  readonly webhook: WebhookId;
  readonly id: WebhookDeliveryId;
}

export interface DeliveryFilter {
  readonly limit: number;
  readonly state: DeliveryState | null;
  /** Only older ones. */
  readonly before: WebhookDeliveryId | null;
}

/** Newest first, one more than asked for if there are more. */
export function deliveryList(
  tx: Transaction,
  tenant: TenantId,
  webhook: WebhookId,
  { limit, state, before }: DeliveryFilter,
): Promise<DeliveryRow[]> {
  let query = tx
    .selectFrom('webhook_deliveries')
    .selectAll()
    .where('tenant_id', '=', tenant)
    .where('webhook_id', '=', webhook);
  if (state !== null) query = query.where('state', '=', state);
  if (before !== null) query = query.where('id', '<', before);
  return query
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute();
}

export function deliveryFetch(tx: Transaction, { tenant, webhook, id }: DeliveryKey): Promise<DeliveryRow | undefined> {
  return tx
    .selectFrom('webhook_deliveries')
    .selectAll()
    .where('tenant_id', '=', tenant)
    .where('webhook_id', '=', webhook)
    .where('id', '=', id)
    .executeTakeFirst();
}

/** A delivery of no entry of the audit log, whose one attempt is the caller's: claimed as it is made. */
export async function deliveryInsertClaimed(
  tx: Transaction,
  { tenant, webhook, id }: DeliveryKey,
  event: { readonly type: string; readonly data: object },
  claimSeconds: number,
): Promise<DeliveryRow> {
  return tx
    .insertInto('webhook_deliveries')
    .values({
      tenant_id: tenant,
      webhook_id: webhook,
      id,
      type: event.type,
      at: sql<Date>`now()`,
      data: JSON.stringify(event.data),
      attempts: 1,
      due_at: sql<Date>`now() + make_interval(secs => ${claimSeconds})`,
      claimed_until: sql<Date>`now() + make_interval(secs => ${claimSeconds})`,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
}

/**
 * Makes it due now, with the whole back-off before it; what is under way stays so. One statement, so that it is due once however
 * often somebody asks.
 */
export async function deliveryReplay(tx: Transaction, { tenant, webhook, id }: DeliveryKey): Promise<void> {
  await sql`UPDATE webhook_deliveries SET state = 'waiting', ended_at = NULL, retries = 0, due_at = now(), claimed_until = NULL
    WHERE tenant_id = ${tenant} AND webhook_id = ${webhook} AND id = ${id} AND (claimed_until IS NULL OR claimed_until <= now())`.execute(
    tx,
  );
}

/** How much waits for each endpoint, counted up to a bound. */
export async function deliveryWaiting(
  tx: Transaction,
  tenant: TenantId,
  countMax: number,
): Promise<ReadonlyMap<WebhookId, number>> {
  const { rows } = await sql<{ id: WebhookId; count: number }>`
    SELECT w.id, waiting.count FROM webhooks w CROSS JOIN LATERAL (
      SELECT count(*)::integer AS count FROM (SELECT FROM webhook_deliveries d
        WHERE d.tenant_id = w.tenant_id AND d.webhook_id = w.id AND d.state = 'waiting' LIMIT ${countMax}) counted) waiting
    WHERE w.tenant_id = ${tenant}`.execute(tx);
  return new Map(rows.map(({ id, count }) => [id, count]));
}

/**
 * Deletes the oldest deliveries over `days` old, and those of endpoints that are gone, a batch for each endpoint or tenant.
 * @returns how many; 0 when none is left
 */
export async function deliveryPrune(tx: Transaction, days: number, limit: number): Promise<number> {
  const old = await sql`DELETE FROM webhook_deliveries WHERE (tenant_id, webhook_id, id) IN (
    SELECT d.tenant_id, d.webhook_id, d.id FROM webhooks w CROSS JOIN LATERAL (
      SELECT d.tenant_id, d.webhook_id, d.id FROM webhook_deliveries d WHERE d.tenant_id = w.tenant_id AND d.webhook_id = w.id
        AND d.created_at < now() - make_interval(days => ${days})
        AND d.id < rpad(lpad(to_hex((extract(epoch FROM now() - make_interval(days => ${days})) * 1000)::bigint), 12, '0'), 32, '0')::uuid
      ORDER BY d.id LIMIT ${limit}) d)`.execute(tx);
  const orphans = await sql`DELETE FROM webhook_deliveries WHERE (tenant_id, webhook_id, id) IN (
    SELECT d.tenant_id, d.webhook_id, d.id FROM tenants t CROSS JOIN LATERAL (
      SELECT d.tenant_id, d.webhook_id, d.id FROM webhook_deliveries d WHERE d.tenant_id = t.id
        AND NOT EXISTS (SELECT FROM webhooks w WHERE w.tenant_id = d.tenant_id AND w.id = d.webhook_id) LIMIT ${limit}) d)`.execute(
    tx,
  );
  return Number(old.numAffectedRows ?? 0n) + Number(orphans.numAffectedRows ?? 0n);
}
