/** Clean-up of what recovery counted, across tenants, for operations. */
import type { Transaction } from '../platform/database.ts';
import { requestPrune } from './store.ts';

/** Forgets sources whose window is over. */
export function pruneRecovery(tx: Transaction): Promise<void> {
  return requestPrune(tx);
}
