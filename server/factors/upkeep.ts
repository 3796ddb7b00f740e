/** Clean-up of challenges and trusted browsers across tenants, for operations. E-mailed codes leave with their flow. */
import type { Transaction } from '../platform/database.ts';
import { challengePrune } from './store.ts';
import { trustedBrowserPrune } from './store-trusted-browsers.ts';

/** Forgets what expired an hour ago. */
export async function pruneFactors(tx: Transaction): Promise<void> {
  await challengePrune(tx);
  await trustedBrowserPrune(tx);
}
