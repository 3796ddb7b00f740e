// Thousands of connected tabs on one process: what each costs in memory, what they cost while nobody does anything, how soon one
// that was closed is gone, and how all of them come back after a restart.
import { setTimeout as delay } from 'node:timers/promises';
import { makeCrowd, rowsOf } from './crowd.ts';
import type { Figure } from './figures.ts';
import { percentile, type Samples } from './measure.ts';
import { processorMicroseconds, residentMegabytes } from './processes.ts';
import { makeOrganization, openStage, type Stage } from './stage.ts';
import { startTabs, type Tabs } from './tabs.ts';

const tabsPerPerson = 3;
/** After a crowd has come: what its coming left behind is collected. */
const settleMs = 20_000;
/** How long the server is looked at before anybody has come. */
const baseMs = 15_000;
const closes = 50;
const atOnce = 64;

/** What the database was made to write, by all tables of ours and of the job queue together; not what it writes for itself. */
async function rowsWritten(ownerUrl: string): Promise<number> {
  // Sessions tell their statistics at most once a second.
  await delay(1_500);
  const [row] = await rowsOf<{ written: string }>(
    ownerUrl,
    'SELECT sum(n_tup_ins + n_tup_upd + n_tup_del) AS written FROM pg_stat_user_tables',
  );
  return Number(row?.written);
}

async function connectedCount(ownerUrl: string): Promise<number> {
  const [row] = await rowsOf<{ count: number }>(ownerUrl, 'SELECT count(*)::integer AS count FROM connections');
  return row?.count ?? -1;
}

/** How many cores a process keeps busy during this time. */
async function coresUsed(pid: number, durationMs: number): Promise<number> {
  const usedBefore = processorMicroseconds(pid);
  const startedMs = performance.now();
  await delay(durationMs);
  return (processorMicroseconds(pid) - usedBefore) / 1_000 / (performance.now() - startedMs);
}

interface Idle {
  readonly cores: number;
  readonly writtenPerMinute: number;
  readonly seconds: number;
  readonly pongs: number;
}

async function measureIdle(stage: Stage, tabs: Tabs, idleMs: number): Promise<Idle> {
  const before = { written: await rowsWritten(stage.ownerUrl), pongs: (await tabs.ask({ command: 'stats' })).pongs };
  const startedMs = performance.now();
  const cores = await coresUsed(stage.server.pid, idleMs);
  const seconds = (performance.now() - startedMs) / 1000;
  const { pongs, faults } = await tabs.ask({ command: 'stats' });
  if (Object.keys(faults).length > 0) throw new Error(`Tabs were disturbed while idle: ${JSON.stringify(faults)}`);
  const written = (await rowsWritten(stage.ownerUrl)) - before.written;
  return {
    cores,
    writtenPerMinute: (written * 60) / (seconds + 1.5),
    seconds,
    pongs: pongs - before.pongs,
  };
}

/** Closes one tab after another. @returns milliseconds until the database knows each no more */
async function measureCloses(stage: Stage, tabs: Tabs, total: number): Promise<number[]> {
  const tookMs: number[] = [];
  for (let index = 0; index < Math.min(closes, total); index += 1) {
    const expected = total - index - 1;
    const startedMs = performance.now();
    await tabs.ask({ command: 'close', index });
    while ((await connectedCount(stage.ownerUrl)) > expected) {
      if (performance.now() - startedMs > 30_000) throw new Error('A closed tab is still counted.');
      await delay(2);
    }
    tookMs.push(performance.now() - startedMs);
  }
  return tookMs;
}

interface Restart {
  readonly seconds: number;
  readonly attempts: number;
  readonly faults: Readonly<Record<string, number>>;
}

async function measureRestart(stage: Stage, tabs: Tabs, expected: number): Promise<Restart> {
  await tabs.ask({ command: 'stats' });
  const readyMs = await stage.restart();
  const { attempts, faults } = await tabs.ask({ command: 'whole' });
  const seconds = (performance.now() - readyMs) / 1000;
  const { open } = await tabs.ask({ command: 'stats' });
  if (open !== expected) throw new Error(`${open} of ${expected} tabs came back.`);
  return { seconds, attempts, faults };
}

