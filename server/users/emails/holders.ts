/** Who holds permissions, as mail addresses them: for notices to whoever may mend something. Authorises nobody. */
import type { Permission } from '../../kernel/caller.ts';
import type { OutgoingMail } from '../../mail/mail.ts';
import type { Transaction } from '../../platform/database.ts';
import type { Tenant } from '../../tenants/tenants.ts';
import { recipientOf } from './recipient.ts';
import { userListHolding } from './store-emails.ts';

/** More than ever has to act on one thing. */
const holdersMax = 50;

/** Those who can come in, have an address and hold all of these; at most fifty, the oldest. */
export async function holdersOf(
  tx: Transaction,
  tenant: Tenant,
  permissions: readonly Permission[],
): Promise<Pick<OutgoingMail, 'tenant' | 'user'>[]> {
  const people = await userListHolding(tx, tenant.id, permissions, holdersMax);
  return people.map((person) => recipientOf(tenant, person));
}
