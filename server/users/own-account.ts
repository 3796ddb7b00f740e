/**
 * Administrators reach themselves by the same doors as others. There, what opens their own account is guarded as at the doors
 * of its owner, or a stolen session of an administrator would be a way to keep the account (ASVS 5.0 V7.5.1).
 */
import type { Caller } from '../kernel/caller.ts';
import type { Transaction } from '../platform/database.ts';
import type { Tenant } from '../tenants/tenants.ts';
import type { UsersOptions } from './acts.ts';
import type { UserRow } from './store.ts';

/** Does nothing for anyone else's account, or without a session. @throws Refusal recent_authentication_required */
export async function assertRecentForSelf(
  { assertRecent }: Pick<UsersOptions, 'assertRecent'>,
  tx: Transaction,
  tenant: Tenant,
  caller: Caller,
  row: Pick<UserRow, 'id'>,
): Promise<void> {
  if (caller.session !== null && caller.id === row.id) await assertRecent(tx, tenant.id, caller.session);
}
