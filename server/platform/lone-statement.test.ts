// What becomes of a lone statement, and of its connection, when something goes wrong with it.
import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import pg from 'pg';
import { type TestDatabase, testDatabase } from '../../test/support/database.ts';
import { newId, type TenantId } from '../kernel/ids.ts';
import { type Database, openDatabase, type Transaction } from './database.ts';

let made: TestDatabase;
let database: Database;
const told: string[] = [];
let broken: string | null = null;
const ana = newId<TenantId>();

before(async () => {
  made = await testDatabase();
  database = openOne(made.ownerUrl);
  await database.withSystem(async (tx) => {
    await sql`INSERT INTO tenants (id, slug, name) VALUES (${ana}, 'ana', 'Ana')`.execute(tx);
    await sql`CREATE TABLE late (one integer UNIQUE DEFERRABLE INITIALLY DEFERRED)`.execute(tx);
    await sql`GRANT ALL ON late TO usher_app`.execute(tx);
  });
});
after(async () => {
  await database.close();
  await made.drop();
});

/** One connection, so that what a statement leaves behind meets the next one. */
function openOne(ownerUrl: string): Database {
  return openDatabase({
    ownerUrl,
    poolMax: 1,
    onStatement: (statement) => {
      told.push(statement);
      if (statement === broken) throw new Error('broken on purpose');
    },
  });
}

const rename = (name: string) => (tx: Transaction) => sql`UPDATE tenants SET name = ${name}`.execute(tx);

async function nameNow(): Promise<string | undefined> {
  const { rows } = await database.withSystem((tx) =>
    sql<{ name: string }>`SELECT name FROM tenants WHERE id = ${ana}`.execute(tx),
  );
  return rows[0]?.name;
}

/** The connection serves the next statement, which sees its own rows only. */
async function works(on = database): Promise<boolean> {
  const { rows } = await on.withTenantOnce(ana, (tx) => sql<{ id: string }>`SELECT id FROM tenants`.execute(tx));
  return rows.length === 1 && rows[0]?.id === ana;
}

test('O5 the driver still is the one whose inner workings a lone statement relies on', () => {
  // pg/lib/query.js and pg/lib/client.js at 8.23.1.
  const expected: Record<string, string> = {
    prepare: '37a5d2a4f601',
    submit: '448358500f48',
    handleDataRow: 'd1b78f409451',
    handleCommandComplete: 'bf6d69ad2644',
    handleError: 'a5e58644becf',
    handleReadyForQuery: '31d37ea8bb37',
    _handleErrorMessage: 'ba982f5eb97e',
    _pulsePipelinedQueryQueue: 'b6483bf69be9',
  };
  const methods = {
    ...Object.getOwnPropertyDescriptors(pg.Client.prototype),
    ...Object.getOwnPropertyDescriptors(pg.Query.prototype),
  };
  const found = Object.keys(expected).map((name) => {
    const method: unknown = Reflect.get(methods, name)?.value;
    return [name, typeof method === 'function' ? hash('sha256', method.toString()).slice(0, 12) : 'is gone'];
  });
  assert.deepEqual(
    Object.fromEntries(found),
    expected,
    'A newer pg changed what server/platform/lone-statement.ts overrides or relies on: read these methods, mend lone-statement.ts if need be, and only then write the new digests down here.',
  );
});

test('O5 a lone statement whose commit fails is not reported as done', async () => {
  const twice = database.withTenantOnce(ana, (tx) => sql`INSERT INTO late VALUES (1), (1)`.execute(tx));
  await assert.rejects(twice, { code: '23505' });
  assert.ok(await works());
  const { rows } = await database.withSystem((tx) => sql`SELECT FROM late`.execute(tx));
  assert.equal(rows.length, 0);
});

