/**
 * The doctor looks at an installation and says, in sentences, what is well, what is not, and what to do (M6). It reads only, and
 * each check stands alone: one that cannot be made is a finding, not an end.
 */
import { access, stat, statfs } from 'node:fs/promises';
import { now } from '../kernel/clock.ts';
import type { Mail } from '../mail/mail.ts';
import type { Config } from '../platform/config.ts';
import type { Database } from '../platform/database.ts';
import { readMigrations } from '../platform/migrate.ts';
import {
  type DatabaseHealth,
  databaseHealth,
  type QueueHealth,
  queueHealth,
  type SchemaHealth,
  schemaHealth,
  seatsMiscounted,
} from './store-doctor.ts';

export interface Finding {
  readonly check: string;
  readonly ok: boolean;
  /** One sentence: what is, and where it is not well, what to do. */
  readonly sentence: string;
}

export interface Patient {
  readonly config: Config;
  readonly database: Database;
  readonly mail: Pick<Mail, 'reachable'>;
}

/** PostgreSQL's server_version_num of the oldest version that is tested. */
const versionMin = 150_000;
const skewMaxMs = 5_000;
const jobsWaitingMax = 1_000;
const diskFreeMinBytes = 512 * 1024 ** 2;

type Check = readonly [name: string, look: () => Promise<Omit<Finding, 'check'>>];

const well = (sentence: string): Omit<Finding, 'check'> => ({ ok: true, sentence });
const ill = (sentence: string): Omit<Finding, 'check'> => ({ ok: false, sentence });

function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}

