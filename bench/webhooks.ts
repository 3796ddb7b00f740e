// How fast a backlog of webhooks leaves, what it costs those who sign in meanwhile, and that neither it nor an endpoint which hangs
// holds up another organisation's.
import { setTimeout as delay } from 'node:timers/promises';
import type pg from 'pg';
import { commandLineCaller } from '../server/kernel/caller.ts';
import type { Tenant } from '../server/tenants/tenants.ts';
import { withClient } from './crowd.ts';
import type { Figure } from './figures.ts';
import { load } from './load.ts';
import { interleaved, medianOf, percentile, ratio, type Samples } from './measure.ts';
import { makePeople } from './people.ts';
import { clusterMicroseconds, processorMicroseconds } from './processes.ts';
import { type BenchReceiver, startReceiver } from './receiver.ts';
import { makeOrganization, openStage, type Stage, signInText } from './stage.ts';

export interface WebhooksSpec {
  /** Deliveries that wait at once. */
  readonly backlog: number;
  readonly rounds: number;
  /** How long people sign in, idle and beside a backlog, in each round. */
  readonly signInMs: number;
}

const warmUpDeliveries = 500;
/** Few enough that two cores are not busy with them alone. */
const signInsPerSecond = 10;
const signInConnections = 50;
const signInPeople = 60;
/** Of the organisation that nothing is wrong with: deliveries one after another, at this distance. */
const quietDeliveries = 100;
const quietEveryMs = 40;
/** Eight places each: as many as one organisation may have. */
const hangingEndpoints = 7;
const hangingEvents = 50;
/** So long nothing may come before the bench gives up. */
const patienceMs = 60_000;

interface Scene {
  readonly stage: Stage;
  readonly receiver: BenchReceiver;
  readonly client: pg.Client;
}

async function addEndpoint({ stage }: Scene, tenant: Tenant, url: string): Promise<void> {
  const caller = commandLineCaller(tenant.id);
  await stage.house.webhooks.create(caller, { name: 'Payroll', url, events: ['team.create'] });
}

/** Entries of the audit log, as somebody's acts would have written them. @returns their ids, under which they are delivered */
async function makeEvents({ client }: Scene, tenant: Tenant, count: number): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>(
    `INSERT INTO audit_events (tenant_id, id, action, outcome, actor_kind, actor_name, target_kind, target_id, target_name)
      SELECT $1, uuidv7(), 'team.create', 'done', 'system', 'bench', 'team', gen_random_uuid(), 'Team ' || n FROM generate_series(1, $2::integer) n
      RETURNING id`,
    [tenant.id, count],
  );
  return rows.map(({ id }) => id);
}

/** @throws Error when nothing came for a minute */
async function allArrived({ receiver }: Scene, ids: readonly string[]): Promise<void> {
  let missing = ids;
  let sinceMs = performance.now();
  while (missing.length > 0) {
    await delay(5);
    const left = missing.filter((id) => !receiver.arrivedMs.has(id));
    if (left.length < missing.length) sinceMs = performance.now();
    if (performance.now() - sinceMs > patienceMs) throw new Error(`${left.length} webhooks did not come.`);
    missing = left;
  }
}

async function waitingCount({ client }: Scene, tenant: Tenant): Promise<number> {
  const { rows } = await client.query<{ count: number }>(
    `SELECT count(*)::integer AS count FROM webhook_deliveries WHERE tenant_id = $1 AND state = 'waiting'`,
    [tenant.id],
  );
  return rows[0]?.count ?? 0;
}

interface Drained {
  /** From the moment they were there to the last one's arrival. */
  readonly perSecond: number;
  /** Milliseconds of processor time for each delivery. */
  readonly serverMs: number;
  readonly databaseMs: number;
  readonly connections: number;
}

