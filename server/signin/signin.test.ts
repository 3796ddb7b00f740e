// Rows S1, S2, S4 and S10: who gets in, by which name, and where they land.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import { goodPassword, type TestApp, testApp } from '../../test/support/app.ts';
import { codeOf, isSignedIn, rows, signInByPage } from '../../test/support/attack.ts';

let app: TestApp;
before(async () => {
  app = await testApp();
});
after(() => app.close());

test('S1 S4 the right password opens a session that knows who it is, and lands on the home of the role', async () => {
  const tenant = await app.organization('s1');
  await app.user(tenant, 'ana', { firstName: 'Ana', lastName: 'Silva' });
  const browser = app.browser('s1');
  const answer = await browser.signIn('Ana', goodPassword);
  assert.equal(answer.status, 200, answer.text);
  assert.partialDeepStrictEqual(answer.json(), { next: 'done', home: '/home' });
  const session = await browser.get('/api/v1/session');
  assert.partialDeepStrictEqual(session.json(), {
    user: { username: 'ana', displayName: 'Ana Silva' },
    role: { key: 'agent' },
  });
});

test('S1 the page signs in without JavaScript, keeps the name and never the password after a mistake', async () => {
  const tenant = await app.organization('s1-page');
  await app.user(tenant, 'ana');
  const browser = app.browser('s1-page');
  const wrong = await signInByPage(browser, 'ana', 'canary-wrong');
  assert.match(wrong.text, /name="identifier"[^>]*value="ana"/);
  assert.doesNotMatch(wrong.text, /canary/);
  const right = await signInByPage(browser, 'ana', goodPassword);
  assert.equal(right.status, 303);
  assert.equal(right.headers.location, '/home');
});

test('S1 V3.5 the form needs the token of this very browser', async () => {
  const tenant = await app.organization('s1-token');
  await app.user(tenant, 'ana');
  const [mine, others] = [app.browser('s1-token'), app.browser('s1-token')];
  await mine.page('/sign-in');
  const page = await others.page('/sign-in');
  const foreign = /name="formToken" value="([^"]*)"/.exec(page.text)?.[1] ?? '';
  for (const formToken of ['', 'x', foreign]) {
    const body = new URLSearchParams({ formToken, identifier: 'ana', password: goodPassword }).toString();
    const answer = await mine.send('POST', '/sign-in', body, {
      'content-type': 'application/x-www-form-urlencoded',
      accept: 'text/html',
    });
    assert.equal(answer.status, 403);
    assert.equal(codeOf(answer), 'cross_site_request');
    assert.equal(mine.cookies.has('usher_session'), false);
  }
});

test('S4 each role lands on its own home, a custom one too, by page and as JSON', async () => {
  const tenant = await app.organization('s4');
  await rows(
    app,
    sql`INSERT INTO roles (tenant_id, id, key, name, home) VALUES (${tenant.id}, gen_random_uuid(), 'night', 'Night shift', '/home/night')`,
  );
  for (const [role, home] of [
    ['agent', '/home'],
    ['supervisor', '/home'],
    ['administrator', '/console'],
    ['night', '/home/night'],
  ] as const) {
    await app.user(tenant, role, { role });
    assert.equal((await app.browser('s4').signIn(role, goodPassword)).json().home, home);
    assert.equal((await signInByPage(app.browser('s4'), role, goodPassword)).headers.location, home);
  }
});

test('S4 a deep link asked for first wins if it is allowed, also after a new password', async () => {
  const tenant = await app.organization('s4-deep');
  await app.user(tenant, 'ana');
  await app.user(tenant, 'bea', { temporary: true });
  const browser = app.browser('s4-deep');
  const asked = await browser.page('/account/password?tab=1');
  assert.equal(asked.headers.location, '/sign-in?return_to=%2Faccount%2Fpassword%3Ftab%3D1');
  const form = { identifier: 'ana', password: goodPassword, returnTo: '/account/password?tab=1' };
  assert.equal((await browser.form(asked.headers.location ?? '', form)).headers.location, '/account/password?tab=1');
  const second = app.browser('s4-deep');
  await second.form('/sign-in', { ...form, identifier: 'bea' });
  const chosen = { newPassword: 'my very own 33 sentence', repeatPassword: 'my very own 33 sentence' };
  assert.equal((await second.form('/sign-in/new-password', chosen)).headers.location, '/account/password?tab=1');
});

test('S2 a username signs in whatever its case or form, and outer blanks do not matter', async () => {
  const tenant = await app.organization('s2');
  await app.user(tenant, 'Ana.Núñez');
  for (const typed of ['ana.núñez', 'ANA.NÚÑEZ', ' Ana.Núñez ', 'ana.nu\u0301n\u0303ez', 'ａna.núñez'])
    assert.equal((await app.browser('s2').signIn(typed, goodPassword)).status, 200, typed);
  assert.equal(
    (await app.browser('s2').signIn('ana.nunez', goodPassword)).status,
    401,
    'accents are letters of their own',
  );
});

