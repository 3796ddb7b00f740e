import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { goodPassword, type TestApp, testApp } from '../../test/support/app.ts';

let app: TestApp;
before(async () => {
  app = await testApp();
});
after(() => app?.close());

test('O1 the session of an operator names no organisation, that of everybody else theirs', async () => {
  const [tenant] = await Promise.all([app.organization('north'), app.operator()]);
  await app.user(tenant, 'ned');
  const olga = app.browser();
  const ned = app.browser('north');
  await Promise.all([olga.signIn('olga', goodPassword), ned.signIn('ned', goodPassword)]);
  const organizationOf = async (browser: typeof ned) => (await browser.get('/api/v1/session')).json().organization;
  assert.equal(await organizationOf(olga), null);
  const { settings, slug, name, timeZone, locale } = tenant;
  assert.deepEqual(await organizationOf(ned), { slug, name, timeZone, locale, branding: settings.branding });
});

test('S2 the document of a page tells who is signed in, and asks at once for what its person may be told', async () => {
  const tenant = await app.organization('first');
  await Promise.all([
    app.user(tenant, 'ada', { role: 'administrator', firstName: '</script>"<b>' }),
    app.user(tenant, 'ned'),
  ]);
  const pageOf = async (name: string, path: string) => {
    const browser = app.browser('first');
    await browser.signIn(name, goodPassword);
    const [{ text }, session] = await Promise.all([browser.page(path), browser.get('/api/v1/session')]);
    const written = /<meta name="session" content="([^"]*)"/.exec(text)?.[1] ?? '';
    const plain = written
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&quot;', '"')
      .replaceAll('&amp;', '&');
    // The last use of a session may be written between the two.
    const { user, role, organization } = JSON.parse(plain);
    const told = session.json();
    assert.deepEqual(
      { user, role, organization },
      { user: told.user, role: told.role, organization: told.organization },
    );
    return text;
  };
  const asked = (text: string): string[] => [...text.matchAll(/"(\/api\/v1\/[^"]+)"/g)].map(([, path = '']) => path);
  const people = await pageOf('ada', '/console/people');
  assert.deepEqual(asked(await pageOf('ada', '/console')), asked(people));
  assert.deepEqual(asked(people), ['/api/v1/users?limit=50', '/api/v1/roles', '/api/v1/teams?limit=200']);
  assert.match(people, /<link rel="modulepreload" crossorigin href="\/assets\/console-area-[\w-]+\.js" nonce="[\w-]+"/);
  assert.doesNotMatch(people, /<\/script>"<b>|__NONCE__/);
  // What is asked then is that page's to say; an agent may be told nothing of it, and a refusal would be audited.
  assert.deepEqual(asked(await pageOf('ada', '/console/people?search=x')), []);
  const agents = await pageOf('ned', '/console/people');
  assert.deepEqual(asked(agents), []);
  assert.match(await pageOf('ned', '/home'), /modulepreload/);
  assert.doesNotMatch(await pageOf('ned', '/home'), /console-area/);
});

/** Behind a proxy that is trusted, so that a test may come from any address. */
async function proxiedApp(): Promise<TestApp> {
  const proxied = await testApp({ config: { trustedProxies: ['127.0.0.1'] } });
  await proxied.organization('north');
  return proxied;
}

test('O3 a shift may start behind one address: right names are never refused, guesses are, typed and as a Host', async () => {
  const proxied = await proxiedApp();
  try {
    const from = (address: string) => proxied.browser('', { 'x-forwarded-for': address });
    const typed = async (browser: ReturnType<typeof from>, organization: string): Promise<number> =>
      (await browser.form('/', { organization })).status;
    const centre = from('192.0.2.1');
    for (let at = 0; at < 150; at += 1) assert.equal(await typed(centre, 'north'), 303);

    const guesser = from('2001:db8::1');
    for (let at = 0; at < 60; at += 1) assert.equal(await typed(guesser, `guess-${at}`), 404);
    const hosted = (address: string, slug: string) =>
      proxied.browser(slug, { 'x-forwarded-for': address }).page('/sign-in');
    for (let at = 60; at < 120; at += 1) assert.equal((await hosted('2001:db8::2', `guess-${at}`)).status, 404);
    const refused = await hosted('2001:db8::3', 'guess-120');
    assert.equal(refused.status, 429);
    assert.ok(Number(refused.headers['retry-after']) > 0);
    assert.equal(await typed(guesser, 'guess-121'), 429);
    // Right or wrong, who guessed is told nothing; the organisation's own address stays open to all behind theirs.
    assert.equal(await typed(guesser, 'north'), 429);
    assert.equal((await hosted('2001:db8::1', 'north')).status, 200);
    assert.equal(await typed(centre, 'guess-122'), 404);
  } finally {
    await proxied.close();
  }
});
