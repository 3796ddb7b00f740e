// Rows S7, T1–T3: the Station ID on the way in, and afterwards from the session.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import { goodPassword, type TestApp, testApp } from '../../../test/support/app.ts';
import { assertEnds, codeOf, isSignedIn, rows } from '../../../test/support/attack.ts';
import type { Browser } from '../../../test/support/browser.ts';
import { agents, enterBy, sessionsOf, step } from '../../../test/support/places.ts';
import { houseOf, tabOf } from '../../../test/support/seats.ts';
import { connectTab } from '../../../test/support/tab.ts';
import { until } from '../../../test/support/until.ts';
import { commandLineCaller } from '../../kernel/caller.ts';
import type { Tenant } from '../../tenants/tenants.ts';

let app: TestApp;
before(async () => {
  app = await testApp();
});
after(() => app?.close());

interface View {
  readonly seat: { since: string } | null;
  readonly station: { id: string; mode: string } | null;
  readonly session: { id: never };
}

/** An organisation whose agents need a station, and some of them; Stan's own is 0100. */
async function house(slug: string, seats = 10): Promise<Tenant> {
  const tenant = await houseOf(app, slug, seats, {
    connections: { browsers: 1 },
    stations: { ranges: [{ from: '0001', to: '0999' }] },
  });
  await rows(app, sql`UPDATE roles SET station_required = true WHERE tenant_id = ${tenant.id} AND key = 'agent'`);
  for (const name of ['ana', 'bo']) await app.user(tenant, name);
  const { id } = await app.user(tenant, 'stan');
  const station = { mode: 'static', id: '0100' } as const;
  await app.app.house.users.update(tenant, commandLineCaller(tenant.id), id, { station }, null);
  return tenant;
}

async function asked(browser: Browser, who: string): Promise<{ flow: string; prefilled: string | null }> {
  const answer = await browser.signIn(who, goodPassword);
  assert.equal(answer.json().next, 'station', answer.text);
  return answer.json();
}

async function enterAt(tenant: Tenant, who: string, station: string): Promise<Browser> {
  const browser = app.browser(tenant.slug);
  const { flow } = await asked(browser, who);
  const answer = await step(browser, flow, { station });
  assert.equal(answer.json().next, 'done', answer.text);
  return browser;
}

const view = async (browser: Browser): Promise<View> => (await browser.get('/api/v1/session')).json<View>();

async function held(tenant: Tenant): Promise<string[]> {
  const found = await rows<{ station: string }>(
    app,
    sql`SELECT station FROM stations WHERE tenant_id = ${tenant.id} AND holder_id IS NOT NULL ORDER BY station`,
  );
  return found.map(({ station }) => station);
}

test('S7 T1 a role that needs a station is asked for one after everything else, and the session shows it with the seat', async () => {
  const tenant = await house('asked');
  const browser = await enterAt(tenant, 'ana', '0042');
  const { seat, station } = await view(browser);
  assert.deepEqual(station, { id: '0042', mode: 'dynamic' });
  assert.ok(seat && !Number.isNaN(Date.parse(seat.since)));
  const entered = await rows<{ actor_name: string; details: object }>(
    app,
    sql`SELECT actor_name, details FROM audit_events WHERE tenant_id = ${tenant.id} AND action = 'session.station' AND outcome = 'done'`,
  );
  assert.deepEqual(entered, [{ actor_name: 'ana', details: { station: '0042' } }]);
  await app.user(tenant, 'boss', { role: 'administrator' });
  const other = app.browser(tenant.slug);
  await enterBy('boss', other);
  assert.equal((await view(other)).station, null);
});

test('T2 a static station is prefilled and the only one that will do; nobody else can take it', async () => {
  const tenant = await house('own-number');
  const browser = app.browser(tenant.slug);
  const { flow, prefilled } = await asked(browser, 'stan');
  assert.equal(prefilled, '0100');
  assert.equal(codeOf(await step(browser, flow, { station: '0101' })), 'station_not_yours');
  const ana = app.browser(tenant.slug);
  const other = await asked(ana, 'ana');
  assert.equal(other.prefilled, null);
  assert.equal(codeOf(await step(ana, other.flow, { station: '0100' })), 'station_not_yours');
  assert.equal((await step(browser, flow, { station: '0100' })).json().next, 'done');
});

