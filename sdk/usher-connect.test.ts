// The client against a server that does what a house does when it is full, drained, dead, asleep or far away.
import assert from 'node:assert/strict';
import { after, afterEach, before, suite, test } from 'node:test';
import { until } from '../test/support/until.ts';
import type { State } from './protocol.ts';
import { connected, refused, type ScriptedServer, type Stream, scriptedServer } from './scripted-server.ts';
import { type Connection, type ConnectOptions, connect } from './usher-connect.ts';

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

suite('the connection client', () => {
  let server: ScriptedServer;
  let connections: Connection[] = [];

  before(async () => {
    server = await scriptedServer();
  });
  afterEach(() => {
    for (const connection of connections) connection.close();
    connections = [];
    server.streams.length = 0;
    server.calls.length = 0;
    server.script();
  });
  after(() => server.close());

  /** A tab, with everything it was told. */
  function open(options: ConnectOptions = {}): { connection: Connection; states: State[]; told: [string, unknown][] } {
    const states: State[] = [];
    const told: [string, unknown][] = [];
    const tell = (name: string) => (data: unknown) => told.push([name, data]);
    const connection = connect({
      origin: server.origin,
      ...options,
      on: {
        state: (state) => states.push(state),
        warning: tell('warning'),
        message: tell('message'),
        station_released: tell('station_released'),
        changed: tell('changed'),
        ...options.on,
      },
    });
    connections.push(connection);
    return { connection, states, told };
  }

  const named = (states: readonly State[]) => states.map(({ name }) => name);
  const is = (connection: Connection, name: State['name']) => until(() => connection.state.name === name);
  const latest = () => server.streams.at(-1) ?? assert.fail('no stream');

  test('L1 a tab is connected while its stream is; it has a UUID and says who it is', async () => {
    const { connection } = open({ token: 'abc', watch: 'connections' });
    assert.equal(connection.state.name, 'connecting');
    await is(connection, 'connected');
    assert.deepEqual(connection.state, {
      name: 'connected',
      connection: 'c1',
      user: 'u1',
      tabs: 1,
      limit: 3,
      idleSeconds: null,
      seat: true,
      station: null,
      stationAsked: null,
    });
    assert.match(latest().tab, uuid);
    assert.match(latest().url, /&watch=connections$/);
    assert.equal(latest().headers.authorization, 'Bearer abc');
    connection.close();
    await until(() => latest().closed());
    assert.equal(connection.state.name, 'closed');
    connection.retry();
    assert.equal(connection.state.name, 'closed');
  });

  test('L1 a ping is answered for this tab', async () => {
    const { connection } = open();
    await is(connection, 'connected');
    latest().send('ping');
    await until(() => server.calls.includes(`POST /api/v1/session/connection/${latest().tab}/pong`));
  });

  test('L1 a copy of a tab that is open gets an id of its own; one that is closed leaves its id', async () => {
    const first = open();
    await is(first.connection, 'connected');
    const second = open();
    await is(second.connection, 'connected');
    const [one, two] = server.streams;
    assert.notEqual(one?.tab, two?.tab);
    second.connection.close();
    const third = open();
    await is(third.connection, 'connected');
    assert.equal(server.streams[2]?.tab, two?.tab);
  });

  test('events reach the page in whatever pieces they come, and what is none of ours does no harm', async () => {
    const { connection, told } = open();
    await is(connection, 'connected');
    const stream = latest();
    stream.write(': a comment\n\nevent: war');
    stream.write('ning\ndata: {"kind":"schedule",\ndata: "secondsLeft":900}\n\nevent: message\r\nda');
    stream.write('ta:{"text":"¡Vení!"}\r\n\r\nevent: other\ndata: not json\n\ndata: 5\n\nevent: changed\n\n');
    stream.write('event: changed\ndata: {"what":"connections"}\n\n');
    await until(() => told.length === 3);
    assert.deepEqual(told, [
      ['warning', { kind: 'schedule', secondsLeft: 900 }],
      ['message', { text: '¡Vení!' }],
      ['changed', { what: 'connections' }],
    ]);
    assert.equal(connection.state.name, 'connected');
  });

  test('L1 a stream that breaks comes back by itself, with the same id, later each time and never in step', async () => {
    const { connection, states } = open({ timing: { backoffMs: 20, backoffMaxMs: 160 } });
    await is(connection, 'connected');
    const { tab } = latest();
    server.script(...Array.from({ length: 8 }, () => refused(502, {})), connected);
    latest().cut();
    await until(() => named(states).filter((name) => name === 'connected').length === 2, 10_000);
    assert.deepEqual(named(states), ['connected', 'reconnecting', 'connected']);
    assert.ok(server.streams.every((stream) => stream.tab === tab));
    const waits = server.streams.slice(2).map((stream, index) => stream.at - (server.streams[index + 1]?.at ?? 0));
    // But for one, of which this machine may have made more.
    assert.ok((waits.toSorted((one, other) => one - other).at(-2) ?? 0) < 160 + 500, String(waits));
    assert.ok(Math.max(...waits) < 160 + 5_000, String(waits));
    assert.ok(new Set(waits.map(Math.round)).size > 2, `full jitter: ${waits}`);
  });

  for (const status of [429, 503])
    test(`Retry-After of a ${status} and the server’s own delay are kept`, async () => {
      server.script(refused(status, { code: 'rate_limited' }, { 'retry-after': '1' }), (stream) => {
        connected(stream, null as never); // it writes to the stream only
        stream.send('reconnect', { afterMs: 300 });
      });
      const { connection } = open({ timing: { backoffMs: 1 } });
      await until(() => server.streams.length === 3);
      await is(connection, 'connected');
      const [first, second, third] = server.streams.map(({ at }) => at);
      // A timer may be a millisecond early by this clock.
      assert.ok((second ?? 0) - (first ?? 0) >= 998, 'Retry-After');
      assert.ok((third ?? 0) - (second ?? 0) >= 298, 'afterMs');
    });

  test('L1 a stream from which nothing is heard is dropped and opened again', async () => {
    const { connection, states } = open({ timing: { silenceMs: 540, backoffMs: 1 } });
    await is(connection, 'connected');
    await until(() => server.streams.length > 1);
    assert.ok(named(states).includes('reconnecting'));
    await until(() => server.streams[0]?.closed() === true);
    const count = server.streams.length;
    const talking = setInterval(() => server.streams.at(-1)?.write(': \n\n'), 30);
    await is(connection, 'connected');
    const heard = performance.now();
    await until(() => performance.now() - heard > 1_200);
    clearInterval(talking);
    assert.ok(server.streams.length <= count + 1, 'while bytes come it stays');
  });

  for (const [event, data, end] of [
    ['disconnected', { by: 'Sue' }, { name: 'disconnected', by: 'Sue' }],
    [
      'signed_out',
      { reason: 'replaced', browser: 'Firefox' },
      { name: 'signed_out', reason: 'replaced', detail: { browser: 'Firefox' } },
    ],
  ] as const)
    test(`L1 ${event} ends it: no reconnect until somebody asks for it`, async () => {
      const { connection, states } = open({ timing: { backoffMs: 1, backoffMaxMs: 1 } });
      await is(connection, 'connected');
      latest().send(event, data);
      await is(connection, end.name);
      assert.deepEqual(connection.state, end);
      await until(() => latest().closed());
      const ended = performance.now();
      await until(() => performance.now() - ended > 100);
      assert.equal(server.streams.length, 1);
      assert.deepEqual(named(states), ['connected', end.name]);
      connection.retry();
      await is(connection, 'connected');
      assert.equal(server.streams[1]?.tab, server.streams[0]?.tab);
    });

  test('L1 a tab that its own past superseded (a reload overtook the request before it) comes back; it does not fight for ever', async () => {
    const superseded = (stream: Stream) => {
      stream.send('connected');
      stream.send('superseded');
    };
    server.script(superseded, connected);
    const { connection } = open();
    await until(() => server.streams.length === 2);
    await is(connection, 'connected');
    server.streams[1]?.send('ping');
    await until(() => server.calls.length === 1);
    server.script(superseded, superseded, superseded, superseded);
    server.streams[1]?.send('superseded');
    await is(connection, 'superseded');
    assert.equal(server.streams.length, 5);
    connection.retry();
    await is(connection, 'connected');
  });

  test('S8.2 a tab too many tells which are open, tries by itself, and at once when one closes in this browser', async () => {
    const other = open();
    await is(other.connection, 'connected');
    const connections = [
      { id: 'c1', browser: 'Firefox', address: '10.0.0.1', since: '2026-11-21T09:00:00Z', current: true },
    ];
    const limit = refused(409, { code: 'connection_limit', connections });
    server.script(limit, limit);
    const { connection, states } = open({ timing: { limitRetryMs: 60 } });
    await is(connection, 'limit');
    assert.deepEqual(states[0], { name: 'limit', connections });
    await is(connection, 'connected');
    assert.equal(server.streams.length, 4, 'refused twice, then let in');

    server.script(limit);
    const slow = open({ timing: { limitRetryMs: 60_000 } });
    await is(slow.connection, 'limit');
    other.connection.close();
    await is(slow.connection, 'connected');

    server.script(limit);
    const helped = open({ timing: { limitRetryMs: 60_000 } });
    await is(helped.connection, 'limit');
    await helped.connection.disconnect('c 1');
    assert.ok(server.calls.includes('DELETE /api/v1/session/connections/c%201'));
    await is(helped.connection, 'connected');
  });

  test('S8.6 a full house is tried again by itself; a seat lost is asked for again', async () => {
    const full = refused(409, { code: 'user_limit_reached' });
    server.script(full, full, connected, full);
    const { connection, states } = open({ timing: { fullRetryMs: 40 } });
    await is(connection, 'connected');
    assert.deepEqual(named(states), ['full', 'connected']);
    latest().send('seat_lost');
    await until(() => server.streams.length === 5);
    await is(connection, 'connected');
    assert.deepEqual(named(states), ['full', 'connected', 'full', 'connected']);
  });

  test('L5 M3 whoever may not watch any more stays connected: the session is fine', async () => {
    server.script(refused(403, { code: 'not_permitted' }));
    const { connection, states } = open({ watch: 'connections' });
    await is(connection, 'connected');
    assert.deepEqual(named(states), ['connected']);
    assert.match(server.streams[0]?.url ?? '', /&watch=connections$/);
    assert.doesNotMatch(latest().url, /watch/);
  });

  test('L1 what a proxy on the way refuses is no end of the session', async () => {
    server.script(refused(401, {}), refused(403, { message: 'blocked' }));
    const { connection, states } = open({ timing: { backoffMs: 1 } });
    await is(connection, 'connected');
    assert.deepEqual(named(states), ['reconnecting', 'connected']);
  });

  test('S6 a session that is over is told with its reason, also when the tab learns of it only on the next try', async () => {
    server.script(refused(401, { code: 'not_signed_in', ended: { reason: 'replaced', browser: 'Firefox' } }));
    const first = open();
    await is(first.connection, 'signed_out');
    assert.deepEqual(first.connection.state, {
      name: 'signed_out',
      reason: 'replaced',
      detail: { browser: 'Firefox' },
    });
    server.script(refused(403, { code: 'user_disabled' }));
    const second = open();
    await is(second.connection, 'signed_out');
    assert.equal(second.connection.state.name === 'signed_out' && second.connection.state.reason, 'user_disabled');
  });
});
