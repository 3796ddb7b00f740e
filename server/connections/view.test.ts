// The view of who is connected, and what is done from it to tabs of others, in whichever process they are.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import { goodPassword, type TestApp, testApp } from '../../test/support/app.ts';
import { rows, signedIn } from '../../test/support/attack.ts';
import type { Browser } from '../../test/support/browser.ts';
import { connectTab } from '../../test/support/tab.ts';
import { teamOf } from '../../test/support/team.ts';
import { until } from '../../test/support/until.ts';
import type { Presence } from './live-view.ts';

let here: TestApp;
/** On the same database: holds the tabs. */
let there: TestApp;
before(async () => {
  here = await testApp();
  there = await testApp({ ownerUrl: here.ownerUrl, keyring: here.keyring });
});
after(async () => {
  await there?.close();
  await here?.close();
});

async function entered(slug: string, username: string): Promise<Browser> {
  const browser = here.browser(slug);
  const answer = await browser.signIn(username, goodPassword);
  assert.equal(answer.json().next, 'done', answer.text);
  return browser;
}

async function view(browser: Browser, query = ''): Promise<{ items: Presence[]; next: string | null }> {
  const answer = await browser.get(`/api/v1/connections${query}`);
  assert.equal(answer.status, 200, answer.text);
  return answer.json();
}

const names = ({ items }: { items: Presence[] }): string[] => items.map(({ user }) => user.username);
const none = { secondFactor: { required: 'nobody' as const, methods: ['email_code' as const] } };

test('L5 the view shows each person once: role, teams, since, where, seat, station and tabs', async () => {
  const { tenant } = await teamOf(here, 'view', none);
  const ana = await entered(tenant.slug, 'ana');
  const admin = await entered(tenant.slug, 'bo');
  const tabs = [await connectTab(ana, { port: there.port }), await connectTab(ana)];
  const ids = await Promise.all(tabs.map(async (tab) => (await tab.event('connected')).connection));
  const { items, next } = await view(admin);
  assert.equal(next, null);
  assert.deepEqual(names({ items }), ['ana', 'bo']);
  const [shown] = items;
  assert.ok(shown);
  const { id, since, browser, tabs: shownTabs, teams, ...rest } = shown;
  assert.deepEqual(rest, {
    user: { id, username: 'ana', displayName: 'ana' },
    role: { key: 'agent', name: shown.role.name },
    address: '127.0.0.1',
    seat: true,
    station: null,
  });
  assert.deepEqual(
    teams.map(({ name }) => name),
    ['Morning'],
  );
  assert.deepEqual(
    shownTabs.map((tab) => tab.id),
    ids,
  );
  assert.ok(Date.parse(since) > 0 && browser !== '' && Date.parse(shownTabs[0]?.since ?? '') > 0);
  for (const tab of tabs) tab.close();
  // In grace they still have their seat.
  await until(async () => (await view(admin)).items[0]?.tabs.length === 0);
  await ana.json('DELETE', '/api/v1/session');
  await until(async () => names(await view(admin)).join() === 'bo');
});

