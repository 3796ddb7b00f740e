/** SQL of the outbox and of captured mails. */
import { type Insertable, sql } from 'kysely';
import type { MailId, TenantId, UserId } from '../kernel/ids.ts';
import type { Transaction } from '../platform/database.ts';
import type { CapturedMailTable, MailTable } from '../platform/tables/mail.ts';

/** Captured mails kept per tenant; older ones go. */
const capturedMax = 500;

/** With the pauses of the queue, e^n seconds and at most e^10, the last attempt comes 16 hours after the first. */
export const mailAttemptsMax = 12;

export async function mailInsert(tx: Transaction, rows: readonly Insertable<MailTable>[]): Promise<void> {
  await tx.insertInto('mails').values(rows).execute();
}

export interface ClaimedMail {
  readonly status: 'queued' | 'expired';
  readonly template: string;
  readonly recipient: string;
  readonly sealed: Buffer | null;
  /** Milliseconds until it expires; null when it does not. */
  readonly left_ms: number | null;
}

/**
 * Counts an attempt and hands out what is to be sent, or ends a mail that has expired by the database's clock.
 * @returns null when it was dealt with already, or its tenant is gone
 */
export async function mailClaim(tx: Transaction, tenant: TenantId, id: MailId): Promise<ClaimedMail | null> {
  const { rows } = await sql<ClaimedMail>`
    UPDATE mails SET
      attempts = attempts + CASE WHEN expires_at <= now() THEN 0 ELSE 1 END,
      status = CASE WHEN expires_at <= now() THEN 'expired' ELSE 'queued' END,
      sealed = CASE WHEN expires_at <= now() THEN NULL ELSE sealed END
    WHERE tenant_id = ${tenant} AND id = ${id} AND status = 'queued'
    RETURNING status, template, recipient, sealed, (extract(epoch FROM expires_at - now()) * 1000)::float8 AS left_ms`.execute(
    tx,
  );
  return rows[0] ?? null;
}

export interface EndedMail {
  readonly user_id: UserId | null;
  readonly recipient: string;
  readonly template: string;
}

/** Ends a mail, erasing its contents; null when it had ended before. */
export async function mailFinish(
  tx: Transaction,
  tenant: TenantId,
  id: MailId,
  status: 'sent' | 'failed',
  lastError: string | null,
): Promise<EndedMail | null> {
  const { rows } = await sql<EndedMail>`
    UPDATE mails SET status = ${status}, sealed = NULL, last_error = ${lastError},
      sent_at = CASE WHEN ${status} = 'sent' THEN now() END
    WHERE tenant_id = ${tenant} AND id = ${id} AND status = 'queued' RETURNING user_id, recipient, template`.execute(
    tx,
  );
  return rows[0] ?? null;
}

export interface MailState {
  readonly status: 'queued' | 'sent' | 'failed' | 'expired';
  readonly created_at: Date;
  readonly sent_at: Date | null;
  readonly last_error: string | null;
}

/** The newest of these mails to a user. */
export function mailFetchLast(
  tx: Transaction,
  tenant: TenantId,
  user: UserId,
  templates: readonly string[],
): Promise<MailState | undefined> {
  return tx
    .selectFrom('mails')
    .select(['status', 'created_at', 'sent_at', 'last_error'])
    .where('tenant_id', '=', tenant)
    .where('user_id', '=', user)
    .where('template', 'in', templates)
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
}

/** Remembers why the last attempt did not succeed. */
export async function mailNote(tx: Transaction, tenant: TenantId, id: MailId, lastError: string): Promise<void> {
  await tx
    .updateTable('mails')
    .set({ last_error: lastError })
    .where('tenant_id', '=', tenant)
    .where('id', '=', id)
    .where('status', '=', 'queued')
    .execute();
}

/** Ends what waits though nobody will send it any more: expired, or older than the queue's last attempt. All tenants. */
export async function mailEndStale(tx: Transaction, days: number): Promise<void> {
  await sql`
    UPDATE mails SET status = CASE WHEN expires_at <= now() THEN 'expired' ELSE 'failed' END, sealed = NULL
    WHERE status = 'queued' AND (expires_at <= now() OR created_at < now() - make_interval(days => ${days}))`.execute(
    tx,
  );
}

/** Ends what waits for a user who is no more, erasing its contents. */
export async function mailCancel(tx: Transaction, tenant: TenantId, user: UserId): Promise<void> {
  await sql`UPDATE mails SET status = 'expired', sealed = NULL WHERE tenant_id = ${tenant} AND user_id = ${user} AND status = 'queued'`.execute(
    tx,
  );
}

/**
 * Enqueues the sending of every waiting mail of all tenants.
 * @param urgencies what each template is sent by; one that is missing goes the ordinary way
 * @returns how many
 */
export async function mailRequeue(
  tx: Transaction,
  urgencies: readonly { readonly template: string; readonly task: string; readonly priority: number }[],
): Promise<number> {
  const { rows } = await sql`
    SELECT usher_enqueue(coalesce(u.task, 'mail:send'), json_build_object('tenant', m.tenant_id, 'mail', m.id), NULL, NULL,
      ${mailAttemptsMax}::integer, coalesce(u.priority, 0))
    FROM mails m LEFT JOIN json_to_recordset(${JSON.stringify(urgencies)}::json) AS u (template text, task text, priority integer)
      ON u.template = m.template
    WHERE m.status = 'queued'`.execute(tx);
  return rows.length;
}

/** Forgets mails that were dealt with so long ago, and what was captured so long ago or beyond the newest `capturedMax`. */
export async function mailPrune(
  tx: Transaction,
  keep: { readonly mailDays: number; readonly capturedDays: number; readonly capturedMax: number },
): Promise<void> {
  await sql`DELETE FROM mails WHERE status <> 'queued' AND created_at < now() - make_interval(days => ${keep.mailDays})`.execute(
    tx,
  );
  await sql`DELETE FROM captured_mails WHERE created_at < now() - make_interval(days => ${keep.capturedDays})
    OR (tenant_id, id) IN (SELECT tenant_id, id FROM captured_mails ORDER BY created_at DESC OFFSET ${keep.capturedMax})`.execute(
    tx,
  );
}

export async function capturedInsert(tx: Transaction, row: Insertable<CapturedMailTable>): Promise<void> {
  await tx.insertInto('captured_mails').values(row).execute();
  await sql`
    DELETE FROM captured_mails WHERE tenant_id = ${row.tenant_id} AND id < (
      SELECT id FROM captured_mails WHERE tenant_id = ${row.tenant_id} ORDER BY id DESC OFFSET ${capturedMax - 1} LIMIT 1)`.execute(
    tx,
  );
}

export interface CapturedRow {
  readonly tenant_id: TenantId;
  readonly id: MailId;
  readonly sealed: Buffer;
  readonly created_at: Date;
}

/** Newest first, of all tenants. */
export async function capturedList(tx: Transaction, limit: number): Promise<CapturedRow[]> {
  return tx
    .selectFrom('captured_mails')
    .selectAll()
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
}

export async function capturedFetch(tx: Transaction, id: MailId): Promise<CapturedRow | null> {
  return (await tx.selectFrom('captured_mails').selectAll().where('id', '=', id).executeTakeFirst()) ?? null;
}
