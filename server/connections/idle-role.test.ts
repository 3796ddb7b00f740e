// V7.3: whoever is connected is not thrown out as idle by the very change that makes a tab no use.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import { type TestApp, testApp } from '../../test/support/app.ts';
import { rows, signedIn } from '../../test/support/attack.ts';
import { connectTab } from '../../test/support/tab.ts';

let app: TestApp;
before(async () => {
  app = await testApp();
});
after(() => app?.close());

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
