// A shift begins: every agent of a house that is exactly large enough signs in within a minute, with a code by mail, and connects.
import { commandLineCaller } from '../server/kernel/caller.ts';
import { createHasher } from '../server/platform/hashing.ts';
import { Browser } from '../test/support/browser.ts';
import { rowsOf, withClient } from './crowd.ts';
import type { Figure } from './figures.ts';
import { percentile, type Samples } from './measure.ts';
import { clusterMicroseconds, processorMicroseconds } from './processes.ts';
import { type ShiftPart, type ShiftReport, shiftParts, startShift } from './shift.ts';
import { makeOrganization, makeUsers, openStage, password, type Stage } from './stage.ts';

/** Kept for administrators by default: the house has one seat more than it has agents. */
const reserved = 1;
const hashEvaluations = 40;

interface Seats {
  readonly taken: number;
  /** The most at once at any time, and how far it was over what agents may take. */
  readonly peak: number;
  readonly over: number;
}

async function seatsAfter(stage: Stage, agents: number): Promise<Seats> {
  const [row] = await rowsOf<{ taken: number; peak: number; counted: number }>(
    stage.ownerUrl,
    `SELECT (SELECT count(*)::integer FROM seats) AS taken, (SELECT max(peak) FROM seat_usage) AS peak, (SELECT max(in_use) FROM seat_usage) AS counted`,
  );
  if (row === undefined) throw new Error('no row');
  if (row.counted !== row.taken) throw new Error(`${row.taken} seats are taken, ${row.counted} are counted.`);
  return { taken: row.taken, peak: row.peak, over: Math.max(0, row.peak - agents) };
}

/** Processor time that the database has used so far, in microseconds. */
async function clusterUsed({ ownerUrl }: Stage): Promise<number> {
  return withClient(ownerUrl, async (client) => {
    const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    return clusterMicroseconds(rows[0]?.pid ?? 0);
  });
}

/** Microseconds of processor time that the agents' coming took, by whose they are. */
interface Used {
  readonly server: number;
  readonly database: number;
  readonly agents: number;
}

/** One more than there are seats for: must be refused as that and nothing else. */
async function assertFull(stage: Stage, mailed: { readonly username: string }): Promise<void> {
  const browser = new Browser(stage.server.port, 'shift.localhost');
  const answer = await browser.signIn(mailed.username, password);
  const { code } = answer.json<{ code?: string }>();
  if (answer.status !== 409 || code !== 'user_limit_reached')
    throw new Error(`Somebody got in, or was refused for another reason, when the house was full: ${answer.text}`);
}

interface Begun {
  readonly agents: number;
  readonly report: ShiftReport;
  readonly seats: Seats;
  readonly used: Used;
}

/** Processor time in milliseconds of one evaluation of the password's hash, one after another: no more than that can be had for less. */
async function hashMilliseconds(): Promise<number> {
  const hasher = createHasher({ concurrency: 1 });
  const phc = await hasher.hash(password);
  const before = process.cpuUsage();
  for (let evaluation = 0; evaluation < hashEvaluations; evaluation += 1) await hasher.verify(phc, password);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / hashEvaluations;
}

/** In an installation of its own. @param agents how many come @param durationMs within which they come */
async function beginShift(agents: number, durationMs: number): Promise<Begun> {
  const shift = await startShift();
  const stage = await openStage(() => undefined, shift.mailUrl);
  try {
    const tenant = await makeOrganization(stage, 'shift', agents + reserved);
    await stage.house.tenants.changeSettings(
      commandLineCaller(tenant.id),
      { secondFactor: { required: ['agent'], methods: ['email_code'] } },
      null,
    );
    const people = Array.from({ length: agents }, (_, n) => {
      const username = `agent${String(n).padStart(5, '0')}`;
      return { username, email: `${username}@example.com`, role: 'agent', firstName: 'Ana', lastName: 'Lopes' };
    });
    // A supervisor needs no code here, but a seat like anybody.
    const spare = { username: 'spare', role: 'supervisor', firstName: 'Rui', lastName: 'Costa' };
    await makeUsers(stage, tenant, [...people, spare]);
    const { port, pid } = stage.server;
    const host = `${tenant.slug}.localhost:${port}`;
    const usedBefore = { server: processorMicroseconds(pid), database: await clusterUsed(stage) };
    const report = await shift.run({ port, host, password, agents: people, durationMs });
    const used = {
      server: processorMicroseconds(pid) - usedBefore.server,
      database: (await clusterUsed(stage)) - usedBefore.database,
      agents: report.processorMicroseconds,
    };
    if (report.waysMs.length === 0) throw new Error(`Nobody got in: ${JSON.stringify(report.errors)}`);
    const seats = await seatsAfter(stage, agents);
    if (seats.taken === agents) await assertFull(stage, spare);
    return { agents, report, seats, used };
  } finally {
    await shift.stop();
    await stage.stop();
  }
}