test('L5 pages, search and teams: each person once, in order, to the end', async () => {
  const tenant = await here.organization('pages');
  const admin = await signedIn(here, tenant, 'admin', 'administrator');
  for (const name of ['Dora', 'carl', 'Émile']) await signedIn(here, tenant, name, 'agent');
  const seen: string[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page = await view(admin, `?limit=2${cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`}`);
    seen.push(...names(page));
    cursor = page.next;
  }
  assert.deepEqual([...seen].sort(), ['Dora', 'admin', 'carl', 'Émile'].sort());
  assert.deepEqual(names(await view(admin, '?search=ORA')), ['Dora']);
  assert.deepEqual(names(await view(admin, '?search=%25')), []);
  assert.deepEqual(names(await view(admin, `?team=${tenant.id}`)), []);
  assert.deepEqual(names(await view(admin, '?team=none')), []);
});

test('L5 M3 a supervisor sees and reaches their teams only, and an agent nobody', async () => {
  const { tenant, ids } = await teamOf(here, 'team-view', none);
  const sue = await entered(tenant.slug, 'sue');
  const ana = await entered(tenant.slug, 'ana');
  const cy = await entered(tenant.slug, 'cy');
  const [anas, cys] = [await connectTab(ana, { port: there.port }), await connectTab(cy, { port: there.port })];
  assert.deepEqual(names(await view(sue)), ['ana', 'sue']);
  assert.equal((await cy.get('/api/v1/connections')).status, 403);
  assert.equal((await connectTab(cy, { watch: true })).status, 403);
  const idOf = async (tab: typeof anas) => String((await tab.event('connected')).connection);
  const [anaId, cyId] = [await idOf(anas), await idOf(cys)];
  assert.equal((await sue.json('DELETE', `/api/v1/connections/${cyId}`)).status, 404);
  assert.equal((await sue.json('POST', `/api/v1/connections/${cyId}/message`, { text: 'Hi' })).status, 404);
  assert.equal((await sue.json('POST', `/api/v1/users/${ids.cy}/message`, { text: 'Hi' })).status, 404);
  assert.equal((await cy.json('DELETE', `/api/v1/connections/${anaId}`)).status, 403);
  assert.equal((await cy.json('POST', `/api/v1/connections/${anaId}/message`, { text: 'Hi' })).status, 403);
  assert.equal((await sue.json('POST', `/api/v1/users/${ids.ana}/message`, { text: 'Come by, please' })).status, 204);
  const said = await anas.event('message');
  assert.deepEqual(
    [said.text, said.from, typeof said.id, typeof said.at],
    ['Come by, please', 'sue', 'string', 'string'],
  );
  assert.equal((await sue.json('POST', `/api/v1/connections/${anaId}/message`, { text: '<b>2</b>' })).status, 204);
  await until(() => anas.named('message').at(-1)?.data.text === '<b>2</b>');
  assert.equal((await sue.json('DELETE', `/api/v1/connections/${anaId}`)).status, 204);
  assert.deepEqual(await anas.event('disconnected'), { by: 'sue' });
  assert.equal(cys.named('message').length, 0);
  assert.equal((await ana.get('/api/v1/session')).status, 200);
  // Nobody is there to read it.
  assert.equal((await sue.json('POST', `/api/v1/users/${ids.ana}/message`, { text: 'Hello?' })).status, 404);
  const audit = await rows(
    here,
    sql`SELECT action, actor_name, target_name, details FROM audit_events WHERE tenant_id = ${tenant.id} AND action IN ('user.message', 'connection.disconnect') AND outcome = 'done' ORDER BY id`,
  );
  assert.deepEqual(audit, [
    { action: 'user.message', actor_name: 'sue', target_name: 'ana', details: { tabs: 1, characters: 15 } },
    { action: 'user.message', actor_name: 'sue', target_name: 'ana', details: { tabs: 1, characters: 8 } },
    { action: 'connection.disconnect', actor_name: 'sue', target_name: 'ana', details: {} },
  ]);
  cys.close();
});

test('L5 a message is a text of 1 to 500 characters', async () => {
  const tenant = await here.organization('texts');
  const admin = await signedIn(here, tenant, 'admin', 'administrator');
  const ana = await signedIn(here, tenant, 'ana', 'agent');
  const { user } = (await ana.get('/api/v1/session')).json<{ user: { id: string } }>();
  const tab = await connectTab(ana, { port: there.port });
  const send = (text: string) => admin.json('POST', `/api/v1/users/${user.id}/message`, { text });
  for (const wrong of ['', '   ', 'x'.repeat(501)]) assert.equal((await send(wrong)).status, 400, wrong);
  // The largest there is, in its JSON form, with as many tabs as there may be.
  const large = '\u0001'.repeat(500);
  assert.equal((await send(large)).status, 204);
  assert.equal((await tab.event('message')).text, large);
  tab.close();
});

test('L5 whoever watches is told at most once a second that somebody came or went, wherever', async () => {
  const tenant = await here.organization('watched');
  const admin = await signedIn(here, tenant, 'admin', 'administrator');
  const ana = await signedIn(here, tenant, 'ana', 'agent');
  const watcher = await connectTab(admin, { watch: true });
  const blind = await connectTab(admin);
  await watcher.event('changed');
  const before = watcher.named('changed').length;
  const since = performance.now();
  for (let n = 0; n < 10; n += 1) {
    const tab = await connectTab(ana, { port: there.port });
    tab.close();
  }
  await until(() => watcher.named('changed').length > before);
  assert.deepEqual(watcher.named('changed').at(-1)?.data, { what: 'connections' });
  const seconds = (performance.now() - since) / 1_000;
  assert.ok(watcher.named('changed').length - before <= Math.ceil(seconds) + 1);
  assert.equal(blind.named('changed').length, 0);
  watcher.close();
  blind.close();
});

test('L5 M3 whoever may not see the others any more hears no more of their coming and going, and stays connected', async () => {
  const tenant = await here.organization('demoted');
  const admin = await signedIn(here, tenant, 'admin', 'administrator');
  const sue = await signedIn(here, tenant, 'sue', 'supervisor');
  const ana = await signedIn(here, tenant, 'ana', 'agent');
  const { user } = (await sue.get('/api/v1/session')).json<{ user: { id: string } }>();
  const [watcher, still] = [
    await connectTab(sue, { watch: true, port: there.port }),
    await connectTab(admin, { watch: true, port: there.port }),
  ];
  assert.equal((await admin.json('PATCH', `/api/v1/users/${user.id}`, { role: 'agent' })).status, 200);
  await until(async () => {
    const before = [watcher, still].map((tab) => tab.named('changed').length);
    (await connectTab(ana, { port: there.port })).close();
    await until(() => still.named('changed').length > (before[1] ?? 0));
    // Written after whatever the tab was told in the same second.
    const written = watcher.named('message').length;
    assert.equal((await admin.json('POST', `/api/v1/users/${user.id}/message`, { text: 'there?' })).status, 204);
    await until(() => watcher.named('message').length > written);
    return watcher.named('changed').length === before[0];
  });
  assert.equal(watcher.over, false);
  watcher.close();
  still.close();
});

test('L5 whoever watches is told of those too who come and go without a tab, as programs do', async () => {
  const tenant = await here.organization('tabless');
  const admin = await signedIn(here, tenant, 'admin', 'administrator');
  await here.user(tenant, 'ana');
  const watcher = await connectTab(admin, { watch: true, port: there.port });
  const told = () => watcher.named('changed').length;
  await watcher.event('changed');
  const program = here.browser(tenant.slug);
  for (const act of [
    () => program.signIn('ana', goodPassword, { client: 'native' }),
    () => program.json('DELETE', '/api/v1/session'),
  ]) {
    const before = told();
    assert.ok((await act()).status < 300);
    await until(() => told() > before);
  }
  watcher.close();
});
