/** SQL of operations: whole tables read and written as JSON, whatever they are, and what the doctor asks the database. */
import { sql } from 'kysely';
import type { TenantId, UserId } from '../kernel/ids.ts';
import type { Transaction } from '../platform/database.ts';

/** Reads and writes nothing of its own between FETCHes for a while, and must see one moment of every table. */
export async function snapshotBegin(tx: Transaction): Promise<void> {
  await sql`SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY`.execute(tx);
  await unhurried(tx);
}

/** Lifts the limits meant for requests: a backup waits for a disk, a restore for a large table. */
export async function unhurried(tx: Transaction): Promise<void> {
  await sql`SET LOCAL statement_timeout = 0`.execute(tx);
  await sql`SET LOCAL idle_in_transaction_session_timeout = 0`.execute(tx);
}

export interface AppliedMigration {
  readonly name: string;
  readonly checksum: string;
}

export async function migrationList(tx: Transaction): Promise<AppliedMigration[]> {
  const { rows } = await sql<AppliedMigration>`SELECT name, checksum FROM migrations ORDER BY name`.execute(tx);
  return rows;
}

/** What is true of an installation only while it runs: which processes there are, which tabs they hold, when they last beat. */
const runningTables = ['nodes', 'connections', 'house_clock'];

/** Every table of the house but the list of migrations and those of a running one, those first that others refer to. */
export async function tableList(tx: Transaction): Promise<string[]> {
  const tables = await sql<{ name: string }>`
    SELECT c.relname AS name FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
      AND c.relname <> 'migrations' AND c.relname <> ALL (${runningTables}) ORDER BY c.relname`.execute(tx);
  const references = await sql<{ from: string; to: string }>`
    SELECT f.relname AS from, t.relname AS to FROM pg_constraint k JOIN pg_class f ON f.oid = k.conrelid
      JOIN pg_class t ON t.oid = k.confrelid WHERE k.contype = 'f' AND k.connamespace = 'public'::regnamespace`.execute(
    tx,
  );
  return inOrderOfReference(
    tables.rows.map((row) => row.name),
    references.rows,
  );
}

function inOrderOfReference(tables: readonly string[], references: readonly { from: string; to: string }[]): string[] {
  const ordered: string[] = [];
  const waiting = new Set(tables);
  while (waiting.size > 0) {
    const ready = [...waiting].filter((table) =>
      references.every(({ from, to }) => from !== table || to === table || !waiting.has(to)),
    );
    if (ready.length === 0) throw new Error(`The tables ${[...waiting].join(', ')} refer to one another in a circle.`);
    for (const table of ready) waiting.delete(table);
    ordered.push(...ready);
  }
  return ordered;
}

/** All rows of a table as JSON texts, without what the database computes of other columns, `batch` at a time, through a cursor: memory does not grow with the table. */
export async function* tableRead(tx: Transaction, table: string, batch: number): AsyncGenerator<string[]> {
  await sql`DECLARE backup_rows NO SCROLL CURSOR FOR
    SELECT (to_jsonb(t) - ARRAY (SELECT attname::text FROM pg_attribute WHERE attrelid = ${sql.lit(table)}::regclass AND attgenerated <> ''))::text AS row
    FROM ${sql.table(table)} t`.execute(tx);
  try {
    for (;;) {
      const { rows } = await sql<{ row: string }>`FETCH ${sql.lit(batch)} FROM backup_rows`.execute(tx);
      if (rows.length > 0) yield rows.map(({ row }) => row);
      if (rows.length < batch) return;
    }
  } finally {
    await sql`CLOSE backup_rows`.execute(tx);
  }
}

