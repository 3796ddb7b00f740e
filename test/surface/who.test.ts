// Every endpoint × who calls it: nobody, an agent, another organisation's administrator, operators and keys on the wrong
// host. The refusals come first, with bodies that are right in form; at the end those who may call it do.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import type { Answer, Browser } from '../support/browser.ts';
import { type Endpoint, type Expectation, expectationOf, expectations, pathWith, readEndpoints } from './endpoints.ts';
import { makeWorld, type World } from './world.ts';

const endpoints = readEndpoints();
const guarded = endpoints.filter((endpoint) => !endpoint.open);
let world: World;

before(async () => {
  world = await makeWorld();
});
after(() => world?.app.close());

function call(
  browser: Browser,
  endpoint: Endpoint,
  id: string,
  headers: Record<string, string> = {},
  body: unknown = expectationOf(endpoint).body,
): Promise<Answer> {
  return browser.json(endpoint.method, pathWith(endpoint, id), body, headers);
}

function ownId({ id, host }: Expectation): string {
  return host === 'operators' ? 'south' : id === undefined ? randomUUID() : world.ids[id];
}

function hostOf({ host }: Expectation): string {
  return host === 'operators' ? '' : 'north';
}

/** Runs one check over many endpoints and tells all that fail, not the first only. */
async function each(list: readonly Endpoint[], check: (endpoint: Endpoint) => Promise<void>): Promise<void> {
  const faults: string[] = [];
  for (const endpoint of list) {
    await check(endpoint).catch((error: Error) => faults.push(`${endpoint.name}: ${error.message}`));
  }
  assert.deepEqual(faults, []);
}

function assertRefused(answer: Answer, status: number, code: string): void {
  assert.equal(`${answer.status} ${answer.json().code}`, `${status} ${code}`);
  assert.match(String(answer.headers['content-type']), /^application\/problem\+json/);
}

/** Without what differs from answer to answer. */
function comparable(answer: Answer): unknown {
  const { date: _, 'content-security-policy': policy, ...headers } = answer.headers;
  return { status: answer.status, text: answer.text, headers, policy: String(policy).replaceAll(/nonce-[\w-]+/g, '') };
}

test('O5 every endpoint of the API has an expectation, and every expectation an endpoint', () => {
  assert.deepEqual(endpoints.map((endpoint) => endpoint.name).sort(), Object.keys(expectations).sort());
});

/** The description itself, and the page that shows it. */
const pages = ['/api/openapi.json', '/api/reference'];

