// Starts the bench's other processes under the pinned Node: programs that answer once, and servers that say when they are ready.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePort } from '../test/support/app.ts';

export const root = fileURLToPath(new URL('..', import.meta.url));

type Environment = Readonly<Record<string, string>>;

function start(program: string, args: readonly string[], environment: Environment): ChildProcess {
  return spawn(process.execPath, [program, ...args], {
    cwd: root,
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', ...environment },
  });
}

/** Runs a program to its end. @returns what it printed @throws Error when it fails */
export async function runProcess(
  program: string,
  args: readonly string[],
  input = '',
  environment: Environment = {},
): Promise<string> {
  const child = start(program, args, environment);
  child.stdin?.end(input);
  // `stdio` above makes it a pipe.
  const output = child.stdout === null ? Promise.resolve('') : text(child.stdout);
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`${program} ended with ${code}.`);
  return output;
}

export interface BenchServer {
  readonly port: number;
  readonly pid: number;
  stop(): Promise<void>;
}

/** Starts a server that prints `ready {port}` and ends on SIGTERM. */
export async function startServerProcess(program: string, environment: Environment): Promise<BenchServer> {
  const child = start(program, [], environment);
  const exited = once(child, 'exit');
  const { promise: ready, resolve, reject } = Promise.withResolvers<number>();
  let output = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    output += chunk.toString();
    const port = /^ready (\d+)$/m.exec(output)?.[1];
    if (port !== undefined) resolve(Number(port));
  });
  exited.then(() => reject(new Error(`${program} ended before it was ready:\n${output}`)), reject);
  const port = await ready;
  return {
    port,
    pid: child.pid ?? 0,
    async stop() {
      child.kill('SIGTERM');
      await exited;
    },
  };
}

/**
 * How `npm start` starts the server (package.json): a small young generation, garbage looked for when the heap has doubled and not
 * only when it is four times what lives, and what was compiled kept for the next start.
 */
export const serverArguments = ['--max-semi-space-size=4', '--heap-growing-percent=100', 'server/main.ts'];
export const serverEnvironment = { NODE_COMPILE_CACHE: 'build/compile-cache' };

/**
 * Starts `server/main.ts` and waits until it says that it is ready. Its log goes to a file, as a service manager would keep it:
 * a reader of ours would take processor time from the server.
 */
export async function startUsher(directory: string, environment: Environment, atPort?: number): Promise<BenchServer> {
  const port = atPort ?? (await freePort());
  const logFile = join(directory, 'usher.log');
  const log = openSync(logFile, 'w');
  const child = spawn(process.execPath, serverArguments, {
    cwd: root,
    stdio: ['ignore', log, log],
    env: {
      PATH: process.env.PATH ?? '',
      HOME: process.env.HOME ?? '',
      USHER_PORT: String(port),
      ...serverEnvironment,
      ...environment,
    },
  });
  closeSync(log);
  const exited = once(child, 'exit');
  while (!readFileSync(logFile, 'utf8').includes('Usher is ready')) {
    if (child.exitCode !== null)
      throw new Error(`The server ended before it was ready:\n${readFileSync(logFile, 'utf8')}`);
    await delay(20);
  }
  return {
    port,
    pid: child.pid ?? 0,
    async stop() {
      child.kill('SIGTERM');
      await exited;
    },
  };
}

/** Resident memory of one process in MB (10⁶ bytes), without its children. */
export function residentMegabytes(pid: number): number {
  const kib = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return (Number(kib) * 1024) / 1e6;
}

/** Processor time that a process has used so far, all its threads together; counted in hundredths of a second. */
export function processorMicroseconds(pid: number): number {
  // proc(5): utime and stime are fields 14 and 15; the name in field 2 may hold anything but ends with the last parenthesis.
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10_000;
}

/** Null when that process is gone. */
function parentOf(pid: number): number | null {
  try {
    return Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ')[1]);
  } catch {
    return null;
  }
}

/**
 * Processor time that a database cluster has used so far: its first process, those that are there, and those that have ended.
 * @param backend process id of any of its connections
 */
export function clusterMicroseconds(backend: number): number {
  const first = parentOf(backend);
  if (first === null) throw new Error('That connection is gone.');
  // proc(5): cutime and cstime, fields 16 and 17, are those of children that have ended.
  const ended = readFileSync(`/proc/${first}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
  const children = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && parentOf(Number(name)) === first);
  return [first, ...children.map(Number)].reduce(
    (sum, pid) => sum + processorMicroseconds(pid),
    (Number(ended[13]) + Number(ended[14])) * 10_000,
  );
}
