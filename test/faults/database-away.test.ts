// The database stopped and started again while people work: only "come back in a moment", never an open door, and good again
// by itself.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import { migrate } from '../../server/platform/migrate.ts';
import type { Tenant } from '../../server/tenants/tenants.ts';
import { goodPassword, type TestApp, testApp } from '../support/app.ts';
import type { Answer, Browser } from '../support/browser.ts';
import { startTestCluster, type TestCluster } from '../support/cluster.ts';
import { emptyDatabase } from '../support/database.ts';
import { until } from '../support/until.ts';

const usersCount = 8;
/** Milliseconds within which everything works again once the database is back. */
const recoveryMaxMs = 5_000;
let cluster: TestCluster;
let app: TestApp;
let tenant: Tenant;

before(async () => {
  cluster = await startTestCluster();
  const { ownerUrl } = await emptyDatabase(cluster);
  await migrate({ ownerUrl });
  app = await testApp({ ownerUrl });
  tenant = await app.organization('north', { officeNetworks: ['127.0.0.1'] });
  for (let n = 0; n < usersCount; n += 1) await app.user(tenant, `agent${n}`);
});
after(async () => {
  await app?.close();
  await cluster?.stop();
});

interface Tally {
  readonly faults: string[];
  readonly acknowledged: Browser[];
  unavailable: number;
  served: number;
}

/** One request after the other until told to stop; each answer must be one of those allowed. */
async function keepAsking(
  tally: Tally,
  running: () => boolean,
  what: string,
  allowed: readonly number[],
  ask: () => Promise<Answer>,
): Promise<void> {
  while (running()) {
    const answer = await ask().catch((error: Error) => error);
    if (answer instanceof Error) {
      tally.faults.push(`${what}: ${answer.message}`);
      continue;
    }
    if (answer.status === 503) {
      tally.unavailable += 1;
      if (!/^\d+$/.test(String(answer.headers['retry-after']))) tally.faults.push(`${what}: 503 without Retry-After`);
      if (answer.headers['set-cookie']?.some((line) => line.startsWith('usher_session=')))
        tally.faults.push(`${what}: 503 with a session`);
    } else if (allowed.includes(answer.status)) tally.served += 1;
    else tally.faults.push(`${what}: ${answer.status} ${answer.text.slice(0, 200)}`);
  }
}

async function signInOnce(tally: Tally, n: number): Promise<Answer> {
  const browser = app.browser('north');
  const answer = await browser.signIn(`agent${n}`, goodPassword);
  if (answer.status === 200) tally.acknowledged.push(browser);
  return answer;
}

async function allWell(member: Browser): Promise<boolean> {
  const answers = await Promise.all([
    member.get('/api/v1/session'),
    app.browser('north').signIn('agent0', goodPassword),
    app.browser('north').page('/sign-in'),
    app.browser('west').page('/sign-in'),
  ]);
  return answers.map(({ status }) => status).join() === '200,200,200,404';
}

test('S8.8 while the database is away: 503 to everyone, 200 to no stranger, 401 to no member; then well by itself', async () => {
  const tally: Tally = { faults: [], acknowledged: [], unavailable: 0, served: 0 };
  let running = true;
  const isRunning = (): boolean => running;
  const member = app.browser('north');
  assert.equal((await member.signIn('agent0', goodPassword)).status, 200);
  const stranger = app.browser('north');
  const load = Promise.all([
    ...[1, 2].map(() => keepAsking(tally, isRunning, 'member', [200], () => member.get('/api/v1/session'))),
    keepAsking(tally, isRunning, 'stranger', [401], () => {
      stranger.cookies.set('usher_session', 'a'.repeat(43));
      return stranger.get('/api/v1/session');
    }),
    keepAsking(tally, isRunning, 'page', [200], () => app.browser('north').page('/sign-in')),
    keepAsking(tally, isRunning, 'key', [401], () =>
      app.browser('north').get('/api/v1/users', { authorization: `Bearer usher_${'a'.repeat(43)}` }),
    ),
    ...[0, 1, 2].map((n) => keepAsking(tally, isRunning, `sign-in ${n}`, [200], () => signInOnce(tally, n))),
    keepAsking(tally, isRunning, 'wrong', [401, 423], () => app.browser('north').signIn('agent7', 'not the one')),
  ]);
  const recoveries: number[] = [];
  for (let round = 0; round < 2; round += 1) {
    await until(() => tally.acknowledged.length > 5 * (round + 1));
    await cluster.away(async () => {
      const before = tally.unavailable;
      // What is remembered may serve for 900 ms; then everyone is told to come back.
      await until(async () => (await member.get('/api/v1/session')).status === 503);
      await until(() => tally.unavailable > before + 200);
    });
    const back = performance.now();
    await until(() => allWell(member), recoveryMaxMs);
    recoveries.push(performance.now() - back);
  }
  running = false;
  await load;
  assert.deepEqual(tally.faults.slice(0, 5), []);
  assert.ok(tally.unavailable > 400 && tally.served > 100, JSON.stringify(tally.unavailable));
  for (const browser of tally.acknowledged) assert.equal((await browser.get('/api/v1/session')).status, 200);
  const { rows } = await app.app.house.database.withSystem((tx) =>
    sql<{ recorded: number; sessions: number }>`SELECT
      (SELECT count(*)::integer FROM audit_events WHERE action = 'session.start' AND outcome = 'done') AS recorded,
      (SELECT count(*)::integer FROM sessions) AS sessions`.execute(tx),
  );
  assert.equal(rows[0]?.recorded, rows[0]?.sessions);
  assert.ok((rows[0]?.sessions ?? 0) >= tally.acknowledged.length);
  assert.ok(Math.max(...recoveries) < recoveryMaxMs, `good again after ${recoveries.join(' and ')} ms`);
});
