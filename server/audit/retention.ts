/** How long the audit log remembers, for operations. The application itself can only add and read. */
import type { Transaction } from '../platform/database.ts';
import { auditPrune } from './store.ts';

/** Days an entry is kept. */
export const auditDays = 400;
/** Entries of one tenant deleted per call, so that no call takes long. */
const batchRows = 5_000;

/** Deletes entries that are too old, a batch per tenant. @returns how many; 0 when none is left */
export function pruneAudit(tx: Transaction): Promise<number> {
  return auditPrune(tx, auditDays, batchRows);
}
