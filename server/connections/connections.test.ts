import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import { goodPassword, type TestApp, testApp } from '../../test/support/app.ts';
import { rows, signedIn } from '../../test/support/attack.ts';
import { houseOf, setSeats } from '../../test/support/seats.ts';
import { connectTab, pong } from '../../test/support/tab.ts';
import { until, within } from '../../test/support/until.ts';
import type { Tenant } from '../tenants/tenants.ts';

let app: TestApp;
before(async () => {
  app = await testApp();
});
after(() => app?.close());

async function countTabs(tenant: Tenant): Promise<number> {
  const [row] = await rows(
    app,
    sql<{ n: number }>`SELECT count(*)::integer AS n FROM connections WHERE tenant_id = ${tenant.id}`,
  );
  return row?.n ?? -1;
}

interface Seat {
  readonly held: 'tab' | 'grace' | 'none';
}

async function seatOf(tenant: Tenant): Promise<Seat['held']> {
  const [row] = await rows(
    app,
    sql<{ firm: boolean }>`SELECT held_until = 'infinity' AS firm FROM seats WHERE tenant_id = ${tenant.id}`,
  );
  return row === undefined ? 'none' : row.firm ? 'tab' : 'grace';
}

test('L1 a tab is connected while its stream lives: told what it holds, counted, and taken out the moment it closes', async () => {
  const tenant = await app.organization('one-tab');
  const browser = await signedIn(app, tenant, 'ana', 'agent');
  const tab = await connectTab(browser);
  assert.equal(tab.status, 200);
  assert.equal(tab.headers['content-type'], 'text/event-stream; charset=utf-8');
  assert.equal(tab.headers['x-accel-buffering'], 'no');
  const { connection, user, ...connected } = await tab.event('connected');
  assert.deepEqual(connected, { tabs: 1, limit: 3, idleSeconds: null, seat: true, station: null, stationAsked: null });
  assert.equal(await countTabs(tenant), 1);
  assert.equal(await seatOf(tenant), 'tab');
  tab.close();
  await within(2_000, async () => (await countTabs(tenant)) === 0);
  assert.equal(await seatOf(tenant), 'grace');
  const [session] = await rows(
    app,
    sql`SELECT disconnected_at IS NOT NULL AS gone FROM sessions WHERE tenant_id = ${tenant.id}`,
  );
  assert.deepEqual(session, { gone: true });
  assert.ok(connection);
  const { id } = (await browser.get('/api/v1/session')).json<{ user: { id: string } }>().user;
  assert.equal(user, id);
});

test('L1 S8.2 the fourth tab is refused with the list of the others; closing one lets it in', async () => {
  const tenant = await app.organization('fourth');
  const browser = await signedIn(app, tenant, 'ana', 'agent');
  const tabs = [await connectTab(browser), await connectTab(browser), await connectTab(browser)];
  const refused = await connectTab(browser);
  assert.equal(refused.status, 409);
  assert.equal(refused.refusal?.code, 'connection_limit');
  assert.equal(refused.headers['content-type'], 'application/problem+json; charset=utf-8');
  const listed = refused.refusal?.connections as Record<string, unknown>[];
  const ids = await Promise.all(tabs.map(async (tab) => (await tab.event('connected')).connection));
  assert.deepEqual(
    listed.map(({ id }) => id),
    ids,
  );
  for (const { current, browser: name, address, since } of listed)
    assert.deepEqual([current, typeof name, address, typeof since], [true, 'string', '127.0.0.1', 'string']);
  tabs[1]?.close();
  await until(async () => (await connectTab(browser, { tab: refused.tab })).status === 200);
  for (const tab of tabs) tab.close();
});

test('L1 another browser of the same person has places of its own, and another person’s tab of the same name is another tab', async () => {
  const tenant = await app.organization('two-browsers', { connections: { tabsPerBrowser: 1 } });
  const one = await signedIn(app, tenant, 'ana', 'agent');
  const two = app.browser(tenant.slug);
  await two.signIn('ana', goodPassword);
  const bea = await signedIn(app, tenant, 'bea', 'agent');
  const name = randomUUID();
  const tabs = await Promise.all([one, bea].map((browser) => connectTab(browser, { tab: name })));
  assert.deepEqual(
    tabs.map(({ status }) => status),
    [200, 200],
  );
  assert.equal((await connectTab(one)).status, 409);
  const second = await connectTab(two);
  assert.equal(second.status, 200);
  // Knowing its name is not enough to take a tab over from another browser.
  assert.equal((await connectTab(two, { tab: name })).status, 409);
  second.close();
  await until(async () => (await connectTab(two, { tab: name })).status === 400);
  assert.equal(tabs[0]?.over, false);
  for (const tab of tabs) tab.close();
});

