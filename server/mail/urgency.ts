/**
 * How soon a mail has to leave. Somebody sits before a page and waits for a code or a link: those have workers and connections
 * to the mail server of their own. Mails that come by the hundred wait behind the notices about single accounts.
 */
import type { MailTemplate } from './templates.ts';

/** Tasks of the job queue that send a mail. */
export type SendTask = 'mail:urgent' | 'mail:send';

const urgent: readonly MailTemplate[] = ['code', 'reset_link', 'test'];
const bulk: readonly MailTemplate[] = ['welcome', 'activation_link', 'expiry_warning'];

/** The task that sends a mail, and its priority there: the lower, the sooner. */
export function urgencyOf(template: MailTemplate): { readonly task: SendTask; readonly priority: number } {
  return { task: urgent.includes(template) ? 'mail:urgent' : 'mail:send', priority: bulk.includes(template) ? 10 : 0 };
}
