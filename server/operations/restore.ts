/**
 * Restoring a backup into a fresh installation: the whole of it in one transaction, or nothing. The file is read twice, first
 * only to verify it, so that nothing of a damaged or altered file ever reaches the database.
 */
import { record } from '../audit/audit.ts';
import type { Caller } from '../kernel/caller.ts';
import { requeueMails } from '../mail/upkeep.ts';
import type { Database, Transaction } from '../platform/database.ts';
import { announce } from '../platform/notify.ts';
import { type Sealer, UnsealError } from '../platform/seal.ts';
import { type BackupBatch, BackupError, type BackupHeader, readBackup } from './backup-file.ts';
import {
  columnList,
  installationIsFresh,
  liveThingsEnd,
  migrationList,
  ownTriggers,
  passwordSample,
  rowCount,
  tableList,
  tablesEmpty,
  tableWrite,
  unhurried,
} from './store.ts';

export interface RestoreResult {
  readonly madeAt: string;
  readonly usher: string;
  readonly rows: number;
  readonly counts: Readonly<Record<string, number>>;
  /** Mails that were waiting and will be sent now. */
  readonly mails: number;
}

function isHeader(part: BackupHeader | BackupBatch): part is BackupHeader {
  return 'format' in part;
}

/** Reads the whole file once. @throws BackupError */
async function verify(path: string, sealer: Sealer): Promise<BackupHeader> {
  let header: BackupHeader | null = null;
  for await (const part of readBackup(path, sealer)) if (isHeader(part)) header = part;
  if (header === null) throw new BackupError('This file is not a backup of Usher.');
  return header;
}

async function assertKnownMigrations(tx: Transaction, header: BackupHeader): Promise<void> {
  const here = new Map((await migrationList(tx)).map(({ name, checksum }) => [name, checksum]));
  const unknown = header.migrations.find(({ name, checksum }) => here.get(name) !== checksum);
  if (unknown === undefined) return;
  throw new BackupError(
    `This backup was made by Usher ${header.usher} with the migration ${unknown.name}, which this version ` +
      `${here.has(unknown.name) ? 'has in another form' : 'does not have'}: restore it with that version or a newer one.`,
  );
}

/** Writes the batches in the order of the file, where a table follows those it refers to, and counts what arrived. */
async function load(tx: Transaction, path: string, sealer: Sealer): Promise<Record<string, number>> {
  const tables = await tableList(tx);
  await tablesEmpty(tx, tables);
  const counts: Record<string, number> = {};
  for await (const part of readBackup(path, sealer)) {
    if (isHeader(part)) continue;
    const { table, columns, count, json } = part;
    if (!tables.includes(table))
      throw new BackupError(`The backup holds the table ${table}, which this version does not have.`);
    const known = await columnList(tx, table);
    const unknown = columns.find((column) => !known.includes(column));
    if (unknown !== undefined)
      throw new BackupError(`The backup holds the column ${table}.${unknown}, which this version does not have.`);
    const written = await tableWrite(tx, table, columns, json);
    if (written !== count)
      throw new BackupError(`The database took ${written} of ${count} rows of the table ${table}.`);
    counts[table] = (counts[table] ?? 0) + written;
  }
  for (const table of tables) {
    const found = await rowCount(tx, table);
    if (found !== (counts[table] ?? 0))
      throw new BackupError(`The table ${table} has ${found} rows instead of ${counts[table] ?? 0}.`);
  }
  return counts;
}

/** The keys must open what they once sealed: tried on one password. */
async function assertKeysFit(tx: Transaction, sealer: Sealer): Promise<void> {
  const sample = await passwordSample(tx);
  if (sample === null) return;
  try {
    sealer.unseal(sample.sealed, [sample.tenant_id, sample.user_id, 'password']);
  } catch (cause) {
    if (!(cause instanceof UnsealError)) throw cause;
    throw new BackupError(
      'The key file in use does not open the passwords in this backup: put the key file of that installation in place, then restore again.',
      { cause },
    );
  }
}

/**
 * Restores; the schema must be this version's already (migrate). Sessions of then are ended, waiting mails are queued again.
 * @throws BackupError when the installation is in use, or the file or the key file does not fit; nothing is changed then
 */
export async function restoreBackup(
  { database, sealer }: { database: Database; sealer: Sealer },
  caller: Caller,
  path: string,
): Promise<RestoreResult> {
  const header = await verify(path, sealer);
  return database.withSystem(async (tx) => {
    await unhurried(tx);
    if (!(await installationIsFresh(tx))) {
      throw new BackupError(
        'This installation is in use: a backup is restored only into a fresh one. Name an empty data directory in USHER_DATA, or an empty database in DATABASE_URL.',
      );
    }
    await assertKnownMigrations(tx, header);
    await ownTriggers(tx, false);
    const counts = await load(tx, path, sealer);
    await assertKeysFit(tx, sealer);
    await liveThingsEnd(tx);
    await ownTriggers(tx, true);
    const mails = await requeueMails(tx);
    await announce(tx, { kind: 'tenant', tenant: caller.tenant });
    const rows = Object.values(counts).reduce((sum, count) => sum + count, 0);
    const { madeAt, usher } = header;
    await record(tx, caller, { action: 'installation.restore', details: { madeAt, usher, rows } });
    return { madeAt, usher, rows, counts, mails };
  });
}
