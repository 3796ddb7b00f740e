// A PostgreSQL cluster run by this process from a folder of programs: make it, launch it, stop it. Called by embedded.ts
// for the database in the data directory and by the tests for throw-away clusters. Knows nothing of roles or schemas.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { monotonicMs } from '../../kernel/clock.ts';
import type { DatabaseSettings } from '../database-settings.ts';
import { type DatabaseBinaries, programEnvironment } from './binaries.ts';
import type { DatabaseAddress } from './lock.ts';
import { processesOfCluster } from './process.ts';

/** Takes the database's own log; a pino logger fits. */
export type ClusterLog = Record<'debug' | 'info' | 'warn' | 'error', (message: string) => void>;

type NewCluster = { dataDirectory: string; passwordFile: string; locale: readonly string[]; durable: boolean };
type Launch = {
  dataDirectory: string;
  address: DatabaseAddress;
  /** Of the user `postgres`, to ask whether the cluster is ready. */
  password: string;
  settings: DatabaseSettings;
  log: ClusterLog;
};

/** `exited` resolves when the postmaster is gone, whoever ended it; `unref` lets this process end while it runs. */
export type RunningCluster = { exited: Promise<void>; stop(): Promise<void>; unref(): void };

const stopTimeoutMs = 30_000;
/** Recovery after a crash reads the log back: 0.9 s were measured for 330 MB of it. */
const readyTimeoutMs = 120_000;
const pollIntervalMs = 10;

