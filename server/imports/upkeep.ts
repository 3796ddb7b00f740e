/** Clean-up across tenants, for operations. */
import type { Transaction } from '../platform/database.ts';
import { importPrune } from './store.ts';

/** Days that an import and its report are kept once it is over, or nobody went on with it. */
const keptDays = 30;

export function pruneImports(tx: Transaction): Promise<void> {
  return importPrune(tx, keptDays);
}
