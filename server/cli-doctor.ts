/** The command `doctor`: what is well with this installation, what is not, and what to do about it. */
import type { Command } from 'commander';
import { withDatabase } from './cli-house.ts';
import { answer, table } from './cli-output.ts';
import { createSmtp } from './mail/smtp.ts';
import { examine } from './operations/doctor.ts';

/** As the server would see it, over one connection. */
async function mailReachable(smtpUrl: string | null): Promise<boolean> {
  if (smtpUrl === null) return false;
  const smtp = createSmtp(smtpUrl, 1);
  try {
    return await smtp.reachable();
  } finally {
    smtp.close();
  }
}

async function doctor(): Promise<void> {
  await withDatabase(async (config, database) => {
    const mail = { reachable: () => mailReachable(config.smtpUrl) };
    const findings = await examine({ config, database, mail });
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
