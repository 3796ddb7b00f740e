/**
 * `npm run demo`: the server with three organisations and 300 people, in a data directory of its own (./data-demo unless
 * USHER_DATA says otherwise). The first start makes them and prints credentials that were generated for this installation;
 * they are kept in demo-credentials.json there (mode 0600), so that later starts change nothing and print the same. Mail is
 * captured, never sent. Never in production, never beside other organisations.
 */
import { existsSync } from 'node:fs';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { App } from './app.ts';
import { table } from './cli-output.ts';
import { type DemoCredentials, fillDemo } from './demo-fill.ts';
import { demoOrganizations } from './demo-people.ts';
import { commandLineCaller } from './kernel/caller.ts';
import { endWith, serve } from './main-serve.ts';
import { needsOperator } from './organizations/setup.ts';
import { ConfigError, readConfig } from './platform/config.ts';
import { operatorsTenantId } from './tenants/tenants.ts';

function demoConfig() {
  const { DATABASE_URL, USHER_SMTP_URL: _, ...environment } = process.env;
  const faults: string[] = [];
  if (environment.NODE_ENV === 'production')
    faults.push('The demo does not run in production (NODE_ENV=production): its people and passwords are made up.');
  if (DATABASE_URL) faults.push('The demo runs on the embedded database only: unset DATABASE_URL.');
  if (faults.length > 0) throw new ConfigError(faults);
  return readConfig({ USHER_LOG_LEVEL: 'warn', ...environment, USHER_DATA: environment.USHER_DATA ?? 'data-demo' });
}

/** Whether this installation is empty or the demo's own. @throws ConfigError */
async function assertOurs({ house }: App, filled: boolean): Promise<void> {
  const query = { limit: demoOrganizations.length + 1, cursor: null, search: null };
  const { items } = await house.organizations.list(commandLineCaller(operatorsTenantId), query);
  const others = items.filter(({ slug }) => !demoOrganizations.some((one) => one.slug === slug));
  const used = items.length === 0 && !(await needsOperator(house.database));
  if (filled ? others.length === 0 : others.length === 0 && !used) return;
  const found = others.length > 0 ? `holds other organisations (${others[0]?.slug})` : 'belongs to somebody already';
  throw new ConfigError([
    `The data directory ${house.config.dataDirectory} ${found}: give the demo an empty one in USHER_DATA.`,
  ]);
}

async function ensureDemo(app: App, file: string): Promise<DemoCredentials> {
  const filled = existsSync(file);
  await assertOurs(app, filled);
  // Written below, by this program.
  if (filled) return JSON.parse(await readFile(file, 'utf8')) as DemoCredentials;
  process.stderr.write('Making three organisations and 300 people …\n');
  const credentials = await fillDemo(app);
  await writeFile(`${file}.unfinished`, `${JSON.stringify(credentials, null, 2)}\n`, { mode: 0o600 });
  await rename(`${file}.unfinished`, file);
  return credentials;
}

function printed({ operator, organizations }: DemoCredentials, mails: string): string {
  const parts = organizations.map(({ name, address, hint, people }) => [
    `${name}: ${address}`,
    ...(hint === undefined ? [] : [`  ${hint}`]),
    ...table(people.map(({ role, identifier, password, note }) => [`  ${role}`, identifier, password, note])),
    '',
  ]);
  const top = [`Operator: ${operator.address}`, `  ${operator.identifier}  ${operator.password}`, ''];
  return [...top, ...parts.flat(), `Mails: ${mails}`, ''].join('\n');
}

async function start(): Promise<void> {
  const config = demoConfig();
  const file = join(config.dataDirectory, 'demo-credentials.json');
  let credentials: DemoCredentials | null = null;
  await serve(config, async (app) => {
    credentials = await ensureDemo(app, file);
  });
  process.stdout.write(`\nUsher is ready at ${config.origin.origin}\n\n`);
  if (credentials !== null) process.stdout.write(`${printed(credentials, `${config.origin.origin}/dev/mail`)}\n`);
  process.stdout.write(`These passwords were generated for this demo at its first start and are kept in ${file}.\n`);
}

start().catch(endWith);
