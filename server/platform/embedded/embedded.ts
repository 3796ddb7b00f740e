// The embedded database: a real PostgreSQL in the data directory, for an Usher that was given no DATABASE_URL. It is made
// on the first start, runs exactly as long as the process that started it, and is durable like any other PostgreSQL.
// Called by main, demo and the command line; never by a slice, which sees only a connection URL. It makes the database and
// its roles but never a table: that is what the migrations do.
import { randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { embeddedSettings } from '../database-settings.ts';
import { EmbeddedDatabaseUnavailable, embeddedBinaries } from './binaries.ts';
import type { RunningCluster } from './cluster.ts';
import { builtinLocale, type ClusterLog, endOrphans, initialiseCluster, launchCluster } from './cluster.ts';
import { type DatabaseAddress, lockAnnounce, lockHolder, lockRelease, lockTake } from './lock.ts';

/** `ownerUrl` connects as the role that owns the database `usher`; `attached` = another process runs it. */
export type EmbeddedDatabase = { ownerUrl: string; attached: boolean; stop(): Promise<void> };

type Passwords = { superuser: string; owner: string };

/** sockaddr_un.sun_path holds 108 bytes with the closing zero, 104 on macOS. */
const socketPathBytesMax = process.platform === 'linux' ? 107 : 103;
const socketPort = 5432;
const restartDelayMs = 1_000;

/**
 * Starts the embedded database of a data directory, making both if need be, and resolves when it takes connections.
 * Should PostgreSQL itself die, it is started again at the same address until `stop` is called.
 * Throws {@link EmbeddedDatabaseUnavailable} where it cannot run and DataDirectoryInUse where another Usher runs it;
 * both messages say what to do.
 */
export async function startEmbedded(options: { directory: string; log: ClusterLog }): Promise<EmbeddedDatabase> {
  const { log } = options;
  mkdirSync(options.directory, { recursive: true, mode: 0o700 });
  const directory = realpathSync(options.directory);
  const dataDirectory = join(directory, 'postgres');
  refuseForeignOwner(dataDirectory);
  const binaries = embeddedBinaries();
  lockTake(directory);
  try {
    await endOrphans(dataDirectory);
    const passwords = readPasswords(directory) ?? makePasswords(directory, dataDirectory);
    if (!existsSync(dataDirectory)) {
      log.info('Making the embedded database');
      const passwordFile = passwordPath(directory);
      await initialiseCluster(binaries, { dataDirectory, passwordFile, locale: builtinLocale, durable: true });
    }
    const launch: Launch = (address) =>
      launchCluster(binaries, {
        dataDirectory,
        address,
        password: passwords.superuser,
        settings: embeddedSettings,
        log,
      });
    const { address, cluster, discard } = await launchSomewhere(dataDirectory, launch, log);
    const supervisor = supervise(cluster, () => launch(address), log);
    try {
      await ensureDatabase(address, passwords);
    } catch (error) {
      await supervisor.stop();
      throw error;
    }
    lockAnnounce(directory, address);
    const stop = async (): Promise<void> => {
      await supervisor.stop();
      discard();
      lockRelease(directory);
    };
    return { ownerUrl: databaseUrl(address, 'usher', passwords.owner, 'usher'), attached: false, stop };
  } catch (error) {
    lockRelease(directory);
    throw error;
  }
}

/**
 * The embedded database that another process runs in this data directory, or null when none does (or it is not ready
 * yet). Stopping it here does nothing: it belongs to that process.
 */
export async function attachEmbedded(options: { directory: string }): Promise<EmbeddedDatabase | null> {
  const address = lockHolder(options.directory)?.address;
  const passwords = readPasswords(options.directory);
  if (!address || !passwords) return null;
  return { ownerUrl: databaseUrl(address, 'usher', passwords.owner, 'usher'), attached: true, stop: async () => {} };
}

function refuseForeignOwner(dataDirectory: string): void {
  const owner = existsSync(dataDirectory) ? statSync(dataDirectory).uid : process.getuid?.();
  if (owner === process.getuid?.()) return;
  throw new EmbeddedDatabaseUnavailable(
    `The database in ${dataDirectory} belongs to the user with the id ${owner}: start Usher as that user, ` +
      'or give this one a directory of its own in USHER_DATA.',
  );
}

/** First line: the password of PostgreSQL's superuser, which initdb reads; second line: that of the role `usher`. */
function passwordPath(directory: string): string {
  return join(directory, 'database-passwords');
}

function readPasswords(directory: string): Passwords | null {
  if (!existsSync(passwordPath(directory))) return null;
  const [superuser, owner] = readFileSync(passwordPath(directory), 'utf8').split('\n');
  return superuser && owner ? { superuser, owner } : null;
}

function makePasswords(directory: string, dataDirectory: string): Passwords {
  if (existsSync(dataDirectory)) {
    throw new EmbeddedDatabaseUnavailable(
      `The file ${passwordPath(directory)} with the passwords of the embedded database is missing or empty: ` +
        'put it back from where the data directory was copied, or restore a backup into an empty one.',
    );
  }
  const passwords = { superuser: randomBytes(32).toString('base64url'), owner: randomBytes(32).toString('base64url') };
  const file = openSync(passwordPath(directory), 'w', 0o600);
  writeSync(file, `${passwords.superuser}\n${passwords.owner}\n`);
  // On the disk before the database that it opens.
  fsyncSync(file);
  closeSync(file);
  return passwords;
}

function databaseUrl({ host, port }: DatabaseAddress, user: string, password: string, database: string): string {
  return host.startsWith('/')
    ? `postgresql://${user}:${password}@localhost:${port}/${database}?host=${encodeURIComponent(host)}`
    : `postgresql://${user}:${password}@${host}:${port}/${database}`;
}

type Launch = (address: DatabaseAddress) => Promise<RunningCluster>;
type Launched = { address: DatabaseAddress; cluster: RunningCluster; discard: () => void };

/**
 * Launches at the first address that works: a Unix socket in the data directory, which nobody else can reach; one in a
 * directory of ours under the temporary one, where the first path is too long or its file system has no sockets; a
 * random loopback port.
 */
async function launchSomewhere(dataDirectory: string, launch: Launch, log: ClusterLog): Promise<Launched> {
  if (socketFits(dataDirectory)) {
    const address = { host: dataDirectory, port: socketPort };
    try {
      return { address, cluster: await launch(address), discard: () => {} };
    } catch (error) {
      if (!(error instanceof Error) || !error.message.includes('Unix')) throw error;
      log.info('The data directory takes no Unix socket; the database listens elsewhere');
    }
  }
  const temporary = mkdtempSync(join(tmpdir(), 'usher-'));
  const socket = socketFits(temporary);
  const address = socket ? { host: temporary, port: socketPort } : { host: '127.0.0.1', port: await freePort() };
  const discard = (): void => rmSync(temporary, { recursive: true, force: true });
  try {
    return { address, cluster: await launch(address), discard };
  } catch (error) {
    discard();
    throw error;
  }
}

function socketFits(directory: string): boolean {
  return Buffer.byteLength(join(directory, `.s.PGSQL.${socketPort}.lock`)) <= socketPathBytesMax;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('A TCP server has no port.');
  return address.port;
}

/** Starts the cluster again whenever it ends without being asked to. */
function supervise(first: RunningCluster, again: () => Promise<RunningCluster>, log: ClusterLog) {
  let stopping = false;
  let cluster: RunningCluster | null = first;
  const watching = (async () => {
    while (!stopping) {
      await cluster?.exited;
      if (stopping) return;
      cluster = null;
      log.error('The embedded database ended unexpectedly; it is started again');
      try {
        cluster = await again();
      } catch (error) {
        log.error(`The embedded database does not start again yet: ${error instanceof Error ? error.message : error}`);
        await delay(restartDelayMs);
      }
    }
  })();
  const stop = async (): Promise<void> => {
    stopping = true;
    await cluster?.stop();
    await watching;
    // A restart may have been under way.
    await cluster?.stop();
  };
  return { stop };
}

/** Makes the roles and the database unless they are there. The usual case costs one connection. */
async function ensureDatabase(address: DatabaseAddress, passwords: Passwords): Promise<void> {
  const superuser = databaseUrl(address, 'postgres', passwords.superuser, 'postgres');
  const client = new pg.Client({ connectionString: superuser, application_name: 'usher-start' });
  await client.connect();
  try {
    const { rows } = await client.query("SELECT FROM pg_database WHERE datname = 'usher'");
    if (rows.length > 0) return;
    for (const statement of databaseStatements(client.escapeLiteral(passwords.owner))) await client.query(statement);
  } finally {
    await client.end();
  }
}

/** In this order: the database comes last, so that its presence says that everything is there. */
function databaseStatements(ownerPassword: string): string[] {
  return [
    // Several statements in one query are one transaction. A broken-off first start leaves all of these or none.
    `CREATE ROLE usher LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS PASSWORD ${ownerPassword};
     CREATE ROLE usher_app NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS;
     GRANT usher_app TO usher WITH INHERIT FALSE, SET TRUE;`,
    'CREATE DATABASE usher OWNER usher',
  ];
}
