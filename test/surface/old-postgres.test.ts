// Usher on the machine's own PostgreSQL, an older one than it brings along (15 on Debian 12).
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { migrate } from '../../server/platform/migrate.ts';
import { dumpedSchema } from '../../tools/schema.ts';
import { goodPassword, type TestApp, testApp } from '../support/app.ts';
import type { TestCluster } from '../support/cluster.ts';
import { emptyDatabase, testDatabase } from '../support/database.ts';
import { query } from '../support/embedded.ts';
import { startSystemPostgres } from '../support/system-postgres.ts';
import { until } from '../support/until.ts';

let cluster: TestCluster | null = null;
let app: TestApp | null = null;
const absent = 'this machine has no PostgreSQL of its own';

before(async () => {
  cluster = await startSystemPostgres();
  if (cluster === null) return;
  const { ownerUrl } = await emptyDatabase(cluster);
  assert.ok((await migrate({ ownerUrl })).applied.length > 0);
  assert.deepEqual((await migrate({ ownerUrl })).applied, []);
  app = await testApp({ ownerUrl });
});
after(async () => {
  await app?.close();
  await cluster?.stop();
});

test('architecture: the schema on an older PostgreSQL is the same', async (context) => {
  if (app === null) return context.skip(absent);
  const newest = await testDatabase();
  try {
    assert.equal(await dumpedSchema(app.ownerUrl), await dumpedSchema(newest.ownerUrl));
  } finally {
    await newest.drop();
  }
});

test('S1 people sign in, change a password, are found, disabled and mailed on an older PostgreSQL', async (context) => {
  if (app === null) return context.skip(absent);
  const { ownerUrl } = app;
  const [version] = await query(ownerUrl, "SELECT current_setting('server_version') AS version");
  context.diagnostic(`PostgreSQL ${version?.version}`);
  const tenant = await app.organization('north');
  await app.user(tenant, 'nadia', { role: 'administrator' });
  await app.operator();
  const nadia = app.browser('north');
  assert.equal((await nadia.signIn('nadia', goodPassword)).status, 200);
  const created = await nadia.json('POST', '/api/v1/users', { username: 'ned', email: 'ned@north.example' });
  assert.equal(created.status, 201, created.text);
  await until(async () => (await query(ownerUrl, "SELECT FROM mails WHERE status = 'sent'")).length === 1);
  const { id } = created.json<{ user: { id: string } }>().user;
  const choice = { password: goodPassword, temporary: false };
  assert.equal((await nadia.json('PUT', `/api/v1/users/${id}/password`, choice)).status, 200);
  const ned = app.browser('north');
  assert.equal((await ned.signIn('ned', 'wrong')).status, 401);
  assert.equal((await ned.signIn('ned@NORTH.example', goodPassword)).status, 401, 'by username only, here');
  assert.equal((await ned.signIn('Ned', goodPassword)).status, 200);
  const change = { currentPassword: goodPassword, newPassword: 'amber kettle 58 forest' };
  assert.equal((await ned.json('POST', '/api/v1/password/change', change)).status, 204);
  assert.equal((await nadia.get('/api/v1/users?search=ned')).json<{ items: unknown[] }>().items.length, 1);
  assert.equal((await nadia.json('PATCH', '/api/v1/settings', { sessions: { idleMinutes: 30 } })).status, 200);
  assert.equal((await nadia.json('POST', `/api/v1/users/${id}/disable`, {})).status, 204);
  await until(async () => (await ned.get('/api/v1/session')).status === 401);
  assert.ok((await nadia.get('/api/v1/audit')).json<{ items: unknown[] }>().items.length > 5);
  const olga = app.browser();
  assert.equal((await olga.signIn('olga', goodPassword)).status, 200);
  assert.match((await olga.get('/api/v1/organizations/north/export')).text, /"kind":"end"/);
  const remove = await olga.json('DELETE', '/api/v1/organizations/north', { confirm: 'north' });
  assert.equal(remove.status, 204, remove.text);
});
