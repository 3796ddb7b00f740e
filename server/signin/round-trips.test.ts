// What an ordinary sign-in asks of the database: speed that is easily lost unseen.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import { goodPassword, type TestApp, testApp } from '../../test/support/app.ts';

let app: TestApp;
let statements: string[] = [];
before(async () => {
  app = await testApp({ onStatement: (text) => void statements.push(text), config: { databasePoolMax: 1 } });
  // Nobody is connected here and nothing is told to anybody; the beats and looks of those who would be are statements too.
  await Promise.all([app.app.house.connections.close(), app.app.house.webhooks.close()]);
});
after(() => app.close());

test('S1 an ordinary sign-in is two statements, each a transaction by itself and planned once per connection', async () => {
  const tenant = await app.organization('quick');
  await app.user(tenant, 'ana');
  assert.equal((await app.browser('quick').signIn('ana', goodPassword)).status, 200);
  statements = [];
  assert.equal((await app.browser('quick').signIn('ana', goodPassword)).status, 200);
  const sent = [...statements];
  assert.equal(sent.length, 2, sent.join('\n'));
  const { rows } = await app.app.house.database.withTenant(tenant.id, (tx) =>
    sql<{ statement: string }>`SELECT statement FROM pg_prepared_statements`.execute(tx),
  );
  const prepared = new Set(rows.map((row) => row.statement));
  assert.deepEqual(
    sent.filter((text) => !prepared.has(text)),
    [],
  );
});
