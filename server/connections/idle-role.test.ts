// V7.3: where a tab is no use, who idles is warned and ends; who does something is not, in whichever process they do it, nor by the
// very change that makes a tab no use.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import { type TestApp, testApp } from '../../test/support/app.ts';
import { rows, signedIn } from '../../test/support/attack.ts';
import { connectTab } from '../../test/support/tab.ts';
import { until } from '../../test/support/until.ts';
import { commandLineCaller } from '../kernel/caller.ts';

let app: TestApp;
/** On the same database: holds tabs. */
let there: TestApp;
before(async () => {
  app = await testApp();
  there = await testApp({ ownerUrl: app.ownerUrl, keyring: app.keyring });
});
after(async () => {
  await there?.close();
  await app?.close();
});

test('V7.3 L1 who was on a long call when their role stopped to count tabs as use has the whole idle time from then', async () => {
  const tenant = await app.organization('long-call', { sessions: { idleMinutes: 5 } });
  const admin = await signedIn(app, tenant, 'bo', 'administrator');
  const ana = await signedIn(app, tenant, 'ana', 'agent');
  const tab = await connectTab(ana);
  await tab.event('connected');
  await rows(
    app,
    sql`UPDATE sessions s SET last_seen_at = now() - interval '3 hours' FROM users u
      WHERE s.tenant_id = ${tenant.id} AND u.tenant_id = s.tenant_id AND u.id = s.user_id AND u.username = 'ana'`,
  );
  const { items } = (await admin.get('/api/v1/roles')).json<{ items: { id: string; key: string }[] }>();
  const role = items.find(({ key }) => key === 'agent');
  const changed = await admin.json('PATCH', `/api/v1/roles/${role?.id}`, { connectedIsActive: false });
  assert.equal(changed.status, 200, changed.text);
  // The first thing it is told after the change: that it idles, and not that it is over.
  const { kind, secondsLeft } = await tab.event('warning');
  assert.equal(kind, 'idle');
  assert.ok(Number(secondsLeft) > 290, String(secondsLeft));
  assert.deepEqual([tab.over, tab.named('signed_out').length], [false, 0]);
  tab.close();
});

test('V7.3 L1 whoever is given a role whose tabs are no use has the whole idle time from then', async () => {
  const tenant = await app.organization('other-role', { sessions: { idleMinutes: 5 } });
  const admin = await signedIn(app, tenant, 'bo', 'administrator');
  const role = { key: 'desk', name: 'Desk', connectedIsActive: false };
  assert.equal((await admin.json('POST', '/api/v1/roles', role)).status, 201);
  const ana = await signedIn(app, tenant, 'ana', 'agent');
  const tab = await connectTab(ana);
  await tab.event('connected');
  await rows(
    app,
    sql`UPDATE sessions s SET last_seen_at = now() - interval '3 hours' FROM users u
      WHERE s.tenant_id = ${tenant.id} AND u.tenant_id = s.tenant_id AND u.id = s.user_id AND u.username = 'ana'`,
  );
  const { user } = (await ana.get('/api/v1/session')).json<{ user: { id: string } }>();
  const changed = await admin.json('PATCH', `/api/v1/users/${user.id}`, { role: 'desk' });
  assert.equal(changed.status, 200, changed.text);
  const { kind, secondsLeft } = await tab.event('warning');
  assert.equal(kind, 'idle');
  assert.ok(Number(secondsLeft) > 290, String(secondsLeft));
  assert.deepEqual([tab.over, tab.named('signed_out').length], [false, 0]);
  tab.close();
});

test('V7.3 a session that idles where a tab is no use is warned, and ends; where it counts, it does not', async () => {
  const tenant = await app.organization('idle-end', { sessions: { idleMinutes: 60 } });
  await rows(app, sql`UPDATE roles SET connected_is_active = (key = 'supervisor') WHERE tenant_id = ${tenant.id}`);
  const browser = await signedIn(app, tenant, 'ana', 'agent');
  const active = await signedIn(app, tenant, 'sue', 'supervisor');
  const tabs = [await connectTab(browser, { port: there.port }), await connectTab(active, { port: there.port })];
  const age = async (minutes: number): Promise<void> => {
    await rows(
      app,
      sql`UPDATE sessions SET last_seen_at = now() - make_interval(mins => ${minutes}) WHERE tenant_id = ${tenant.id}`,
    );
    // Something is heard of, so they are looked at.
    await app.app.house.tenants.changeSettings(
      commandLineCaller(tenant.id),
      { seats: { graceSeconds: minutes } },
      null,
    );
  };
  await age(56);
  const said = await tabs[0]?.event('warning');
  assert.equal(said?.kind, 'idle');
  await age(61);
  assert.equal((await tabs[0]?.event('signed_out'))?.reason, 'idle');
  const [session] = await rows(
    app,
    sql`SELECT end_reason FROM sessions s JOIN users u ON u.id = s.user_id WHERE s.tenant_id = ${tenant.id} AND username = 'ana'`,
  );
  assert.deepEqual(session, { end_reason: 'idle' });
  assert.deepEqual([tabs[1]?.over, tabs[1]?.events.map(({ name }) => name)], [false, ['connected']]);
  assert.equal((await active.get('/api/v1/session')).status, 200);
  tabs[1]?.close();
});

test('V7.3 who uses the session in one process in its last seconds is not out as idle in the one that holds the tab', async () => {
  const tenant = await app.organization('last-seconds', { sessions: { idleMinutes: 60 } });
  await rows(app, sql`UPDATE roles SET connected_is_active = false WHERE tenant_id = ${tenant.id}`);
  const browser = await signedIn(app, tenant, 'ana', 'agent');
  const unseen = sql`UPDATE sessions SET last_seen_at = now() - interval '59 minutes 40 seconds' WHERE tenant_id = ${tenant.id}`;
  await app.app.house.sessions.flush();
  await rows(app, unseen);
  const tab = await connectTab(browser, { port: there.port });
  const { secondsLeft } = await tab.event('warning');
  assert.ok(Number(secondsLeft) <= 20, String(secondsLeft));
  assert.equal((await browser.get('/api/v1/session')).status, 200);
  await until(() => tab.named('warning').length > 1 || tab.over);
  assert.equal(tab.over, false);
  assert.ok(Number(tab.named('warning').at(-1)?.data.secondsLeft) > 3_500, 'the whole idle time again');
  tab.close();
});
