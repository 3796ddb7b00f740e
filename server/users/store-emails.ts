/** SQL of what is known about people's e-mail addresses. */
import { sql } from 'kysely';
import type { TenantId, UserId } from '../kernel/ids.ts';
import type { Transaction } from '../platform/database.ts';

/** @returns null when the user is gone, or has another address by now */
export async function userEmailMark(
  tx: Transaction,
  tenant: TenantId,
  user: UserId,
  email: string,
  problem: string,
): Promise<{ readonly id: UserId; readonly username: string } | null> {
  const row = await tx
    .updateTable('users')
    .set({ email_problem: problem, email_problem_at: sql`now()` })
    .where('tenant_id', '=', tenant)
    .where('id', '=', user)
    .where('email', '=', email)
    .returning(['id', 'username'])
    .executeTakeFirst();
  return row ?? null;
}

/** Nothing that sets a password is mailed to the user's address until it is confirmed. */
export async function userEmailDoubt(tx: Transaction, tenant: TenantId, user: UserId): Promise<void> {
  await tx
    .updateTable('users')
    // Not now(), which is when this transaction began: another may have mailed a code to an older address since then.
    .set({ email_unconfirmed_since: sql`clock_timestamp()` })
    .where('tenant_id', '=', tenant)
    .where('id', '=', user)
    .execute();
}

/** @returns false when there was nothing to confirm, or the address was set after `codeSentAt` */
export async function userEmailConfirm(
  tx: Transaction,
  tenant: TenantId,
  user: UserId,
  codeSentAt: Date,
): Promise<boolean> {
  const result = await tx
    .updateTable('users')
    .set({ email_unconfirmed_since: null })
    .where('tenant_id', '=', tenant)
    .where('id', '=', user)
    .where('email_unconfirmed_since', '<', codeSentAt)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

/** Writes only where there is a mark. */
export async function userEmailMend(tx: Transaction, tenant: TenantId, user: UserId, email: string): Promise<void> {
  await tx
    .updateTable('users')
    .set({ email_problem: null, email_problem_at: null })
    .where('tenant_id', '=', tenant)
    .where('id', '=', user)
    .where('email', '=', email)
    .where('email_problem', 'is not', null)
    .execute();
}
