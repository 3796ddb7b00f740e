// kill −9 of one of two real processes in the middle of a shift (L1, L2): whose tabs come back on the other one are counted once, who
// does not come back frees their tabs and seats in time, and the people of the other process notice nothing.
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import pg from 'pg';
import { loadKeyFile } from '../../server/platform/seal-key-file.ts';
import { goodPassword, testApp } from '../support/app.ts';
import { Browser } from '../support/browser.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { setSeats } from '../support/seats.ts';
import { type ServerProcess, startServer } from '../support/server-process.ts';
import { connectTab, type Tab } from '../support/tab.ts';
import { until } from '../support/until.ts';

/** Seconds: what core.md and docs/decisions/0012 give a dead process, each of its beats and sweeps, and the default grace. */
const dead = 20;
const beat = 5;
const defaultGrace = 60;
const inAll = 90;
/** Short, so that the test need not wait for the default; the sum of the others does not depend on it. */
const grace = 3;
const agents = ['ana', 'bea', 'cy', 'dan', 'eva', 'fay'];

let database: TestDatabase;
let directory: string;
let client: pg.Client;
let doomed: ServerProcess;
let survivor: ServerProcess;

before(async () => {
  [database, directory] = await Promise.all([testDatabase(), mkdtemp(join(tmpdir(), 'k-'))]);
  const keyFile = join(directory, 'usher.key');
  // Makes the house and goes: it must not be one of the processes that look after the others.
  const builder = await testApp({ ownerUrl: database.ownerUrl, keyring: await loadKeyFile(keyFile) });
  const tenant = await builder.organization('north', {
    seats: { graceSeconds: grace, reservedForAdministrators: 0 },
    connections: { browsers: 1, tabsPerBrowser: 2 },
  });
  await setSeats(builder, tenant, agents.length - 1);
  for (const username of agents) await builder.user(tenant, username);
  await builder.close();
  client = new pg.Client({ connectionString: database.ownerUrl });
  await client.connect();
  const environment = {
    DATABASE_URL: database.ownerUrl,
    USHER_KEY_FILE: keyFile,
    USHER_SMTP_URL: 'smtp://127.0.0.1:9',
  };
  [doomed, survivor] = await Promise.all([startServer(environment), startServer(environment)]);
});
after(async () => {
  await Promise.all([doomed?.stop('SIGKILL'), survivor?.stop()]);
  await client?.end();
  await database?.drop();
  await rm(directory, { recursive: true, force: true });
});

async function signedIn(server: ServerProcess, username: string): Promise<Browser> {
  const browser = server.browser('north');
  const answer = await browser.signIn(username, goodPassword);
  assert.equal(answer.status, 200, answer.text);
  assert.equal(answer.json().next, 'done');
  return browser;
}

/** The same browser at the other process, as a proxy in front of both would send it there. */
function elsewhere(browser: Browser, server: ServerProcess): Browser {
  const other = new Browser(server.port, browser.host);
  for (const [name, value] of browser.cookies) other.cookies.set(name, value);
  return other;
}

async function connected(browser: Browser, tab?: string): Promise<Tab> {
  const stream = await connectTab(browser, tab === undefined ? {} : { tab });
  assert.equal(stream.status, 200, JSON.stringify(stream.refusal));
  await stream.event('connected');
  return stream;
}

/** By username: tabs, seats. */
async function held(): Promise<{ tabs: Record<string, number>; seats: string[] }> {
  const tabs = await client.query<{ username: string; count: number }>(
    'SELECT u.username, count(*)::integer AS count FROM connections c JOIN users u ON u.id = c.user_id GROUP BY u.username ORDER BY u.username',
  );
  const seats = await client.query<{ username: string }>(
    'SELECT u.username FROM seats s JOIN users u ON u.id = s.user_id ORDER BY u.username',
  );
  return {
    tabs: Object.fromEntries(tabs.rows.map(({ username, count }) => [username, count])),
    seats: seats.rows.map(({ username }) => username),
  };
}

test('L1 L2 a process killed in a shift: its tabs come back elsewhere or come free, the others notice nothing', async (context) => {
  const [ana, bea, cy] = [await signedIn(doomed, 'ana'), await signedIn(doomed, 'bea'), await signedIn(doomed, 'cy')];
  const [dan, eva] = [await signedIn(survivor, 'dan'), await signedIn(survivor, 'eva')];
  const lost = [await connected(ana), await connected(ana), await connected(bea), await connected(cy)];
  const kept = [await connected(dan), await connected(dan), await connected(eva)];
  const whole = { tabs: { ana: 2, bea: 1, cy: 1, dan: 2, eva: 1 }, seats: ['ana', 'bea', 'cy', 'dan', 'eva'] };
  assert.deepEqual(await held(), whole);

  const killedMs = performance.now();
  await doomed.stop('SIGKILL');
  const seconds = (): number => (performance.now() - killedMs) / 1000;
  await until(() => lost.every((tab) => tab.over));
  const anaNow = elsewhere(ana, survivor);
  const back = await Promise.all(lost.slice(0, 2).map(({ tab }) => connected(anaNow, tab)));
  for (const tab of back) assert.equal((await tab.event('connected')).tabs, 2, 'coming back does not count twice');
  assert.deepEqual(await held(), whole);
  // The dead ones still hold their seats: the house is full.
  const early = await survivor.browser('north').signIn('fay', goodPassword);
  assert.deepEqual([early.status, early.json().code], [409, 'user_limit_reached']);

  await until(async () => !('bea' in (await held()).tabs), (dead + 3 * beat) * 1000);
  const tabsFree = seconds();
  await until(async () => !(await held()).seats.includes('bea'), (grace + 2 * beat) * 1000);
  const seatsFree = seconds();
  context.diagnostic(`tabs free after ${tabsFree.toFixed(1)} s, seats after ${seatsFree.toFixed(1)} s`);
  // A beat of the survivor notices, and a sweep, which is part of a beat, follows the grace.
  assert.ok(tabsFree >= dead - beat, `a process that beat a moment ago is not dead: ${tabsFree} s`);
  // A beat of a busy machine takes its time.
  assert.ok(tabsFree <= dead + 2 * beat, `tabs were free after ${tabsFree} s`);
  assert.ok(seatsFree - grace + defaultGrace <= inAll, `seats were free after ${seatsFree} s`);
  assert.deepEqual(await held(), { tabs: { ana: 2, dan: 2, eva: 1 }, seats: ['ana', 'dan', 'eva'] });
  await signedIn(survivor, 'fay');

  for (const tab of [...kept, ...back]) {
    assert.equal(tab.over, false);
    const names = new Set(tab.events.map(({ name }) => name));
    names.delete('ping');
    assert.deepEqual([...names], ['connected']);
    assert.equal(tab.named('connected').length, 1);
    tab.close();
  }
});
