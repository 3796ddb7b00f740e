// Row M6: what grows is cut back, and nothing that is still needed goes with it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type RawBuilder, sql } from 'kysely';
import { goodPassword, type TestApp, testApp } from '../../test/support/app.ts';
import { until } from '../../test/support/until.ts';
import { operatorsTenantId } from '../tenants/tenants.ts';
import { clean } from './operations.ts';

let app: TestApp;
before(async () => {
  app = await testApp();
});
after(() => app.close());

/** How many rows a table has that meet a condition. */
async function count(table: string, condition = 'true'): Promise<number> {
  const { rows } = await app.app.house.database.withSystem((tx) =>
    sql<{ count: string }>`SELECT count(*) AS count FROM ${sql.table(table)} WHERE ${sql.raw(condition)}`.execute(tx),
  );
  return Number(rows[0]?.count);
}

/** A UUIDv7 as a process would have made it so many days ago. */
function idOfAge(days: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`(lpad(to_hex((extract(epoch FROM now() - make_interval(days => ${days})) * 1000)::bigint), 12, '0')
    || right(replace(gen_random_uuid()::text, '-', ''), 20))::uuid`;
}

test('M6 the clean-up forgets what is over and old, in every tenant, and keeps what is live or young', async () => {
  const { database } = app.app.house;
  for (const slug of ['clean-a', 'clean-b']) {
    const tenant = await app.organization(slug);
    const { id } = await app.user(tenant, 'ana');
    // One session stays live, one ended long ago.
    for (let session = 0; session < 2; session += 1)
      assert.equal((await app.browser(slug).signIn('ana', goodPassword)).status, 200);
    await database.withSystem(async (tx) => {
      await sql`UPDATE sessions SET ended_at = now() - interval '8 days', end_reason = 'logged_out' WHERE tenant_id = ${tenant.id}
        AND id = (SELECT min(id::text)::uuid FROM sessions WHERE tenant_id = ${tenant.id})`.execute(tx);
      await sql`INSERT INTO audit_events (tenant_id, id, at, action, outcome, actor_kind)
        SELECT ${tenant.id}, ${idOfAge(sql`age`)}, now() - make_interval(days => age), 'old.' || age, 'done', 'system'
        FROM unnest(ARRAY[399, 401, 900]) age, generate_series(1, 20)`.execute(tx);
      await sql`INSERT INTO sign_in_flows (tenant_id, id, secret_hash, user_id, client, password_revision, attempt_subject, attempt_bucket, expires_at)
        SELECT ${tenant.id}, gen_random_uuid(), '\\x00', ${id}, 'browser', 1, 'user:x', 'elsewhere', now() + make_interval(hours => age)
        FROM unnest(ARRAY[-2, 1]) age`.execute(tx);
      await sql`INSERT INTO captured_mails (tenant_id, id, sealed, created_at)
        SELECT ${tenant.id}, gen_random_uuid(), '\\x00', now() - make_interval(days => age) FROM unnest(ARRAY[6, 8]) age`.execute(
        tx,
      );
      await sql`INSERT INTO attempt_buckets (tenant_id, subject, bucket, tried_at)
        SELECT ${tenant.id}, 'unknown:' || age, 'elsewhere', now() - make_interval(hours => age) FROM unnest(ARRAY[1, 25]) age`.execute(
        tx,
      );
      await sql`INSERT INTO captcha_uses (tenant_id, answer_hash, expires_at)
        SELECT ${tenant.id}, sha256(minutes::text::bytea), now() + make_interval(mins => minutes) FROM unnest(ARRAY[-1, 1]) minutes`.execute(
        tx,
      );
      await sql`INSERT INTO mails (tenant_id, id, template, recipient, status, created_at)
        SELECT ${tenant.id}, gen_random_uuid(), 'welcome', 'ana@example.com', 'sent', now() - make_interval(days => age)
        FROM unnest(ARRAY[399, 401]) age`.execute(tx);
    });
  }
  await clean(database);
  assert.equal(await count('audit_events', "action = 'old.399'"), 40);
  assert.equal(await count('audit_events', "action IN ('old.401', 'old.900')"), 0);
  assert.ok((await count('audit_events', "action = 'user.create'")) >= 2);
  assert.equal(await count('sessions'), 2);
  assert.equal(await count('sessions', 'ended_at IS NULL'), 2);
  assert.equal(await count('sign_in_flows', "attempt_subject = 'user:x'"), 2);
  assert.equal(await count('captcha_uses'), 2);
  assert.equal(await count('captcha_uses', 'expires_at > now()'), 2);
  assert.equal(await count('captured_mails', "sealed = '\\x00'"), 2);
  assert.equal(await count('attempt_buckets', "subject LIKE 'unknown:%'"), 2);
  assert.equal(await count('mails', "recipient = 'ana@example.com'"), 2);
});