async function drain(scene: Scene, tenant: Tenant, count: number): Promise<Drained> {
  const { stage, receiver, client } = scene;
  const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  const backend = rows[0]?.pid ?? 0;
  const ids = await makeEvents(scene, tenant, count);
  const startedMs = performance.now();
  const before = {
    server: processorMicroseconds(stage.server.pid),
    database: clusterMicroseconds(backend),
    connections: receiver.connections(),
  };
  await allArrived(scene, ids);
  const lastMs = Math.max(...ids.map((id) => receiver.arrivedMs.get(id) ?? 0));
  const each = (used: number): number => used / 1000 / count;
  return {
    perSecond: count / ((lastMs - startedMs) / 1000),
    serverMs: each(processorMicroseconds(stage.server.pid) - before.server),
    databaseMs: each(clusterMicroseconds(backend) - before.database),
    connections: receiver.connections() - before.connections,
  };
}

/** A backlog that is being sent, and filled up again before it is gone, while `work` runs. */
async function beside<Result>(
  scene: Scene,
  tenant: Tenant,
  count: number,
  work: () => Promise<Result>,
): Promise<Result> {
  const came = scene.receiver.requests();
  await makeEvents(scene, tenant, count);
  while (scene.receiver.requests() === came) await delay(2);
  let working = true;
  const filling = withClient(scene.stage.ownerUrl, async (client) => {
    const own = { ...scene, client };
    while (working) {
      const waiting = await waitingCount(own, tenant);
      if (waiting === 0) throw new Error(`A backlog of ${count} was gone before the measurement beside it had ended.`);
      if (waiting < count / 2) await makeEvents(own, tenant, count / 2);
      await delay(200);
    }
  });
  const [result] = await Promise.all([
    work().finally(() => {
      working = false;
    }),
    filling,
  ]);
  await scene.client.query(
    `DELETE FROM webhook_deliveries WHERE tenant_id = $1 AND state = 'waiting' AND claimed_until IS NULL`,
    [tenant.id],
  );
  while ((await waitingCount(scene, tenant)) > 0) await delay(10);
  return result;
}

/** Milliseconds from the commit of one event after another to its arrival. */
async function quietLatencies(scene: Scene, tenant: Tenant): Promise<number[]> {
  const made: { readonly id: string; readonly atMs: number }[] = [];
  for (let n = 0; n < quietDeliveries; n += 1) {
    const dueMs = performance.now() + quietEveryMs;
    const [id = ''] = await makeEvents(scene, tenant, 1);
    made.push({ id, atMs: performance.now() });
    await delay(Math.max(0, dueMs - performance.now()));
  }
  await allArrived(
    scene,
    made.map(({ id }) => id),
  );
  // It may be there before we hear of the commit.
  return made.map(({ id, atMs }) => Math.max(0, (scene.receiver.arrivedMs.get(id) ?? 0) - atMs));
}

/** Endpoints that take every request and answer none, as many as hold all the places that one organisation may have. */
async function startHanging(scene: Scene): Promise<void> {
  const tenant = await makeOrganization(scene.stage, 'hangs');
  for (let n = 0; n < hangingEndpoints; n += 1) await addEndpoint(scene, tenant, `${scene.receiver.hangingUrl}?${n}`);
  await makeEvents(scene, tenant, hangingEvents);
  const deadlineMs = performance.now() + patienceMs;
  while (scene.receiver.hanging() < hangingEndpoints) {
    if (performance.now() > deadlineMs) throw new Error('The hanging endpoints were not called.');
    await delay(10);
  }
}

