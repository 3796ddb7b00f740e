/**
 * Mail owns the outbox: a mail is a row written in the transaction of what it tells, sent by a job after the commit, so that
 * neither can happen without the other and a slow mail server holds up nobody. Users, sign-in and later slices call `send`;
 * app.ts registers the tasks. What a mail says is encrypted while it waits and erased once it is sent, failed or expired.
 * It never decides who gets a mail, and never tells a secret to a log, to the queue or in an error.
 */
import type { Insertable } from 'kysely';
import { type MailId, newId, type TenantId, type UserId } from '../kernel/ids.ts';
import type { Transaction } from '../platform/database.ts';
import { enqueue, enqueueMany, type Task } from '../platform/jobs.ts';
import type { Sealer } from '../platform/seal.ts';
import type { MailTable } from '../platform/tables/mail.ts';
import { type CapturedMails, capturedMails } from './captured.ts';
import { type MailOptions, sendTask } from './deliver.ts';
import { type OutgoingMail, sealMatter } from './matter.ts';
import { createSmtp } from './smtp.ts';
import { mailAttemptsMax, mailCancel, mailEndStale, mailFetchLast, mailInsert } from './store.ts';
import type { MailTemplate } from './templates.ts';
import { type SendTask, urgencyOf } from './urgency.ts';

export type { CapturedContent, CapturedHeader } from './captured.ts';
export type { DeliveryReport } from './deliver.ts';
export type { OutgoingMail } from './matter.ts';

/** How the newest mail of a kind fared. */
export interface MailOutcome {
  readonly status: 'queued' | 'sent' | 'failed' | 'expired';
  /** When it was sent; until then, when it was queued. */
  readonly at: Date;
  /** Why it failed, or, of a queued one, why the last attempt did; null when nothing went wrong. */
  readonly error: string | null;
}

export interface Mail {
  /** Queues a mail in the caller's transaction. Does no network work; rejects only as the transaction does. */
  send(tx: Transaction, mail: OutgoingMail): Promise<MailId>;
  /** The same for many, in two statements; for mails of one template and one tenant. */
  sendMany(tx: Transaction, mails: readonly OutgoingMail[]): Promise<void>;
  /** The newest mail of these templates to a user; null when there was none. */
  lastOf(
    tx: Transaction,
    tenant: TenantId,
    user: UserId,
    templates: readonly MailTemplate[],
  ): Promise<MailOutcome | null>;
  /** Nothing that still waits for this user is sent any more: for who deletes them. */
  cancelOf(tx: Transaction, tenant: TenantId, user: UserId): Promise<void>;
  /** For the job queue: one of the first two per mail, and `mail:clean`, to be run hourly. */
  readonly tasks: Readonly<Record<SendTask | 'mail:clean', Task>>;
  /** Null when a mail server is configured. */
  readonly captured: CapturedMails | null;
  /** Whether the mail server answers; false when none is configured. */
  reachable(): Promise<boolean>;
  /** Closes the connections to the mail server. */
  close(): Promise<void>;
}

/** Connections to the mail server. Ordinary mails may take all of theirs, however slow it is, and codes still leave. */
const connectionsMax = { ordinary: 8, urgent: 8 } as const;
/** Days after which a mail that still waits is given up: the queue's last attempt was long before. */
const staleDays = 2;
function rowOf(sealer: Sealer, mail: OutgoingMail): Insertable<MailTable> & { readonly id: MailId } {
  const id = newId<MailId>();
  return {
    tenant_id: mail.tenant.id,
    id,
    user_id: mail.user.id,
    template: mail.template,
    recipient: mail.user.email,
    sealed: sealMatter(sealer, id, mail),
    expires_at: mail.expiresAt ?? null,
  };
}

async function queue(tx: Transaction, sealer: Sealer, mail: OutgoingMail): Promise<MailId> {
  const row = rowOf(sealer, mail);
  const { task, priority } = urgencyOf(mail.template);
  const payload = { tenant: mail.tenant.id, mail: row.id };
  // Neither waits for the answer of the other: they are on their way together.
  await Promise.all([mailInsert(tx, [row]), enqueue(tx, task, payload, { maxAttempts: mailAttemptsMax, priority })]);
  return row.id;
}

async function queueMany(tx: Transaction, sealer: Sealer, mails: readonly OutgoingMail[]): Promise<void> {
  const [first] = mails;
  if (first === undefined) return;
  const rows = mails.map((mail) => rowOf(sealer, mail));
  await mailInsert(tx, rows);
  const payloads = rows.map(({ tenant_id: tenant, id: mail }) => ({ tenant, mail }));
  const { task, priority } = urgencyOf(first.template);
  await enqueueMany(tx, task, payloads, { maxAttempts: mailAttemptsMax, priority });
}

export function createMail(options: MailOptions): Mail {
  const { database, sealer, config } = options;
  const { smtpUrl } = config;
  const smtp = smtpUrl === null ? null : createSmtp(smtpUrl, connectionsMax.ordinary);
  const urgentSmtp = smtpUrl === null ? null : createSmtp(smtpUrl, connectionsMax.urgent);
  return {
    send: (tx, mail) => queue(tx, sealer, mail),
    sendMany: (tx, mails) => queueMany(tx, sealer, mails),
    async lastOf(tx, tenant, user, templates) {
      const row = await mailFetchLast(tx, tenant, user, templates);
      return row ? { status: row.status, at: row.sent_at ?? row.created_at, error: row.last_error } : null;
    },
    cancelOf: mailCancel,
    tasks: {
      'mail:urgent': sendTask(options, urgentSmtp),
      'mail:send': sendTask(options, smtp),
      'mail:clean': () => database.withSystem((tx) => mailEndStale(tx, staleDays)),
    },
    captured: smtp === null ? capturedMails(database, sealer) : null,
    reachable: async () => (await smtp?.reachable()) ?? false,
    async close() {
      smtp?.close();
      urgentSmtp?.close();
    },
  };
}
