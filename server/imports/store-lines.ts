/** SQL of the lines of an import. */
import { sql } from 'kysely';
import type { ImportId, TenantId } from '../kernel/ids.ts';
import type { RefusalCode } from '../kernel/refusal.ts';
import type { Transaction } from '../platform/database.ts';
import type { LineOutcome } from '../platform/tables/imports.ts';
import type { LineRefusal, Reason } from './reasons.ts';

/** Which import of which organisation. */
export interface ImportKey {
  readonly tenant: TenantId;
  readonly id: ImportId;
}

export async function linesInsert(
  tx: Transaction,
  { tenant, id }: ImportKey,
  lines: readonly { readonly line: number; readonly sealed: Buffer }[],
): Promise<void> {
  await sql`INSERT INTO import_lines (tenant_id, import_id, line, sealed)
    SELECT ${tenant}, ${id}, line, sealed
    FROM unnest(${lines.map((one) => one.line)}::integer[], ${lines.map((one) => one.sealed)}::bytea[]) AS v (line, sealed)`.execute(
    tx,
  );
}

export interface WaitingLine {
  readonly line: number;
  readonly sealed: Buffer;
  /** Why the check found that an earlier line claims the same; null where none does. */
  readonly repeated: LineRefusal | null;
}

/** Lines of which nothing has become yet, in their order. */
export async function linesWaiting(
  tx: Transaction,
  { tenant, id }: ImportKey,
  after: number,
  limit: number,
): Promise<WaitingLine[]> {
  const { rows } = await sql<WaitingLine>`SELECT line, sealed,
      CASE WHEN repeated THEN jsonb_build_object('code', code, 'reasons', reasons) END AS repeated FROM import_lines
    WHERE tenant_id = ${tenant} AND import_id = ${id} AND NOT done AND line > ${after} ORDER BY line LIMIT ${limit}`.execute(
    tx,
  );
  return rows;
}

/** What is said of a line. */
export interface LineResult {
  readonly line: number;
  readonly username: string | null;
  readonly outcome: LineOutcome;
  readonly code: RefusalCode | null;
  readonly reasons: readonly Reason[];
  readonly repeated?: boolean;
}

const results = (lines: readonly LineResult[]) =>
  sql`jsonb_to_recordset(${JSON.stringify(lines)}::jsonb) AS v (line integer, username text, outcome text, code text, reasons jsonb, repeated boolean)`;

/** Makes every line one that is foreseen to be created: what a check finds otherwise, it notes after. */
export async function linesForget(tx: Transaction, { tenant, id }: ImportKey): Promise<void> {
  await sql`UPDATE import_lines SET outcome = 'created', code = NULL, reasons = '[]', username = NULL, repeated = false
    WHERE tenant_id = ${tenant} AND import_id = ${id} AND outcome <> 'created'`.execute(tx);
}

/** What a check foresees. */
export async function linesForesee(
  tx: Transaction,
  { tenant, id }: ImportKey,
  lines: readonly LineResult[],
): Promise<void> {
  if (lines.length === 0) return;
  await sql`UPDATE import_lines l SET username = v.username, outcome = v.outcome, code = v.code, reasons = v.reasons,
      repeated = coalesce(v.repeated, false)
    FROM ${results(lines)} WHERE l.tenant_id = ${tenant} AND l.import_id = ${id} AND l.line = v.line`.execute(tx);
}

/** What has become of lines, for good; what they said is erased. @returns how many: of the same line told twice, the second is none */
export async function linesDone(
  tx: Transaction,
  { tenant, id }: ImportKey,
  lines: readonly LineResult[],
): Promise<number> {
  const { rows } = await sql`UPDATE import_lines l
    SET done = true, sealed = NULL, username = v.username, outcome = v.outcome, code = v.code, reasons = v.reasons
    FROM ${results(lines)} WHERE l.tenant_id = ${tenant} AND l.import_id = ${id} AND l.line = v.line AND NOT l.done RETURNING 1`.execute(
    tx,
  );
  return rows.length;
}

/** Erases what the lines said that were not imported. */
export async function linesErase(tx: Transaction, { tenant, id }: ImportKey): Promise<void> {
  await sql`DELETE FROM import_lines WHERE tenant_id = ${tenant} AND import_id = ${id} AND NOT done`.execute(tx);
}

export async function linesList(
  tx: Transaction,
  { tenant, id }: ImportKey,
  page: { readonly limit: number; readonly after: number; readonly outcomes: readonly LineOutcome[] },
): Promise<LineResult[]> {
  const { rows } = await sql<LineResult>`SELECT line, username, outcome, code, reasons FROM import_lines
    WHERE tenant_id = ${tenant} AND import_id = ${id} AND line > ${page.after} AND outcome = ANY (${page.outcomes}::text[])
    ORDER BY line LIMIT ${page.limit}`.execute(tx);
  return rows;
}
