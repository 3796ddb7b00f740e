/** A backup: every table of the house as of one moment, in one file. Sealed columns stay sealed; the key file is not in it. */
import { readFile } from 'node:fs/promises';
import { completing, undertaking } from '../audit/audit.ts';
import type { Caller } from '../kernel/caller.ts';
import { now } from '../kernel/clock.ts';
import type { Database, Transaction } from '../platform/database.ts';
import type { Sealer } from '../platform/seal.ts';
import { type BackupHeader, writeBackup } from './backup-file.ts';
import { migrationList, snapshotBegin, tableList, tableRead } from './store.ts';

export interface BackupResult {
  readonly path: string;
  readonly bytes: number;
  readonly rows: number;
  readonly counts: Readonly<Record<string, number>>;
}

/** Rows fetched and written at a time. */
const batchRows = 200;

async function usherVersion(): Promise<string> {
  // package.json is our own.
  const manifest = JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  return manifest.version;
}

async function* everyRow(tx: Transaction): AsyncGenerator<{ table: string; rows: string[] }> {
  for (const table of await tableList(tx)) {
    for await (const rows of tableRead(tx, table, batchRows)) yield { table, rows };
  }
}

/**
 * Writes a backup; the server may go on working meanwhile.
 * @param path of the file, replaced if it exists
 * @throws BackupError when it cannot be written; nothing is left behind then
 */
export async function makeBackup(
  { database, sealer }: { database: Database; sealer: Sealer },
  caller: Caller,
  path: string,
): Promise<BackupResult> {
  const usher = await usherVersion();
  return undertaking(database, caller, { action: 'installation.backup' }, async (begun) => {
    const { counts, bytes } = await database.withSystem(async (tx) => {
      await snapshotBegin(tx);
      const migrations = await migrationList(tx);
      const header: BackupHeader = { format: 'usher-backup', version: 1, usher, madeAt: now().toString(), migrations };
      return writeBackup(path, sealer, header, everyRow(tx));
    });
    const rows = Object.values(counts).reduce((sum, count) => sum + count, 0);
    await database.withSystem((tx) => completing(tx, begun, { outcome: 'done', details: { rows, bytes } }));
    return { path, bytes, rows, counts };
  });
}