/** @param people each with three tabs @param idleMs how long nobody does anything */
export async function measureLiveTabs(
  people: number,
  idleMs: number,
): Promise<{ figures: Figure[]; samples: Samples }> {
  const stage = await openStage();
  const tabs = startTabs();
  try {
    const tenant = await makeOrganization(stage, 'crowd', people + 1);
    const specs = await makeCrowd(stage.ownerUrl, tenant, people, tabsPerPerson);
    const { port, pid } = stage.server;
    await delay(settleMs / 2);
    const coresBefore = await coresUsed(pid, baseMs);
    const beforeMb = residentMegabytes(pid);
    await tabs.ask({ command: 'tabs', port, host: `${tenant.slug}.localhost:${port}`, tabs: specs });
    const connected = await tabs.ask({ command: 'connect', atOnce });
    if (Object.keys(connected.faults).length > 0)
      throw new Error(`Not every tab was let in at once: ${JSON.stringify(connected.faults)}`);
    await delay(settleMs);
    const afterMb = residentMegabytes(pid);
    const idle = await measureIdle(stage, tabs, idleMs);
    const closesMs = await measureCloses(stage, tabs, specs.length);
    const left = specs.length - closesMs.length;
    const restart = await measureRestart(stage, tabs, left);
    return {
      figures: figuresOf({
        count: specs.length,
        beforeMb,
        afterMb,
        coresBefore,
        connected,
        idle,
        closesMs,
        left,
        restart,
      }),
      samples: { tabCloseMs: closesMs },
    };
  } finally {
    await tabs.stop();
    await stage.stop();
  }
}

interface Measured {
  readonly count: number;
  readonly beforeMb: number;
  readonly afterMb: number;
  readonly coresBefore: number;
  readonly connected: { readonly tookMs: number };
  readonly idle: Idle;
  readonly closesMs: readonly number[];
  readonly left: number;
  readonly restart: Restart;
}

function figuresOf({
  count,
  beforeMb,
  afterMb,
  coresBefore,
  connected,
  idle,
  closesMs,
  left,
  restart,
}: Measured): Figure[] {
  const tabs = count.toLocaleString('en');
  const connectSeconds = connected.tookMs / 1000;
  const faults = Object.entries(restart.faults).map(([fault, times]) => `${times} × ${fault}`);
  return [
    {
      id: 'tab-memory',
      title: `resident memory per connected tab, ${tabs} on one process`,
      value: ((afterMb - beforeMb) * 1000) / count,
      unit: 'KB',
      budget: { max: 40 },
      detail: `${beforeMb.toFixed(0)} MB before, ${afterMb.toFixed(0)} MB ${settleMs / 1000} s after they came; ${(count / connectSeconds).toFixed(0)} connected a second`,
    },
    {
      id: 'tab-idle-processor',
      title: `processor used by ${tabs} idle tabs, of one core`,
      value: idle.cores * 100,
      unit: '%',
      budget: { max: 3 },
      detail: `over ${idle.seconds.toFixed(0)} s, with ${idle.pongs.toLocaleString('en')} pings answered; ${(coresBefore * 100).toFixed(1)} % before anybody had come`,
    },
    {
      id: 'tab-idle-writes',
      title: `rows written a minute while ${tabs} tabs are idle`,
      value: Math.round(idle.writtenPerMinute),
      unit: 'rows',
      budget: { max: 100 },
      detail: 'in all tables: the process beats, jobs run by the clock; nothing per tab',
    },
    {
      id: 'tab-close-p95',
      title: 'a closed tab is gone (p95)',
      value: percentile(closesMs, 0.95),
      unit: 'ms',
      budget: { max: 2_000 },
      detail: `${closesMs.length} closed one after another: median ${percentile(closesMs, 0.5).toFixed(0)} ms, slowest ${Math.max(...closesMs).toFixed(0)} ms`,
    },
    {
      id: 'tab-return',
      title: `after a restart every one of the ${left.toLocaleString('en')} tabs is connected again (${count - left} were closed before)`,
      value: restart.seconds,
      unit: 's',
      budget: null,
      detail: `from the new process being ready; ${restart.attempts.toLocaleString('en')} attempts, of them refused or cut off: ${faults.length === 0 ? 'none' : faults.join(', ')}`,
    },
  ];
}
