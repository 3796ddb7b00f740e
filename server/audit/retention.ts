/** How long the audit log remembers, for operations. The application itself can only add and read. */
import type { Transaction } from '../platform/database.ts';
import { auditPrune } from './store.ts';

/** Entries of one tenant deleted per call, so that no call takes long. */
const batchRows = 5_000;

/**
 * Deletes entries that are older than their tenant keeps them (its setting `audit.retentionDays`), a batch per tenant.
 * @param daysUnlessSet the setting's default
 * @returns how many; 0 when none is left
 */
export function pruneAudit(tx: Transaction, daysUnlessSet: number): Promise<number> {
  return auditPrune(tx, daysUnlessSet, batchRows);
}
