/** What operations does to the mails of all tenants: queueing them anew after a restore, forgetting old ones. */
import type { Transaction } from '../platform/database.ts';
import { mailPrune, mailRequeue } from './store.ts';
import { mailTemplates } from './templates.ts';
import { urgencyOf } from './urgency.ts';

/**
 * Queues every waiting mail anew: after a restore the rows are there, but the jobs that send them were not in the backup.
 * @returns how many
 */
export function requeueMails(tx: Transaction): Promise<number> {
  return mailRequeue(
    tx,
    mailTemplates.map((template) => ({ template, ...urgencyOf(template) })),
  );
}

/** Days that the row of a mail dealt with is kept (as long as the audit log), and what is kept for /dev/mail. */
const retention = { mailDays: 400, capturedDays: 7, capturedMax: 1_000 } as const;

export function pruneMails(tx: Transaction): Promise<void> {
  return mailPrune(tx, retention);
}
