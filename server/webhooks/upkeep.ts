/** What operations does to the webhooks of all tenants: forgetting old deliveries and secrets. */
import type { Transaction } from '../platform/database.ts';
import { webhookSecretsExpire } from './store.ts';
import { deliveryPrune } from './store-deliveries.ts';

/** Days a delivery is kept, whatever became of it. */
const deliveryDays = 30;
/** Deliveries of one endpoint deleted per call, so that no call takes long. */
const batchRows = 5_000;

/** @returns how many deliveries were deleted; 0 when none is left */
export async function pruneWebhooks(tx: Transaction): Promise<number> {
  await webhookSecretsExpire(tx);
  return deliveryPrune(tx, deliveryDays, batchRows);
}