test('O5 every route of the API is described, but for the description itself', () => {
  const described = new Set(endpoints.map((endpoint) => endpoint.name));
  const mounted = world.app.app.http.routeTable
    .filter(({ method, url }) => method !== 'HEAD' && /^\/(api|oidc)\//.test(url) && !pages.includes(url))
    .map(({ method, url }) => `${method} ${url.replaceAll(/:(\w+)/g, '{$1}')}`);
  assert.deepEqual(
    mounted.filter((name) => !described.has(name)),
    [],
  );
});

test('V8 nobody gets 401 from every guarded endpoint, on its own host and on the other', async () => {
  await each(guarded, async (endpoint) => {
    const expectation = expectationOf(endpoint);
    for (const slug of ['north', '']) {
      const answer = await call(world.app.browser(slug), endpoint, ownId(expectation));
      assertRefused(answer, 401, 'not_signed_in');
      assert.equal(answer.headers['www-authenticate'], 'Usher');
    }
  });
});

test('V8 an agent gets 403 from every restricted endpoint of the organisation', async () => {
  const restricted = guarded.filter((endpoint) => expectationOf(endpoint).restricted);
  await each(restricted, async (endpoint) => {
    assertRefused(await call(world.ned, endpoint, ownId(expectationOf(endpoint))), 403, 'not_permitted');
  });
});

test('M3 a supervisor learns nothing of who is not in their teams, and may do what is their own only', async () => {
  await world.app.user(world.north, 'sue', { role: 'supervisor' });
  const sue = await world.signedIn('north', 'sue');
  const restricted = guarded.filter((endpoint) => expectationOf(endpoint).restricted);
  await each(restricted, async (endpoint) => {
    const { id, supervisor } = expectationOf(endpoint);
    const answer = await call(sue, endpoint, ownId(expectationOf(endpoint)));
    if (id === 'user') {
      // What no supervisor may do to anybody is refused as such; the rest hides whom it does not reach.
      const never = /^PATCH|disable$|enable$/.test(endpoint.name);
      assertRefused(answer, never ? 403 : 404, never ? 'not_permitted' : 'not_found');
      assert.deepEqual(comparable(answer), comparable(await call(sue, endpoint, randomUUID())));
    } else if (supervisor === 'everything') assert.equal(answer.status, 200);
    else if (supervisor === 'hidden') assertRefused(answer, 404, 'not_found');
    else if (supervisor === 'nobody') assert.deepEqual(answer.json().items, []);
    else assertRefused(answer, 403, 'not_permitted');
  });
});

test('V8 administrators get 403 from every endpoint of the operators, on their own host', async () => {
  await each(
    guarded.filter((endpoint) => expectationOf(endpoint).host === 'operators'),
    async (endpoint) => assertRefused(await call(world.nadia, endpoint, 'south'), 403, 'not_permitted'),
  );
});

test("V8 another organisation's ids get the answer that ids of nothing get, to the byte", async () => {
  const withId = guarded.filter((endpoint) => expectationOf(endpoint).id !== undefined);
  assert.ok(withId.length >= 10);
  await each(withId, async (endpoint) => {
    const own = ownId(expectationOf(endpoint));
    const foreign = await call(world.sara, endpoint, own);
    const nothing = await call(world.sara, endpoint, randomUUID());
    // Ending a session that is over, or never was, is a success that changes nothing.
    if (foreign.status !== 204) assertRefused(foreign, 404, 'not_found');
    else assert.equal(endpoint.name, 'DELETE /api/v1/sessions/{id}');
    assert.deepEqual(comparable(foreign), comparable(nothing));
    const program = { authorization: `Bearer ${world.southKey}` };
    const byKey = await call(world.app.browser('south'), endpoint, own, program);
    assert.deepEqual(
      comparable(byKey),
      comparable(await call(world.app.browser('south'), endpoint, randomUUID(), program)),
    );
  });
  assert.equal((await world.nadia.get(`/api/v1/users/${world.ids.user}`)).json().lastName, '');
});

test('V8 a session of one host is worth nothing on any other', async () => {
  const replays: readonly (readonly [string, Browser, string])[] = [
    ['south in north', world.sara, 'north'],
    ['operator in north', world.olga, 'north'],
    ['administrator at the operators', world.nadia, ''],
  ];
  await each(guarded, async (endpoint) => {
    for (const [what, browser, slug] of replays) {
      const there = browser.copy(slug === '' ? 'localhost' : `${slug}.localhost`);
      const answer = await call(there, endpoint, ownId(expectationOf(endpoint)));
      assert.equal(`${what}: ${answer.status}`, `${what}: 401`);
    }
  });
});

test('V8 a key of one organisation is worth nothing on any other host, nor cut, nor in another scheme', async () => {
  await each(guarded, async (endpoint) => {
    const id = ownId(expectationOf(endpoint));
    const replays: readonly (readonly [string, string])[] = [
      ['south', `Bearer ${world.northKey}`],
      ['', `Bearer ${world.northKey}`],
      ['north', `Bearer ${world.southKey}`],
      ['north', `Bearer ${world.northKey.slice(0, -1)}`],
      ['north', `Bearer ${world.northKey.toLowerCase()}`],
      ['north', `Basic ${Buffer.from(`nadia:${world.northKey}`).toString('base64')}`],
    ];
    for (const [slug, authorization] of replays) {
      const answer = await call(world.app.browser(slug), endpoint, id, { authorization });
      assert.equal(
        `${slug} ${authorization.slice(0, 20)} ${answer.status}`,
        `${slug} ${authorization.slice(0, 20)} 401`,
      );
    }
  });
});

test('V8 a wrong key is refused even beside a good cookie, and a right one serves', async () => {
  const right = { authorization: `Bearer ${world.northKey}` };
  assert.equal((await world.app.browser('north').get('/api/v1/users', right)).status, 200);
  const answer = await world.nadia.get('/api/v1/users', { authorization: `Bearer ${world.southKey}` });
  assertRefused(answer, 401, 'not_signed_in');
});

test('V8 ids that are none are refused plainly, whatever they hold', async () => {
  const strange = [
    'x',
    '0',
    '-1',
    "' OR 1=1 --",
    '%00',
    '../../etc/passwd',
    'é'.repeat(50),
    'a'.repeat(101),
    '{}',
    'null',
  ];
  const withId = endpoints.filter((endpoint) => endpoint.path.includes('{'));
  await each(withId, async (endpoint) => {
    const browser = expectationOf(endpoint).host === 'operators' ? world.olga : world.nadia;
    for (const id of strange) {
      const { status } = await call(browser, endpoint, id);
      assert.ok([400, 404, 410].includes(status), `${id} → ${status}`);
    }
    const raw = await browser.json(endpoint.method, endpoint.path.replace(/\{\w+\}/, '%ff%fe'), {});
    assert.ok([400, 404].includes(raw.status), `%ff → ${raw.status}`);
  });
});

test('O1 asking for the head of an export is no export: the organisation can still not be deleted', async () => {
  assert.equal((await world.olga.send('HEAD', '/api/v1/organizations/south/export', null)).status, 404);
  const answer = await world.olga.json('DELETE', '/api/v1/organizations/south', { confirm: 'south' });
  assertRefused(answer, 409, 'export_required');
});

test('M2 whoever may call an endpoint is served', async () => {
  let newcomers = 0;
  await each(endpoints, async (endpoint) => {
    const expectation = expectationOf(endpoint);
    // Some end the session that calls them, so each is called from a new one; what is one's own, by somebody new.
    const name = expectation.host === 'operators' ? 'olga' : expectation.restricted ? 'nadia' : `own${newcomers++}`;
    if (name.startsWith('own')) await world.app.user(world.north, name);
    const fresh = await world.signedIn(hostOf(expectation), name);
    const answer = await call(fresh, endpoint, ownId(expectation));
    assert.equal(answer.status, expectation.status, answer.text);
  });
});
