// Row M6: a backup restores into a fresh installation so that everybody signs in as before, or it changes nothing.
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { gunzipSync, gzipSync } from 'node:zlib';
import { sql } from 'kysely';
import { goodPassword, type TestApp, testApp, testKeyring } from '../../test/support/app.ts';
import { rows } from '../../test/support/attack.ts';
import { testDatabase } from '../../test/support/database.ts';
import { assertExact, tabOf, within } from '../../test/support/seats.ts';
import { until } from '../../test/support/until.ts';
import { commandLineCaller } from '../kernel/caller.ts';
import type { SessionId, UserId } from '../kernel/ids.ts';
import type { Database } from '../platform/database.ts';
import { createSealer } from '../platform/seal.ts';
import { takeStation } from '../stations/stations.ts';
import { operatorsTenantId, type Tenant } from '../tenants/tenants.ts';
import { makeBackup } from './backup.ts';
import { restoreBackup } from './restore.ts';

const operator = commandLineCaller(operatorsTenantId);
let directory = '';
let file = '';
let app: TestApp;

before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'usher-backup-'));
  file = join(directory, 'house.backup');
  // Nobody listens there, so a mail stays queued.
  const config = { smtpUrl: 'smtp://127.0.0.1:1', mailFrom: 'Usher <no-reply@usher.example>' };
  app = await testApp({ config });
  const tenant = await app.organization('northwind', { passwordPolicy: { minLength: 9 } });
  await app.user(tenant, 'ana', { firstName: 'Ana "\\', lastName: 'Müller-Ōe' });
  await app.user(tenant, 'lee', { email: 'lee@example.com', password: goodPassword, temporary: true });
  assert.equal((await app.browser('northwind').signIn('ana', goodPassword)).status, 200);
  // She has the last seat that is not reserved, a tab, and is at a station; another one is Lee's own.
  await app.app.house.organizations.update(operator, 'northwind', { seats: 2 }, null);
  await at(tenant, 'ana', '0042');
  await app.app.house.users.setStation(tenant, commandLineCaller(tenant.id), await idOf(tenant, 'lee'), {
    mode: 'static',
    id: '7',
  });
  assert.equal((await app.browser('northwind').signIn('ana', 'wrong 1 wrong')).status, 401);
  await makeBackup(app.app.house, operator, file);
});
after(async () => {
  await app.close();
  await rm(directory, { recursive: true, force: true });
});

function idOf(tenant: Tenant, username: string): Promise<UserId> {
  return app.app.house.users.findByIdentifier(tenant, username);
}

async function at(tenant: Tenant, username: string, station: string): Promise<void> {
  const id = await idOf(tenant, username);
  const [session] = await rows<{ id: SessionId }>(app, sql`SELECT id FROM sessions WHERE user_id = ${id}`);
  assert.ok(session);
  await tabOf(app, tenant, session.id);
  await within(app, tenant, (tx) => takeStation(tx, tenant, { id }, station));
}

/** Every row of the tables that a restore must bring back unchanged, as one text. */
async function contents(database: Database): Promise<string> {
  const tables = ['tenants', 'roles', 'users', 'user_identifiers', 'passwords', 'password_history', 'attempt_buckets'];
  const texts = await database.withSystem(async (tx) => {
    const found: string[] = [];
    for (const table of tables) {
      const { rows } = await sql`SELECT to_jsonb(t)::text AS row FROM ${sql.table(table)} t ORDER BY 1`.execute(tx);
      found.push(JSON.stringify(rows));
    }
    return found;
  });
  return texts.join('\n');
}

async function auditActions(database: Database): Promise<string[]> {
  const { rows } = await database.withSystem((tx) =>
    sql<{ action: string }>`SELECT action FROM audit_events ORDER BY id`.execute(tx),
  );
  return rows.map((row) => row.action);
}

test('M6 a restored installation has every row, the same passwords, the audit log and the waiting mails, and no session', async () => {
  const fresh = await testDatabase();
  const restored = await testApp({ ownerUrl: fresh.ownerUrl, keyring: app.keyring });
  try {
    const { house } = restored.app;
    const result = await restoreBackup(house, operator, file);
    assert.equal(result.mails, 1);
    assert.equal(await contents(house.database), await contents(app.app.house.database));
    const before = (await auditActions(app.app.house.database)).filter((one) => one !== 'installation.backup');
    assert.deepEqual((await auditActions(house.database)).slice(0, before.length), before);
    assert.ok((await auditActions(house.database)).includes('installation.restore'));
    const live = await rows(restored, sql`SELECT FROM sessions WHERE ended_at IS NULL`);
    assert.equal(live.length, 0, 'a session of then would come back to life');
    // Nobody is in, so everybody may enter; a number of one's own still is.
    const stations = await rows(restored, sql`SELECT station, holder_id FROM stations`);
    assert.deepEqual(stations, [{ station: '7', holder_id: null }]);
    const tenant = await house.tenants.bySlug('northwind');
    await assertExact(restored, tenant, 0);
    assert.equal((await restored.browser('northwind').signIn('ana', goodPassword)).status, 200);
    await assertExact(restored, tenant, 1);
    await until(async () => (await house.mail.captured?.list())?.[0]?.to.includes('lee@example.com') === true);
  } finally {
    await restored.close();
    await fresh.drop();
  }
});

