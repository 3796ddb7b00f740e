/** What follows from a new e-mail address: the owner is told at the old and at the new one, and links sent before are dead. */
import { now } from '../../kernel/clock.ts';
import { endLinks } from '../../passwords/links.ts';
import type { Transaction } from '../../platform/database.ts';
import type { Tenant } from '../../tenants/tenants.ts';
import { instantInWords } from '../../texts/refusal-message.ts';
import type { UsersOptions } from '../acts.ts';
import type { UserRow } from '../store.ts';
import { maskedAddress } from './masked-address.ts';
import { recipientOf } from './recipient.ts';

/**
 * To be called in the transaction that changed the address; does nothing when it is the same as before. Who holds the old
 * mailbox learns of it there (ASVS 5.0 6.3.7), and cannot go on with a link that waits in it.
 */
export async function followEmailChange(
  { mail }: Pick<UsersOptions, 'mail'>,
  tx: Transaction,
  tenant: Tenant,
  before: UserRow,
  after: UserRow,
): Promise<void> {
  if (before.email === after.email) return;
  await endLinks(tx, { tenant: tenant.id, user: after.id });
  const newAddress = after.email === null ? '' : maskedAddress(after.email);
  for (const email of [before.email, after.email]) {
    if (email === null) continue;
    const to = recipientOf(tenant, { ...after, email });
    const when = instantInWords(to.user.language, now().toString(), tenant.timeZone);
    await mail.send(tx, { ...to, template: 'email_changed', parameters: { newAddress, when } });
  }
}
