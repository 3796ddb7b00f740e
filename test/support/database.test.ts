import assert from 'node:assert/strict';
import { test } from 'node:test';
import pg from 'pg';
import { migrate } from '../../server/platform/migrate.ts';
import { emptyDatabase, testDatabase } from './database.ts';
import { startSystemPostgres } from './system-postgres.ts';

async function values(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query({ text: sql, rowMode: 'array' });
    return rows.map(([value]: unknown[]) => value);
  } finally {
    await client.end();
  }
}

const tables = `SELECT count(*)::integer > 0 FROM pg_tables WHERE schemaname = 'public' AND tablename = 'migrations'`;

test('every test gets a migrated database of its own', async () => {
  const [first, second] = await Promise.all([testDatabase(), testDatabase()]);
  assert.deepEqual(await values(first.ownerUrl, tables), [true]);
  await values(first.ownerUrl, 'CREATE TABLE only_here (n integer)');
  assert.deepEqual(await values(second.ownerUrl, `SELECT to_regclass('only_here')`), [null]);
  assert.deepEqual(await values(first.ownerUrl, 'SELECT current_user::text'), ['usher']);
  assert.deepEqual((await migrate({ ownerUrl: first.ownerUrl })).applied, []);
  await Promise.all([first.drop(), second.drop()]);
  await assert.rejects(values(first.ownerUrl, 'SELECT 1'), { code: '3D000' });
});

test('a database for tests of the migrations is empty', async () => {
  const database = await emptyDatabase();
  assert.deepEqual(await values(database.ownerUrl, tables), [false]);
  await database.drop();
});

test("M6 the schema fits the machine's own, older PostgreSQL", async (t) => {
  const cluster = await startSystemPostgres();
  if (!cluster) return t.skip('there is no PostgreSQL in /usr/lib/postgresql');
  try {
    const { ownerUrl } = await emptyDatabase(cluster);
    const { applied } = await migrate({ ownerUrl });
    assert.ok(applied.length > 0);
    assert.deepEqual(await values(ownerUrl, tables), [true]);
  } finally {
    await cluster.stop();
  }
});