test('M6 only the owner may read the file, and no secret stands in it in clear', async () => {
  assert.equal((await stat(file)).mode & 0o777, 0o600);
  const text = gunzipSync(await readFile(file)).toString();
  assert.doesNotMatch(text, /purple lantern|\$argon2id/);
  assert.ok(![...app.keyring.keys.values()].some((key) => text.includes(key.toString('base64'))));
});

test('M6 a file that is cut off, altered, resealed or none at all is refused and changes nothing', async () => {
  const fresh = await testDatabase();
  const target = await testApp({ ownerUrl: fresh.ownerUrl, keyring: app.keyring });
  const { house } = target.app;
  const empty = await contents(house.database);
  const whole = await readFile(file);
  const text = gunzipSync(whole).toString();
  const lines = text.trimEnd().split('\n');
  const forms: [name: string, content: Buffer | string, message: RegExp][] = [
    ['cut off within', whole.subarray(0, whole.length - 40), /incomplete/],
    ['cut off after a line', gzipSync(`${lines.slice(0, 4).join('\n')}\n`), /incomplete/],
    ['a row changed', gzipSync(text.replace('"ana"', '"eve"')), /damaged/],
    ['a line left out', gzipSync(`${lines.toSpliced(3, 1).join('\n')}\n`), /damaged/],
    ['something added', gzipSync(`${text}{"table":"users","rows":[{}]}\n`), /damaged/],
    ['not gzip', 'hello', /damaged, or this file is none/],
    ['other contents', gzipSync('{"a":1}\n'), /not a backup/],
    ['a newer format', gzipSync(text.replace('"version":1', '"version":2')), /format version 2/],
  ];
  try {
    for (const [name, content, message] of forms) {
      const path = join(directory, 'broken');
      await writeFile(path, content);
      await assert.rejects(restoreBackup(house, operator, path), { message }, name);
      assert.equal(await contents(house.database), empty, name);
    }
    await assert.rejects(restoreBackup(house, operator, join(directory, 'absent')), { message: /cannot be read/ });
  } finally {
    await target.close();
    await fresh.drop();
  }
});

test('M6 the wrong key file, an installation in use, and a backup of a newer version are refused', async () => {
  const { house } = app.app;
  await assert.rejects(restoreBackup(house, operator, file), { message: /in use/ });
  const fresh = await testDatabase();
  const target = await testApp({ ownerUrl: fresh.ownerUrl, keyring: app.keyring });
  try {
    const others = { database: target.app.house.database, sealer: createSealer(testKeyring()) };
    // The same id, but not the same key.
    await assert.rejects(restoreBackup(others, operator, file), { message: /seal does not fit/ });
    await house.database.withSystem((tx) =>
      sql`INSERT INTO migrations (name, checksum) VALUES ('9999_later.sql', 'x')`.execute(tx),
    );
    const newer = join(directory, 'newer');
    await makeBackup(house, operator, newer);
    await assert.rejects(restoreBackup(target.app.house, operator, newer), { message: /9999_later\.sql/ });
    assert.equal(
      (await target.app.house.organizations.list(operator, { limit: 1, cursor: null, search: null })).items.length,
      0,
    );
  } finally {
    await house.database.withSystem((tx) => sql`DELETE FROM migrations WHERE name = '9999_later.sql'`.execute(tx));
    await target.close();
    await fresh.drop();
  }
});

test('M6 a backup of many rows is read and written in batches', async () => {
  const { house } = app.app;
  await house.database.withSystem((tx) =>
    sql`INSERT INTO teams (tenant_id, id, name) SELECT id, gen_random_uuid(), 'team ' || chr(8232) || n FROM tenants, generate_series(1, 450) n
      WHERE slug = 'northwind'`.execute(tx),
  );
  const path = join(directory, 'large');
  const made = await makeBackup(house, operator, path);
  assert.equal(made.counts.teams, 450);
  const batches = gunzipSync(await readFile(path))
    .toString()
    .split('\n')
    .filter((line) => line.startsWith('{"table":"teams"'));
  assert.equal(batches.length, 3);
  const fresh = await testDatabase();
  const restored = await testApp({ ownerUrl: fresh.ownerUrl, keyring: app.keyring });
  try {
    assert.equal((await restoreBackup(restored.app.house, operator, path)).counts.teams, 450);
  } finally {
    await restored.close();
    await fresh.drop();
  }
});
