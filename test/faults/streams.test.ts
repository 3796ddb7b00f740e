// Streams in a bad world: a network that vanishes, a client that does not read, a process that was taken for dead, one that is
// asked to stop. (kill −9 is in kill-connected.test.ts, a database that is away in streams-away.test.ts.)
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, get, type IncomingMessage, type ServerResponse } from 'node:http';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import { Stream } from '../../server/connections/stream.ts';
import { type ConnectionId, newId, type SessionId, type TenantId, type UserId } from '../../server/kernel/ids.ts';
import { type TestApp, testApp } from '../support/app.ts';
import { rows, signedIn } from '../support/attack.ts';
import type { Browser } from '../support/browser.ts';
import { startServer } from '../support/server-process.ts';
import { connectTab, type Tab } from '../support/tab.ts';
import { until, within } from '../support/until.ts';

/** Milliseconds within which a tab whose network vanished is taken out (core: gone). */
const vanishedMaxMs = 45_000;

let app: TestApp;
before(async () => {
  app = await testApp();
});
after(() => app?.close());

async function connected(browser: Browser, options: Parameters<typeof connectTab>[1] = {}): Promise<Tab> {
  const tab = await connectTab(browser, options);
  assert.equal(tab.status, 200, JSON.stringify(tab.refusal));
  await tab.event('connected');
  return tab;
}

async function tabsOf(slug: string): Promise<string[]> {
  const found = await rows(
    app,
    sql<{
      tab: string;
    }>`SELECT c.tab FROM connections c JOIN tenants t ON t.id = c.tenant_id WHERE t.slug = ${slug} ORDER BY c.opened_at`,
  );
  return found.map(({ tab }) => tab);
}

/** As the client does it: told that it is too early, it comes again. */
async function connectedSoon(browser: Browser, tab: string): Promise<Tab> {
  let last: Tab | undefined;
  await until(async () => {
    last = await connectTab(browser, { tab });
    if (last.status !== 200) assert.equal(last.refusal?.code, 'unavailable');
    return last.status === 200;
  });
  assert.ok(last);
  await last.event('connected');
  return last;
}

test('L1 a tab that answers no ping, because its network vanished or it hangs, is taken out in time; one that answers stays', async (context) => {
  const tenant = await app.organization('vanished');
  const browser = await signedIn(app, tenant, 'ana', 'agent');
  const since = performance.now();
  const [frozen, mute, well] = [
    await connected(browser, { answers: false }),
    await connected(browser, { answers: false }),
    await connected(browser),
  ];
  frozen.freeze();
  assert.equal((await tabsOf(tenant.slug)).length, 3);
  await within(vanishedMaxMs, async () => (await tabsOf(tenant.slug)).length === 1);
  const tookMs = performance.now() - since;
  context.diagnostic(`taken out after ${(tookMs / 1_000).toFixed(1)} s`);
  await until(() => mute.over);
  assert.deepEqual(await tabsOf(tenant.slug), [well.tab]);
  // Each tab has a moment of its own for its pings.
  await until(() => well.named('ping').length >= 1, 2 * vanishedMaxMs);
  assert.ok(!well.over);
  frozen.close();
  well.close();
});

test('L1 a client that does not read is given up, and costs no more memory than a few pages', async () => {
  const { promise: taken, resolve } = Promise.withResolvers<ServerResponse>();
  const server = createServer((_request, response) => resolve(response.writeHead(200))).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  assert.ok(address !== null && typeof address === 'object');
  const client = get({ host: '127.0.0.1', port: address.port, agent: false }, (incoming: IncomingMessage) => {
    incoming.on('error', () => undefined).pause();
  });
  client.on('error', () => undefined);
  const response = await taken;
  const ids = {
    tenant: newId<TenantId>(),
    id: newId<ConnectionId>(),
    session: newId<SessionId>(),
    user: newId<UserId>(),
  };
  const stream = new Stream({ ...ids, tab: 'x', watches: false }, 'token', response);
  const { promise: gone, resolve: onGone } = Promise.withResolvers<void>();
  stream.onGone(onGone);
  const text = 'x'.repeat(500);
  let most = 0;
  // What the system's buffers take first is megabytes; what waits in this process is bounded.
  for (let n = 0; n < 200_000 && stream.open; n += 1) {
    stream.tell('message', { text });
    most = Math.max(most, response.writableLength);
    if (n % 100 === 0) await new Promise(setImmediate);
  }
  assert.equal(stream.open, false);
  assert.ok(most < 128 * 1024, `${most} bytes waited`);
  await gone;
  client.destroy();
  server.close();
});