test('T1 T3 a refused station leaves nothing behind and the question open: no session, no seat, no failed attempt', async () => {
  const tenant = await house('refused');
  await enterAt(tenant, 'bo', '0042');
  const browser = app.browser(tenant.slug);
  const { flow } = await asked(browser, 'ana');
  const wrong = {
    '0042': 'station_taken',
    '1000': 'station_unknown',
    '42': 'station_unknown',
    '0100': 'station_not_yours',
  };
  for (const [station, code] of Object.entries(wrong))
    assert.equal(codeOf(await step(browser, flow, { station })), code, station);
  const nonsense = await step(browser, flow, { station: '4 2' });
  assert.deepEqual([nonsense.status, codeOf(nonsense)], [400, 'invalid_request']);
  assert.equal(await isSignedIn(browser), false);
  assert.deepEqual(await sessionsOf(app, tenant, 'ana'), []);
  assert.equal((await rows(app, sql`SELECT 1 FROM seats WHERE tenant_id = ${tenant.id}`)).length, 1);
  assert.deepEqual(await rows(app, sql`SELECT 1 FROM attempt_buckets WHERE tenant_id = ${tenant.id}`), []);
  assert.equal((await step(browser, flow, { station: '0043' })).json().next, 'done');
  const refusals = await rows<{ reason: string }>(
    app,
    sql`SELECT reason FROM audit_events WHERE tenant_id = ${tenant.id} AND outcome = 'refused' ORDER BY id`,
  );
  assert.deepEqual(
    refusals.map(({ reason }) => reason),
    Object.values(wrong),
  );
});

test('T3 S6 a station is free again at log-out, and whoever takes over a browser’s session takes over its station too', async () => {
  const tenant = await house('moves');
  const first = await enterAt(tenant, 'ana', '0042');
  const second = app.browser(tenant.slug, agents.chrome);
  // Her first browser is not in use: her seat and station move over, and nothing is asked.
  await enterBy('ana', second);
  await assertEnds(first);
  assert.deepEqual((await view(second)).station, { id: '0042', mode: 'dynamic' });
  await second.json('DELETE', '/api/v1/session');
  assert.deepEqual(await held(tenant), []);
  await enterAt(tenant, 'bo', '0042');
});

test('S8.2 T1 from a browser in use seat and station move over as well, once it is logged out there', async () => {
  const tenant = await house('both');
  const first = await enterAt(tenant, 'ana', '0042');
  const { id } = (await view(first)).session;
  await tabOf(app, tenant, id);
  const second = app.browser(tenant.slug, agents.chrome);
  const { flow } = (await second.signIn('ana', goodPassword)).json<{ flow: string }>();
  assert.equal((await step(second, flow, { endSession: id })).json().next, 'done');
  assert.deepEqual(await held(tenant), ['0042']);
});

test('L1 T1 B’s success in A’s browser frees A’s station', async () => {
  const tenant = await house('desk', 1);
  const browser = await enterAt(tenant, 'ana', '0042');
  const { flow } = await asked(browser, 'bo');
  assert.equal((await step(browser, flow, { station: '0042' })).json().next, 'done');
  const lives = await sessionsOf(app, tenant, 'ana');
  assert.deepEqual(
    lives.map(({ end_reason }) => end_reason),
    ['other_user'],
  );
  assert.deepEqual(await held(tenant), ['0042']);
});

test('S7 S10 a native client gives a station as well; whoever has the mode none is not asked', async () => {
  const tenant = await house('native');
  const phone = app.browser(tenant.slug);
  const { flow } = (await phone.signIn('ana', goodPassword, { client: 'native' })).json<{ flow: string }>();
  assert.equal((await step(phone, flow, { station: '0007' })).json().next, 'done');
  await rows(app, sql`UPDATE users SET station_mode = 'none' WHERE tenant_id = ${tenant.id} AND username = 'bo'`);
  await enterBy('bo', app.browser(tenant.slug));
});

test('S7 no station is taken where a step before it is open', async () => {
  const tenant = await house('early');
  await app.user(tenant, 'tess', { temporary: true });
  const browser = app.browser(tenant.slug);
  const { flow } = (await browser.signIn('tess', goodPassword)).json<{ flow: string }>();
  assert.equal(codeOf(await step(browser, flow, { station: '0042' })), 'flow_step_invalid');
  assert.deepEqual(await held(tenant), []);
});

