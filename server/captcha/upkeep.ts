/** Clean-up of used answers across tenants, for operations. */
import type { Transaction } from '../platform/database.ts';
import { captchaPrune } from './store.ts';

/** Forgets answers that have expired. */
export function pruneCaptchas(tx: Transaction): Promise<void> {
  return captchaPrune(tx);
}
