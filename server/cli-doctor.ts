/** The command `doctor`: what is well with this installation, what is not, and what to do about it. */
import type { Command } from 'commander';
import { withHouse } from './cli-house.ts';
import { answer, table } from './cli-output.ts';
import { examine } from './operations/doctor.ts';

async function doctor(): Promise<void> {
  await withHouse(async ({ house, config }) => {
    const findings = await examine({ config, database: house.database, mail: house.mail });
    const lines = table(findings.map(({ check, ok, sentence }) => [ok ? 'ok' : 'ILL', check, sentence]));
    answer({ findings }, lines);
    if (findings.some(({ ok }) => !ok)) process.exitCode = 1;
  });
}

export function doctorCommand(program: Command): void {
  program
    .command('doctor')
    .description('check this installation and say what to do; exit status 1 when something is not well')
    .action(doctor);
}
