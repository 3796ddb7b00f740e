// /scim/v2 × what is sent to it: bodies, paths, filters and pages that are none, or are made to cost something.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser } from '../support/browser.ts';
import { patchSchema, userSchema } from '../support/scim.ts';
import { assertScimError, patch } from './scim-endpoints.ts';
import { makeWorld, type World } from './world.ts';

let world: World;
before(async () => {
  world = await makeWorld();
});
after(() => world?.app.close());

function program(slug: string, key: string): Browser {
  return world.app.browser(slug, { authorization: `Bearer ${key}` });
}

/** What must be refused, as it is sent, with what it is refused. */
const malformed: readonly (readonly [body: string, status: number, type?: string])[] = [
  ['', 400],
  ['{', 400],
  ['[]', 400],
  ['"text"', 400],
  ['null', 400],
  ['{}', 400],
  [JSON.stringify({ schemas: 'x', userName: 'x' }), 400],
  [JSON.stringify({ schemas: [userSchema] }), 400],
  [JSON.stringify({ schemas: [userSchema], userName: ['a', 'b'] }), 400],
  [JSON.stringify({ schemas: [userSchema], userName: 'a b' }), 400],
  [JSON.stringify({ schemas: [userSchema], userName: 'x\u0000' }), 400],
  [JSON.stringify({ schemas: [userSchema], userName: 'x', active: 'yes' }), 400],
  [JSON.stringify({ schemas: [userSchema], userName: 'x', emails: [{ value: 'none' }] }), 400],
  [JSON.stringify({ schemas: [userSchema], userName: 'x', emails: [[]] }), 400],
  [JSON.stringify({ schemas: [userSchema], userName: 'x', name: 'x' }), 400],
  [JSON.stringify({ schemas: [userSchema], userName: 'x', externalId: 'a'.repeat(201) }), 400],
  [JSON.stringify({ schemas: [userSchema], userName: 'x', password: 'short' }), 400],
  [`{"schemas":["${userSchema}"],"userName":"x","__proto__":{"active":true}}`, 400],
  [`{"schemas":["${userSchema}"],"userName":"x","constructor":{"prototype":{"active":true}}}`, 400],
  [`{"schemas":["${userSchema}"],"userName":"x","name":${'['.repeat(10_000)}${']'.repeat(10_000)}}`, 400],
  [JSON.stringify({ schemas: [userSchema], userName: 'x', filler: 'a'.repeat(33_000) }), 413],
  ['userName=x', 415, 'application/x-www-form-urlencoded'],
  ['userName=x', 415, 'text/plain'],
  ['<x/>', 415, 'application/xml'],
];

test('V4 bodies that are none are refused in SCIM’s own form', async () => {
  const strong = program('north', world.northKey);
  for (const [body, status, type = 'application/scim+json'] of malformed)
    assertScimError(
      await strong.send('POST', '/scim/v2/Users', body, { 'content-type': type }),
      status,
      body.slice(0, 80),
    );
});

const paths: readonly (readonly [path: string, scimType: string])[] = [
  ['__proto__', 'invalidPath'],
  ['__proto__.polluted', 'invalidPath'],
  ['constructor.prototype.polluted', 'invalidPath'],
  ['name.__proto__.polluted', 'invalidPath'],
  ['emails[type eq "work"].value.deeper', 'invalidPath'],
  ['emails[', 'invalidPath'],
  ['emails[type eq]', 'invalidFilter'],
  ['emails[value eq "nobody@example.com"].value', 'noTarget'],
  ['nothing', 'invalidPath'],
  ['userName.sub', 'invalidPath'],
  ['id', 'mutability'],
  ['meta.version', 'mutability'],
  ['groups', 'mutability'],
  ['a'.repeat(1_001), 'invalidPath'],
  [`emails[${'('.repeat(300)}type eq "work"${')'.repeat(300)}]`, 'invalidFilter'],
];

