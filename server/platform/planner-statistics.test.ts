// A new installation has no statistics; its plans must not read everybody's rows for each person who comes (S4: a shift begins).
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import pg from 'pg';
import { type TestDatabase, testDatabase } from '../../test/support/database.ts';

let database: TestDatabase;
let client: pg.Client;

before(async () => {
  database = await testDatabase();
  client = new pg.Client({ connectionString: database.ownerUrl });
  await client.connect();
});

after(async () => {
  await client.end();
  await database.drop();
});

/** What one session of many is found by, before its tab is connected. */
const oneSession = 'SELECT id FROM live_sessions WHERE tenant_id = $1 AND id = $2';

/** Conditions of indexes that any organisation's rows meet, in the plan that a prepared statement keeps. */
async function wideConditions(statement: string): Promise<string[]> {
  const { rows } = await client.query<{ 'QUERY PLAN': string }>(`EXPLAIN (GENERIC_PLAN, COSTS OFF) ${statement}`);
  const lines = rows.map((row) => row['QUERY PLAN'].trim());
  // An organisation has few roles, and all of them may be read.
  return lines.filter((line, at) => line === 'Index Cond: (tenant_id = $1)' && !/ on role/.test(lines[at - 1] ?? ''));
}

test('S4 a new installation finds one session among many without reading the others', async () => {
  assert.deepEqual(await wideConditions(oneSession), []);
});

test('S4 every table of the tenants has statistics from the first moment', async () => {
  const { rows } = await client.query(`SELECT c.table_name FROM information_schema.columns c
    JOIN information_schema.tables t USING (table_schema, table_name)
    WHERE c.table_schema = 'public' AND c.column_name = 'tenant_id' AND t.table_type = 'BASE TABLE'
      AND NOT EXISTS (SELECT FROM pg_stats s WHERE s.schemaname = 'public' AND s.tablename = c.table_name AND s.attname = 'tenant_id')`);
  assert.deepEqual(rows, []);
});

test('the test above notices a database that was told nothing', async () => {
  await client.query('BEGIN');
  await client.query(`SELECT pg_clear_attribute_stats('public', tablename, 'tenant_id', false) FROM pg_stats
    WHERE schemaname = 'public' AND attname = 'tenant_id'`);
  const wide = await wideConditions(oneSession);
  await client.query('ROLLBACK');
  assert.notDeepEqual(wide, []);
});
