/** SQL of what became of mails, for those who look. */
import { sql } from 'kysely';
import type { MailId, TenantId, UserId } from '../kernel/ids.ts';
import type { Transaction } from '../platform/database.ts';
import type { MailState } from './store.ts';

export function mailFetchState(tx: Transaction, tenant: TenantId, id: MailId): Promise<MailState | undefined> {
  return tx
    .selectFrom('mails')
    .select(['status', 'created_at', 'sent_at', 'last_error'])
    .where('tenant_id', '=', tenant)
    .where('id', '=', id)
    .executeTakeFirst();
}

export interface FailedMail {
  readonly id: MailId;
  readonly template: string;
  readonly recipient: string;
  readonly created_at: Date;
  readonly last_error: string | null;
}

/** The newest that were given up, the newest first. */
export function mailListFailed(tx: Transaction, tenant: TenantId, limit: number): Promise<FailedMail[]> {
  return tx
    .selectFrom('mails')
    .select(['id', 'template', 'recipient', 'created_at', 'last_error'])
    .where('tenant_id', '=', tenant)
    .where('status', '=', 'failed')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
}

/**
 * How many mails of a template a user was sent within so many minutes, and how many seconds ago the oldest of them was. Holds up
 * whoever asks the same at the same time until this transaction ends, so that two cannot both find room for one more.
 */
export async function mailCountRecent(
  tx: Transaction,
  tenant: TenantId,
  user: UserId,
  { template, minutes }: { readonly template: string; readonly minutes: number },
): Promise<{ count: number; oldestSeconds: number }> {
  await sql`SELECT pg_advisory_xact_lock(hashtextextended(${`mail:${template}:${user}`}, 0))`.execute(tx);
  const { rows } = await sql<{ count: number; oldest: number | null }>`
    SELECT count(*)::integer AS count, extract(epoch FROM now() - min(created_at))::float8 AS oldest FROM mails
    WHERE tenant_id = ${tenant} AND user_id = ${user} AND template = ${template}
      AND created_at > now() - make_interval(mins => ${minutes})`.execute(tx);
  return { count: rows[0]?.count ?? 0, oldestSeconds: rows[0]?.oldest ?? 0 };
}
