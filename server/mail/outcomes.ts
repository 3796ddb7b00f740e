/** What became of mails, for the pages that show it: one by its id, those that were given up, how many went to somebody lately. */
import type { MailId, TenantId, UserId } from '../kernel/ids.ts';
import type { Transaction } from '../platform/database.ts';
import type { MailOutcome } from './mail.ts';
import { mailCountRecent, mailFetchState, mailListFailed } from './store-outcomes.ts';
import type { MailTemplate } from './templates.ts';

/** How a mail fared; null when there is none. */
export async function mailOutcome(tx: Transaction, tenant: TenantId, id: MailId): Promise<MailOutcome | null> {
  const row = await mailFetchState(tx, tenant, id);
  return row ? { status: row.status, at: row.sent_at ?? row.created_at, error: row.last_error } : null;
}

/** A mail that was given up. */
export interface MailFailure {
  readonly id: string;
  readonly at: string;
  readonly template: string;
  readonly recipient: string;
  readonly reason: string | null;
}

/** The newest first. */
export async function mailFailures(tx: Transaction, tenant: TenantId, limit: number): Promise<MailFailure[]> {
  return (await mailListFailed(tx, tenant, limit)).map((row) => ({
    id: row.id,
    at: row.created_at.toISOString(),
    template: row.template,
    recipient: row.recipient,
    reason: row.last_error,
  }));
}

/** As `mailCountRecent`. */
export function recentMails(
  tx: Transaction,
  tenant: TenantId,
  user: UserId,
  of: { readonly template: MailTemplate; readonly minutes: number },
): Promise<{ count: number; oldestSeconds: number }> {
  return mailCountRecent(tx, tenant, user, of);
}
