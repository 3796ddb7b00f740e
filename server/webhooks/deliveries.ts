/** What became of each event, for whoever manages endpoints: the log, sending once more, and a test while one looks. */
import { record } from '../audit/audit.ts';
import type { Caller } from '../kernel/caller.ts';
import { newId, parseId, type WebhookDeliveryId } from '../kernel/ids.ts';
import { refuse } from '../kernel/refusal.ts';
import type { Database, Transaction } from '../platform/database.ts';
import { RateBudget } from '../platform/http/rate-budget.ts';
import { announce } from '../platform/notify.ts';
import { type AttemptTools, attempt } from './attempt.ts';
import { assertMayManage, fetchWebhook } from './change.ts';
import { testEvent } from './events.ts';
import type { NoticeTools } from './notice.ts';
import { claimSeconds, settle } from './sender.ts';
import { type WebhookRow, webhookPreviousSecret } from './store.ts';
import {
  type DeliveryKey,
  type DeliveryRow,
  type DeliveryState,
  deliveryFetch,
  deliveryInsertClaimed,
  deliveryList,
  deliveryReplay,
} from './store-deliveries.ts';
import type { ClaimedDelivery } from './store-sending.ts';

export interface DeliveryQuery {
  readonly limit: number;
  readonly cursor?: string;
  readonly state?: DeliveryState;
}

/**
 * Newest first.
 * @throws Refusal not_permitted, not_found, invalid_request (a cursor that is none)
 */
export async function listDeliveries(
  database: Database,
  caller: Caller,
  id: string,
  { limit, cursor, state }: DeliveryQuery,
): Promise<{ rows: DeliveryRow[]; next: string | null }> {
  assertMayManage(caller);
  const before = cursor === undefined ? null : parseId<WebhookDeliveryId>(cursor);
  if (cursor !== undefined && before === null) throw refuse('invalid_request', { detail: 'cursor is not one of ours' });
  const rows = await database.withTenant(caller.tenant, async (tx) => {
    const webhook = await fetchWebhook(tx, caller, id);
    return deliveryList(tx, caller.tenant, webhook.id, { limit, state: state ?? null, before });
  });
  const shown = rows.slice(0, limit);
  return { rows: shown, next: rows.length > limit ? (shown.at(-1)?.id ?? null) : null };
}

/** @throws Refusal not_found */
function keyOf({ tenant_id: tenant, id: webhook }: WebhookRow, delivery: string): DeliveryKey {
  const id = parseId<WebhookDeliveryId>(delivery);
  if (id === null) throw refuse('not_found');
  return { tenant, webhook, id };
}

/** @throws Refusal not_found */
async function readDelivery(tx: Transaction, key: DeliveryKey): Promise<DeliveryRow> {
  const row = await deliveryFetch(tx, key);
  if (!row) throw refuse('not_found');
  return row;
}

/** @throws Refusal not_permitted, not_found */
export async function fetchDelivery(
  database: Database,
  caller: Caller,
  id: string,
  delivery: string,
): Promise<DeliveryRow> {
  assertMayManage(caller);
  return database.withTenant(caller.tenant, async (tx) => {
    const webhook = await fetchWebhook(tx, caller, id);
    return readDelivery(tx, keyOf(webhook, delivery));
  });
}

/**
 * Sends it once more, under the same webhook-id. What is under way already is not begun a second time; of an endpoint that is
 * disabled it waits.
 * @throws Refusal not_permitted, not_found
 */
export async function replayDelivery(
  database: Database,
  caller: Caller,
  id: string,
  delivery: string,
): Promise<DeliveryRow> {
  assertMayManage(caller);
  return database.withTenant(caller.tenant, async (tx) => {
    const webhook = await fetchWebhook(tx, caller, id);
    const key = keyOf(webhook, delivery);
    await deliveryReplay(tx, key);
    const row = await readDelivery(tx, key);
    const { name } = webhook;
    await record(tx, caller, {
      action: 'webhook.replay',
      target: { kind: 'webhook', id: webhook.id, name },
      details: { delivery: row.id, type: row.type },
    });
    await announce(tx, { kind: 'webhooks' });
    return row;
  });
}

/** Tests make this server call somebody, so each organisation has a few. */
const testBudget = { burst: 10, perSecond: 0.2, keysMax: 10_000 } as const;

export interface Tester {
  /**
   * Sends `usher.test` now, whether the endpoint is enabled or not, and says what came of it.
   * @throws Refusal not_permitted, not_found, rate_limited
   */
  test(caller: Caller, id: string): Promise<DeliveryRow>;
}

export function createTester(database: Database, tools: AttemptTools & NoticeTools): Tester {
  const budget = new RateBudget(testBudget);
  return {
    async test(caller, id) {
      assertMayManage(caller);
      const { claimed, key } = await database.withTenant(caller.tenant, async (tx) => {
        const webhook = await fetchWebhook(tx, caller, id);
        budget.spend(caller.tenant);
        const key = { tenant: caller.tenant, webhook: webhook.id, id: newId<WebhookDeliveryId>() };
        const data = { id: key.id, webhook: { id: webhook.id, name: webhook.name } };
        const row = await deliveryInsertClaimed(tx, key, { type: testEvent, data }, claimSeconds);
        const target = { kind: 'webhook', id: webhook.id, name: webhook.name };
        await record(tx, caller, { action: 'webhook.test', target });
        const previous = await webhookPreviousSecret(tx, caller.tenant, webhook.id);
        return { claimed: claimedBy(webhook, row, previous), key };
      });
      const outcome = await attempt(tools, claimed, new AbortController().signal);
      await settle(tools, (work) => database.withTenant(caller.tenant, work), [outcome]);
      const row = await database.withTenant(caller.tenant, (tx) => deliveryFetch(tx, key));
      if (!row) throw refuse('not_found');
      return row;
    },
  };
}

function claimedBy(webhook: WebhookRow, row: DeliveryRow, previousSecret: Buffer | null): ClaimedDelivery {
  const { tenant_id, webhook_id, id, type, at, data, attempts, retries } = row;
  const { url, secret_sealed } = webhook;
  const own = { tenant_id, webhook_id, id, type, at, data, attempts, retries };
  return { ...own, url, secret_sealed, previous_secret_sealed: previousSecret, failing: false };
}
