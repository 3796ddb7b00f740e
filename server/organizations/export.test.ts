import assert from 'node:assert/strict';
import { request } from 'node:http';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import pg from 'pg';
import { goodPassword, type TestApp, testApp } from '../../test/support/app.ts';
import type { Browser } from '../../test/support/browser.ts';
import { until } from '../../test/support/until.ts';
import type { Tenant } from '../tenants/tenants.ts';
import { exportTables, notExported } from './export-tables.ts';

let app: TestApp;
let olga: Browser;
let north: Tenant;
const logged: string[] = [];
const statements = new Set<string>();

before(async () => {
  app = await testApp({
    onLog: (line) => logged.push(line),
    onStatement: (statement) => statements.add(statement),
  });
  await app.operator();
  olga = app.browser();
  await olga.signIn('olga', goodPassword);
  north = await app.organization('north', { branding: { accentColor: '#123456' }, officeNetworks: ['192.0.2.0/24'] });
  const { id } = await app.user(north, 'ned', { email: 'ned@north.example' });
  await app.browser('north').signIn('ned', goodPassword);
  await enrol(north, id);
});
after(() => app?.close());

/** A row in each table that is exported and that nothing else here fills. */
async function enrol(tenant: Tenant, user: string): Promise<void> {
  await app.app.house.database.withSystem(async (tx) => {
    await sql`INSERT INTO portal_passwords (tenant_id, user_id, sealed, changed_by) VALUES (${tenant.id}, ${user}, '\\x00', 'adam')`.execute(
      tx,
    );
    await sql`INSERT INTO webhooks (tenant_id, id, name, url, events, secret_sealed, created_by)
      VALUES (${tenant.id}, gen_random_uuid(), 'Wages', 'https://example.com/', '{user.*}', '\\x00', 'adam')`.execute(
      tx,
    );
    await sql`INSERT INTO user_factors (tenant_id, user_id, totp_sealed, totp_confirmed_at) VALUES (${tenant.id}, ${user}, '\\x00', now())`.execute(
      tx,
    );
    await sql`INSERT INTO passkeys (tenant_id, id, user_id, credential_id, public_key, name)
      VALUES (${tenant.id}, gen_random_uuid(), ${user}, '\\x00', '\\x00', 'laptop')`.execute(tx);
    await sql`INSERT INTO trusted_browsers (tenant_id, id, user_id, token_hash, browser_name, expires_at, password_revision)
      VALUES (${tenant.id}, gen_random_uuid(), ${user}, '\\x00', 'Firefox', now() + interval '1 day', 1)`.execute(tx);
  });
}

/** Entries of the log as only time makes them: many. */
async function fillLog(tenant: Tenant, count: number): Promise<void> {
  await app.app.house.database.withSystem((tx) =>
    sql`INSERT INTO audit_events (tenant_id, id, action, outcome, actor_kind, details)
      SELECT ${tenant.id}, gen_random_uuid(), 'test.fill', 'done', 'system', '{}' FROM generate_series(1, ${count}::integer)`.execute(
      tx,
    ),
  );
}

async function isExported(slug: string): Promise<boolean> {
  const answer = await olga.get(`/api/v1/organizations/${slug}`);
  return answer.json().exportedRecently === true;
}

type Line = Record<string, unknown> & { kind: string };

async function exported(slug: string): Promise<Line[]> {
  const answer = await olga.get(`/api/v1/organizations/${slug}/export`);
  assert.equal(answer.status, 200);
  assert.match(String(answer.headers['content-type']), /^application\/x-ndjson/);
  assert.match(String(answer.headers['content-security-policy']), /default-src 'none'/);
  // Each line was made here, with its kind first.
  return answer.text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
}

test('O1 an export holds settings and branding, every table, and no secret', async () => {
  const lines = await exported('north');
  const [first] = lines;
  assert.deepEqual(first?.settings, north.settings);
  assert.equal(lines.at(-1)?.kind, 'end');
  for (const { name } of exportTables.filter(
    (table) =>
      !['schedules', 'stations', 'seat_days', 'teams', 'team_members', 'api_keys', 'imports', 'mails'].includes(
        table.name,
      ),
  ))
    assert.ok(
      lines.some((line) => line.kind === name),
      name,
    );
  assert.equal(lines.find((line) => line.kind === 'sessions')?.session_kind, 'browser');
  const names = new Set(lines.flatMap((line) => Object.keys(line)));
  for (const secret of ['sealed', 'token_hash', 'key_hash', 'totp_sealed', 'credential_id', 'public_key', 'tenant_id'])
    assert.equal(names.has(secret), false, secret);
});