/**
 * The same at half the rate tells what is the machine's limit and what is the house's: where the cores give enough for everybody,
 * nobody waits for anybody else.
 * @param agents how many come @param durationMs within which they come
 */
export async function measureShiftStart(
  agents: number,
  durationMs: number,
): Promise<{ figures: Figure[]; samples: Samples }> {
  const whole = await beginShift(agents, durationMs);
  const half = await beginShift(agents / 2, durationMs);
  const hashMs = await hashMilliseconds();
  return {
    figures: figuresOf(whole, half, hashMs),
    samples: {
      shiftStartMs: whole.report.waysMs.map(wholeMs),
      shiftStartHalfMs: half.report.waysMs.map(wholeMs),
      hashMs: [hashMs],
    },
  };
}

function wholeMs(way: Readonly<Record<ShiftPart, number>>): number {
  return shiftParts.reduce((sum, part) => sum + way[part], 0);
}

function arrivalFigure(id: string, { agents, report: { waysMs, seconds } }: Begun): Figure {
  const whole = waysMs.map(wholeMs);
  const parts = shiftParts.map((part) => {
    const values = waysMs.map((way) => way[part]);
    return `${part} ${percentile(values, 0.5).toFixed(0)}/${percentile(values, 0.95).toFixed(0)}`;
  });
  const crowd = `${agents.toLocaleString('en')} agents in ${seconds.toFixed(0)} s`;
  return {
    id,
    title: `start of a shift, ${crowd}: from the password to the connected tab, the code by mail included (p95)`,
    value: percentile(whole, 0.95) / 1000,
    unit: 's',
    budget: { max: 1 },
    detail: `median ${percentile(whole, 0.5).toFixed(0)} ms; median/p95 in ms: ${parts.join(', ')}`,
  };
}

function processorFigure({ agents, report, used }: Begun, hashMs: number): Figure {
  const each = (microseconds: number): string => `${(microseconds / 1000 / agents).toFixed(1)} ms`;
  const all = used.server + used.database + used.agents;
  return {
    id: 'shift-start-processor',
    title: 'start of a shift: processor time for each agent',
    value: all / 1000 / agents,
    unit: 'ms',
    budget: null,
    detail:
      `the server ${each(used.server)}, of which one evaluation of the password's hash is ${hashMs.toFixed(1)} ms, PostgreSQL ${each(used.database)}, ` +
      `the agents' browsers and their mail server ${each(used.agents)}; at this rate ${(all / 1e6 / report.seconds).toFixed(1)} cores`,
  };
}

function figuresOf(whole: Begun, half: Begun, hashMs: number): Figure[] {
  const named = [whole, half].flatMap(({ report }) =>
    Object.entries(report.errors).map(([error, count]) => `${count} × ${error}`),
  );
  const failed = [whole, half]
    .flatMap(({ report }) => Object.values(report.errors))
    .reduce((sum, count) => sum + count, 0);
  const taken = (whole.seats.taken + half.seats.taken).toLocaleString('en');
  const peaks = `${whole.seats.peak.toLocaleString('en')} and ${half.seats.peak.toLocaleString('en')}`;
  return [
    arrivalFigure('shift-start-p95', whole),
    arrivalFigure('shift-start-half-p95', half),
    processorFigure(whole, hashMs),
    {
      id: 'shift-start-errors',
      title: 'start of a shift: agents who did not get in',
      value: failed,
      unit: 'errors',
      budget: { max: 0 },
      detail: failed === 0 ? `${taken} seats taken in the two houses` : named.join('; '),
    },
    {
      id: 'shift-start-over',
      title: 'start of a shift: seats over the licence',
      value: whole.seats.over + half.seats.over,
      unit: 'errors',
      budget: { max: 0 },
      detail: `at most ${peaks} at once in the two houses; the next one was refused with “User limit reached”`,
    },
  ];
}
