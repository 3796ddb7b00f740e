// The Host header, what a proxy says of it, and what another site makes a browser send.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import { goodPassword, type TestApp } from '../support/app.ts';
import { makeWorld, type World } from './world.ts';

let world: World;
/** The same house behind a proxy on this machine. */
let proxied: World;

before(async () => {
  [world, proxied] = await Promise.all([makeWorld(), makeWorld({ config: { trustedProxies: ['127.0.0.1'] } })]);
});
after(() => Promise.all([world?.app.close(), proxied?.app.close()]));

async function lastAddress(app: TestApp): Promise<string | null> {
  const { database } = app.app.house;
  const { rows } = await database.withSystem((tx) =>
    sql<{ address: string | null }>`SELECT address FROM audit_events WHERE reason = 'incorrect_credentials'
      ORDER BY id DESC LIMIT 1`.execute(tx),
  );
  return rows[0]?.address ?? null;
}

test('O2 a Host that nobody has is refused: 421 elsewhere, 404 below the base host', async () => {
  const { port } = world.app;
  const cases: readonly (readonly [string, string])[] = [
    [`evil.example:${port}`, '421 host_unknown'],
    [`localhost.evil.example:${port}`, '421 host_unknown'],
    [`notlocalhost:${port}`, '421 host_unknown'],
    ['north.localhost:1', '421 host_unknown'],
    ['127.0.0.1', '421 host_unknown'],
    [`[::1]:${port}`, '421 host_unknown'],
    [`north.localhost:${port}@evil.example`, '421 host_unknown'],
    [`north.localhost:${port}/..`, '421 host_unknown'],
    [`west.localhost:${port}`, '404 organization_unknown'],
    [`a.north.localhost:${port}`, '404 organization_unknown'],
    [`-.localhost:${port}`, '404 organization_unknown'],
    [`operator.localhost:${port}`, '404 organization_unknown'],
  ];
  for (const [host, expected] of cases) {
    for (const path of ['/sign-in', '/api/v1/session', '/assets/x.js', '/nothing']) {
      const answer = await world.app.browser().get(path, { host });
      assert.equal(`${host}${path} ${answer.status} ${answer.json().code}`, `${host}${path} ${expected}`);
      const page = await world.app.browser().get(path, { host, accept: 'text/html' });
      assert.equal(page.status, answer.status);
    }
  }
});

test('O2 the Host is read without regard to case', async () => {
  const host = `NORTH.LocalHost:${world.app.port}`;
  assert.equal((await world.app.browser().get('/sign-in', { host })).status, 200);
});

