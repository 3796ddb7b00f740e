/** What became of mails, noted on whom they were for: an address that refuses them is a person who gets no code and no link. */
import { record } from '../../audit/audit.ts';
import { systemCaller } from '../../kernel/caller.ts';
import type { DeliveryReport } from '../../mail/mail.ts';
import type { Transaction } from '../../platform/database.ts';
import { auditTarget } from '../reach.ts';
import { userEmailMark, userEmailMend } from './store-emails.ts';

/**
 * Marks the address of a user, or clears the mark, as long as it is still the one that the mail went to. Audited when it
 * refuses: the console shows the mark, and the log says which mail it was.
 */
export async function noteDelivery(tx: Transaction, report: DeliveryReport): Promise<void> {
  const { tenant, user, recipient, template, problem } = report;
  if (problem === null) return userEmailMend(tx, tenant, user, recipient);
  const marked = await userEmailMark(tx, tenant, user, recipient, problem);
  if (marked === null) return;
  await record(tx, systemCaller(tenant, 'mail'), {
    action: 'user.email.refuse',
    outcome: 'failed',
    target: auditTarget(marked),
    details: { template, problem },
  });
}
