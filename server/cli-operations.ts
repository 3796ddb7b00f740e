/** Commands that look after the installation as a whole, or move many at once: backup, restore, import. */
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { tenantNamed, withHouse } from './cli-house.ts';
import { answer, remark, table } from './cli-output.ts';
import { type ImportLine, importUsers } from './imports/from-file.ts';
import { commandLineCaller } from './kernel/caller.ts';
import { makeBackup } from './operations/backup.ts';
import { restoreBackup } from './operations/restore.ts';

async function backup(file: string): Promise<void> {
  await withHouse(async ({ house, config, operator }) => {
    const result = await makeBackup(house, operator, resolve(file));
    answer({ ...result, keyFile: config.keyFile }, [
      `Backed up ${result.rows} rows to ${result.path} (${result.bytes} bytes).`,
    ]);
    remark(
      `The key file is not in it: keep a copy of ${config.keyFile} in another place. Without it the backup cannot be restored.`,
    );
  });
}

async function restore(file: string): Promise<void> {
  await withHouse(async ({ house, config, operator }) => {
    remark(`Restoring needs the key file of the installation that was backed up; in use is ${config.keyFile}.`);
    const result = await restoreBackup(house, operator, resolve(file));
    answer(result, [
      `Restored ${result.rows} rows, as of ${result.madeAt}. Sessions of then are ended; ${result.mails} waiting mails are queued.`,
    ]);
  });
}

interface ImportCommand {
  readonly organization: string;
  readonly dryRun?: true;
  readonly passwords?: string;
}

/** One row for each line about which there is something to say. */
function told(lines: readonly ImportLine[]): string[] {
  const rows = lines.flatMap(({ line, username, message }) =>
    message === undefined ? [] : [[`line ${line}`, username ?? '', message]],
  );
  return table(rows);
}

async function importFile(file: string, options: ImportCommand): Promise<void> {
  const { organization, dryRun = false, passwords } = options;
  const passwordsFile = passwords === undefined ? null : resolve(passwords);
  await withHouse(async (at) => {
    const tenant = await tenantNamed(at, organization);
    const caller = commandLineCaller(tenant.id);
    const result = await importUsers(at.house, tenant, caller, { file: resolve(file), dryRun, passwordsFile });
    const done = dryRun ? `${result.wouldCreate} would be created` : `${result.created} created`;
    answer({ organization, dryRun, ...result }, [...told(result.lines), `${done}, ${result.refused} refused.`]);
    if (result.passwords > 0)
      remark(
        `Temporary passwords in ${passwordsFile}: ${result.passwords}. Delete the file once they are handed over.`,
      );
    if (result.lines.some((line) => line.code !== undefined)) process.exitCode = 1;
  });
}

export function operationsCommands(program: Command): void {
  program
    .command('import')
    .description('create users from a file, CSV or JSON lines; a refused line does not stop the others')
    .requiredOption('--organization <slug>', 'organisation of the users')
    .option('--dry-run', 'tell what would become of each line, and write nothing')
    .option('--passwords <file>', 'new file (mode 0600) for temporary passwords of users without an e-mail address')
    .argument(
      '<file>',
      'CSV with the columns username, email, firstName, lastName, role, teams, schedule, extension, station, locale, passwordHash, mustChange; or .ndjson, .jsonl',
    )
    .action(importFile);
  program
    .command('backup')
    .description('write everything but the key file into one file (mode 0600); the server may run meanwhile')
    .argument('<file>', 'file to write, as in usher-2026-11-21.backup')
    .action(backup);
  program
    .command('restore')
    .description('restore a backup into a fresh installation, whole or not at all')
    .argument('<file>', 'file that backup wrote')
    .action(restore);
}
