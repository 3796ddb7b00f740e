/** SQL of what is known about people's e-mail addresses. */
import { sql } from 'kysely';
import type { TenantId, UserId } from '../../kernel/ids.ts';
import type { Transaction } from '../../platform/database.ts';

/** What a mail is addressed by. */
export interface HolderRow {
  readonly id: UserId;
  readonly username: string;
  readonly first_name: string;
  readonly last_name: string;
  readonly email: string;
  readonly locale: string | null;
}

/** People who can come in and have an address, whose role holds all of these permissions. */
export async function userListHolding(
  tx: Transaction,
  tenant: TenantId,
  permissions: readonly string[],
  limit: number,
): Promise<HolderRow[]> {
  const { rows } = await sql<HolderRow>`SELECT u.id, u.username, u.first_name, u.last_name, u.email, u.locale
    FROM users u JOIN roles r ON r.tenant_id = u.tenant_id AND r.id = u.role_id
    WHERE u.tenant_id = ${tenant} AND r.permissions @> ${permissions}::text[] AND NOT u.disabled AND u.status = 'active'
      AND u.email IS NOT NULL ORDER BY u.id LIMIT ${limit}`.execute(tx);
  return rows;
}

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
