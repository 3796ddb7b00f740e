import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import { type TestDatabase, testDatabase } from '../../test/support/database.ts';
import { newId, type TenantId } from '../kernel/ids.ts';
import { type Database, openDatabase, type Transaction } from './database.ts';

let made: TestDatabase;
let database: Database;
const [ana, bob] = [newId<TenantId>(), newId<TenantId>()];

before(async () => {
  made = await testDatabase();
  // One connection, so that what a transaction leaves behind meets the next one.
  database = openDatabase({ ownerUrl: made.ownerUrl, poolMax: 1 });
  await database.withSystem(async (tx) => {
    await sql`INSERT INTO tenants (id, slug, name) VALUES (${ana}, 'ana', 'Ana'), (${bob}, 'bob', 'Bob')`.execute(tx);
  });
});
after(async () => {
  await database.close();
  await made.drop();
});

test('O5 a branch that outlives its transaction never runs in the next one, which is another tenant’s', async () => {
  const seen: (string | null)[] = [];
  const branching = database.withTenant(ana, async (tx) => {
    const long = async (): Promise<void> => {
      for (let step = 0; step < 6; step += 1) {
        const { rows } = await sql<{ tenant: string | null }>`SELECT usher_tenant()::text AS tenant`.execute(tx);
        seen.push(rows[0]?.tenant ?? null);
      }
    };
    const failing = async (): Promise<void> => {
      await sql`SELECT 1`.execute(tx);
      throw new Error('one branch fails');
    };
    await Promise.all([long().catch(() => seen.push('stopped')), failing()]);
  });
  const next = database.withTenant(bob, async (tx) => {
    for (let step = 0; step < 8; step += 1) await sql`SELECT 2`.execute(tx);
  });
  await assert.rejects(branching, /one branch fails/);
  await next;
  assert.ok(seen.includes('stopped'), seen.join(' '));
  assert.deepEqual(
    seen.filter((one) => one !== ana && one !== 'stopped'),
    [],
  );
});

test('O5 a transaction in which a statement failed unnoticed is not reported as done', async () => {
  const swallowing = database.withTenant(ana, async (tx) => {
    await sql`SELECT 1 / 0`.execute(tx).catch(() => undefined);
    return 'done';
  });
  await assert.rejects(swallowing, /was not committed/);
  const { rows } = await database.withTenant(bob, (tx) => sql`SELECT 1 AS one`.execute(tx));
  assert.deepEqual(rows, [{ one: 1 }]);
});

test('O5 each transaction sees the tenant it was opened for, however many share a connection', async () => {
  const tenants = Array.from({ length: 40 }, (_, index) => (index % 2 ? ana : bob));
  const seen = await Promise.all(
    tenants.map((tenant) =>
      database.withTenant(tenant, async (tx) => {
        const { rows } = await sql<{ id: string }>`SELECT id FROM tenants`.execute(tx);
        return rows.map((row) => row.id);
      }),
    ),
  );
  assert.deepEqual(
    seen,
    tenants.map((tenant) => [tenant]),
  );
});

test('O5 a lone statement and a short transaction see their tenant only, and nothing of them stays on the connection', async () => {
  const seen = await Promise.all(
    Array.from({ length: 40 }, async (_, index) => {
      const tenant = index % 2 ? ana : bob;
      const one = sql<{
        id: string;
        commit: string;
      }>`SELECT id, current_setting('synchronous_commit') AS commit FROM tenants`;
      const run = index % 3 === 0 ? database.withTenant : database.withTenantOnce;
      const how = { durable: index % 5 !== 0 };
      const { rows } = await run(tenant, (tx) => one.execute(tx), how);
      return rows.length === 1 && rows[0]?.id === tenant && rows[0].commit === (how.durable ? 'on' : 'off');
    }),
  );
  assert.deepEqual([...new Set(seen)], [true]);
  const { rows } = await database.withSystem((tx) => sql`SELECT count(*)::integer AS tenants FROM tenants`.execute(tx));
  assert.deepEqual(rows, [{ tenants: 3 }]);
});

test('O5 a lone statement takes no second one along', async () => {
  const two = database.withTenantOnce(ana, async (tx) => {
    await sql`SELECT 1 AS one`.execute(tx);
    await sql`SELECT 2 AS two`.execute(tx);
  });
  await assert.rejects(two, /has ended/);
});

test('O5 a lone statement that fails has done nothing, and the next one on its connection works', async () => {
  const renamed = (name: string, divisor: number) => (tx: Transaction) =>
    sql`WITH renamed AS (UPDATE tenants SET name = ${name} RETURNING 1) SELECT 1 / ${divisor}::integer AS one FROM renamed`.execute(
      tx,
    );
  const answers = await Promise.allSettled([
    database.withTenantOnce(ana, renamed('first', 1)),
    database.withTenantOnce(ana, renamed('broken', 0)),
    database.withTenantOnce(bob, renamed('second', 1)),
  ]);
  assert.deepEqual(
    answers.map((answer) => answer.status),
    ['fulfilled', 'rejected', 'fulfilled'],
  );
  const { rows } = await database.withSystem((tx) =>
    sql`SELECT name FROM tenants WHERE kind = 'organization' ORDER BY name`.execute(tx),
  );
  assert.deepEqual(rows, [{ name: 'first' }, { name: 'second' }]);
});