test('S2 the organisation chooses the identifier: username, e-mail, or either', async () => {
  const accepts = { username: ['ana'], email: ['Ana@S2.example'], either: ['ana', 'ana@s2.example'] } as const;
  for (const identifier of ['username', 'email', 'either'] as const) {
    const slug = `s2-${identifier}`;
    const tenant = await app.organization(slug, { signIn: { identifier } });
    await app.user(tenant, 'ana', { email: 'ana@s2.example' });
    const accepted: readonly string[] = accepts[identifier].map((name) => name.toLowerCase());
    for (const typed of ['ana', 'ana@s2.example']) {
      const { status } = await app.browser(slug).signIn(typed.toUpperCase(), goodPassword);
      assert.equal(status, accepted.includes(typed) ? 200 : 401, `${identifier}: ${typed}`);
    }
  }
});

test('S2 CVE-2021-3754 usernames and e-mails share one namespace: nobody can shadow another', async () => {
  const tenant = await app.organization('s2-space');
  const admin = app.browser('s2-space');
  await app.user(tenant, 'admin', { role: 'administrator' });
  await admin.signIn('admin', goodPassword);
  const create = async (body: object): Promise<string> => codeOf(await admin.json('POST', '/api/v1/users', body));
  const victim = await admin.json('POST', '/api/v1/users', { username: 'victim', email: 'victim@s2.example' });
  assert.equal(victim.status, 201, victim.text);
  for (const body of [
    { username: 'victim@s2.example' },
    { username: 'VICTIM@S2.EXAMPLE' },
    { username: 'other', email: 'Victim@s2.example' },
    { username: 'Victim' },
    { username: 'ｖictim' },
  ])
    assert.equal(await create(body), 'identifier_taken', JSON.stringify(body));
  const named = await admin.json('POST', '/api/v1/users', { username: 'named@s2.example' });
  assert.equal(named.status, 201);
  assert.equal(await create({ username: 'thief', email: 'named@s2.example' }), 'identifier_taken');
  const { id } = named.json<{ user: { id: string } }>().user;
  assert.equal(
    codeOf(await admin.json('PATCH', `/api/v1/users/${id}`, { email: 'victim@s2.example' })),
    'identifier_taken',
  );
  assert.equal(codeOf(await admin.json('PATCH', `/api/v1/users/${id}`, { username: 'victim' })), 'identifier_taken');
  // One's own address may be one's own username; what is given up is free again.
  assert.equal((await admin.json('PATCH', `/api/v1/users/${id}`, { email: 'named@s2.example' })).status, 200);
  assert.equal((await admin.json('PATCH', `/api/v1/users/${id}`, { username: 'renamed', email: null })).status, 200);
  assert.equal((await admin.json('POST', '/api/v1/users', { username: 'named@s2.example' })).status, 201);
});

test('O5 S2 the same name in two organisations is two people', async () => {
  await app.user(await app.organization('o5-a'), 'ana');
  await app.user(await app.organization('o5-b'), 'ana', { password: 'quite another 99 sentence' });
  assert.equal((await app.browser('o5-a').signIn('ana', goodPassword)).status, 200);
  assert.equal((await app.browser('o5-b').signIn('ana', goodPassword)).status, 401);
});

test('S10 a native client signs in through the same steps as JSON, and is kept as such', async () => {
  const tenant = await app.organization('s10');
  await app.user(tenant, 'ana', { temporary: true });
  const phone = app.browser('s10', { 'user-agent': 'Softphone/7.1' });
  const first = await phone.signIn('ana', goodPassword, { client: 'native' });
  assert.equal(first.json().next, 'new_password');
  const flow = String(first.json().flow);
  assert.equal((await phone.json('POST', `/api/v1/sign-in/${flow}`, {})).status, 409);
  const done = await phone.json('POST', `/api/v1/sign-in/${flow}`, { newPassword: 'my very own 33 sentence' });
  assert.deepEqual(done.json(), { next: 'done', flow, home: '/home' });
  assert.equal(await isSignedIn(phone), true);
  const kinds = await rows(app, sql`SELECT kind FROM sessions WHERE tenant_id = ${tenant.id}`);
  assert.deepEqual(kinds, [{ kind: 'native' }]);
});

test('S1 operators sign in at their own place, and organisations have no such page', async () => {
  await app.operator('olga');
  const browser = app.browser();
  const answer = await signInByPage(browser, 'olga', goodPassword, '/operator/sign-in');
  assert.equal(answer.headers.location, '/operator');
  assert.equal((await browser.get('/api/v1/session')).status, 200);
  await app.organization('no-operators');
  assert.equal((await app.browser('no-operators').page('/operator/sign-in')).status, 404);
  assert.equal((await app.browser().page('/sign-in')).status, 404);
});
