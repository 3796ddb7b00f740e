import assert from 'node:assert/strict';
import { access, chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { type RawBuilder, sql } from 'kysely';
import { type TestApp, testApp } from '../../test/support/app.ts';
import { emptyDatabase } from '../../test/support/database.ts';
import { enter, houseOf, peopleOf } from '../../test/support/seats.ts';
import { openDatabase } from '../platform/database.ts';
import { examine, type Finding } from './doctor.ts';

let app: TestApp;
let directory = '';
before(async () => {
  app = await testApp();
  directory = await mkdtemp(join(tmpdir(), 'usher-doctor-'));
  await writeFile(join(directory, 'usher.key'), 'unread here', { mode: 0o600 });
});
after(async () => {
  await app.close();
  await rm(directory, { recursive: true, force: true });
});

function look(smtpUrl: string | null = null, reachable = false): Promise<Finding[]> {
  const { config, database } = app.app.house;
  const here = { ...config, smtpUrl, dataDirectory: directory, keyFile: join(directory, 'usher.key') };
  return examine({ config: here, database, mail: { reachable: async () => reachable } });
}

function illnesses(findings: readonly Finding[]): string[] {
  return findings.filter(({ ok }) => !ok).map(({ check }) => check);
}

test('M6 the doctor finds nothing wrong with an installation that is well', async () => {
  const findings = await look();
  assert.deepEqual(illnesses(findings), [], JSON.stringify(findings, null, 1));
  assert.ok(findings.length >= 10);
});

test('M6 the doctor names a key file that others can read', async () => {
  await chmod(join(directory, 'usher.key'), 0o644);
  try {
    assert.deepEqual(illnesses(await look()), ['key file']);
  } finally {
    await chmod(join(directory, 'usher.key'), 0o600);
  }
});

test('M6 the doctor names a table of the organisations that lost its guard', async () => {
  const { database } = app.app.house;
  await database.withSystem((tx) => sql`ALTER TABLE api_keys DISABLE ROW LEVEL SECURITY`.execute(tx));
  const findings = await look();
  await database.withSystem((tx) => sql`ALTER TABLE api_keys ENABLE ROW LEVEL SECURITY`.execute(tx));
  assert.deepEqual(illnesses(findings), ['row-level security']);
  assert.match(findings.find(({ ok }) => !ok)?.sentence ?? '', /api_keys/);
});

test('M6 the doctor tells of a mail server that does not answer and of mails refused', async () => {
  const tenant = await app.organization('ill');
  await app.app.house.database.withSystem((tx) =>
    sql`INSERT INTO mails (tenant_id, id, template, recipient, status)
      VALUES (${tenant.id}, gen_random_uuid(), 'welcome', 'a@b.example', 'failed')`.execute(tx),
  );
  assert.deepEqual(illnesses(await look('smtp://127.0.0.1:9')), ['mails', 'mail server']);
});

test('M6 L2 the doctor names the organisation whose seats in use are counted wrongly', async () => {
  const tenant = await houseOf(app, 'miscounted', 5);
  const [ana] = await peopleOf(app, tenant, 1);
  await enter(app, tenant, ana);
  const { database } = app.app.house;
  const run = (statement: RawBuilder<unknown>) => database.withSystem((tx) => statement.execute(tx));
  const seats = async () => (await look()).find(({ check }) => check === 'seats');
  assert.equal((await seats())?.ok, true);
  for (const [wrong, right] of [
    [sql`in_use = in_use + 1`, sql`in_use = in_use - 1`],
    [sql`unreserved = 0`, sql`unreserved = 1`],
    [sql`by_role = '{}'`, null],
  ] as const) {
    await run(sql`UPDATE seat_usage SET ${wrong} WHERE tenant_id = ${tenant.id}`);
    const found = await seats();
    assert.equal(found?.ok, false);
    assert.match(found?.sentence ?? '', /counted wrongly for miscounted:/);
    if (right !== null) await run(sql`UPDATE seat_usage SET ${right} WHERE tenant_id = ${tenant.id}`);
  }
  await run(
    sql`UPDATE seat_usage SET by_role = (SELECT jsonb_build_object(role_id, 1) FROM seats WHERE tenant_id = ${tenant.id}) WHERE tenant_id = ${tenant.id}`,
  );
  assert.equal((await seats())?.ok, true);
});

test('M6 the doctor says that a key file is missing, and makes none', async () => {
  const { config, database } = app.app.house;
  const missing = { ...config, dataDirectory: directory, keyFile: join(directory, 'lost.key') };
  const findings = await examine({ config: missing, database, mail: { reachable: async () => true } });
  assert.ok(illnesses(findings).includes('key file'));
  await assert.rejects(access(missing.keyFile));
});

test('M6 the doctor names the migrations that wait, and leaves them waiting', async () => {
  const { config } = app.app.house;
  const { ownerUrl, drop } = await emptyDatabase();
  const database = openDatabase({ ownerUrl, poolMax: 1 });
  try {
    const patient = {
      config: { ...config, dataDirectory: directory, keyFile: join(directory, 'usher.key') },
      database,
    };
    const findings = await examine({ ...patient, mail: { reachable: async () => true } });
    assert.match(findings.find(({ check }) => check === 'schema')?.sentence ?? '', /lacks 0001_house\.sql, 0002/);
    assert.ok(findings.find(({ check }) => check === 'database')?.ok);
    const tables = await database.withSystem((tx) =>
      sql`SELECT FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace`.execute(tx),
    );
    assert.equal(tables.rows.length, 0);
  } finally {
    await database.close();
    await drop();
  }
});

test('M6 the doctor names a newer version’s migration, and one that is not what was applied', async () => {
  const { database } = app.app.house;
  const schema = async () => (await look()).find(({ check }) => check === 'schema')?.sentence ?? '';
  const run = (statement: RawBuilder<unknown>) => database.withSystem((tx) => statement.execute(tx));
  await run(sql`INSERT INTO migrations (name, checksum) VALUES ('9999_later.sql', 'x')`);
  assert.match(await schema(), /newer Usher .*9999_later\.sql/);
  await run(sql`DELETE FROM migrations WHERE name = '9999_later.sql'`);
  await run(sql`UPDATE migrations SET checksum = 'x' || checksum WHERE name = '0001_house.sql'`);
  assert.match(await schema(), /0001_house\.sql is not the one/);
  await run(sql`UPDATE migrations SET checksum = substr(checksum, 2) WHERE name = '0001_house.sql'`);
  assert.match(await schema(), /up to date/);
});