test('L1 a tab that comes back with its name takes its place over: the old stream is told, and nothing is counted twice', async () => {
  const tenant = await app.organization('reload', { connections: { tabsPerBrowser: 1 } });
  const browser = await signedIn(app, tenant, 'ana', 'agent');
  const before = await connectTab(browser);
  const again = await connectTab(browser, { tab: before.tab });
  assert.equal(again.status, 200);
  await before.event('superseded');
  await until(() => before.over);
  await again.event('connected');
  assert.equal(await countTabs(tenant), 1);
  assert.equal(await seatOf(tenant), 'tab');
  again.close();
  await until(async () => (await countTabs(tenant)) === 0);
});

test('L1 two tabs that want the last place at once: one gets it, each time', async () => {
  const tenant = await app.organization('last-place', { connections: { tabsPerBrowser: 1 } });
  const browser = await signedIn(app, tenant, 'ana', 'agent');
  // Within what one session may open at once.
  for (let round = 0; round < 3; round += 1) {
    const tabs = await Promise.all(Array.from({ length: 8 }, () => connectTab(browser)));
    assert.equal(tabs.filter(({ status }) => status === 200).length, 1);
    assert.equal(await countTabs(tenant), 1);
    for (const tab of tabs) tab.close();
    await until(async () => (await countTabs(tenant)) === 0);
  }
});

test('L1 the same tab many times at once is one', async () => {
  const tenant = await app.organization('same-tab', { connections: { tabsPerBrowser: 1 } });
  const browser = await signedIn(app, tenant, 'ana', 'agent');
  const tab = randomUUID();
  const tabs = await Promise.all(Array.from({ length: 8 }, () => connectTab(browser, { tab })));
  assert.deepEqual(
    tabs.map(({ status }) => status),
    Array.from({ length: 8 }, () => 200),
  );
  await until(() => tabs.filter(({ over }) => !over).length === 1);
  assert.equal(await countTabs(tenant), 1);
  for (const one of tabs) one.close();
  await until(async () => (await countTabs(tenant)) === 0);
});

test('L2 S8.6 without a seat there is no connection; the session stays, and connects once one is free', async () => {
  const tenant = await houseOf(app, 'full-house', 2);
  const ana = await signedIn(app, tenant, 'ana', 'agent');
  const bea = await signedIn(app, tenant, 'bea', 'agent');
  // Bea's grace is over, and the house has one seat by now.
  await rows(
    app,
    sql`DELETE FROM seats WHERE tenant_id = ${tenant.id} AND user_id = (SELECT id FROM users WHERE tenant_id = ${tenant.id} AND username = 'bea')`,
  );
  await setSeats(app, tenant, 1);
  const tab = await connectTab(ana);
  assert.equal(tab.status, 200);
  const refused = await connectTab(bea);
  assert.deepEqual([refused.status, refused.refusal?.code], [409, 'user_limit_reached']);
  assert.equal(await countTabs(tenant), 1);
  assert.equal((await bea.get('/api/v1/session')).status, 200);
  await ana.json('DELETE', '/api/v1/session');
  await until(async () => (await connectTab(bea, { tab: refused.tab })).status === 200);
  await until(() => tab.over);
});

test('L1 own tabs are listed and disconnected; another person’s are neither', async () => {
  const tenant = await app.organization('own-tabs');
  const browser = await signedIn(app, tenant, 'ana', 'agent');
  const other = await signedIn(app, tenant, 'bea', 'agent');
  const [tab, kept, foreign] = [await connectTab(browser), await connectTab(browser), await connectTab(other)];
  const list = (await browser.get('/api/v1/session/connections')).json<{ items: { id: string; current: boolean }[] }>();
  const id = String((await tab.event('connected')).connection);
  assert.deepEqual(
    list.items.map((item) => item.id),
    [id, (await kept.event('connected')).connection],
  );
  assert.equal((await other.json('DELETE', `/api/v1/session/connections/${id}`)).status, 404);
  assert.equal(tab.over, false);
  assert.equal((await browser.json('DELETE', `/api/v1/session/connections/${id}`)).status, 204);
  assert.deepEqual(await tab.event('disconnected'), { by: null });
  await until(() => tab.over);
  assert.equal((await browser.json('DELETE', `/api/v1/session/connections/${id}`)).status, 404);
  assert.deepEqual([kept.over, foreign.over], [false, false]);
  const audit = await rows(
    app,
    sql`SELECT action FROM audit_events WHERE tenant_id = ${tenant.id} AND action LIKE 'connection.%' AND outcome = 'done'`,
  );
  assert.deepEqual(audit, [{ action: 'connection.disconnect' }]);
  kept.close();
  foreign.close();
});

test('L1 strangers connect no tab, answer no ping and see no list', async () => {
  await app.organization('strangers');
  const stranger = app.browser('strangers');
  assert.equal((await connectTab(stranger)).status, 401);
  assert.equal((await pong(stranger, randomUUID())).status, 401);
  stranger.cookies.set('usher_session', 'x'.repeat(43));
  assert.equal((await pong(stranger, randomUUID())).status, 401);
});