async function keyFile(path: string): Promise<Omit<Finding, 'check'>> {
  const found = await stat(path).catch((error: Error & { code?: string }) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (found === null)
    return ill(`The key file ${path} is missing: put its copy back, for without it no password can be checked.`);
  const { mode } = found;
  const open = (mode & 0o077) !== 0;
  return open
    ? ill(`The key file ${path} can be read by others: run chmod 600 on it.`)
    : well(`The key file ${path} is readable by its owner only. Keep a copy apart from the backups.`);
}

async function disk(directory: string): Promise<Omit<Finding, 'check'>> {
  const { bavail, bsize } = await statfs(directory);
  const free = Math.round((bavail * bsize) / 1024 ** 2);
  return bavail * bsize < diskFreeMinBytes
    ? ill(`Only ${free} MiB are free where ${directory} lies: make room, or the database will stop.`)
    : well(`${free} MiB are free where ${directory} lies.`);
}

async function webApplication(): Promise<Omit<Finding, 'check'>> {
  await access(new URL('../../web/dist/index.html', import.meta.url));
  return well('The web application is built.');
}

async function mailServer({ config, mail }: Patient): Promise<Omit<Finding, 'check'>> {
  if (config.smtpUrl === null) return well('No mail server is set (USHER_SMTP_URL): mails are kept at /dev/mail.');
  return (await mail.reachable())
    ? well('The mail server answers.')
    : ill(
        'The mail server does not answer: check USHER_SMTP_URL, its user and password, and the network. Mails wait meanwhile.',
      );
}

function versionFinding({ version, versionNumber }: DatabaseHealth): Omit<Finding, 'check'> {
  return versionNumber < versionMin
    ? ill(`PostgreSQL ${version} is older than 15: move to a newer one.`)
    : well(`PostgreSQL ${version} answers.`);
}

function wallFinding({ roleReady, unguarded }: DatabaseHealth): Omit<Finding, 'check'> {
  if (!roleReady)
    return ill(
      'The role usher_app is missing or not granted: start Usher once with a database user that may create it.',
    );
  return unguarded.length > 0
    ? ill(
        `Row-level security is off for ${unguarded.join(', ')}: somebody changed the schema; restore a backup or turn it on.`,
      )
    : well('Row-level security guards every table of the organisations.');
}

async function migrationFinding({ migrations, queueReady }: SchemaHealth): Promise<Omit<Finding, 'check'>> {
  const wanted = await readMigrations();
  const applied = new Map(migrations.map(({ name, checksum }) => [name, checksum]));
  const newer = migrations.find(({ name }) => !wanted.some((one) => one.name === name));
  if (newer) return ill(`A newer Usher has used this database (it has ${newer.name}): start that version.`);
  const edited = wanted.find(({ name, checksum }) => applied.has(name) && applied.get(name) !== checksum);
  if (edited)
    return ill(`The migration ${edited.name} is not the one that was applied: install this version of Usher anew.`);
  const pending = wanted.map(({ name }) => name).filter((name) => !applied.has(name));
  if (pending.length === 0 && !queueReady) pending.push('the job queue');
  return pending.length > 0
    ? ill(`The database lacks ${pending.join(', ')}: start Usher once, it migrates.`)
    : well(`The schema is up to date (${wanted.at(-1)?.name}).`);
}

function clockFinding({ at }: DatabaseHealth): Omit<Finding, 'check'> {
  const skewMs = Math.abs(at.getTime() - now().epochMilliseconds);
  return skewMs > skewMaxMs
    ? ill(`The clocks of this machine and of the database differ by ${Math.round(skewMs / 1000)} s: synchronise them.`)
    : well('The clocks of this machine and of the database agree.');
}

function jobsFinding({ jobsWaiting, jobsFailed }: QueueHealth): Omit<Finding, 'check'> {
  if (jobsWaiting > jobsWaitingMax)
    return ill(`${jobsWaiting} jobs wait: is a server running, and does its log show errors?`);
  return jobsFailed > 0
    ? ill(`${counted(jobsFailed, 'job has', 'jobs have')} failed for good: the server's log says why.`)
    : well(`${counted(jobsWaiting, 'job waits', 'jobs wait')}, none has failed for good.`);
}

function mailFinding({ mailsFailed }: QueueHealth): Omit<Finding, 'check'> {
  return mailsFailed > 0
    ? ill(
        `${counted(mailsFailed, 'mail of the last week was', 'mails of the last week were')} refused by mail servers: check the addresses, then send again.`,
      )
    : well('No mail of the last week was refused.');
}

function seatFinding(miscounted: readonly string[]): Omit<Finding, 'check'> {
  return miscounted.length > 0
    ? ill(
        `Seats in use are counted wrongly for ${miscounted.slice(0, 10).join(', ')}${miscounted.length > 10 ? ` and ${miscounted.length - 10} more` : ''}: somebody changed the tables seats or seat_usage by hand, which refuses people a seat or gives out too many; correct seat_usage by the rows of seats, or restore a backup, which counts anew.`,
      )
    : well('The counts of seats in use agree with the seats held.');
}

/** Four looks, so that a database whose schema is old still tells what it can. */
function databaseChecks(database: Database): Check[] {
  const health = database.withSystem(databaseHealth);
  const schema = database.withSystem(schemaHealth);
  const queues = database.withSystem(queueHealth);
  const seats = database.withSystem(seatsMiscounted);
  for (const look of [health, schema, queues, seats]) look.catch(() => undefined);
  return [
    ['database', async () => versionFinding(await health)],
    ['row-level security', async () => wallFinding(await health)],
    ['schema', async () => migrationFinding(await schema)],
    ['clocks', async () => clockFinding(await health)],
    ['jobs', async () => jobsFinding(await queues)],
    ['mails', async () => mailFinding(await queues)],
    ['seats', async () => seatFinding(await seats)],
  ];
}

/** Every check, in order, with its finding. Never rejects. */
export async function examine(patient: Patient): Promise<Finding[]> {
  const { config, database } = patient;
  const checks: Check[] = [
    ['node', async () => well(`Node ${process.versions.node} runs Usher.`)],
    ['key file', () => keyFile(config.keyFile)],
    ['disk', () => disk(config.dataDirectory)],
    ['web application', webApplication],
    ...databaseChecks(database),
    ['mail server', () => mailServer(patient)],
  ];
  const looked = checks.map(async ([check, look]): Promise<Finding> => {
    const finding = await look().catch((error: unknown) =>
      ill(`Could not be checked: ${error instanceof Error ? error.message : String(error)}`),
    );
    return { check, ...finding };
  });
  return Promise.all(looked);
}
