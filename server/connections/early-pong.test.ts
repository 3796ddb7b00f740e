// Answers to pings are taken before everything else looks at them; what is unusual about one must be judged all the same.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { goodPassword, type TestApp, testApp } from '../../test/support/app.ts';
import type { Browser } from '../../test/support/browser.ts';
import { connectTab, type Tab } from '../../test/support/tab.ts';

let app: TestApp;
let ana: Browser;
let tab: Tab;
before(async () => {
  app = await testApp();
  const tenant = await app.organization('pongs');
  await app.user(tenant, 'ana');
  await app.user(tenant, 'bob');
  ana = await signedIn('ana');
  tab = await connectTab(ana, { answers: false });
  await tab.event('connected');
});
after(async () => {
  tab.close();
  await app.close();
});

async function signedIn(name: string): Promise<Browser> {
  const browser = app.browser('pongs');
  assert.equal((await browser.signIn(name, goodPassword)).status, 200);
  return browser;
}

const path = (): string => `/api/v1/session/connection/${tab.tab}/pong`;

/** How many answers of the route itself were measured: those that went the long way. */
async function longWays(): Promise<number> {
  const { body } = await app.app.house.telemetry.expose();
  const counts = body.matchAll(/^usher_http_request_duration_seconds_count\{[^}]*tab\/pong[^}]*\} (\d+)$/gm);
  return [...counts].reduce((sum, [, count]) => sum + Number(count), 0);
}

test('L1 an ordinary answer to a ping takes the short way, with the headers of every answer', async () => {
  const before = await longWays();
  const origin = `http://${ana.host}:${ana.port}`;
  const plain = await ana.json('POST', path());
  const browsers = await ana.json('POST', path(), undefined, { origin, 'sec-fetch-site': 'same-origin' });
  assert.deepEqual([plain.status, browsers.status], [204, 204]);
  assert.equal(await longWays(), before);
  const refused = await ana.json('POST', path(), undefined, { origin: 'http://elsewhere.example' });
  for (const name of ['content-security-policy', 'x-content-type-options', 'cache-control', 'x-frame-options'])
    assert.equal(plain.headers[name], refused.headers[name], name);
});

test('L1 V3.5 another site cannot answer for a tab, whatever way it goes', async () => {
  for (const headers of [
    { origin: 'http://elsewhere.example' },
    { origin: `http://other.localhost:${ana.port}` },
    { origin: 'null' },
    { 'sec-fetch-site': 'same-site' },
    { 'sec-fetch-site': 'cross-site' },
  ]) {
    const { status, text } = await ana.json('POST', path(), undefined, headers);
    assert.equal(status, 403, text);
    assert.equal(JSON.parse(text).code, 'cross_site_request');
  }
});

test('L1 a body, a foreign session and no session are judged as ever', async () => {
  const before = await longWays();
  assert.equal((await ana.json('POST', path(), { much: 'to say' })).status, 204);
  const bob = await signedIn('bob');
  // Bob may say that a tab lives; it is not his, so nobody hears it.
  assert.equal((await bob.json('POST', path())).status, 204);
  const stranger = app.browser('pongs');
  assert.equal((await stranger.json('POST', path())).status, 401);
  stranger.cookies.set('usher_session', 'x'.repeat(43));
  assert.equal((await stranger.json('POST', path())).status, 401);
  assert.equal(await longWays(), before + 4);
});
