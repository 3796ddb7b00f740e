// The second wall: row-level security of every table, and who owns what, read from the catalogue so that a new table cannot
// be forgotten. The first wall (explicit predicates) is tested by who.test.ts.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import pg from 'pg';
import { goodPassword } from '../support/app.ts';
import { makeWorld, type World } from './world.ts';

/** Tables that belong to no tenant; the application role may not read them at all. */
const houseTables = ['house_clock', 'migrations', 'nodes', 'setup_links'];
/** The tenant's own row is its own tenant. */
const tenantColumn = (table: string): string => (table === 'tenants' ? 'id' : 'tenant_id');

/** A process that holds the tabs. */
const nodeId = '00000000-0000-7000-8000-00000000000a';

let world: World;
let client: pg.Client;
let tables: string[];

before(async () => {
  world = await makeWorld();
  client = new pg.Client({ connectionString: world.app.ownerUrl });
  await client.connect();
  tables = (
    await client.query<{ table: string }>(
      `SELECT relname AS table FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') ORDER BY 1`,
    )
  ).rows.map((row) => row.table);
  await fill();
});
after(async () => {
  await client?.end();
  await world?.app.close();
});

/** Makes rows of both organisations in every table, or the walls would stand before nothing. */
async function fill(): Promise<void> {
  for (const [slug, browser] of [
    ['north', world.nadia],
    ['south', world.sara],
  ] as const) {
    const created = await browser.json('POST', '/api/v1/users', { username: 'mia', email: `mia@${slug}.example` });
    assert.equal(created.status, 201, created.text);
    const temporary = { username: 'tom', password: goodPassword };
    assert.equal((await browser.json('POST', '/api/v1/users', temporary)).status, 201);
    assert.equal((await world.app.browser(slug).signIn('tom', goodPassword)).json().next, 'new_password');
    assert.equal((await world.app.browser(slug).signIn('mia', 'wrong')).status, 401);
    const next = { currentPassword: goodPassword, newPassword: 'amber kettle 58 forest' };
    assert.equal((await browser.json('POST', '/api/v1/password/change', next)).status, 204);
    const id = slug === 'north' ? world.north.id : world.south.id;
    await client.query(
      `WITH team AS (INSERT INTO teams (tenant_id, id, name) VALUES ($1, gen_random_uuid(), 'team') RETURNING tenant_id, id)
       INSERT INTO team_members SELECT team.tenant_id, team.id, users.id FROM team JOIN users USING (tenant_id) LIMIT 1`,
      [id],
    );
    await client.query(
      `INSERT INTO password_links (tenant_id, id, user_id, purpose, token_hash, expires_at)
       SELECT tenant_id, gen_random_uuid(), id, 'reset', uuid_send(id), now() FROM users WHERE tenant_id = $1 LIMIT 1`,
      [id],
    );
    await client.query(
      `INSERT INTO idempotency_keys (tenant_id, caller, key, fingerprint, claim, held_until)
       VALUES ($1, 'user:x', 'x', 'x:x', gen_random_uuid(), now())`,
      [id],
    );
    await client.query(`INSERT INTO recovery_requests (tenant_id, source) VALUES ($1, 'x')`, [id]);
    await client.query(
      `INSERT INTO captcha_uses (tenant_id, answer_hash, expires_at) VALUES ($1, sha256('answer'), now() + interval '5 minutes')`,
      [id],
    );
    await fillPortal(id);
    await fillImports(id);
    await fillFactors(id);
    await fillConnected(id);
    const mails = await client.query('SELECT FROM captured_mails WHERE tenant_id = $1', [id]);
    if (mails.rowCount === 0)
      await client.query(`INSERT INTO captured_mails (tenant_id, id, sealed) VALUES ($1, gen_random_uuid(), '')`, [id]);
  }
}

/** A row in every table of portal passwords. */
async function fillPortal(tenant: string): Promise<void> {
  for (const statement of [
    `INSERT INTO portal_passwords (tenant_id, user_id, sealed, changed_by) SELECT tenant_id, id, 'x', 'x' FROM users WHERE tenant_id = $1 LIMIT 1
     ON CONFLICT DO NOTHING`,
    `INSERT INTO portal_attempts (tenant_id, subject) VALUES ($1, 'user:' || gen_random_uuid())`,
  ])
    await client.query(statement, [tenant]);
}