test('T1 T3 a released station is asked for again: session and seat stay, another or the same is entered', async () => {
  const tenant = await house('released');
  const browser = await enterAt(tenant, 'ana', '0042');
  const { seat } = await view(browser);
  await app.user(tenant, 'boss', { role: 'administrator' });
  const boss = app.browser(tenant.slug);
  await enterBy('boss', boss);
  assert.equal((await boss.json('DELETE', '/api/v1/stations/0042/holder')).status, 204);
  await until(async () => (await view(browser)).station === null);
  assert.deepEqual((await view(browser)).seat, seat);
  await enterAt(tenant, 'bo', '0042');
  const put = (station: string) => browser.json('PUT', '/api/v1/session/station', { station });
  assert.equal(codeOf(await put('0042')), 'station_taken');
  assert.equal((await put('0043')).status, 204);
  assert.equal((await put('0043')).status, 204);
  assert.deepEqual((await view(browser)).station, { id: '0043', mode: 'dynamic' });
  assert.equal((await put('0044')).status, 204);
  assert.deepEqual(await held(tenant), ['0042', '0044']);
  assert.equal((await browser.json('DELETE', '/api/v1/session/station')).status, 204);
  assert.equal((await browser.json('DELETE', '/api/v1/session/station')).status, 204);
  assert.equal((await view(browser)).station, null);
  assert.equal((await app.browser(tenant.slug).json('PUT', '/api/v1/session/station', { station: '1' })).status, 401);
});

test('S7 T1 T3 a station lost while nothing was heard, or with the seat, is asked for when the tab connects', async () => {
  const tenant = await house('lost');
  const [ana, stan] = [await enterAt(tenant, 'ana', '0042'), await enterAt(tenant, 'stan', '0100')];
  const askedOf = async (browser: Browser) => {
    const tab = await connectTab(browser);
    const { seat, station, stationAsked } = await tab.event('connected');
    tab.close();
    return { seat, station, stationAsked };
  };
  assert.deepEqual(await askedOf(ana), { seat: true, station: '0042', stationAsked: null });
  await app.user(tenant, 'boss', { role: 'administrator' });
  const boss = app.browser(tenant.slug);
  await enterBy('boss', boss);
  const tab = await connectTab(stan);
  for (const station of ['0042', '0100'])
    assert.equal((await boss.json('DELETE', `/api/v1/stations/${station}/holder`)).status, 204);
  assert.deepEqual(await tab.event('station_released'), { by: 'boss', assigned: '0100' });
  tab.close();
  assert.deepEqual(await askedOf(ana), { seat: true, station: null, stationAsked: { assigned: null } });
  assert.equal((await stan.json('PUT', '/api/v1/session/station', { station: '0100' })).status, 204);
  // His grace is over: he gets a seat again, but the station went with the one before.
  await rows(app, sql`DELETE FROM seats WHERE tenant_id = ${tenant.id}`);
  assert.deepEqual(await askedOf(stan), { seat: true, station: null, stationAsked: { assigned: '0100' } });
});

test('S1 S7 the page works without JavaScript: keeps what was typed, says what is wrong, shows one’s own as fixed', async () => {
  const tenant = await house('by-page');
  await enterAt(tenant, 'bo', '0042');
  const ana = app.browser(tenant.slug);
  const first = await ana.form('/sign-in', { identifier: 'ana', password: goodPassword });
  assert.equal(first.headers.location, '/sign-in/station');
  assert.match((await ana.page('/sign-in/station')).text, /name="station" type="text" value="" inputmode="numeric"/);
  for (const [typed, code] of [
    ['0042', 'station_taken'],
    ['x', 'station_unknown'],
  ] as const) {
    const refused = await ana.form('/sign-in/station', { station: typed });
    assert.equal(codeOf(refused), code);
    assert.match(refused.text, new RegExp(`value="${typed}"[^>]*aria-invalid="true"`));
  }
  const done = await ana.form('/sign-in/station', { station: ' 0043 ' });
  assert.deepEqual([done.status, done.headers.location], [303, '/home']);
  const stan = app.browser(tenant.slug);
  await stan.form('/sign-in', { identifier: 'stan', password: goodPassword });
  assert.match((await stan.page('/sign-in/station')).text, /value="0100"[^>]* readonly/);
  assert.equal((await stan.form('/sign-in/station', { station: '0100' })).headers.location, '/home');
});