test('M4 each organisation keeps its audit log as long as it says, operators as long as is usual', async () => {
  const { database, tenants } = app.app.house;
  const short = await app.organization('short', { audit: { retentionDays: 30 } });
  const long = await app.organization('long', { audit: { retentionDays: 3_650 } });
  const operators = await tenants.byId(operatorsTenantId);
  for (const { id } of [short, long, operators])
    await database.withSystem((tx) =>
      sql`INSERT INTO audit_events (tenant_id, id, at, action, outcome, actor_kind)
        SELECT ${id}, ${idOfAge(sql`age`)}, now() - make_interval(days => age), 'kept.' || age, 'done', 'system'
        FROM unnest(ARRAY[29, 31, 399, 401, 3649, 3651]) age`.execute(tx),
    );
  await clean(database);
  const left = (id: string) =>
    database.withSystem(async (tx) =>
      (
        await sql<{
          action: string;
        }>`SELECT action FROM audit_events WHERE tenant_id = ${id} AND action LIKE 'kept.%' ORDER BY at DESC`.execute(
          tx,
        )
      ).rows.map(({ action }) => Number(action.slice(5))),
    );
  assert.deepEqual(await left(short.id), [29]);
  assert.deepEqual(await left(long.id), [29, 31, 399, 401, 3649]);
  assert.deepEqual(await left(operators.id), [29, 31, 399]);
});

test('M6 a part of the clean-up that fails leaves the others done, and is told', async () => {
  const { database } = app.app.house;
  await database.withSystem(async (tx) => {
    await sql`INSERT INTO audit_events (tenant_id, id, at, action, outcome, actor_kind)
      SELECT id, ${idOfAge(sql`500`)}, now() - interval '500 days', 'old.part', 'done', 'system' FROM tenants LIMIT 1`.execute(
      tx,
    );
    await sql`ALTER TABLE sign_in_flows RENAME TO sign_in_flows_away`.execute(tx);
  });
  try {
    await assert.rejects(clean(database), { name: 'AggregateError', message: /^1 part/ });
    assert.equal(await count('audit_events', "action = 'old.part'"), 0);
  } finally {
    await database.withSystem((tx) => sql`ALTER TABLE sign_in_flows_away RENAME TO sign_in_flows`.execute(tx));
  }
});

test('M6 the server runs the clean-up by itself every hour', async () => {
  const known = "identifier = 'operations:clean'";
  await until(async () => (await count('graphile_worker._private_known_crontabs', known)) === 1);
});

test('L2 samples of seats are kept for a hundred days, days for a little over three years', async () => {
  const tenant = await app.organization('kept');
  const { database } = app.app.house;
  await database.withSystem(async (tx) => {
    await sql`INSERT INTO seat_minutes (tenant_id, at, in_use, capacity)
      SELECT ${tenant.id}, now() - make_interval(days => days), 1, 1 FROM unnest(ARRAY[99, 101, 300]) AS days`.execute(
      tx,
    );
    await sql`INSERT INTO seat_days (tenant_id, day, peak)
      SELECT ${tenant.id}, current_date - days, 1 FROM unnest(ARRAY[1199, 1201]) AS days`.execute(tx);
  });
  await clean(database);
  const own = `tenant_id = '${tenant.id}'`;
  assert.deepEqual([await count('seat_minutes', own), await count('seat_days', own)], [1, 1]);
});
