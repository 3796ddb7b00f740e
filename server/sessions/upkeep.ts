/** Clean-up of sessions across tenants, for operations. */
import type { Transaction } from '../platform/database.ts';
import { sessionPrune } from './store.ts';

/** Forgets sessions that ended a week ago. */
export function pruneSessions(tx: Transaction): Promise<void> {
  return sessionPrune(tx);
}
