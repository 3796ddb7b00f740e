// Row M2: every change of what somebody may have read can be made to depend on nobody having changed it since (If-Match).
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Endpoint, expectationOf, pathWith, readEndpoints } from './endpoints.ts';
import { makeWorld, type World } from './world.ts';

/** Changes that go by no revision, and why. */
const without: Readonly<Record<string, string>> = {
  'PUT /api/v1/users/{id}/password':
    'replaces a secret that nobody can read; the last one counts, and it must always be possible',
  'PUT /api/v1/users/{id}/portal-password':
    'replaces a secret that nobody can read; the last one counts, and it must always be possible',
  'DELETE /api/v1/users/{id}/overtime': 'names what it takes back, and is refused if that was changed since',
  'DELETE /api/v1/users/{id}/sessions/{session}': 'ends a session; sessions do not change',
  'PUT /api/v1/teams/{id}/members': 'adds people to a set; two who do so at once do not undo each other',
  'DELETE /api/v1/teams/{id}/members': 'takes people out of a set; two who do so at once do not undo each other',
  'PUT /api/v1/stations/{station}': 'refused while the station is another’s, so nobody is overwritten',
  'DELETE /api/v1/stations/{station}': 'takes the station back from whomever it is assigned to',
  'DELETE /api/v1/stations/{station}/holder': 'frees the station, whoever is at it',
  'DELETE /api/v1/api-keys/{id}': 'a key that leaked must be revoked, whatever else was done to it',
  'DELETE /api/v1/connections/{id}': 'ends a tab; tabs do not change',
  'DELETE /api/v1/users/import/{id}/passwords': 'erases what was handed over; what was made since stays',
  'DELETE /api/v1/organizations/{slug}': 'goes by its name typed again and an export within the hour',
};

/** What people do about themselves: the last word is theirs. */
const own = /^\/api\/v1\/(session|sessions|second-factor)(\/|$)/;

const changes = readEndpoints().filter(({ method, path }) => /^(PATCH|PUT|DELETE)$/.test(method) && !own.test(path));
const guarded = changes.filter(({ headers }) => headers.includes('if-match'));
let world: World;
before(async () => {
  world = await makeWorld();
});
after(() => world?.app.close());

function target(endpoint: Endpoint): { path: string; browser: World['nadia'] } {
  const { host, id } = expectationOf(endpoint);
  const browser = host === 'operators' ? world.olga : world.nadia;
  return { path: pathWith(endpoint, host === 'operators' ? 'south' : id === undefined ? '' : world.ids[id]), browser };
}

test('M2 every change takes If-Match, or is listed here with the reason why not', () => {
  const missing = changes.filter((endpoint) => !guarded.includes(endpoint)).map(({ name }) => name);
  assert.deepEqual(missing.sort(), Object.keys(without).sort());
});

test('M2 reading gives the tag; with an older one, or none of ours, nothing is changed; with it, or any, it is', async () => {
  assert.ok(guarded.length >= 8, `${guarded.length} of ${changes.length}`);
  // What deletes comes last: the others need what it deletes.
  for (const endpoint of guarded.toSorted((one, other) => other.method.localeCompare(one.method))) {
    const { path, browser } = target(endpoint);
    const { body, status } = expectationOf(endpoint);
    const read = await browser.get(path);
    const tag = String(read.headers.etag);
    assert.match(`${endpoint.name} ${tag}`, / "\d+"$/);
    for (const wrong of ['"999999"', '"x"', 'x', tag.slice(0, -1), `${tag}, "3"`]) {
      const answer = await browser.json(endpoint.method, path, body, { 'if-match': wrong });
      assert.equal(
        `${endpoint.name} ${wrong} ${answer.status} ${answer.json().code}`,
        `${endpoint.name} ${wrong} 412 precondition_failed`,
      );
    }
    assert.deepEqual([(await browser.get(path)).text, (await browser.get(path)).headers.etag], [read.text, tag]);
    const right = await browser.json(endpoint.method, path, body, {
      'if-match': endpoint.method === 'DELETE' ? tag : '*',
    });
    assert.equal(`${endpoint.name} ${right.status}`, `${endpoint.name} ${status}`);
    if (status === 200) assert.notEqual(right.headers.etag, tag, `${endpoint.name}: the tag of what it is now`);
  }
});