/** Unicode-aware lower-casing and sorting by code point, the same on every machine. From PostgreSQL 17 on. */
export const builtinLocale = ['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];

function spawnProgram(binaries: DatabaseBinaries, name: string, args: readonly string[]): ChildProcess {
  const [command = '', ...rest] = [...binaries.prefix, join(binaries.directory, name), ...args];
  // A process group of its own: Ctrl+C in the terminal must reach Usher, which drains first, and not the database.
  return spawn(command, rest, { env: programEnvironment(), stdio: ['ignore', 'pipe', 'pipe'], detached: true });
}

/** Makes a cluster, whole or not at all. The password file's first line becomes the password of its user `postgres`. */
export async function initialiseCluster(binaries: DatabaseBinaries, options: NewCluster): Promise<void> {
  const unfinished = `${options.dataDirectory}.new`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { mode: 0o700 });
  const child = spawnProgram(binaries, 'initdb', [
    `--pgdata=${unfinished}`,
    '--username=postgres',
    `--pwfile=${options.passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--data-checksums',
    '--no-instructions',
    ...options.locale,
    ...(options.durable ? [] : ['--no-sync']),
  ]);
  const output = lastLines(child, () => {});
  const [code] = await closed(child);
  if (code !== 0) throw new Error(`PostgreSQL could not make a database in ${options.dataDirectory}: ${output()}`);
  renameSync(unfinished, options.dataDirectory);
}

async function closed(child: ChildProcess): Promise<[number | null]> {
  const [code] = await once(child, 'close');
  return [code as number | null]; // the first argument of the event `close`
}

/** Reads a program's output line by line and keeps its end for an error message. */
function lastLines(child: ChildProcess, online: (line: string) => void): () => string {
  const kept: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    if (!stream) continue;
    createInterface({ input: stream }).on('line', (line) => {
      kept.push(line);
      if (kept.length > 20) kept.shift();
      online(line);
    });
  }
  return () => kept.join('\n');
}

/** Starts the cluster and resolves when it answers. Rejects with the end of its log when it does not come up. */
export async function launchCluster(binaries: DatabaseBinaries, launch: Launch): Promise<RunningCluster> {
  const child = spawnProgram(binaries, 'postgres', [
    '-D',
    launch.dataDirectory,
    ...settingArguments({ ...launch.settings, ...addressSettings(launch.address) }),
  ]);
  let expected = false;
  const output = lastLines(child, (line) => logLine(launch.log, line, expected));
  let gone = false;
  const exited = closed(child).then(
    () => {
      gone = true;
    },
    (error: Error) => {
      gone = true;
      launch.log.error(`PostgreSQL could not be started: ${error.message}`);
    },
  );
  const stop = async (): Promise<void> => {
    expected = true;
    await endProcess(child, exited, () => gone);
  };
  try {
    await untilReady(launch, () => gone);
  } catch (error) {
    await stop();
    throw new Error(`The database in ${launch.dataDirectory} did not start: ${output() || String(error)}`, {
      cause: error,
    });
  }
  return { exited, stop, unref: () => unreference(child) };
}

function unreference(child: ChildProcess): void {
  child.unref();
  // The streams of a child are sockets, which can be unreferenced too; their declared type does not say so.
  for (const stream of [child.stdout, child.stderr]) (stream as Socket | null)?.unref();
}

function settingArguments(settings: DatabaseSettings): string[] {
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

function addressSettings({ host, port }: DatabaseAddress): DatabaseSettings {
  return host.startsWith('/')
    ? // The value is a list: a path with a comma or a quote in it is quoted.
      {
        listen_addresses: '',
        unix_socket_directories: `"${host.replaceAll('"', '""')}"`,
        unix_socket_permissions: '0700',
        port: String(port),
      }
    : { listen_addresses: host, unix_socket_directories: '', port: String(port) };
}

function logLine(log: ClusterLog, line: string, stopping: boolean): void {
  if (/^(FATAL|PANIC):(?!.*starting up)/.test(line) && !stopping) log.warn(`PostgreSQL: ${line}`);
  else log.debug(`PostgreSQL: ${line}`);
}

/** Fast shutdown, then, after half a minute, an immediate one, from which the next start recovers. */
async function endProcess(child: ChildProcess, exited: Promise<void>, isGone: () => boolean): Promise<void> {
  if (isGone()) return;
  child.ref();
  child.kill('SIGINT');
  const timeout = new AbortController();
  const late = delay(stopTimeoutMs, undefined, { signal: timeout.signal }).then(
    () => child.kill('SIGQUIT'),
    () => {},
  );
  await exited;
  timeout.abort();
  await late;
}

async function untilReady(launch: Launch, isGone: () => boolean): Promise<void> {
  const deadline = monotonicMs() + readyTimeoutMs;
  for (;;) {
    if (isGone()) throw new Error('The process ended.');
    if (await answers(launch)) return;
    if (monotonicMs() > deadline) throw new Error(`It did not answer within ${readyTimeoutMs / 1000} s.`);
    await delay(pollIntervalMs);
  }
}

/** Whether the cluster takes connections. While it starts or recovers it refuses them (57P03). */
async function answers({ address, password }: Launch): Promise<boolean> {
  const client = new pg.Client({ ...address, user: 'postgres', password, database: 'postgres' });
  try {
    await client.connect();
    return true;
  } catch (error) {
    // A wrong password is the caller's to find out: the cluster is up.
    return error instanceof Error && 'code' in error && error.code === '28P01';
  } finally {
    await client.end().catch(() => {});
  }
}

/**
 * Ends what a killed Usher left working in a data directory, and removes a lock file of PostgreSQL that names a process
 * of someone else: pids are given again, and PostgreSQL would take that process for a running database.
 */
export async function endOrphans(dataDirectory: string): Promise<void> {
  const pidFile = join(dataDirectory, 'postmaster.pid');
  const pid = readPid(pidFile);
  const left = (): number[] => processesOfCluster(dataDirectory, pid);
  if (pid !== null && left().includes(pid)) process.kill(pid, 'SIGINT');
  const deadline = monotonicMs() + stopTimeoutMs;
  while (left().length > 0) {
    if (monotonicMs() > deadline) {
      throw new Error(
        `Processes of an earlier start still work in ${dataDirectory} and do not end: ${left().join(', ')}. End them, then start again.`,
      );
    }
    await delay(pollIntervalMs);
  }
  if (pid !== null && process.platform === 'linux') rmSync(pidFile, { force: true });
}

function readPid(pidFile: string): number | null {
  try {
    return Number.parseInt(readFileSync(pidFile, 'utf8'), 10) || null;
  } catch {
    return null;
  }
}
