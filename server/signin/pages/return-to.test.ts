// Row S4 and ASVS V3.7.2: where `return_to` may lead. 500 made-up addresses, none of which may leave the host or its pages.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { goodPassword, type TestApp, testApp } from '../../../test/support/app.ts';
import { safeReturnTo } from './return-to.ts';

const origin = 'http://acme.usher.example:8080';
/** The pages a person may be sent to: the path as a browser understands it. */
const allowed = /^\/(home|account|console)(\/|$)/;

function payloads(): string[] {
  const evil = [
    'evil.example',
    'evil.example:8080',
    'acme.usher.example.evil.example',
    'other.usher.example:8080',
    '[::1]',
    '2130706433',
  ];
  const shapes: readonly ((host: string) => string)[] = [
    (host) => `//${host}/home`,
    (host) => `///${host}`,
    (host) => `http://${host}/home`,
    (host) => `HTTPS://${host}`,
    (host) => `https:${host}`,
    (host) => `https:/${host}`,
    (host) => `\\\\${host}`,
    (host) => `/\\${host}/home`,
    (host) => `\\/${host}`,
    (host) => `/home\\..\\..\\${host}`,
    (host) => `/home//${host}`,
    (host) => `/home/..//${host}`,
    (host) => `/home/../../${host}`,
    (host) => `/%2f${host}`,
    (host) => `/%5c${host}`,
    (host) => `/%2F%2F${host}`,
    (host) => `/home/%2e%2e/%2f${host}`,
    (host) => `/home?next=//${host}`,
    (host) => `/home#//${host}`,
    (host) => `/\t/${host}`,
    (host) => `/\n/${host}`,
    (host) => `/\r\nLocation: http://${host}`,
    (host) => `/home%0d%0aLocation:%20http://${host}`,
    (host) => `\t//${host}`,
    (host) => ` //${host}`,
    (host) => `\u0000//${host}`,
    (host) => `/home@${host}`,
    (host) => `@${host}`,
    (host) => `//user@${host}`,
    (host) => `http://acme.usher.example:8080@${host}/`,
    (host) => `http://acme.usher.example:8080\\@${host}/`,
    (host) => `.${host}`,
    (host) => `:${host}`,
    (host) => `;//${host}`,
    (host) => `/;@${host}`,
    (host) => `／／${host}`,
    (host) => `/．．／${host}`,
    (host) => `//${host}%2f..`,
    (host) => `//${host}\u2044home`,
    (host) => `/home\u2028//${host}`,
    (host) => `javascript:location='//${host}'`,
    (host) => `java\nscript:alert('${host}')`,
    (host) => `data:text/html,${host}`,
    (host) => `blob:http://${host}/`,
    (host) => `//${host}/..;/home`,
    (host) => `/homeX//${host}`,
    (host) => `/consolee/${host}`,
    (host) => `/api/v1/session?x=${host}`,
    (host) => `/log-out?x=${host}`,
    (host) => `/sign-in?return_to=//${host}`,
    (host) => `/dev/mail?${host}`,
    (host) => `/setup?token=${host}`,
    (host) => `/operator?x=${host}`,
    (host) => `/home/../api/v1/users?${host}`,
    (host) => `/home/./../operator?${host}`,
    (host) => `/home/%2e%2e/operator?${host}`,
    (host) => `/HOME?${host}`,
    (host) => `home?${host}`,
    (host) => `./home?${host}`,
    (host) => `?${host}`,
    (host) => `#${host}`,
  ];
  const made = evil.flatMap((host) => shapes.map((shape) => shape(host)));
  // Each also dressed up: encoded once, with a blank before, with what some parsers cut off behind.
  const dressed = made.flatMap((payload) => [encodeURIComponent(payload), ` ${payload}`, `${payload}\u0000`]);
  return [...made, ...dressed].slice(0, 1000);
}

function escapes(answer: string): boolean {
  const target = new URL(answer, `${origin}/sign-in`);
  return target.origin !== origin || !allowed.test(target.pathname) || /[\r\n\0]/.test(answer);
}

test('S4 V3.7.2 of more than 500 made-up addresses none leads off the host or off its pages', () => {
  const all = payloads();
  assert.ok(new Set(all).size >= 500, `${all.length} payloads`);
  const accepted = all.map((payload) => safeReturnTo('organization', payload)).filter((answer) => answer !== null);
  assert.deepEqual(accepted.filter(escapes), []);
  // The broken variant that many sites have: "begins with a slash, not with two". The payloads must catch it.
  const naive = all.filter((payload) => payload.startsWith('/') && !payload.startsWith('//'));
  assert.ok(naive.filter(escapes).length > 50);
});

test('S4 the pages of the host are allowed, with plain queries; nothing too long', () => {
  for (const path of [
    '/home',
    '/account/security',
    '/console/people/new',
    '/console/people?search=ana&page=2',
    '/home?x=a%20b',
  ])
    assert.equal(safeReturnTo('organization', path), path);
  assert.equal(safeReturnTo('operators', '/operator/organizations/acme'), '/operator/organizations/acme');
  for (const path of ['/operator', '/operator/sign-in', '/', '', null, undefined, `/home?${'x'.repeat(500)}`])
    assert.equal(safeReturnTo('organization', path), null);
  for (const path of ['/home', '/console']) assert.equal(safeReturnTo('operators', path), null);
});

let app: TestApp;
before(async () => {
  app = await testApp();
  await app.user(await app.organization('links'), 'ana');
});
after(() => app.close());

test('S4 V3.7.2 through the real page every kind of escape ends on the home of the role', async () => {
  const every = payloads().filter(
    (payload) => encodeURIComponent(payload).length < 1900 && !payload.includes('\u0000'),
  );
  // One of each shape; the pure test above has seen them all.
  const some = every.filter((payload) => payload.includes('evil.example')).filter((_, index) => index % 12 === 0);
  assert.ok(some.length >= 30, `${some.length}`);
  for (const payload of some) {
    const browser = app.browser('links');
    const answer = await browser.form(`/sign-in?return_to=${encodeURIComponent(payload)}`, {
      identifier: 'ana',
      password: goodPassword,
      returnTo: payload,
    });
    assert.equal(answer.status, 303, payload);
    assert.equal(escapes(answer.headers.location ?? ''), false, `${payload} → ${answer.headers.location}`);
  }
});

test('S4 S11 the language links of the page that a refused form is answered with still lead where was asked for', async () => {
  const forms = { '/sign-in': { identifier: 'ana', password: 'wrong' }, '/sign-in/passkey': { response: 'none' } };
  for (const [form, refusedFields] of Object.entries(forms)) {
    const browser = app.browser('links');
    const shown = await browser.page('/sign-in?return_to=%2Faccount%2Fsecurity');
    const formToken = /name="formToken" value="([^"]*)"/.exec(shown.text)?.[1] ?? '';
    const fields = new URLSearchParams({ ...refusedFields, formToken, returnTo: '/account/security' });
    const refused = await browser.send('POST', form, fields.toString(), {
      'content-type': 'application/x-www-form-urlencoded',
      accept: 'text/html',
    });
    assert.ok(refused.status >= 400, `${refused.status}`);
    const spanish = /href="([^"]*lang=es[^"]*)"/.exec(refused.text)?.[1]?.replaceAll('&amp;', '&') ?? '';
    let page = await browser.page(spanish);
    if (page.status === 303) page = await browser.page(page.headers.location ?? '');
    assert.match(page.text, /<html lang="es">/);
    assert.ok(page.text.includes('name="returnTo" value="/account/security"'), `${form}: ${spanish}`);
  }
});
