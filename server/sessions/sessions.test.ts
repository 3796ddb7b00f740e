// Rows S6 and the yardstick's V7: how sessions begin, end, and what a planted or stolen cookie is worth.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import { freePort, goodPassword, type TestApp, testApp } from '../../test/support/app.ts';
import { assertEnds, isSignedIn, rows, signedIn, signInByPage } from '../../test/support/attack.ts';
import { until } from '../../test/support/until.ts';
import type { SessionId } from '../kernel/ids.ts';
import { announce } from '../platform/notify.ts';

let app: TestApp;
before(async () => {
  app = await testApp();
});
after(() => app.close());

interface Listed {
  readonly items: readonly { readonly id: string; readonly current: boolean }[];
}

test('S6 log out ends this session and no other', async () => {
  const tenant = await app.organization('s6');
  const one = await signedIn(app, tenant, 'ana', 'agent');
  const two = app.browser('s6');
  await two.signIn('ana', goodPassword);
  const stolen = one.copy();
  const answer = await one.json('DELETE', '/api/v1/session');
  assert.equal(answer.status, 204);
  assert.equal(one.cookies.has('usher_session'), false);
  assert.equal(await isSignedIn(stolen), false);
  assert.equal(await isSignedIn(two), true);
});

test('S6 the page’s button logs out too, wants the form’s token, and leads to a page that says so', async () => {
  const tenant = await app.organization('s6-page');
  const browser = await signedIn(app, tenant, 'ana', 'agent');
  const type = { 'content-type': 'application/x-www-form-urlencoded', accept: 'text/html' };
  assert.equal((await browser.send('POST', '/log-out', 'formToken=wrong', type)).status, 403);
  assert.equal(await isSignedIn(browser), true);
  const page = await browser.page('/sign-in');
  const token = /name="formToken" value="([^"]*)"/.exec(page.text)?.[1] ?? '';
  const answer = await browser.send('POST', '/log-out', new URLSearchParams({ formToken: token }).toString(), type);
  assert.equal(answer.status, 303);
  assert.equal(answer.headers.location, '/signed-out');
  assert.match((await browser.page('/signed-out')).text, /You are logged out/);
  assert.equal(await isSignedIn(browser), false);
  // Pressed once more, in another tab or after the session ended by itself.
  const again = await browser.send('POST', '/log-out', new URLSearchParams({ formToken: token }).toString(), type);
  assert.equal(again.headers.location, '/signed-out');
});

test('S6 log out everywhere ends all of a person’s sessions and nobody else’s', async () => {
  const tenant = await app.organization('s6-all');
  const bob = await signedIn(app, tenant, 'bob', 'agent');
  const ana = await signedIn(app, tenant, 'ana', 'agent');
  const others = [app.browser('s6-all'), app.browser('s6-all')];
  for (const other of others) await other.signIn('ana', goodPassword);
  assert.equal((await ana.json('DELETE', '/api/v1/sessions')).status, 204);
  for (const browser of [ana, ...others]) await assertEnds(browser);
  assert.equal(await isSignedIn(bob), true);
});

test('S6 V7.5.2 a person sees the own sessions only and ends one of them; another’s id does nothing', async () => {
  const tenant = await app.organization('s6-one');
  const ana = await signedIn(app, tenant, 'ana', 'agent');
  const phone = app.browser('s6-one');
  await phone.signIn('ana', goodPassword);
  const bob = await signedIn(app, tenant, 'bob', 'agent');
  const { items } = (await ana.get('/api/v1/sessions')).json<Listed>();
  assert.equal(items.length, 2);
  assert.deepEqual(items.map((item) => item.current).sort(), [false, true]);
  const bobs = (await bob.get('/api/v1/sessions')).json<Listed>().items[0]?.id ?? '';
  await ana.json('DELETE', `/api/v1/sessions/${bobs}`);
  assert.equal(await isSignedIn(bob), true);
  const target = items.find((item) => !item.current)?.id ?? '';
  assert.equal((await ana.json('DELETE', `/api/v1/sessions/${target}`)).status, 204);
  assert.equal(await isSignedIn(phone), false);
  assert.equal(await isSignedIn(ana), true);
  assert.equal((await ana.json('DELETE', '/api/v1/sessions/not-an-id')).status, 404);
});

