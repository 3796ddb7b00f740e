/** Commands that look after the installation as a whole: backup, restore. */
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { withHouse } from './cli-house.ts';
import { answer, remark } from './cli-output.ts';
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

export function operationsCommands(program: Command): void {
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
