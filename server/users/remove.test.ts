// Rows L4 and M2: deleting a user, and what ends with them.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import { goodPassword, type TestApp, testApp } from '../../test/support/app.ts';
import { assertEnds, codeOf, rows, signedIn } from '../../test/support/attack.ts';
import type { Browser } from '../../test/support/browser.ts';
import { connectTab } from '../../test/support/tab.ts';
import { until, within } from '../../test/support/until.ts';
import { commandLineCaller } from '../kernel/caller.ts';
import type { Tenant } from '../tenants/tenants.ts';

let app: TestApp;
before(async () => {
  app = await testApp();
});
after(() => app.close());

async function house(slug: string): Promise<{ tenant: Tenant; admin: Browser }> {
  const tenant = await app.organization(slug, { officeNetworks: ['127.0.0.0/8'] });
  return { tenant, admin: await signedIn(app, tenant, 'admin', 'administrator') };
}

async function ownId(browser: Browser): Promise<string> {
  return (await browser.get('/api/v1/session')).json<{ user: { id: string } }>().user.id;
}

function remove(browser: Browser, id: string, headers: Record<string, string> = {}) {
  return browser.json('DELETE', `/api/v1/users/${id}`, undefined, headers);
}

test('L4 a user who is deleted is out within a second: session, tab, seat and station are gone, and the name is free again', async () => {
  const { tenant, admin } = await house('gone');
  const { id } = await app.user(tenant, 'ana', { station: { mode: 'static', id: '0042' }, extension: '7' });
  const ana = app.browser('gone');
  assert.equal((await ana.signIn('ana', goodPassword)).status, 200);
  const tab = await connectTab(ana);
  assert.equal((await rows(app, sql`SELECT 1 FROM seats WHERE user_id = ${id}`)).length, 1);
  assert.equal((await remove(admin, id)).status, 204);
  await assertEnds(ana);
  await within(1_000, () => tab.named('signed_out').length > 0);
  const left = sql<{
    n: number;
  }>`SELECT (SELECT count(*) FROM sessions WHERE user_id = ${id}) + (SELECT count(*) FROM seats WHERE user_id = ${id})
    + (SELECT count(*) FROM stations WHERE tenant_id = ${tenant.id}) + (SELECT count(*) FROM user_identifiers WHERE user_id = ${id})
    + (SELECT count(*) FROM passwords WHERE user_id = ${id}) + (SELECT count(*) FROM attempt_buckets WHERE subject = ${`user:${id}`}) AS n`;
  assert.equal(Number((await rows(app, left))[0]?.n), 0);
  const [usage] = await rows<{ in_use: number }>(
    app,
    sql`SELECT in_use FROM seat_usage WHERE tenant_id = ${tenant.id}`,
  );
  assert.equal(usage?.in_use, 1, 'the administrator’s own');
  assert.equal((await admin.get(`/api/v1/users/${id}`)).status, 404);
  assert.equal((await remove(admin, id)).status, 404);
  assert.equal((await app.browser('gone').signIn('ana', goodPassword)).status, 401);
  const again = { username: 'ana', extension: '7', station: { mode: 'static', id: '0042' } };
  assert.equal((await admin.json('POST', '/api/v1/users', again)).status, 201);
});

test('M2 the audit log keeps what a deleted user did, and their name', async () => {
  const { tenant, admin } = await house('kept');
  const { id } = await app.user(tenant, 'ana', { firstName: 'Ana' });
  await app.browser('kept').signIn('ana', goodPassword);
  assert.equal((await remove(admin, id)).status, 204);
  const events = await rows<{ action: string; actor_name: string; target_name: string }>(
    app,
    sql`SELECT action, actor_name, target_name FROM audit_events WHERE ${id} IN (actor_id, target_id) ORDER BY at`,
  );
  assert.deepEqual(
    events.map(({ action, actor_name, target_name }) => `${action} ${actor_name} ${target_name}`),
    ['user.create command line ana', 'session.start ana ana', 'user.delete admin ana'],
  );
});

test('P1 a mail that waits for a deleted user is never sent', async () => {
  const { tenant, admin } = await house('unsent');
  const { user } = await app.app.house.users.create(tenant, commandLineCaller(tenant.id), {
    username: 'ana',
    email: 'ana@unsent.example',
    role: 'agent',
  });
  const mailOf = sql<{
    status: string;
    sealed: Buffer | null;
  }>`SELECT status, sealed FROM mails WHERE user_id = ${user.id}`;
  await until(async () => (await rows(app, mailOf))[0]?.status === 'sent');
  // As one that the mail server would not take yet.
  await rows(app, sql`UPDATE mails SET status = 'queued', sealed = '\\x00' WHERE user_id = ${user.id}`);
  assert.equal((await remove(admin, user.id)).status, 204);
  assert.deepEqual((await rows(app, mailOf))[0], { status: 'expired', sealed: null });
});

test('M3 nobody deletes themselves, the last administrator, who is above them, or at another revision', async () => {
  const { tenant, admin } = await house('not');
  assert.equal(codeOf(await remove(admin, await ownId(admin))), 'not_permitted');
  const caller = commandLineCaller(tenant.id);
  const last = app.app.house.users.remove(tenant, caller, await ownId(admin), null);
  await assert.rejects(last, { code: 'last_administrator' });
  const permissions = ['users:read', 'users:delete'];
  const made = await admin.json('POST', '/api/v1/api-keys', { name: 'weak', permissions });
  const { key } = made.json<{ key: string }>();
  const weak = app.browser('not', { authorization: `Bearer ${key}` });
  const boss = await app.user(tenant, 'boss', { role: 'administrator' });
  assert.equal(codeOf(await remove(weak, boss.id)), 'not_permitted');
  const { id } = await app.user(tenant, 'ana');
  assert.equal(codeOf(await remove(weak, id, { 'if-match': '"99"' })), 'precondition_failed');
  assert.equal((await weak.get(`/api/v1/users/${id}`)).status, 200);
  assert.equal((await remove(weak, id, { 'if-match': '"1"' })).status, 204);
});