test('O1 every table of an organisation is in the export or left out for a reason, and bytes never leave', async () => {
  const { rows } = await app.app.house.database.withSystem((tx) =>
    sql<{
      table: string;
      column: string;
      type: string;
    }>`SELECT table_name AS table, column_name AS column, data_type AS type
      FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)
      WHERE table_schema = 'public' AND table_type = 'BASE TABLE'`.execute(tx),
  );
  const owned = new Set(rows.filter((row) => row.column === 'tenant_id').map((row) => row.table));
  const listed = [...exportTables.map((table) => table.name), ...Object.keys(notExported)];
  assert.deepEqual(listed.toSorted(), [...owned].toSorted());
  for (const { name, secret, kindAs } of exportTables) {
    const columns = rows.filter((row) => row.table === name);
    const bytes = columns.filter((row) => row.type === 'bytea').map((row) => row.column);
    assert.deepEqual([...secret].toSorted(), bytes.toSorted(), name);
    assert.equal(
      kindAs !== undefined,
      columns.some((row) => row.column === 'kind'),
      name,
    );
  }
});

test('O1 every row is exported once, however many pages they fill, each page along an index', async () => {
  const many = await app.organization('many');
  await fillLog(many, 25_000);
  const lines = (await exported('many')).filter((line) => line.action === 'test.fill');
  assert.equal(new Set(lines.map((line) => line.id)).size, 25_000);
  assert.equal(lines.length, 25_000);
  // A page that sorts reads the whole table for each thousand of its rows.
  const reads = [...statements].filter((statement) => /FROM "audit_events" t/.test(statement));
  assert.equal(reads.length, 2);
  const client = new pg.Client({ connectionString: app.ownerUrl });
  await client.connect();
  await client.query('SET enable_sort = off');
  for (const read of reads) {
    const { rows } = await client.query<Record<'QUERY PLAN', string>>(`EXPLAIN (GENERIC_PLAN) ${read}`);
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
    assert.match(plan, /Index Scan using audit_events_pkey/, plan);
    assert.doesNotMatch(plan, /Sort|Seq Scan/, plan);
  }
  await client.end();
});

test('O1 an organisation whose export broke off does not count as exported, and one whose export ended does', async () => {
  const half = await app.organization('half');
  await fillLog(half, 60_000);
  const cookie = [...olga.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const outgoing = request(
    {
      host: '127.0.0.1',
      port: app.port,
      path: '/api/v1/organizations/half/export',
      headers: { host: `localhost:${app.port}`, cookie },
      agent: false,
    },
    (incoming) => incoming.once('data', () => incoming.destroy()).once('close', resolve),
  );
  outgoing.on('error', reject);
  outgoing.end();
  await promise;
  await until(() => logged.some((line) => line.includes('export broken off')));
  assert.equal(await isExported('half'), false);
  assert.equal((await olga.json('DELETE', '/api/v1/organizations/half', { confirm: 'half' })).status, 409);
  const lines = await exported('half');
  assert.equal(lines.at(-1)?.kind, 'end');
  assert.equal(await isExported('half'), true);
  assert.equal((await olga.json('DELETE', '/api/v1/organizations/half', { confirm: 'half' })).status, 204);
});

test('O1 an export that nobody reads to its end is not taken for one by the log either', async () => {
  const { rows } = await app.app.house.database.withSystem((tx) =>
    sql<{ outcome: string }>`SELECT outcome FROM audit_events
      WHERE action = 'organization.export' AND target_name = 'half' ORDER BY id`.execute(tx),
  );
  // The first broke off, the second did not; nothing was deleted before.
  assert.deepEqual(
    rows.map(({ outcome }) => outcome),
    ['begun', 'failed', 'begun', 'done'],
  );
});

test('O1 T2 L2 stations and peaks of seats leave page by page along keys that are no ids', async () => {
  const tenant = await app.organization('keyed');
  await app.app.house.database.withSystem(async (tx) => {
    await sql`INSERT INTO stations (tenant_id, station) SELECT ${tenant.id}, lpad(n::text, 6, '0') FROM generate_series(1, 2500) AS n`.execute(
      tx,
    );
    await sql`INSERT INTO seat_days (tenant_id, day, peak) SELECT ${tenant.id}, date '2020-01-01' + n, n FROM generate_series(1, 1500) AS n`.execute(
      tx,
    );
  });
  const lines = await exported('keyed');
  assert.equal(new Set(lines.filter((line) => line.kind === 'stations').map((line) => line.station)).size, 2_500);
  assert.equal(new Set(lines.filter((line) => line.kind === 'seat_days').map((line) => line.day)).size, 1_500);
});
