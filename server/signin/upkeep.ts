/** Clean-up of sign-ins that nobody finished, across tenants, for operations. */
import type { Transaction } from '../platform/database.ts';
import { flowPrune } from './store.ts';

/** Forgets sign-ins that expired an hour ago. */
export function pruneFlows(tx: Transaction): Promise<void> {
  return flowPrune(tx);
}
