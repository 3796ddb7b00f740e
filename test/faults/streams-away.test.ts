// The database away while tabs are connected: the streams stay, nobody is signed out, clocks of grace stand still, and what
// happened meanwhile is made up for.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import { migrate } from '../../server/platform/migrate.ts';
import type { Tenant } from '../../server/tenants/tenants.ts';
import { type TestApp, testApp } from '../support/app.ts';
import { rows, signedIn } from '../support/attack.ts';
import { startTestCluster, type TestCluster } from '../support/cluster.ts';
import { emptyDatabase } from '../support/database.ts';
import { connectTab, pong } from '../support/tab.ts';
import { until } from '../support/until.ts';

/** Longer than the gap between beats that tells an outage. */
const awayMs = 17_000;
const graceSeconds = 10;

let cluster: TestCluster;
let app: TestApp;
let tenant: Tenant;
before(async () => {
  cluster = await startTestCluster();
  const { ownerUrl } = await emptyDatabase(cluster);
  await migrate({ ownerUrl });
  app = await testApp({ ownerUrl });
  tenant = await app.organization('north', { seats: { graceSeconds } });
});
after(async () => {
  await app?.close();
  await cluster?.stop();
});

async function count(table: 'connections' | 'seats'): Promise<number> {
  const [row] = await rows(app, sql<{ n: number }>`SELECT count(*)::integer AS n FROM ${sql.table(table)}`);
  return row?.n ?? -1;
}

test('L1 L2 S8.8 a database that is away ends no stream and no grace; what closed meanwhile is taken out afterwards', async () => {
  const [ana, bea, cy] = [
    await signedIn(app, tenant, 'ana', 'agent'),
    await signedIn(app, tenant, 'bea', 'agent'),
    await signedIn(app, tenant, 'cy', 'agent'),
  ];
  const [stays, closes, leaves] = [await connectTab(ana), await connectTab(bea), await connectTab(cy)];
  for (const tab of [stays, closes, leaves]) await tab.event('connected');
  leaves.close();
  await until(async () => (await count('connections')) === 2);
  const until0 = async () => {
    const [row] = await rows(
      app,
      sql<{ at: Date }>`SELECT held_until AS at FROM seats s JOIN users u ON u.id = s.user_id WHERE u.username = 'cy'`,
    );
    return row?.at.getTime() ?? 0;
  };
  const heldUntil = await until0();
  await cluster.away(async () => {
    const since = performance.now();
    closes.close();
    await until(async () => (await connectTab(bea)).status === 503);
    const events = stays.events.length;
    assert.equal((await pong(ana, stays.tab)).status, 204, 'a pong needs no database');
    await until(() => performance.now() - since > awayMs);
    assert.deepEqual(
      stays.events.slice(events).filter(({ name }) => name !== 'ping'),
      [],
    );
    assert.equal(stays.over, false);
  });
  // Its grace of ten seconds would be over by now, had its clock not stood still.
  await until(async () => (await until0()) - heldUntil > awayMs - 1_000);
  assert.equal(await count('seats'), 3);
  await until(async () => (await count('connections')) === 1);
  assert.equal(stays.over, false);
  assert.deepEqual(
    stays.events.filter(({ name }) => name !== 'ping').map(({ name }) => name),
    ['connected'],
  );
  assert.equal((await ana.get('/api/v1/session')).status, 200);
  const again = await connectTab(cy);
  assert.equal(again.status, 200);
  // Others' graces end as they should: Bea's began when her tab was taken out.
  await until(async () => (await count('seats')) === 2, (graceSeconds + 10) * 1_000);
  again.close();
  stays.close();
});
