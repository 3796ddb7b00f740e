/** SQL of the temporary passwords that an import made, until whoever started it says that they are saved. */
import { sql } from 'kysely';
import type { Transaction } from '../platform/database.ts';
import type { ImportKey } from './store-lines.ts';

/** Of a row `p`: never handed over, or so short a time ago that it may be once more. */
export const isKept = sql`(p.taken_at IS NULL OR p.taken_at > now() - interval '1 hour')`;

export async function passwordsInsert(
  tx: Transaction,
  { tenant, id }: ImportKey,
  passwords: readonly { readonly line: number; readonly sealed: Buffer }[],
): Promise<void> {
  if (passwords.length === 0) return;
  await sql`INSERT INTO import_passwords (tenant_id, import_id, line, sealed)
    SELECT ${tenant}, ${id}, line, sealed
    FROM unnest(${passwords.map((one) => one.line)}::integer[], ${passwords.map((one) => one.sealed)}::bytea[]) AS v (line, sealed)`.execute(
    tx,
  );
}

/** Hands them over; they stay until they are said to be saved, for an hour from the first time at most. */
export async function passwordsTake(
  tx: Transaction,
  { tenant, id }: ImportKey,
): Promise<{ line: number; sealed: Buffer }[]> {
  const { rows } = await sql<{ line: number; sealed: Buffer }>`UPDATE import_passwords p
    SET taken_at = coalesce(p.taken_at, now()) WHERE p.tenant_id = ${tenant} AND p.import_id = ${id} AND ${isKept}
    RETURNING p.line, p.sealed`.execute(tx);
  return rows;
}

/** Erases what was handed over; what was made since waits. @returns how many */
export async function passwordsErase(tx: Transaction, { tenant, id }: ImportKey): Promise<number> {
  const { rows } = await sql`DELETE FROM import_passwords
    WHERE tenant_id = ${tenant} AND import_id = ${id} AND taken_at IS NOT NULL RETURNING 1`.execute(tx);
  return rows.length;
}
