// One person's many tabs, real or made up, do not cost anybody else theirs.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import { type TestApp, testApp } from '../../test/support/app.ts';
import { rows, signedIn } from '../../test/support/attack.ts';
import { connectTab } from '../../test/support/tab.ts';
import { until } from '../../test/support/until.ts';
import { type NodeId, newId } from '../kernel/ids.ts';
import { listen } from '../platform/notify.ts';
import { Tidings } from './tidings.ts';

let app: TestApp;
before(async () => {
  app = await testApp();
});
after(() => app?.close());

test('L1 an answer to a ping is passed on, however many another person makes up', async (t) => {
  const heard = new Set<string>();
  const listener = listen(app.ownerUrl, assert.ifError);
  t.after(() => listener.close());
  listener.subscribe({
    onChange: (change) => {
      if (change.kind === 'pong') for (const tab of change.tabs) heard.add(tab);
    },
    onGap: () => undefined,
  });
  await until(() => listener.live);
  const tidings = new Tidings(app.app.house.database, assert.ifError);
  const mallory = randomUUID();
  for (let n = 0; n < 20_000; n += 1) tidings.pong(mallory, randomUUID());
  const [ana, tab] = [randomUUID(), randomUUID()];
  tidings.pong(ana, tab);
  tidings.tell();
  await until(() => heard.has(`${ana}/${tab}`));
  assert.ok(heard.size <= 101, `${heard.size} were passed on`);
});

test('L1 a tab opened again and again is told to wait, and costs nothing meanwhile; other sessions are not held up', async () => {
  const tenant = await app.organization('loop');
  const browser = await signedIn(app, tenant, 'ana', 'agent');
  const tab = randomUUID();
  let last = await connectTab(browser, { tab });
  for (let n = 0; n < 60 && last.status === 200; n += 1) last = await connectTab(browser, { tab });
  assert.deepEqual([last.status, last.refusal?.code], [429, 'rate_limited']);
  assert.equal(last.headers['retry-after'], '1');
  assert.equal((await connectTab(await signedIn(app, tenant, 'bea', 'agent'))).status, 200);
  // The tab that is connected stays so.
  assert.equal((await rows(app, sql`SELECT FROM connections WHERE tab = ${tab}`)).length, 1);
  assert.equal((await browser.get('/api/v1/session')).status, 200);
});

test('L1 every tab that a browser may have can come back at once', async () => {
  const tenant = await app.organization('hundred', { connections: { tabsPerBrowser: 100 } });
  const browser = await signedIn(app, tenant, 'ana', 'agent');
  const tabs = Array.from({ length: 100 }, () => randomUUID());
  // Ten at a time: the pool of this process is small.
  const statuses: number[] = [];
  for (let from = 0; from < tabs.length; from += 10) {
    const some = await Promise.all(tabs.slice(from, from + 10).map((tab) => connectTab(browser, { tab })));
    statuses.push(...some.map(({ status }) => status));
  }
  assert.deepEqual([...new Set(statuses)], [200]);
});

test('L5 T3 a message and a released station reach a person with more tabs than one notification names', async () => {
  const tenant = await app.organization('many', { connections: { tabsPerBrowser: 100 } });
  const admin = await signedIn(app, tenant, 'bo', 'administrator');
  const browser = await signedIn(app, tenant, 'ana', 'agent');
  const tab = await connectTab(browser);
  const { user } = (await browser.get('/api/v1/session')).json<{ user: { id: string } }>();
  assert.equal((await browser.json('PUT', '/api/v1/session/station', { station: '42' })).status, 204);
  const node = newId<NodeId>();
  await rows(app, sql`INSERT INTO nodes (id) VALUES (${node})`);
  await rows(
    app,
    sql`INSERT INTO connections (tenant_id, id, session_id, user_id, browser_id, tab, node_id, browser_name, address)
      SELECT tenant_id, gen_random_uuid(), id, user_id, browser_id, gen_random_uuid(), ${node}, browser_name, address FROM sessions, generate_series(1, 300)
      WHERE tenant_id = ${tenant.id} AND user_id = ${user.id}`,
  );
  const text = `${'\u0001'.repeat(499)}!`;
  const sent = await admin.json('POST', `/api/v1/users/${user.id}/message`, { text });
  assert.equal(sent.status, 204, sent.text);
  assert.equal((await tab.event('message')).text, text);
  const released = await admin.json('DELETE', '/api/v1/stations/42/holder');
  assert.equal(released.status, 204, released.text);
  await tab.event('station_released');
  // Nothing is told twice: what was announced before has come by the time the next thing does.
  assert.deepEqual([tab.named('message').length, tab.named('station').length], [1, 1]);
  tab.close();
});
