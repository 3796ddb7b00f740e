// Every endpoint × bodies and queries that are wrong in form: refused by 4xx with the closed list's code, and nothing done.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import type { Answer, Browser } from '../support/browser.ts';
import { type Endpoint, expectationOf, pathWith, readEndpoints } from './endpoints.ts';
import { makeWorld, type World } from './world.ts';

const endpoints = readEndpoints();
const withBody = endpoints.filter((endpoint) => endpoint.body !== null);
let world: World;

before(async () => {
  world = await makeWorld();
});
after(() => world?.app.close());

function callerFor(endpoint: Endpoint): Browser {
  return expectationOf(endpoint).host === 'operators' ? world.olga : world.nadia;
}

function send(endpoint: Endpoint, body: string | null, type = 'application/json', query = ''): Promise<Answer> {
  const { id, host } = expectationOf(endpoint);
  const path = pathWith(endpoint, host === 'operators' ? 'south' : id === undefined ? randomUUID() : world.ids[id]);
  const headers: Record<string, string> = type === '' ? {} : { 'content-type': type };
  return callerFor(endpoint).send(endpoint.method, path + query, body, headers);
}

async function each(
  list: readonly Endpoint[],
  bodies: (endpoint: Endpoint) => readonly string[],
  expected: string,
  type?: string,
): Promise<void> {
  const faults: string[] = [];
  for (const endpoint of list) {
    for (const body of bodies(endpoint)) {
      const answer = await send(endpoint, body, type);
      const found = `${answer.status} ${/"code":"(\w+)"/.exec(answer.text)?.[1]}`;
      if (found !== expected) faults.push(`${endpoint.name} ${body.slice(0, 60)} → ${found}`);
    }
  }
  assert.deepEqual(faults, []);
}

function rightBody(endpoint: Endpoint): Record<string, unknown> {
  // Every right body in the table is an object.
  return (expectationOf(endpoint).body ?? {}) as Record<string, unknown>;
}

test('V4 a field that is not described is refused, at every endpoint that takes a body', () =>
  each(
    withBody,
    (endpoint) => [
      JSON.stringify({ ...rightBody(endpoint), unexpected: 1 }),
      JSON.stringify({ ...rightBody(endpoint), tenant_id: randomUUID() }),
    ],
    '400 invalid_request',
  ));

test('V4 a body that is no object is refused', () =>
  each(withBody, () => ['[]', '[{}]', '"text"', '1', 'true'], '400 invalid_request'));

test('V4 an array in the place of any value is refused (CVE-2023-7028)', () =>
  each(
    withBody,
    (endpoint) =>
      Object.entries(rightBody(endpoint))
        .filter(([, value]) => !Array.isArray(value))
        .map(([name, value]) => JSON.stringify({ ...rightBody(endpoint), [name]: [value, value] })),
    '400 invalid_request',
  ));

test('V4 a value of another type is refused', () =>
  each(
    withBody,
    (endpoint) =>
      Object.entries(rightBody(endpoint)).flatMap(([name, value]) =>
        [1.5, true, { inner: 1 }, '\u0000']
          .filter((wrong) => (typeof wrong === 'string' ? typeof value !== 'string' : typeof wrong !== typeof value))
          .map((wrong) => JSON.stringify({ ...rightBody(endpoint), [name]: wrong })),
      ),
    '400 invalid_request',
  ));

test('V4 keys that reach for prototypes are refused', () =>
  each(
    withBody,
    (endpoint) => {
      const fields = JSON.stringify(rightBody(endpoint)).slice(1, -1);
      const more = fields === '' ? '' : `,${fields}`;
      return [
        `{"__proto__":{"admin":true}${more}}`,
        `{"constructor":{"prototype":{"admin":true}}${more}}`,
        `{"\\u005f_proto__":{"admin":true}${more}}`,
      ];
    },
    '400 invalid_request',
  ));

test('V4 what is no JSON is refused', () =>
  each(withBody, () => ['{', '{"a":1,}', 'identifier=a', "{'a':1}", '\u0000', '{"a":"\ud800"'], '400 invalid_request'));

test('V4 other content types are refused with 415, a form too', async () => {
  const types = [
    'text/plain',
    'application/xml',
    'multipart/form-data; boundary=x',
    'application/x-www-form-urlencoded',
  ];
  for (const type of types) {
    await each(withBody, (endpoint) => [new URLSearchParams({ a: endpoint.name }).toString()], '415 media_type', type);
  }
});

test('V4 a body beyond the limit is refused with 413', () =>
  each(withBody, () => [JSON.stringify({ filler: 'a'.repeat(140_000) })], '413 body_too_large'));