test('L1 a process that was taken for dead begins anew: its tabs are told to come back, and are counted once', async () => {
  const tenant = await app.organization('forgotten');
  const browser = await signedIn(app, tenant, 'ana', 'agent');
  const tabs = [await connected(browser), await connected(browser)];
  // What another process does with one that it takes for dead.
  const [{ before }] = (await rows<{ before: string }>(
    app,
    sql`WITH gone AS (DELETE FROM connections RETURNING node_id) SELECT node_id AS before FROM gone LIMIT 1`,
  )) as [{ before: string }]; // two rows were there
  await rows(app, sql`DELETE FROM nodes WHERE id = ${before}`);
  for (const tab of tabs) assert.ok(Number((await tab.event('reconnect')).afterMs) <= 1_000);
  await until(() => tabs.every(({ over }) => over));
  // The first that comes back may be the one by which the process learns of it: that is told to come once more.
  const back = await Promise.all(tabs.map(({ tab }) => connectedSoon(browser, tab)));
  const [row] = await rows(
    app,
    sql<{
      tabs: number;
      anew: boolean;
    }>`SELECT count(*)::integer AS tabs, bool_and(node_id <> ${before}) AS anew FROM connections WHERE tenant_id = ${tenant.id}`,
  );
  assert.deepEqual(row, { tabs: 2, anew: true });
  for (const tab of back) tab.close();
});

test('L1 a tab that connects just when its process was taken for dead is asked to come back in a moment', async () => {
  const tenant = await app.organization('forgotten-open');
  const browser = await signedIn(app, tenant, 'ana', 'agent');
  const connectForgotten = async (): Promise<Tab> => {
    await rows(app, sql`DELETE FROM connections`);
    await rows(app, sql`DELETE FROM nodes`);
    return connectTab(browser);
  };
  let refused = await connectForgotten();
  // A beat that came in between has made the process known again.
  await until(async () => {
    if (refused.status === 503) return true;
    refused.close();
    refused = await connectForgotten();
    return false;
  });
  assert.deepEqual([refused.status, refused.refusal?.code, refused.headers['retry-after']], [503, 'unavailable', '1']);
  const tab = await connected(browser);
  tab.close();
});

test('L1 a row that is gone without a word makes its tab come back', async () => {
  const tenant = await app.organization('row-gone');
  const browser = await signedIn(app, tenant, 'ana', 'agent');
  const tab = await connected(browser);
  await rows(app, sql`DELETE FROM connections WHERE tenant_id = ${tenant.id}`);
  // Whatever is heard of its person makes it looked at.
  assert.equal((await browser.json('PATCH', '/api/v1/session', { locale: 'pt' })).status, 204);
  assert.deepEqual(await tab.event('reconnect'), { afterMs: 0 });
});

test('L1 S8.8 a process that is asked to stop sends its tabs elsewhere, spread, leaves no row behind, and is gone soon', async () => {
  const tenant = await app.organization('drain', { connections: { tabsPerBrowser: 100 } });
  const browser = await signedIn(app, tenant, 'ana', 'agent');
  const there = await startServer({ DATABASE_URL: app.ownerUrl, USHER_SMTP_URL: 'smtp://127.0.0.1:9' });
  const tabs = await Promise.all(Array.from({ length: 25 }, () => connected(browser, { port: there.port })));
  assert.equal((await tabsOf(tenant.slug)).length, 25);
  const [{ nodes }] = (await rows<{ nodes: number }>(app, sql`SELECT count(*)::integer AS nodes FROM nodes`)) as [
    { nodes: number },
  ]; // a count is one row
  const since = performance.now();
  assert.equal(await there.stop('SIGTERM'), 0);
  assert.ok(performance.now() - since < 5_000, `gone after ${performance.now() - since} ms`);
  const waits = await Promise.all(tabs.map(async (tab) => Number((await tab.event('reconnect')).afterMs)));
  assert.ok(new Set(waits).size > 12 && Math.max(...waits) <= 1_000);
  assert.deepEqual(await tabsOf(tenant.slug), []);
  const [left] = await rows(app, sql`SELECT count(*)::integer AS nodes FROM nodes`);
  assert.deepEqual(left, { nodes: nodes - 1 });
  const [seat] = await rows(
    app,
    sql`SELECT held_until < 'infinity' AS grace FROM seats WHERE tenant_id = ${tenant.id}`,
  );
  assert.deepEqual(seat, { grace: true });
  const elsewhere = await connected(browser, { tab: tabs[0]?.tab ?? '' });
  elsewhere.close();
});
