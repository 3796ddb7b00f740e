// Row M2: each session and each key may call the administration API so often; what people do about themselves is not counted.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type TestApp, testApp } from '../../test/support/app.ts';
import { codeOf, signedIn } from '../../test/support/attack.ts';
import type { Browser } from '../../test/support/browser.ts';

let app: TestApp;
let ada: Browser;
let ben: Browser;
let key: string;
before(async () => {
  // One call in a thousand seconds comes back: nothing does while the test runs.
  app = await testApp({ apiBudget: { burst: 3, perSecond: 0.001, keysMax: 100 } });
  const tenant = await app.organization('limits');
  ada = await signedIn(app, tenant, 'ada', 'administrator');
  ben = await signedIn(app, tenant, 'ben', 'administrator');
  const cleo = await signedIn(app, tenant, 'cleo', 'administrator');
  const made = await cleo.json('POST', '/api/v1/api-keys', { name: 'x', permissions: ['users:read'] });
  key = made.json<{ key: string }>().key;
});
after(() => app?.close());

test('M2 whoever has made all their calls is told when to come back; nobody else is', async () => {
  const left: string[] = [];
  for (let call = 0; call < 3; call += 1) {
    const answer = await ada.get('/api/v1/users');
    assert.equal(answer.status, 200);
    assert.equal(answer.headers['ratelimit-policy'], '"calls";q=3;w=3000');
    left.push(/r=(\d+)/.exec(String(answer.headers.ratelimit))?.[1] ?? '');
  }
  assert.deepEqual(left, ['2', '1', '0']);
  const refused = await ada.get('/api/v1/teams');
  assert.deepEqual([refused.status, codeOf(refused)], [429, 'rate_limited']);
  const wait = Number(refused.headers['retry-after']);
  assert.ok(wait > 900 && wait <= 1_000, `${wait}`);
  assert.match(String(refused.headers.ratelimit), /^"calls";r=0;t=\d+$/);
  assert.equal((await ben.get('/api/v1/teams')).status, 200);
});

test('M2 each key has calls of its own, and acts are counted like questions', async () => {
  const program = app.browser('limits', { authorization: `Bearer ${key}` });
  const statuses: number[] = [];
  for (let call = 0; call < 4; call += 1)
    statuses.push((await program.json('POST', '/api/v1/teams', { name: `${call}` })).status);
  assert.deepEqual(statuses, [403, 403, 403, 429]);
});

test('M2 one’s own session is never refused for having asked much', async () => {
  for (let call = 0; call < 10; call += 1) {
    const answer = await ada.get('/api/v1/session');
    assert.deepEqual([answer.status, answer.headers.ratelimit], [200, undefined]);
  }
  assert.equal((await ada.send('DELETE', '/api/v1/session', null)).status, 204);
});

test('M2 strangers spend nobody’s calls', async () => {
  for (let call = 0; call < 5; call += 1) assert.equal((await app.browser('limits').get('/api/v1/users')).status, 401);
});