test('V4 sign-in takes at most 32 KiB', () =>
  each(
    endpoints.filter((endpoint) => /sign-in$|\{flow\}|password/.test(endpoint.path) && endpoint.body !== null),
    () => [JSON.stringify({ filler: 'a'.repeat(33_000) })],
    '413 body_too_large',
  ));

test('V4 a query that is not described, repeated or of another type is refused', async () => {
  const faults: string[] = [];
  for (const endpoint of endpoints) {
    const wrong = ['?unexpected=1', '?__proto__=1', '?a[b]=1'];
    for (const { name, schema } of endpoint.query) {
      wrong.push(`?${name}=1&${name}=1`, `?${name}[]=1`);
      if (schema.type === 'integer')
        wrong.push(...['0', 'x', '99999999999', '1.5', '1e1', '0x10', '%202'].map((value) => `?${name}=${value}`));
    }
    for (const query of wrong) {
      const body = endpoint.body === null ? null : JSON.stringify(rightBody(endpoint));
      const answer = await send(endpoint, body, body === null ? '' : undefined, query);
      if (answer.status !== 400) faults.push(`${endpoint.name}${query} → ${answer.status}`);
    }
  }
  assert.deepEqual(faults, []);
});

const forms: readonly (readonly [string, string])[] = [
  ['north', '/sign-in'],
  ['north', '/sign-in/new-password'],
  ['north', '/sign-in/code'],
  ['north', '/sign-in/passkey'],
  ['north', '/sign-in/second-factor'],
  ['north', '/sign-in/connections'],
  ['north', '/sign-in/station'],
  ['north', '/sign-in/seat'],
  ['north', '/log-out'],
  ['north', '/forgot-password'],
  ['north', '/reset-password'],
  ['', '/operator/sign-in'],
  ['', '/operator/sign-in/new-password'],
  ['', '/operator/sign-in/code'],
  ['', '/operator/sign-in/passkey'],
  ['', '/operator/sign-in/second-factor'],
  ['', '/operator/sign-in/connections'],
  ['', '/operator/sign-in/station'],
  ['', '/operator/sign-in/seat'],
  ['', '/setup'],
  ['', '/'],
];

test('V4 every form is named here', () => {
  const posts = world.app.app.http.routeTable
    .filter(({ method, url }) => method !== 'GET' && method !== 'HEAD' && !/^\/(api|scim)\//.test(url))
    .map(({ url }) => url);
  assert.deepEqual(posts.sort(), forms.map(([, path]) => path).sort());
});

test('V4 forms refuse repeated and unknown fields, JSON and what is too large', async () => {
  const form = 'application/x-www-form-urlencoded';
  const wrong: readonly (readonly [string, string, number])[] = [
    ['formToken=a&formToken=a', form, 400],
    ['identifier=a&identifier=b', form, 400],
    ['formToken[]=a', form, 400],
    ['unexpected=1', form, 400],
    ['__proto__=1', form, 400],
    ['constructor=1', form, 400],
    [JSON.stringify({ formToken: 'a' }), 'application/json', 415],
    ['formToken=a', 'text/plain', 415],
    [`formToken=${'a'.repeat(33_000)}`, form, 413],
  ];
  for (const [slug, path] of forms) {
    for (const [body, type, status] of wrong) {
      const answer = await world.app.browser(slug).send('POST', path, body, { 'content-type': type });
      assert.equal(`${path} ${body.slice(0, 40)} ${answer.status}`, `${path} ${body.slice(0, 40)} ${status}`);
    }
  }
});

test('V3.5 a form without the token of its browser is refused, and sets no session', async () => {
  for (const [slug, path] of forms) {
    for (const body of ['', 'formToken=', `formToken=${'A'.repeat(43)}`]) {
      const browser = world.app.browser(slug);
      await browser.page(path);
      const headers = { 'content-type': 'application/x-www-form-urlencoded' };
      const answer = await browser.send('POST', path, body, headers);
      assert.equal(`${path} ${answer.status}`, `${path} 403`);
      assert.equal(browser.cookies.has('usher_session'), false);
    }
  }
});

test('V3.5 the form token of one browser is worth nothing in another: nobody is signed in as someone else', async () => {
  const mine = await world.app.browser('north').page('/sign-in');
  const token = /name="formToken" value="([^"]+)"/.exec(mine.text)?.[1] ?? '';
  const victim = world.app.browser('north');
  await victim.page('/sign-in');
  const body = new URLSearchParams({ formToken: token, identifier: 'ned', password: 'purple lantern 44 river' });
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  assert.equal((await victim.send('POST', '/sign-in', body.toString(), headers)).status, 403);
  assert.equal(victim.cookies.has('usher_session'), false);
});
