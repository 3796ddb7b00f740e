// Row S4: what may be the home of a role. Of all made-up addresses none may run something, deceive, or leave http(s).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { judgeHome } from './home.ts';
import { guardedPages, homePages, mayOpen } from './landing.ts';

const everything = guardedPages.flatMap((page) => [...page.permissions]);
const production = { permissions: everything, production: true };
const development = { permissions: everything, production: false };
const faulty = (home: string, rules = production): boolean => judgeHome(home, rules).kind === 'fault';

test('S4 pages of Usher that the role may open, and applications behind https, may be a home', () => {
  for (const page of homePages(everything)) assert.deepEqual(judgeHome(page, production), { kind: 'page', home: page });
  assert.equal(judgeHome('/console/people?search=ana', production).kind, 'page');
  for (const [home, stored] of [
    ['https://desk.example', 'https://desk.example/'],
    ['https://DESK.example:8443/a?b=c#d', 'https://desk.example:8443/a?b=c#d'],
    ['https://bücher.example/', 'https://xn--bcher-kva.example/'],
  ] as const) {
    const judged = judgeHome(home, production);
    assert.equal(judged.kind === 'application' && judged.home, stored);
  }
});

test('S4 a page that the role may not open is no home', () => {
  const agent = { permissions: [], production: true };
  assert.deepEqual(homePages([]), ['/home', '/account/password', '/account/security']);
  for (const page of ['/console', '/console/people', '/console/roles']) assert.ok(faulty(page, agent), page);
  assert.ok(faulty('/console/nowhere'), 'a page that does not exist');
  assert.ok(faulty('/console/people', { permissions: ['roles:read'], production: true }));
  assert.equal(judgeHome('/console', { permissions: ['roles:read'], production: true }).kind, 'page');
});

test('S4 V3.7.2 addresses that run, deceive or go nowhere are no home', () => {
  for (const home of [
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    'java\nscript:alert(1)',
    ' javascript:alert(1)',
    'data:text/html,x',
    'vbscript:x',
    'file:///etc/passwd',
    'blob:https://x.example/1',
    'ftp://x.example',
    'https:',
    'https:evil.example',
    'https:/evil.example',
    'https://',
    'https://user@evil.example',
    'https://bank.example:pw@evil.example',
    'https://evil.example\\@bank.example',
    '//evil.example',
    '///evil.example',
    '/\\evil.example',
    '/home/../../evil',
    '/home/..',
    '/home#x',
    '/home?x=<script>',
    '/HOME',
    'home',
    '',
    '/',
    'https://x.example/\u202egnp.exe',
    'https://x.example/\u0000',
    `https://x.example/${'x'.repeat(500)}`,
    'http://desk.example/',
    'http://localhost/',
  ])
    assert.ok(faulty(home), home);
});

test('S4 plain http is for this machine, and outside production only', () => {
  for (const home of ['http://localhost:3000/', 'http://127.0.0.1/app', 'http://[::1]:8081/']) {
    assert.equal(judgeHome(home, development).kind, 'application', home);
    assert.ok(faulty(home), home);
  }
  for (const home of ['http://desk.example/', 'http://localhost.evil.example/', 'http://127.0.0.1.evil.example/'])
    assert.ok(faulty(home, development), home);
});

test('S4 whatever is accepted is http(s) or a path of ours, and means the same when it is read again', () => {
  const text = fc.oneof(
    fc.webUrl({ withQueryParameters: true, withFragments: true }),
    fc.webUrl().map((url) => url.replace('http', 'https')),
    fc.string({ unit: 'binary' }),
    fc
      .constantFrom('/home', '/console', '//', 'https://', '\\', '@')
      .chain((start) => fc.string().map((end) => start + end)),
  );
  fc.assert(
    fc.property(text, fc.boolean(), (home, inProduction) => {
      const judged = judgeHome(home, { permissions: everything, production: inProduction });
      if (judged.kind === 'fault') return;
      const url = new URL(judged.home, 'https://acme.usher.example/sign-in');
      if (judged.kind === 'page') assert.equal(url.origin, 'https://acme.usher.example');
      else
        assert.ok(
          url.protocol === 'https:' || (!inProduction && /^(localhost|127\.0\.0\.1|\[::1\])$/.test(url.hostname)),
        );
      assert.deepEqual(judgeHome(judged.home, { permissions: everything, production: inProduction }), judged);
    }),
    { numRuns: 3000 },
  );
});

test('S4 M3 who may open what: the deepest page decides, and the console is open to who may open a page of it', () => {
  assert.equal(mayOpen('/home', []), true);
  assert.equal(mayOpen('/console', []), false);
  assert.equal(mayOpen('/console/people/new', ['users:read']), false);
  assert.equal(mayOpen('/console/people/new?x=1', ['users:create']), true);
  assert.equal(mayOpen('/console/people/0199', ['team:read']), true);
  assert.equal(mayOpen('/console/peoples', ['users:message']), false);
  assert.equal(mayOpen('/consoles', []), true);
});
