// For the tests of the embedded database: data directories, processes of their own that run it, and what still runs.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after } from 'node:test';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { processesOfCluster } from '../../server/platform/embedded/process.ts';
import { until } from './until.ts';

export const quiet = { debug() {}, info() {}, warn() {}, error() {} };
export const runEmbeddedScript = fileURLToPath(new URL('run-embedded.ts', import.meta.url));

/** `verdict` is `ready` and `text` the owner's URL, or `failed` and the message. */
export type EmbeddedRun = { child: ChildProcess; verdict: string; text: string };

const children: ChildProcess[] = [];
const parents: string[] = [];

after(async () => {
  for (const child of children) child.kill('SIGKILL');
  for (const parent of parents) {
    await until(() => runningIn(join(parent, 'data')).length === 0);
    rmSync(parent, { recursive: true, force: true });
  }
});

/** A new temporary directory (short, for the sake of socket paths), removed after all tests of the file. */
export function temporaryDirectory(): string {
  const parent = mkdtempSync(join(tmpdir(), 'e-'));
  parents.push(parent);
  return parent;
}

/** The pids of the database's processes of a data directory. */
export function runningIn(directory: string): number[] {
  return processesOfCluster(join(directory, 'postgres'), null);
}

/** The rows of one query over a connection of its own. */
export async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

/** Runs the embedded database in a process of its own, behind the words of `prefix`; resolves with what it printed. */
export async function runEmbedded(
  directory: string,
  prefix: readonly string[] = [],
  env: NodeJS.ProcessEnv = {},
): Promise<EmbeddedRun> {
  const [command = '', ...args] = [...prefix, process.execPath, runEmbeddedScript, directory];
  const child = spawn(command, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  // The event `line` carries the line.
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  const space = line.indexOf(' ');
  return { child, verdict: line.slice(0, space), text: line.slice(space + 1) };
}

/** Stops a run in order and requires that it says so with its exit code. */
export async function terminate(child: ChildProcess): Promise<void> {
  child.kill('SIGTERM');
  const [code] = await once(child, 'exit');
  assert.equal(code, 0);
}