test('V7.2.4 every sign-in makes a new token; the one before it in this browser is dead, wherever it was copied to', async () => {
  const tenant = await app.organization('fresh');
  const ana = await signedIn(app, tenant, 'ana', 'agent');
  const stolen = ana.copy();
  assert.equal((await ana.signIn('ana', goodPassword)).status, 200);
  assert.notEqual(ana.cookies.get('usher_session'), stolen.cookies.get('usher_session'));
  assert.equal(await isSignedIn(ana), true);
  await assertEnds(stolen);
});

test('V7.2.4 planted cookies are never taken over: session, flow and browser', async () => {
  const tenant = await app.organization('fixation');
  await app.user(tenant, 'ana');
  await app.user(tenant, 'new', { temporary: true });
  const planted = 'A'.repeat(43);
  const attacker = app.browser('fixation');
  await attacker.page('/sign-in');
  for (const way of ['json', 'page'] as const) {
    const victim = app.browser('fixation');
    victim.cookies.set('usher_session', planted);
    victim.cookies.set('usher_flow', `${crypto.randomUUID()}.${planted}`);
    victim.cookies.set('usher_browser', attacker.cookies.get('usher_browser') ?? '');
    const answer =
      way === 'json' ? await victim.signIn('ana', goodPassword) : await signInByPage(victim, 'ana', goodPassword);
    assert.ok(answer.status < 400);
    assert.notEqual(victim.cookies.get('usher_session'), planted);
    assert.equal(victim.cookies.has('usher_flow'), false);
    assert.equal(await isSignedIn(victim), true);
    assert.equal(await isSignedIn(attacker), false, 'the same browser id opens nothing');
  }
  // The attacker's own flow, planted, does not become the victim's.
  const begun = await attacker.signIn('new', goodPassword);
  const victim = app.browser('fixation');
  victim.cookies.set('usher_flow', attacker.cookies.get('usher_flow') ?? '');
  assert.equal((await victim.signIn('ana', goodPassword)).status, 200);
  assert.notEqual((await victim.get('/api/v1/session')).json<{ user: { username: string } }>().user.username, 'new');
  assert.equal(begun.json().next, 'new_password');
});

test('S4 core: A is signed in and B signs in in the same browser; A’s session ends and A’s tabs are B’s no more', async () => {
  const tenant = await app.organization('desk');
  const desk = await signedIn(app, tenant, 'ana', 'agent');
  await app.user(tenant, 'bob', { firstName: 'Bob' });
  const anas = desk.copy();
  const page = await desk.page('/sign-in');
  assert.match(page.text, /Signed in as ana/);
  assert.match(page.text, /Log out ana/);
  assert.equal((await signInByPage(desk, 'bob', goodPassword)).status, 303);
  await assertEnds(anas);
  assert.equal((await desk.get('/api/v1/session')).json<{ user: { username: string } }>().user.username, 'bob');
  const ended = await rows(
    app,
    sql`SELECT 1 FROM sessions s JOIN users u ON u.tenant_id = s.tenant_id AND u.id = s.user_id
      WHERE s.tenant_id = ${tenant.id} AND u.username = 'ana' AND s.end_reason = 'other_user'`,
  );
  assert.equal(ended.length, 1);
});

test('S4 a failed sign-in of B leaves A’s session alone', async () => {
  const tenant = await app.organization('desk-failed');
  const desk = await signedIn(app, tenant, 'ana', 'agent');
  assert.equal((await desk.signIn('bob', 'wrong')).status, 401);
  assert.equal(await isSignedIn(desk), true);
});

test('V3.3 cookies are host-only, HttpOnly, SameSite=Lax and for the whole host', async () => {
  const tenant = await app.organization('cookies');
  await app.user(tenant, 'ana');
  const answer = await app.browser('cookies').signIn('ana', goodPassword);
  const cookies = answer.headers['set-cookie'] ?? [];
  assert.deepEqual(cookies.map((cookie) => cookie.split('=')[0]).sort(), [
    'usher_browser',
    'usher_devices',
    'usher_flow',
    'usher_session',
  ]);
  for (const cookie of cookies) {
    assert.match(cookie, /; Path=\/(;|$)/);
    assert.match(cookie, /; HttpOnly(;|$)/);
    assert.match(cookie, /; SameSite=Lax(;|$)/);
    assert.doesNotMatch(cookie, /; (Domain|Secure)/i);
  }
  const session = cookies.find((cookie) => cookie.startsWith('usher_session=')) ?? '';
  assert.doesNotMatch(session, /Max-Age|Expires/i, 'it ends with the browser');
  assert.match(session, /^usher_session=[A-Za-z0-9_-]{43};/);
});

