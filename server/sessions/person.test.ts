// Row L5: where somebody is logged in, for supervisors and administrators, and logging them out there.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import { goodPassword, type TestApp, testApp } from '../../test/support/app.ts';
import { isSignedIn, rows, signedIn } from '../../test/support/attack.ts';
import type { Browser } from '../../test/support/browser.ts';
import { teamOf } from '../../test/support/team.ts';

let app: TestApp;
before(async () => {
  app = await testApp();
});
after(() => app?.close());

const nobody = { secondFactor: { required: 'nobody' as const } };
interface Listed {
  items: { id: string; browser: string; address: string; kind: string; station: string | null; tabs: unknown[] }[];
}

async function at(slug: string, username: string): Promise<Browser> {
  const browser = app.browser(slug);
  assert.equal((await browser.signIn(username, goodPassword)).status, 200);
  return browser;
}

test('L5 a supervisor sees where an agent is logged in and ends one of it; the others go on', async () => {
  const { tenant, ids } = await teamOf(app, 'l5-person', nobody);
  const [desk, home, sue] = await Promise.all([at('l5-person', 'ana'), at('l5-person', 'ana'), at('l5-person', 'sue')]);
  const path = `/api/v1/users/${ids.ana}/sessions`;
  const { items } = (await sue.get(path)).json<Listed>();
  assert.equal(items.length, 2);
  assert.deepEqual(
    items.map(({ kind, address, tabs, station }) => [kind, address, tabs, station]),
    [
      ['browser', '127.0.0.1', [], null],
      ['browser', '127.0.0.1', [], null],
    ],
  );
  const { session } = (await desk.get('/api/v1/session')).json<{ session: { id: string } }>();
  assert.equal((await sue.json('DELETE', `${path}/${session.id}`)).status, 204);
  assert.deepEqual([await isSignedIn(desk), await isSignedIn(home)], [false, true]);
  assert.equal((await sue.json('DELETE', `${path}/${session.id}`)).status, 404, 'it is over');
  assert.equal((await sue.get(path)).json<Listed>().items.length, 1);
  const [logged] = await rows<Record<string, unknown>>(
    app,
    sql`SELECT actor_name, reason, details->>'user' AS user FROM audit_events WHERE tenant_id = ${tenant.id} AND action = 'session.end' AND target_id = ${session.id}`,
  );
  assert.deepEqual(logged, { actor_name: 'sue', reason: 'signed_out_by_administrator', user: ids.ana });
});

test('L5 M3 nobody ends what is not in their reach: above, elsewhere, another’s by this one’s name', async () => {
  const { ids } = await teamOf(app, 'l5-reach', nobody);
  const [ana, bo, cy, sue] = await Promise.all(['ana', 'bo', 'cy', 'sue'].map((username) => at('l5-reach', username)));
  assert.ok(ana && bo && cy && sue);
  const idOf = async (browser: Browser) =>
    (await browser.get('/api/v1/session')).json<{ session: { id: string } }>().session.id;
  const end = async (by: Browser, of: string, browser: Browser) =>
    (await by.json('DELETE', `/api/v1/users/${ids[of]}/sessions/${await idOf(browser)}`)).status;
  assert.equal(await end(sue, 'bo', bo), 403);
  assert.equal(await end(sue, 'cy', cy), 404);
  assert.equal(await end(sue, 'ana', bo), 404);
  assert.equal(await end(ana, 'cy', cy), 403);
  const stranger = await signedIn(app, await app.organization('l5-other'), 'eve', 'administrator');
  assert.equal(await end(stranger, 'ana', ana), 404);
  assert.equal((await stranger.get(`/api/v1/users/${ids.ana}/sessions`)).status, 404);
  for (const browser of [ana, bo, cy, sue]) assert.equal(await isSignedIn(browser), true);
});