/** An import under way. */
async function fillImports(tenant: string): Promise<void> {
  await client.query(
    `WITH made AS (INSERT INTO imports (tenant_id, id, file_name, plan, actor) VALUES ($1, gen_random_uuid(), 'x', '{}', '{}') RETURNING id),
       line AS (INSERT INTO import_lines (tenant_id, import_id, line) SELECT $1, id, 2 FROM made)
     INSERT INTO import_passwords (tenant_id, import_id, line, sealed) SELECT $1, id, 2, 'x' FROM made`,
    [tenant],
  );
}

/** A row in every table of second factors. */
async function fillFactors(tenant: string): Promise<void> {
  const user = '(SELECT id FROM users WHERE tenant_id = $1 LIMIT 1)';
  const flow = '(SELECT id FROM sign_in_flows WHERE tenant_id = $1 LIMIT 1)';
  for (const statement of [
    `INSERT INTO user_factors (tenant_id, user_id) VALUES ($1, ${user})`,
    `INSERT INTO passkeys (tenant_id, id, user_id, credential_id, public_key, name) VALUES ($1, gen_random_uuid(), ${user}, 'x', 'x', 'x')`,
    `INSERT INTO passkey_challenges (tenant_id, id, challenge, purpose, expires_at) VALUES ($1, gen_random_uuid(), 'x', 'sign_in', now())`,
    `INSERT INTO recovery_codes (tenant_id, user_id, code_mac, key_id) VALUES ($1, ${user}, 'x', 'x')`,
    `INSERT INTO trusted_browsers (tenant_id, id, user_id, token_hash, browser_name, expires_at, password_revision)
     VALUES ($1, gen_random_uuid(), ${user}, 'x', 'x', now(), 1)`,
    `INSERT INTO email_codes (tenant_id, flow_id, user_id, code_mac, expires_at) VALUES ($1, ${flow}, ${user}, 'x', now())`,
  ])
    await client.query(statement, [tenant]);
}

/** A row in every table of who is connected. */
async function fillConnected(tenant: string): Promise<void> {
  await client.query('INSERT INTO nodes (id) VALUES ($1) ON CONFLICT DO NOTHING', [nodeId]);
  for (const statement of [
    `INSERT INTO schedules (tenant_id, id, name, definition) VALUES ($1, gen_random_uuid(), 'x', '{}')`,
    `INSERT INTO seats (tenant_id, user_id, role_id, held_until) SELECT tenant_id, id, role_id, 'infinity' FROM users WHERE tenant_id = $1 LIMIT 1
     ON CONFLICT DO NOTHING`,
    `INSERT INTO seat_days (tenant_id, day, peak) VALUES ($1, current_date - 1, 1)`,
    `INSERT INTO seat_minutes (tenant_id, at, in_use, capacity) VALUES ($1, now(), 1, 1)`,
    `INSERT INTO stations (tenant_id, station) VALUES ($1, '007')`,
    `INSERT INTO webhooks (tenant_id, id, name, url, events, secret_sealed, created_by) VALUES ($1, gen_random_uuid(), 'x', 'http://127.0.0.1:9', '{x}', 'x', 'x')`,
    `INSERT INTO webhook_deliveries (tenant_id, webhook_id, id, type, at, data) VALUES ($1, gen_random_uuid(), gen_random_uuid(), 'x', now(), '{}')`,
  ])
    await client.query(statement, [tenant]);
  await client.query(
    `INSERT INTO connections (tenant_id, id, session_id, user_id, browser_id, tab, node_id, browser_name, address)
     SELECT tenant_id, gen_random_uuid(), id, user_id, browser_id, gen_random_uuid(), $2, 'x', 'x' FROM sessions WHERE tenant_id = $1 LIMIT 1`,
    [tenant, nodeId],
  );
}

/** Runs statements as the application does, and leaves nothing behind. */
async function asApplication<Result>(tenant: string | null, work: () => Promise<Result>): Promise<Result> {
  await client.query('BEGIN; SET LOCAL ROLE usher_app');
  try {
    if (tenant !== null) await client.query(`SET LOCAL usher.tenant_id = '${tenant}'`);
    return await work();
  } finally {
    await client.query('ROLLBACK');
  }
}

async function tenantsSeen(table: string, tenant: string | null): Promise<string[]> {
  return asApplication(tenant, async () => {
    const { rows } = await client.query<{ tenant: string }>(
      `SELECT DISTINCT ${tenantColumn(table)}::text AS tenant FROM ${table} ORDER BY 1`,
    );
    return rows.map((row) => row.tenant);
  });
}