test('O5 a value that the database or the driver cannot read fails its own statement only', async () => {
  const number = (value: unknown) => (tx: Transaction) => sql`SELECT ${value}::integer AS one`.execute(tx);
  await assert.rejects(database.withTenantOnce(ana, number('none')), { code: 'invalid_request' });
  assert.ok(await works());
  const circular: { self?: unknown } = {};
  circular.self = circular;
  const insert = (value: unknown) => (tx: Transaction) => sql`SELECT ${value}::text AS one, 'driver'`.execute(tx);
  await assert.rejects(database.withTenantOnce(ana, insert(circular)), /circular/i);
  assert.ok(await works());
  // The driver takes the statement for prepared, which it is not: the connection is given up.
  await assert.rejects(database.withTenantOnce(ana, insert('a')), { code: 'unavailable' });
  assert.equal((await database.withTenantOnce(ana, insert('a'))).rows.length, 1);
  await assert.rejects(database.withTenant(ana, insert(circular)), /circular/i);
  await database.withTenant(ana, insert('a')).catch(() => undefined);
  assert.equal((await database.withTenant(ana, insert('a'))).rows.length, 1);
});

test('O5 a statement that takes too long is undone and its connection serves the next', async () => {
  const limit = (ms: number) => (tx: Transaction) =>
    sql`SELECT set_config('statement_timeout', ${String(ms)}, false)`.execute(tx);
  await database.withTenantOnce(ana, limit(50));
  const slow = database.withTenantOnce(ana, (tx) =>
    sql`WITH renamed AS (UPDATE tenants SET name = 'slow' RETURNING 1) SELECT pg_sleep(20) FROM renamed`.execute(tx),
  );
  await assert.rejects(slow, { code: 'unavailable' });
  await database.withTenantOnce(ana, limit(10_000));
  assert.ok(await works());
  assert.equal(await nameNow(), 'Ana');
});

test('O5 a connection that does not know the scope is given up, and the next one serves', async () => {
  await database.withTenantOnce(ana, (tx) => sql`DEALLOCATE ALL`.execute(tx));
  await assert.rejects(works(), { code: 'unavailable' });
  assert.ok(await works());
});

test('O5 the hook is told each lone statement once, and can break it before it is sent', async () => {
  told.length = 0;
  assert.ok(await works());
  assert.deepEqual(told, ['SELECT id FROM tenants']);
  broken = 'UPDATE tenants SET name = $1';
  await assert.rejects(database.withTenantOnce(ana, rename('broken')), /on purpose/);
  broken = null;
  assert.ok(await works());
  assert.equal(await nameNow(), 'Ana');
});

/** A wire to the database that can be cut while a packet is under way. */
async function wire(ownerUrl: string) {
  const { hostname, port, searchParams } = new URL(ownerUrl);
  const socketDirectory = searchParams.get('host');
  let cut: 'request' | 'answer' | null = null;
  const server = createServer((near: Socket) => {
    const far =
      socketDirectory === null ? connect(Number(port), hostname) : connect(`${socketDirectory}/.s.PGSQL.${port}`);
    const end = (): void => {
      near.destroy();
      far.destroy();
    };
    near.on('data', (packet: Buffer) => {
      if (cut !== 'request') far.write(packet);
      // All but the Sync (5 bytes), which is what ends the transaction.
      else far.end(packet.subarray(0, -5), end);
    });
    far.on('data', (packet: Buffer) => (cut === 'answer' ? end() : near.write(packet)));
    for (const socket of [near, far]) socket.on('error', end).on('close', end);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = new URL(ownerUrl);
  url.searchParams.delete('host');
  url.host = `127.0.0.1:${(server.address() as AddressInfo).port}`; // a TCP server that listens has one
  return {
    url: url.href,
    server,
    setCut: (where: typeof cut) => {
      cut = where;
    },
  };
}

test('O5 a connection lost half-way through a lone statement undoes it; one lost before the answer says nothing either way', async () => {
  const line = await wire(made.ownerUrl);
  const far = openOne(line.url);
  try {
    assert.ok(await works(far));
    line.setCut('request');
    await assert.rejects(far.withTenantOnce(ana, rename('half')), { code: 'unavailable' });
    line.setCut(null);
    assert.ok(await works(far));
    assert.equal(await nameNow(), 'Ana');
    line.setCut('answer');
    await assert.rejects(far.withTenantOnce(ana, rename('unheard')), { code: 'unavailable' });
    line.setCut(null);
    assert.ok(await works(far));
    assert.equal(await nameNow(), 'unheard');
  } finally {
    await far.close();
    line.server.close();
  }
});