test('V4 paths that reach for prototypes, for nothing or for what the server assigns are refused with their scimType', async () => {
  const strong = program('north', world.northKey);
  for (const [path, scimType] of paths) {
    const body = JSON.stringify(patch(path, 'x'));
    const answer = await strong.send('PATCH', `/scim/v2/Users/${world.ids.user}`, body, {
      'content-type': 'application/scim+json',
    });
    assert.equal(
      `${path.slice(0, 60)} ${answer.status} ${answer.json().scimType}`,
      `${path.slice(0, 60)} 400 ${scimType}`,
    );
    const pathless = JSON.stringify({ schemas: [patchSchema], Operations: [{ op: 'add', value: { [path]: 'x' } }] });
    const other = await strong.send('PATCH', `/scim/v2/Users/${world.ids.user}`, pathless, {
      'content-type': 'application/scim+json',
    });
    assert.ok(other.status === 400 || other.status === 200, other.text);
  }
  assert.equal(Object.hasOwn(Object.prototype, 'polluted'), false);
});

/** What a filter can be made of to cost time, room or a stack. */
const filters: readonly string[] = [
  'userName',
  'userName eq',
  'userName zz "x"',
  'userName eq "x" and',
  'userName eq "\\q"',
  'userName eq x',
  '(userName eq "x"',
  '"userName" eq "x"',
  'nothing eq "x"',
  'password eq "x"',
  'title co "x"',
  'userName gt "x"',
  'userName eq 1',
  'active eq "maybe"',
  'meta.lastModified gt "yesterday"',
  'emails[type eq "work"',
  'emails[emails[type eq "work"]]',
  'groups[value eq "x" and display eq "y"]',
  'userName co ""',
  `userName eq "${'\n'.repeat(60)}`,
  `userName eq "${'\\'.repeat(1_001)}`,
  `userName eq "${'a'.repeat(5_000)}"`,
  `${'('.repeat(1_500)}userName eq "x"${')'.repeat(1_500)}`,
  `${'not '.repeat(900)}userName eq "x"`,
  `${'not ('.repeat(400)}userName eq "x"${')'.repeat(400)}`,
  Array.from({ length: 60 }, (_, n) => `userName eq "${n}"`).join(' or '),
  `userName${'.a'.repeat(1_500)} eq "x"`,
  `${'-1'.repeat(1_500)}`,
  `${'1'.repeat(3_000)} eq`,
];

test('V4 filters that cannot be run, are too long or too deep are refused with invalidFilter, each within a moment', async () => {
  const strong = program('north', world.northKey);
  for (const filter of filters) {
    // This process's own time, in which the server runs: others may keep it waiting.
    const begun = process.cpuUsage();
    const answer = await strong.get(`/scim/v2/Users?filter=${encodeURIComponent(filter)}`);
    const tookMs = process.cpuUsage(begun).user / 1_000;
    const where = JSON.stringify(filter.slice(0, 60));
    if (filter.length < 4_097)
      assert.equal(`${where} ${answer.status} ${answer.json().scimType}`, `${where} 400 invalidFilter`);
    else assertScimError(answer, 400, where);
    assert.ok(tookMs < 1_000, `${where} took ${tookMs} ms`);
  }
});

test('V4 strange pages and orders are bounded or refused', async () => {
  const strong = program('north', world.northKey);
  const refused = [
    'count=x',
    'startIndex=1.5',
    'sortBy=password',
    'sortBy=__proto__',
    'sortBy=constructor',
    'sortOrder=up',
    'cursor=x',
    'cursor=&sortBy=userName',
    'attributes=a&attributes=b',
    `attributes=${'a,'.repeat(1_500)}`,
  ];
  for (const query of refused) assertScimError(await strong.get(`/scim/v2/Users?${query}`), 400, query);
  const { itemsPerPage, startIndex, totalResults } = (await strong.get('/scim/v2/Users?startIndex=-5&count=-1')).json<
    Record<string, number>
  >();
  assert.deepEqual([itemsPerPage, startIndex, (totalResults ?? 0) > 0], [0, 1, true]);
  assert.equal((await strong.get('/scim/v2/Users?count=999999999&startIndex=999999999')).status, 200);
});
