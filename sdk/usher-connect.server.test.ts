// The connection client (sdk/) against the real server, over real sockets: what sdk/usher-connect.test.ts has scripted, a house
// does by itself here. Node sends no cookies and knows no *.localhost: a door on loopback adds both.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, request, type Server } from 'node:http';
import { after, afterEach, before, suite, test } from 'node:test';
import { sql } from 'kysely';
import type { Tenant } from '../server/tenants/tenants.ts';
import { goodPassword, type TestApp, testApp } from '../test/support/app.ts';
import { rows } from '../test/support/attack.ts';
import type { Browser } from '../test/support/browser.ts';
import { until } from '../test/support/until.ts';
import type { State } from './protocol.ts';
import { type Connection, connect } from './usher-connect.ts';

/** Passes everything on to `app`, as the browser that signed in would send it. */
async function doorOf(browser: Browser, portOf: () => number): Promise<{ origin: string; server: Server }> {
  const server = createServer((incoming, answer) => {
    const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = { ...incoming.headers, host: `${browser.host}:${portOf()}`, cookie };
    const passed = request({ host: '127.0.0.1', port: portOf(), method: incoming.method, path: incoming.url, headers });
    passed.on('response', (from) => {
      answer.writeHead(from.statusCode ?? 502, from.headers);
      from.pipe(answer);
      from.on('error', () => answer.destroy());
    });
    passed.on('error', () => answer.destroy());
    answer.on('close', () => passed.destroy());
    incoming.pipe(passed);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { origin: `http://127.0.0.1:${address.port}`, server };
}

suite('the connection client and the server', () => {
  let app: TestApp;
  let other: TestApp;
  let tenant: Tenant;
  let browser: Browser;
  let door: Awaited<ReturnType<typeof doorOf>>;
  let port = 0;
  let people = 0;
  let connections: Connection[] = [];

  before(async () => {
    app = await testApp();
    other = await testApp({ ownerUrl: app.ownerUrl, keyring: app.keyring });
    tenant = await app.organization('acme', { connections: { tabsPerBrowser: 2 } });
    port = app.port;
  });
  afterEach(() => {
    for (const connection of connections) connection.close();
    connections = [];
    door.server.closeAllConnections();
    door.server.close();
  });
  after(async () => {
    await other?.close();
    await app?.close();
  });

  async function signIn(): Promise<string> {
    people += 1;
    const { username } = await app.user(tenant, `person-${people}`);
    browser = app.browser('acme');
    assert.equal((await browser.signIn(username, goodPassword)).status, 200);
    door = await doorOf(browser, () => port);
    return username;
  }

  function open(): { connection: Connection; states: State[] } {
    const states: State[] = [];
    const connection = connect({
      origin: door.origin,
      on: { state: (state) => states.push(state) },
      timing: { limitRetryMs: 200, backoffMs: 50 },
    });
    connections.push(connection);
    return { connection, states };
  }

  const is = (connection: Connection, name: State['name']) => until(() => connection.state.name === name, 10_000);

  test('L1 S8.2 a tab connects, one too many is told which are open, and comes in when one of them is disconnected', async () => {
    await signIn();
    const first = open();
    await is(first.connection, 'connected');
    const second = open();
    await is(second.connection, 'connected');
    const third = open();
    await is(third.connection, 'limit');
    assert.ok(third.connection.state.name === 'limit' && first.connection.state.name === 'connected');
    const { connection: id } = first.connection.state;
    assert.deepEqual(
      third.connection.state.connections.map((tab) => [tab.id === id, tab.current]),
      [
        [true, true],
        [false, true],
      ],
    );
    await third.connection.disconnect(id);
    await is(third.connection, 'connected');
    assert.deepEqual(first.connection.state, { name: 'disconnected', by: null });
  });

  test('S6 the end of the session reaches every tab with its reason', async () => {
    await signIn();
    const [one, two] = [open(), open()];
    await is(one.connection, 'connected');
    await is(two.connection, 'connected');
    await browser.json('DELETE', '/api/v1/session');
    for (const { connection } of [one, two]) {
      await is(connection, 'signed_out');
      assert.equal(connection.state.name === 'signed_out' && connection.state.reason, 'logged_out');
    }
  });

  test('L1 L2 a process that drains sends its tabs to another one: the same tab, the same seat', async () => {
    const username = await signIn();
    const { connection, states } = open();
    await is(connection, 'connected');
    const seat = () =>
      rows(
        app,
        sql`SELECT s.claimed_at FROM seats s JOIN users u ON u.tenant_id = s.tenant_id AND u.id = s.user_id WHERE u.username = ${username}`,
      );
    const held = await seat();
    assert.equal(held.length, 1);
    port = other.port;
    await app.app.house.connections.drain();
    await until(() => states.filter(({ name }) => name === 'connected').length === 2, 10_000);
    assert.deepEqual(await seat(), held);
    assert.equal(other.app.house.connections.tabs(), 1);
  });
});
