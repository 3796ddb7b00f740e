/** SQL of passwords: the current one, the history. What is in `sealed` only the door can open. */
import { type Selectable, sql } from 'kysely';
import type { TenantId, UserId } from '../kernel/ids.ts';
import type { Transaction } from '../platform/database.ts';
import type { PasswordTable } from '../platform/tables/tables.ts';

export type PasswordRow = Selectable<PasswordTable>;

export interface PasswordWrite {
  readonly tenant: TenantId;
  readonly user: UserId;
  readonly sealed: Buffer;
  readonly temporary: boolean;
  /** Hours from the database's now; null = never. */
  readonly expiresHours: number | null;
  readonly changedBy: string;
  /** Old passwords kept for comparison. */
  readonly history: number;
  /** The revision this change was decided on; null = whatever is there (an administrator's choice), or nothing yet. */
  readonly expectedRevision: number | null;
}

export function passwordFetch(tx: Transaction, tenant: TenantId, user: UserId): Promise<PasswordRow | undefined> {
  return tx
    .selectFrom('passwords')
    .selectAll()
    .where('tenant_id', '=', tenant)
    .where('user_id', '=', user)
    .executeTakeFirst();
}

/** Newest first, at most `limit`. */
export async function passwordHistoryList(
  tx: Transaction,
  tenant: TenantId,
  user: UserId,
  limit: number,
): Promise<Buffer[]> {
  const rows = await tx
    .selectFrom('password_history')
    .select('sealed')
    .where('tenant_id', '=', tenant)
    .where('user_id', '=', user)
    .orderBy('revision', 'desc')
    .limit(limit)
    .execute();
  return rows.map((row) => row.sealed);
}

/**
 * Replaces the password and keeps the old one in the history. Two statements of one transaction: in a single one PostgreSQL may
 * replace the row first, and then finds nothing there to keep.
 * @returns the new revision; null when the password changed since `expectedRevision`: the transaction must be undone
 */
export async function passwordPut(tx: Transaction, write: PasswordWrite): Promise<number | null> {
  const { tenant, user, expectedRevision } = write;
  const expires = write.expiresHours === null ? sql`NULL` : sql`now() + make_interval(hours => ${write.expiresHours})`;
  const guard = expectedRevision === null ? sql`true` : sql`p.revision = ${expectedRevision}`;
  if (write.history > 0) {
    await sql`INSERT INTO password_history (tenant_id, user_id, revision, sealed)
      SELECT p.tenant_id, p.user_id, p.revision, p.sealed FROM passwords p WHERE p.tenant_id = ${tenant} AND p.user_id = ${user} FOR UPDATE
      ON CONFLICT DO NOTHING`.execute(tx);
  }
  const { rows } = await sql<{ revision: number }>`
    INSERT INTO passwords AS p (tenant_id, user_id, sealed, temporary, expires_at, changed_by)
    VALUES (${tenant}, ${user}, ${write.sealed}, ${write.temporary}, ${expires}, ${write.changedBy})
    ON CONFLICT (tenant_id, user_id) DO UPDATE SET sealed = excluded.sealed, temporary = excluded.temporary,
      expires_at = excluded.expires_at, changed_by = excluded.changed_by, changed_at = now(), revision = p.revision + 1, warned_at = NULL
    WHERE ${guard}
    RETURNING p.revision`.execute(tx);
  return rows[0]?.revision ?? null;
}

/** First passwords of users who have none. Fails where somebody has one. */
export async function passwordInsertMany(
  tx: Transaction,
  tenant: TenantId,
  rows: readonly {
    readonly user: UserId;
    readonly sealed: Buffer;
    readonly temporary: boolean;
    readonly expiresHours: number | null;
  }[],
  changedBy: string,
): Promise<void> {
  if (rows.length === 0) return;
  await sql`INSERT INTO passwords (tenant_id, user_id, sealed, temporary, expires_at, changed_by)
    SELECT ${tenant}, user_id, sealed, temporary, now() + make_interval(hours => hours), ${changedBy}
    FROM unnest(${rows.map((row) => row.user)}::uuid[], ${rows.map((row) => row.sealed)}::bytea[],
      ${rows.map((row) => row.temporary)}::boolean[], ${rows.map((row) => row.expiresHours)}::integer[])
      AS first (user_id, sealed, temporary, hours)`.execute(tx);
}

/** Drops history beyond the newest `keep`. */
export async function passwordHistoryPrune(
  tx: Transaction,
  tenant: TenantId,
  user: UserId,
  keep: number,
): Promise<void> {
  await sql`DELETE FROM password_history WHERE tenant_id = ${tenant} AND user_id = ${user} AND revision NOT IN (
    SELECT revision FROM password_history WHERE tenant_id = ${tenant} AND user_id = ${user} ORDER BY revision DESC LIMIT ${keep})`.execute(
    tx,
  );
}

/**
 * Compare-and-set for the same password under stronger parameters or a newer key: neither revision nor history moves. What was
 * seen is compared whole, or two processes with different settings could undo each other's work.
 */
export async function passwordReseal(
  tx: Transaction,
  tenant: TenantId,
  user: UserId,
  seen: { readonly revision: number; readonly sealed: Buffer },
  sealed: Buffer,
): Promise<void> {
  await tx
    .updateTable('passwords')
    .set({ sealed })
    .where('tenant_id', '=', tenant)
    .where('user_id', '=', user)
    .where('revision', '=', seen.revision)
    .where('sealed', '=', seen.sealed)
    .execute();
}