test('V4 what a stranger says of forwarding changes nothing', async () => {
  const { app } = world;
  const forged = {
    'x-forwarded-host': 'evil.example',
    'x-forwarded-proto': 'https',
    'x-forwarded-for': '203.0.113.9',
    'x-forwarded-port': '443',
    'x-real-ip': '203.0.113.9',
    forwarded: 'for=203.0.113.9;host=evil.example;proto=https',
    'x-original-url': '/operator',
    'x-rewrite-url': '/operator',
    'x-http-method-override': 'DELETE',
  };
  const plain = await app.browser('north').page('/sign-in');
  const answer = await app.browser('north').get('/sign-in', { accept: 'text/html', ...forged });
  const masked = (text: string): string => text.replaceAll(/(nonce[-=]"?|formToken" value=")[\w-]+/g, '');
  assert.equal(masked(answer.text), masked(plain.text));
  assert.equal(answer.text.includes('evil'), false);
  await app.browser('north').json('POST', '/api/v1/sign-in', { identifier: 'ned', password: 'wrong' }, forged);
  assert.equal(await lastAddress(app), '127.0.0.1');
});

test('V4 what a trusted proxy says is believed: host and address', async () => {
  const { app } = proxied;
  const forwarded = {
    host: 'internal.example',
    'x-forwarded-host': `north.localhost:${app.port}`,
    'x-forwarded-for': '198.51.100.4, 203.0.113.9',
    'x-forwarded-proto': 'http',
  };
  const answer = await app
    .browser('north')
    .json('POST', '/api/v1/sign-in', { identifier: 'ned', password: 'wrong one' }, forwarded);
  assert.equal(answer.status, 401);
  // The last one is what our proxy saw; what stands before it, a client may have written.
  assert.equal(await lastAddress(app), '203.0.113.9');
  const elsewhere = { ...forwarded, 'x-forwarded-host': `evil.example:${app.port}` };
  assert.equal((await app.browser('north').get('/sign-in', elsewhere)).status, 421);
});

test('V4 what a proxy says and cannot be read fails closed', async () => {
  const { app } = proxied;
  for (const address of ['unknown', '203.0.113.9:443', '999.1.1.1', "' OR 1=1", '<script>', '2001:db8::zz']) {
    const answer = await app
      .browser('north')
      .json('POST', '/api/v1/sign-in', { identifier: 'ned', password: goodPassword }, { 'x-forwarded-for': address });
    assert.equal(`${address} ${answer.status} ${answer.json().code}`, `${address} 400 invalid_request`);
  }
  for (const host of ['', ' ', 'a b', `north.localhost:${app.port}, evil.example`, '\\evil', 'north.localhost:x']) {
    const { status } = await app.browser('north').get('/sign-in', { 'x-forwarded-host': host });
    // An empty header says nothing, and then the Host counts.
    assert.equal(`${host} ${status}`, `${host} ${host.trim() === '' ? 200 : 421}`);
  }
});

const foreign: readonly Record<string, string>[] = [
  { origin: 'https://evil.example' },
  { origin: 'null' },
  { origin: 'http://south.localhost' },
  { 'sec-fetch-site': 'cross-site' },
  // Organisations are same-site to each other.
  { 'sec-fetch-site': 'same-site' },
  { 'sec-fetch-site': 'anything' },
];

test('V3.5 a request that another site made a browser send is refused, at every unsafe route', async () => {
  const unsafe = world.app.app.http.routeTable.filter(({ method }) => method !== 'GET' && method !== 'HEAD');
  assert.ok(unsafe.length > 20);
  for (const { method, url } of unsafe) {
    for (const headers of [...foreign, { origin: `http://south.localhost:${world.app.port}` }]) {
      // Its page tells no referrer, and so no origin; server/recovery/reset.test.ts shows what stands in.
      if (url === '/reset-password' && headers.origin === 'null') continue;
      const path = url.replace(/:\w+/, world.ids.user);
      const isApi = url.startsWith('/api/');
      const type = isApi ? 'application/json' : 'application/x-www-form-urlencoded';
      const answer = await world.nadia.send(method, path, isApi ? '{}' : 'a=1', { 'content-type': type, ...headers });
      const what = `${method} ${url} ${JSON.stringify(headers)}`;
      assert.equal(`${what} ${answer.status} ${answer.json().code}`, `${what} 403 cross_site_request`);
    }
  }
});

test('V3.5 what a browser sends by itself is served: own origin, and no CORS header invites others', async () => {
  const own = { origin: `http://north.localhost:${world.app.port}`, 'sec-fetch-site': 'same-origin' };
  const answer = await world.nadia.json('PATCH', '/api/v1/settings', { sessions: { idleMinutes: 59 } }, own);
  assert.equal(answer.status, 200);
  const preflight = await world.app.browser('north').send('OPTIONS', '/api/v1/session', null, {
    origin: 'https://evil.example',
    'access-control-request-method': 'DELETE',
  });
  assert.equal(preflight.headers['access-control-allow-origin'], undefined);
  const read = await world.nadia.get('/api/v1/session', { origin: 'https://evil.example' });
  assert.equal(read.headers['access-control-allow-origin'], undefined);
});

test('V7 a cookie planted before signing in is worth nothing afterwards, and one of another form never', async () => {
  const browser = world.app.browser('north');
  for (const planted of ['', 'x', 'a'.repeat(43), 'a'.repeat(5000), '../', '{"$ne":null}', '%00']) {
    browser.cookies.set('usher_session', planted);
    assert.equal((await browser.get('/api/v1/session')).status, 401);
  }
  browser.cookies.set('usher_session', 'a'.repeat(43));
  assert.equal((await browser.signIn('nadia', goodPassword)).status, 200);
  assert.notEqual(browser.cookies.get('usher_session'), 'a'.repeat(43));
  const planter = world.app.browser('north');
  planter.cookies.set('usher_session', 'a'.repeat(43));
  assert.equal((await planter.get('/api/v1/session')).status, 401);
});

test('O5 captured mails are shown to whoever sits at the machine and to operators, and to nobody from afar', async () => {
  const paths = ['/dev/mail', `/dev/mail/${world.ids.user}`, `/dev/mail/${world.ids.user}/html`];
  assert.equal((await world.app.browser().page('/dev/mail')).status, 200);
  // A proxy on this machine that was never named to us: what it brings comes from anywhere.
  const forwarded = { 'x-forwarded-for': '203.0.113.9' };
  for (const path of paths) {
    for (const slug of ['', 'north'])
      assert.equal((await world.app.browser(slug, forwarded).page(path)).status, 404, path);
    assert.equal((await proxied.app.browser('', forwarded).page(path)).status, 404, path);
  }
  for (const [who, status] of [
    [proxied.olga, 200],
    [proxied.nadia, 404],
    [proxied.ned, 404],
  ] as const)
    assert.equal((await who.get('/dev/mail', { ...forwarded, accept: 'text/html' })).status, status);
});
