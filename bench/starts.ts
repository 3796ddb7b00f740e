// How long a start takes, first and later, and how much memory the process then holds, fresh and after a thousand sign-ins.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '../test/support/app.ts';
import type { Figure } from './figures.ts';
import { load } from './load.ts';
import { medianOf, type Samples } from './measure.ts';
import type { People } from './people.ts';
import { residentMegabytes, root, serverArguments, serverEnvironment } from './processes.ts';
import { knownBrowserRequests } from './sign-in.ts';
import type { Stage } from './stage.ts';

const readyTimeoutMs = 60_000;
const settleMs = 5_000;

function isReady(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const request = get(
      { host: '127.0.0.1', port, path: '/health/ready', headers: { host: `localhost:${port}` } },
      (response) => {
        response.resume();
        resolve(response.statusCode === 200);
      },
    );
    request.on('error', () => resolve(false));
  });
}

interface Started {
  readonly child: ChildProcess;
  readonly seconds: number;
}

/** From the process's creation to the first 200 of /health/ready; asks every 5 ms. */
async function timedStart(dataDirectory: string): Promise<Started> {
  const port = await freePort();
  const startedAt = performance.now();
  const child = spawn(process.execPath, serverArguments, {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      ...serverEnvironment,
      PATH: process.env.PATH ?? '',
      HOME: process.env.HOME ?? '',
      USHER_PORT: String(port),
      USHER_DATA: dataDirectory,
    },
  });
  while (!(await isReady(port))) {
    if (child.exitCode !== null || performance.now() - startedAt > readyTimeoutMs) {
      child.kill('SIGKILL');
      throw new Error(
        `The server was not ready: ${child.exitCode === null ? 'time is over' : `exit code ${child.exitCode}`}`,
      );
    }
    await delay(5);
  }
  return { child, seconds: (performance.now() - startedAt) / 1000 };
}

async function stop(child: ChildProcess): Promise<void> {
  child.kill('SIGTERM');
  await once(child, 'exit');
}

/** Each round: a first start in an empty directory, a second one in the same. */
export async function measureStarts(rounds: number): Promise<{ figures: Figure[]; samples: Samples }> {
  const samples = {
    firstStartSeconds: [] as number[],
    laterStartSeconds: [] as number[],
    memoryIdleMb: [] as number[],
  };
  for (let round = 0; round < rounds; round += 1) {
    const directory = await mkdtemp(join(tmpdir(), 'usher-bench-'));
    const first = await timedStart(directory);
    samples.firstStartSeconds.push(first.seconds);
    await stop(first.child);
    const later = await timedStart(directory);
    samples.laterStartSeconds.push(later.seconds);
    await delay(settleMs);
    samples.memoryIdleMb.push(residentMegabytes(later.child.pid ?? 0));
    await stop(later.child);
    await rm(directory, { recursive: true, force: true });
  }
  const spread = (values: readonly number[]): string =>
    `${Math.min(...values).toFixed(2)} to ${Math.max(...values).toFixed(2)} in ${rounds} starts`;
  const figure = { unit: 's' as const };
  const figures: Figure[] = [
    {
      ...figure,
      id: 'later-start',
      title: 'start to ready, existing database',
      value: medianOf(samples, 'laterStartSeconds'),
      budget: { max: 1.5 },
      detail: spread(samples.laterStartSeconds),
    },
    {
      ...figure,
      id: 'first-start',
      title: 'start to ready, first start',
      value: medianOf(samples, 'firstStartSeconds'),
      budget: { max: 4 },
      detail: spread(samples.firstStartSeconds),
    },
    {
      id: 'memory-idle',
      title: 'resident memory after a start',
      value: medianOf(samples, 'memoryIdleMb'),
      unit: 'MB',
      budget: { max: 120 },
      detail: `${settleMs / 1000} s after it was ready`,
    },
  ];
  return { figures, samples };
}

/** Signs in `count` times, waits, and looks. */
export async function measureMemory(stage: Stage, people: People, count: number): Promise<Figure> {
  const { port, pid } = stage.server;
  await load({ port, connections: 16, requests: knownBrowserRequests(stage, people), durationMs: 120_000, count });
  await delay(settleMs);
  return {
    id: 'memory-after-sign-ins',
    title: `resident memory after ${count.toLocaleString('en')} sign-ins`,
    value: residentMegabytes(pid),
    unit: 'MB',
    budget: { max: 120 },
    detail: `${settleMs / 1000} s after the last of them`,
  };
}