export async function columnList(tx: Transaction, table: string): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    SELECT attname AS name FROM pg_attribute WHERE attrelid = ${table}::text::regclass AND attnum > 0 AND NOT attisdropped`.execute(
    tx,
  );
  return rows.map((row) => row.name);
}

/**
 * Writes the member `rows` of a JSON text; columns not named get their defaults.
 * @returns how many were written
 */
export async function tableWrite(
  tx: Transaction,
  table: string,
  columns: readonly string[],
  json: string,
): Promise<number> {
  const names = sql.join(columns.map((column) => sql.ref(column)));
  const result = await sql`INSERT INTO ${sql.table(table)} (${names})
    SELECT ${names} FROM jsonb_populate_recordset(NULL::${sql.table(table)}, ${json}::jsonb -> 'rows')`.execute(tx);
  return Number(result.numAffectedRows ?? 0n);
}

/** Empties every table; `tables` in order of reference. */
export async function tablesEmpty(tx: Transaction, tables: readonly string[]): Promise<void> {
  for (const table of tables.toReversed()) await sql`DELETE FROM ${sql.table(table)}`.execute(tx);
}

export async function rowCount(tx: Transaction, table: string): Promise<number> {
  const { rows } = await sql<{ count: string }>`SELECT count(*) AS count FROM ${sql.table(table)}`.execute(tx);
  return Number(rows[0]?.count ?? 0);
}

/** Whether anybody has begun to use this installation. Nobody can begin until this transaction ends. */
export async function installationIsFresh(tx: Transaction): Promise<boolean> {
  await sql`LOCK TABLE tenants, users, api_keys IN SHARE ROW EXCLUSIVE MODE`.execute(tx);
  const { rows } = await sql<{ used: boolean }>`
    SELECT EXISTS (SELECT FROM users) OR EXISTS (SELECT FROM api_keys) OR EXISTS (SELECT FROM tenants WHERE kind <> 'operators') AS used`.execute(
    tx,
  );
  return rows[0]?.used === false;
}

/**
 * Rows are written as they were, without what the database does of itself with new ones: a seat that is put back is not taken.
 * What refers to what is checked as ever. Ends with `on`, or with the transaction.
 */
export async function ownTriggers(tx: Transaction, on: boolean): Promise<void> {
  const verb = sql.raw(on ? 'ENABLE' : 'DISABLE');
  const { rows } = await sql<{
    table: string;
  }>`SELECT DISTINCT c.relname AS table FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
    WHERE c.relnamespace = 'public'::regnamespace AND NOT t.tgisinternal ORDER BY 1`.execute(tx);
  for (const { table } of rows) await sql`ALTER TABLE ${sql.table(table)} ${verb} TRIGGER USER`.execute(tx);
}

/** Ends what was live when the backup was made: a session ended since then must not come back. */
export async function liveThingsEnd(tx: Transaction): Promise<void> {
  await sql`UPDATE sessions SET ended_at = now(), end_reason = 'restored' WHERE ended_at IS NULL`.execute(tx);
  await sql`UPDATE sign_in_flows SET finished_at = now() WHERE finished_at IS NULL`.execute(tx);
  await sql`DELETE FROM seats`.execute(tx);
  await sql`DELETE FROM stations WHERE assigned_to IS NULL AND holder_id IS NULL`.execute(tx);
  await sql`UPDATE seat_usage SET in_use = 0, unreserved = 0, by_role = '{}'`.execute(tx);
  await sql`DELETE FROM passkey_challenges`.execute(tx);
  await sql`DELETE FROM trusted_browsers`.execute(tx);
  await sql`UPDATE setup_links SET used_at = now() WHERE used_at IS NULL`.execute(tx);
}

export interface SealedPassword {
  readonly tenant_id: TenantId;
  readonly user_id: UserId;
  readonly sealed: Buffer;
}

/** Any one password, to try the key file on. */
export async function passwordSample(tx: Transaction): Promise<SealedPassword | null> {
  const { rows } = await sql<SealedPassword>`SELECT tenant_id, user_id, sealed FROM passwords LIMIT 1`.execute(tx);
  return rows[0] ?? null;
}