const tenantTables = (): string[] => tables.filter((table) => !houseTables.includes(table));

test('O5 every table either has a tenant and row-level security, or is closed to the application', async () => {
  for (const table of tenantTables()) {
    const { rows } = await client.query(
      `SELECT relrowsecurity AS secured,
        EXISTS (SELECT FROM pg_attribute WHERE attrelid = pg_class.oid AND attname = $2 AND attnotnull) AS owned,
        (SELECT count(*)::integer FROM pg_policy WHERE polrelid = pg_class.oid AND polqual IS NOT NULL AND polwithcheck IS NOT NULL) AS policies
       FROM pg_class WHERE oid = $1::regclass`,
      [table, tenantColumn(table)],
    );
    assert.deepEqual({ table, ...rows[0] }, { table, secured: true, owned: true, policies: 1 });
  }
  for (const table of houseTables) {
    await assert.rejects(
      asApplication(world.north.id, () => client.query(`SELECT FROM ${table}`)),
      /permission denied/,
      table,
    );
  }
});

test("O5 every tenant table's primary key begins with the tenant", async () => {
  for (const table of tenantTables()) {
    const { rows } = await client.query(
      `SELECT attname AS first FROM pg_index JOIN pg_attribute ON attrelid = indrelid AND attnum = indkey[0]
       WHERE indrelid = $1::regclass AND indisprimary`,
      [table],
    );
    assert.equal(`${table}: ${rows[0]?.first}`, `${table}: ${tenantColumn(table)}`);
  }
});

test('O5 without a tenant the application sees nothing, in any table', async () => {
  for (const table of tenantTables()) assert.deepEqual([table, await tenantsSeen(table, null)], [table, []]);
});

test("O5 within one organisation nothing of another's is seen, in any table", async () => {
  for (const table of tenantTables()) {
    for (const tenant of [world.north.id, world.south.id])
      assert.deepEqual([table, await tenantsSeen(table, tenant)], [table, [tenant]]);
  }
});

test("O5 within one organisation nothing of another's can be changed, deleted or added", async () => {
  const { rows } = await client.query<{ table: string; privilege: string }>(
    `SELECT table_name AS table, privilege_type AS privilege FROM information_schema.role_table_grants
     WHERE grantee = 'usher_app' AND table_schema = 'public'`,
  );
  const may = (table: string, privilege: string): boolean =>
    rows.some((row) => row.table === table && row.privilege === privilege);
  for (const table of tenantTables()) {
    const column = tenantColumn(table);
    await asApplication(world.south.id, async () => {
      if (may(table, 'UPDATE')) {
        const changed = await client.query(
          `UPDATE ${table} SET ${column} = ${column} WHERE ${column} = '${world.north.id}'`,
        );
        assert.equal(changed.rowCount, 0, table);
      }
      if (may(table, 'DELETE')) {
        const deleted = await client.query(`DELETE FROM ${table} WHERE ${column} = '${world.north.id}'`);
        assert.equal(deleted.rowCount, 0, table);
      }
    });
    const moved = may(table, 'UPDATE')
      ? `UPDATE ${table} SET ${column} = '${world.south.id}'`
      : `INSERT INTO ${table} SELECT (jsonb_populate_record(${table}, jsonb_build_object('${column}', '${world.south.id}'))).* FROM ${table}`;
    await assert.rejects(
      asApplication(world.north.id, () => client.query(moved)),
      /row-level security policy/,
      `${table}: a row was moved to another organisation`,
    );
  }
});

test('M4 the application may add to the audit log and read it, never change or delete an entry', async () => {
  for (const statement of [
    'UPDATE audit_events SET action = action',
    'DELETE FROM audit_events',
    'TRUNCATE audit_events',
  ])
    await assert.rejects(
      asApplication(world.north.id, () => client.query(statement)),
      /permission denied/,
    );
});

test('O5 the application cannot look into the job queue, nor make or drop anything', async () => {
  const statements = [
    'SELECT FROM graphile_worker._private_jobs',
    'CREATE TABLE mine ()',
    'DROP TABLE users',
    'ALTER TABLE users DISABLE ROW LEVEL SECURITY',
    'CREATE FUNCTION mine() RETURNS void LANGUAGE sql AS $$ $$',
    'SELECT FROM pg_authid',
    "COPY users TO PROGRAM 'true'",
  ];
  for (const statement of statements)
    await assert.rejects(
      asApplication(world.north.id, () => client.query(statement)),
      /permission denied|must be owner/,
      statement,
    );
});
