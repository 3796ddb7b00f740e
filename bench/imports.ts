// Many people out of a file while others sign in: what those notice, how quick it is, and that every line became one person.
import { setTimeout as delay } from 'node:timers/promises';
import type { ImportDetail } from '../server/imports/view.ts';
import { rowsOf } from './crowd.ts';
import type { Figure } from './figures.ts';
import { load } from './load.ts';
import { medianOf, type Samples } from './measure.ts';
import { makePeople, type People } from './people.ts';
import { openStage, type Stage, signInText } from './stage.ts';

const path = '/api/v1/users/import';
const peopleCount = 60;
/** A quarter of what two cores can hash: a busy hour, not a storm. */
const signInsPerSecond = 20;
const turnMs = 5_000;

function fileOf(lines: number): string {
  const rows = Array.from({ length: lines }, (_, n) => `imported${n},imported${n}@example.com,Ana,Lopes ${n},${n}`);
  return ['username,email,firstName,lastName,extension', ...rows].join('\n');
}

async function found({ administrator }: People, id: string): Promise<ImportDetail> {
  return (await administrator.get(`${path}/${id}`)).json<ImportDetail & Record<string, unknown>>();
}

async function reached(people: People, id: string, wanted: ImportDetail['state']): Promise<ImportDetail> {
  for (;;) {
    const one = await found(people, id);
    if (one.state === wanted) return one;
    if (one.state === 'failed') throw new Error(`The import failed: ${one.fault}`);
    await delay(500);
  }
}

/** The file taken in, checked and imported, as the console does it. */
async function importAll(people: People, lines: number): Promise<ImportDetail> {
  const { administrator } = people;
  const taken = await administrator.send('POST', path, fileOf(lines), { 'content-type': 'text/csv' });
  if (taken.status !== 202) throw new Error(`The file was not taken: ${taken.text}`);
  const { id } = taken.json<{ id: string }>();
  // Without mails and passwords, so that nothing but the rests of the import itself slows it down.
  await administrator.json('PATCH', `${path}/${id}`, { passwords: 'none' });
  await administrator.json('POST', `${path}/${id}/check`, {});
  await reached(people, id, 'checked');
  await administrator.json('POST', `${path}/${id}/start`, {});
  return reached(people, id, 'done');
}

/** Lines that became nobody or more than one, or have not exactly one entry in the audit log. */
async function astray({ ownerUrl }: Stage, lines: number): Promise<number> {
  const [row] = await rowsOf<{ people: number; done: number; entries: number; recorded: number }>(
    ownerUrl,
    `SELECT (SELECT count(*)::integer FROM users WHERE username LIKE 'imported%') AS people,
      (SELECT count(*)::integer FROM import_lines WHERE done AND outcome = 'created') AS done,
      (SELECT count(*)::integer FROM audit_events WHERE action = 'user.create' AND target_name LIKE 'imported%') AS entries,
      (SELECT count(DISTINCT target_name)::integer FROM audit_events WHERE action = 'user.create'
        AND target_name LIKE 'imported%') AS recorded`,
  );
  if (row === undefined) throw new Error('The database counted nothing.');
  return Object.values(row).reduce((sum, count) => sum + Math.abs(count - lines), 0);
}

export async function measureImport(lines: number, rounds: number): Promise<{ figures: Figure[]; samples: Samples }> {
  const stage = await openStage();
  try {
    const people = await makePeople(stage, 'acme', peopleCount);
    const requests = people.plainAgents.map((agent) => signInText(stage.server, people.tenant, agent));
    let firstRequest = 0;
    const p95 = async (): Promise<number> => {
      const { port } = stage.server;
      const pace = { perSecond: signInsPerSecond, durationMs: turnMs, connections: 64 };
      const report = await load({ port, requests, firstRequest, ...pace });
      firstRequest = report.lastRequest;
      return report.p95Ms;
    };
    await p95(); // warm-up
    const idle: number[] = [];
    const beside: number[] = [];
    for (let round = 0; round < rounds; round += 1) idle.push(await p95());
    let isOver = false;
    const importing = importAll(people, lines).finally(() => {
      isOver = true;
    });
    while (!isOver) beside.push(await p95());
    const done = await importing;
    for (let round = 0; round < rounds; round += 1) idle.push(await p95());
    const samples = { signInIdleP95Ms: idle, signInBesideImportP95Ms: beside };
    return { figures: figuresOf(samples, done, await astray(stage, lines)), samples };
  } finally {
    await stage.stop();
  }
}

function figuresOf(samples: Samples, done: ImportDetail, lost: number): Figure[] {
  const [idle, beside] = [medianOf(samples, 'signInIdleP95Ms'), medianOf(samples, 'signInBesideImportP95Ms')];
  const seconds = (Date.parse(done.finishedAt ?? '') - Date.parse(done.startedAt ?? '')) / 1_000;
  const lines = done.lines.toLocaleString('en');
  return [
    {
      id: 'import-sign-in',
      title: `sign-in p95 beside an import of ${lines} lines ÷ idle`,
      value: beside / idle,
      unit: 'ratio',
      budget: { max: 2 },
      detail: `${beside.toFixed(0)} ms against ${idle.toFixed(0)} ms, ${signInsPerSecond} sign-ins a second`,
    },
    {
      id: 'import-lines',
      title: 'lines imported a second meanwhile',
      value: done.lines / seconds,
      unit: 'per second',
      budget: null,
      detail: `${lines} lines in ${seconds.toFixed(0)} s, without mails and passwords; the check before comes to that`,
    },
    {
      id: 'import-astray',
      title: 'lines lost or made twice',
      value: lost,
      unit: 'errors',
      budget: { max: 0 },
      detail: 'users, lines done and entries of the audit log, counted in the database afterwards',
    },
  ];
}
