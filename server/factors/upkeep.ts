/** Clean-up of challenges and trusted browsers across tenants, for operations. E-mailed codes leave with their flow. */
import type { Transaction } from '../platform/database.ts';
import { challengePrune, trustedBrowserPrune } from './store.ts';

/** Forgets what expired an hour ago. */
export async function pruneFactors(tx: Transaction): Promise<void> {
  await challengePrune(tx);
  await trustedBrowserPrune(tx);
}