async function measureAll(scene: Scene, spec: WebhooksSpec): Promise<Measured> {
  const { stage, receiver } = scene;
  const people = await makePeople(stage, 'acme', signInPeople);
  const busy = await makeOrganization(stage, 'busy');
  const quiet = await makeOrganization(stage, 'quiet');
  for (const tenant of [busy, quiet]) await addEndpoint(scene, tenant, receiver.url);
  const requests = people.plainAgents.map((agent) => signInText(stage.server, people.tenant, agent));
  const { port } = stage.server;
  const signInP95Ms = async (): Promise<number> => {
    const at = { port, connections: signInConnections, perSecond: signInsPerSecond, urgent: true };
    return (await load({ ...at, requests, durationMs: spec.signInMs })).p95Ms;
  };
  await drain(scene, busy, warmUpDeliveries);
  await signInP95Ms();
  const drained = await drain(scene, busy, spec.backlog);
  const aloneMs = await quietLatencies(scene, quiet);
  const besideMs = await beside(scene, busy, spec.backlog, () => quietLatencies(scene, quiet));
  const rounds = await interleaved(spec.rounds, {
    signInIdleP95Ms: signInP95Ms,
    signInBesideWebhooksP95Ms: () => beside(scene, busy, spec.backlog, signInP95Ms),
  });
  const twice = receiver.requests() - receiver.arrivedMs.size;
  await startHanging(scene);
  const hangingMs = await quietLatencies(scene, quiet);
  return {
    backlog: spec.backlog,
    drained,
    twice,
    samples: {
      ...rounds,
      webhookAloneMs: aloneMs,
      webhookBesideBacklogMs: besideMs,
      webhookBesideHangingMs: hangingMs,
    },
  };
}

export async function measureWebhooks(spec: WebhooksSpec): Promise<{ figures: Figure[]; samples: Samples }> {
  const receiver = await startReceiver();
  const stage = await openStage();
  try {
    const measured = await withClient(stage.ownerUrl, (client) => measureAll({ stage, receiver, client }, spec));
    return { figures: figuresOf(measured), samples: measured.samples };
  } finally {
    await stage.stop();
    await receiver.close();
  }
}

interface Measured {
  readonly backlog: number;
  readonly drained: Drained;
  readonly twice: number;
  readonly samples: Samples;
}

function figuresOf({ backlog, drained, twice, samples }: Measured): Figure[] {
  const p95 = (name: string): number => percentile(samples[name] ?? [], 0.95);
  const deliveries = backlog.toLocaleString('en');
  return [
    {
      id: 'webhook-rate',
      title: `webhooks sent a second, ${deliveries} waiting for one endpoint`,
      value: drained.perSecond,
      unit: 'per second',
      budget: { min: 250 },
      detail: `${drained.connections.toLocaleString('en')} connections were opened for them; processor time for each: the server ${drained.serverMs.toFixed(2)} ms, PostgreSQL ${drained.databaseMs.toFixed(2)} ms; ${twice} came twice`,
    },
    {
      id: 'webhook-sign-in-p95',
      title: `sign-in p95 while ${deliveries} webhooks are being sent ÷ idle`,
      value: ratio(samples, 'signInBesideWebhooksP95Ms', 'signInIdleP95Ms'),
      unit: 'ratio',
      budget: { max: 2 },
      detail: `${medianOf(samples, 'signInBesideWebhooksP95Ms').toFixed(0)} ms against ${medianOf(samples, 'signInIdleP95Ms').toFixed(0)} ms, at ${signInsPerSecond} a second`,
    },
    {
      id: 'webhook-other-hanging-p95',
      title: `a webhook of another organisation has come, while ${hangingEndpoints} endpoints of one hang (p95)`,
      value: p95('webhookBesideHangingMs'),
      unit: 'ms',
      budget: { max: 200 },
      detail: `from its event's commit; ${p95('webhookAloneMs').toFixed(1)} ms when nobody hangs`,
    },
    {
      id: 'webhook-other-backlog-p95',
      title: `the same while ${deliveries} of one organisation wait (p95)`,
      value: p95('webhookBesideBacklogMs'),
      unit: 'ms',
      budget: { max: 200 },
      detail: `median ${percentile(samples.webhookBesideBacklogMs ?? [], 0.5).toFixed(1)} ms`,
    },
  ];
}