test('V3.3.1 on https every cookie has the __Host- prefix and Secure, also the one that clears', async () => {
  const port = await freePort();
  const secure = await testApp({
    ownerUrl: app.ownerUrl,
    keyring: app.keyring,
    config: { origin: new URL(`https://localhost:${port}`) },
  });
  try {
    const tenant = await app.organization('https');
    await app.user(tenant, 'ana');
    // The origin names another port than the socket, as it does behind a proxy.
    const browser = secure.browser('https', { host: `https.localhost:${port}` });
    const signedInThere = await browser.signIn('ana', goodPassword);
    assert.equal(signedInThere.status, 200, signedInThere.text);
    const signedOut = await browser.json('DELETE', '/api/v1/session');
    const cookies = [...(signedInThere.headers['set-cookie'] ?? []), ...(signedOut.headers['set-cookie'] ?? [])];
    assert.equal(cookies.length, 5);
    for (const cookie of cookies) {
      assert.match(cookie, /^__Host-usher_(session|devices|browser|flow)=/);
      assert.match(cookie, /; Secure(;|$)/);
      assert.doesNotMatch(cookie, /; Domain/i);
    }
    assert.match(String(signedInThere.headers['strict-transport-security']), /max-age=\d{8}/);
  } finally {
    await secure.close();
  }
});

test('V7.3.1 V7.3.2 a session ends when it was idle too long, and at its absolute end whatever happens', async () => {
  const tenant = await app.organization('ends', { sessions: { idleMinutes: 10, absoluteHours: 1 } });
  const idle = await signedIn(app, tenant, 'ida', 'agent');
  const old = await signedIn(app, tenant, 'otto', 'agent');
  const age = async (change: ReturnType<typeof sql>): Promise<void> => {
    const changed = await rows<{ id: SessionId }>(
      app,
      sql<{ id: SessionId }>`UPDATE sessions SET ${change} WHERE tenant_id = ${tenant.id} RETURNING id`,
    );
    // What is kept in memory is dropped, as it would be by the time that passes.
    await app.app.house.database.withSystem(async (tx) => {
      for (const { id } of changed) await announce(tx, { kind: 'session', tenant: tenant.id, session: id });
    });
  };
  await app.app.house.sessions.flush();
  await age(sql`last_seen_at = now() - interval '9 minutes'`);
  assert.equal(await isSignedIn(idle), true);
  await app.app.house.sessions.flush();
  await age(sql`last_seen_at = CASE WHEN user_id = (SELECT id FROM users WHERE tenant_id = ${tenant.id} AND username = 'ida')
    THEN now() - interval '11 minutes' ELSE now() END`);
  await until(async () => !(await isSignedIn(idle)));
  assert.equal(await isSignedIn(old), true);
  await age(sql`absolute_expires_at = now() - interval '1 second'`);
  await until(async () => !(await isSignedIn(old)));
});

test('O5 V8 a session’s cookie is worth nothing at another organisation or at the operators’', async () => {
  const tenant = await app.organization('mine');
  await app.user(await app.organization('theirs'), 'ana', { role: 'administrator' });
  const browser = await signedIn(app, tenant, 'ana', 'administrator');
  // Once from the database and once while the process remembers whose it is.
  for (const remembered of [false, true]) {
    for (const host of ['theirs.localhost', 'localhost'])
      assert.equal(await isSignedIn(browser.copy(host)), false, `${host}, remembered: ${remembered}`);
    assert.equal(await isSignedIn(browser), true);
  }
});

test('V7.2.1 what is no token of ours is a stranger, never a fault', async () => {
  await app.organization('garbage');
  for (const value of [
    '',
    'x',
    'A'.repeat(42),
    'A'.repeat(44),
    'A'.repeat(4000),
    "' OR 1=1 --",
    '%00',
    '../../etc',
    'null',
  ]) {
    const browser = app.browser('garbage');
    browser.cookies.set('usher_session', value);
    assert.equal(await isSignedIn(browser), false, value);
  }
});
