// A shift begins: every agent of a house that is exactly large enough signs in within a minute, with a code by mail, and connects.
import { commandLineCaller } from '../server/kernel/caller.ts';
import { Browser } from '../test/support/browser.ts';
import { rowsOf, withClient } from './crowd.ts';
import type { Figure } from './figures.ts';
import { percentile, type Samples } from './measure.ts';
import { clusterMicroseconds, processorMicroseconds } from './processes.ts';
import { type ShiftPart, type ShiftReport, shiftParts, startShift } from './shift.ts';
import { makeOrganization, makeUsers, openStage, password, type Stage } from './stage.ts';

/** Kept for administrators by default: the house has one seat more than it has agents. */
const reserved = 1;

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

/** @param agents how many come @param durationMs within which they come */
export async function measureShiftStart(
  agents: number,
  durationMs: number,
): Promise<{ figures: Figure[]; samples: Samples }> {
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
    return { figures: figuresOf(agents, report, seats, used), samples: { shiftStartMs: report.waysMs.map(wholeMs) } };
  } finally {
    await shift.stop();
    await stage.stop();
  }
}

function wholeMs(way: Readonly<Record<ShiftPart, number>>): number {
  return shiftParts.reduce((sum, part) => sum + way[part], 0);
}

function figuresOf(agents: number, { waysMs, errors, seconds }: ShiftReport, seats: Seats, used: Used): Figure[] {
  const failed = Object.values(errors).reduce((sum, count) => sum + count, 0);
  const named = Object.entries(errors).map(([error, count]) => `${count} × ${error}`);
  const whole = waysMs.map(wholeMs);
  const parts = shiftParts.map((part) => {
    const values = waysMs.map((way) => way[part]);
    return `${part} ${percentile(values, 0.5).toFixed(0)}/${percentile(values, 0.95).toFixed(0)}`;
  });
  const crowd = `${agents.toLocaleString('en')} agents in ${seconds.toFixed(0)} s`;
  const each = (microseconds: number): string => `${(microseconds / 1000 / agents).toFixed(1)} ms`;
  return [
    {
      id: 'shift-start-p95',
      title: `start of a shift, ${crowd}: from the password to the connected tab, the code by mail included (p95)`,
      value: percentile(whole, 0.95) / 1000,
      unit: 's',
      budget: { max: 1 },
      detail: `median ${percentile(whole, 0.5).toFixed(0)} ms; median/p95 in ms: ${parts.join(', ')}`,
    },
    {
      id: 'shift-start-processor',
      title: 'start of a shift: processor time for each agent',
      value: (used.server + used.database + used.agents) / 1000 / agents,
      unit: 'ms',
      budget: null,
      detail: `the server ${each(used.server)}, PostgreSQL ${each(used.database)}, the agents' browsers and their mail server ${each(used.agents)}`,
    },
    {
      id: 'shift-start-errors',
      title: 'start of a shift: agents who did not get in',
      value: failed,
      unit: 'errors',
      budget: { max: 0 },
      detail: failed === 0 ? `${seats.taken.toLocaleString('en')} seats taken` : named.join('; '),
    },
    {
      id: 'shift-start-over',
      title: 'start of a shift: seats over the licence',
      value: seats.over,
      unit: 'errors',
      budget: { max: 0 },
      detail: `at most ${seats.peak.toLocaleString('en')} at once; the next one was refused with “User limit reached”`,
    },
  ];
}
