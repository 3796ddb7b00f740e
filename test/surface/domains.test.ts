// An organisation's own domain (O2): who may have which, what it changes, and what stays apart on its two hosts.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { goodPassword, type TestApp, testApp } from '../support/app.ts';
import { codeOf, isSignedIn } from '../support/attack.ts';
import { Authenticator } from '../support/authenticator.ts';
import { Browser } from '../support/browser.ts';
import { asked } from '../support/links.ts';
import { addPasskey, offer } from '../support/second-factor.ts';
import { until } from '../support/until.ts';

let app: TestApp;
let olga: Browser;
before(async () => {
  app = await testApp();
  await app.operator();
  olga = app.browser();
  await olga.signIn('olga', goodPassword);
});
after(() => app?.close());

const at = (host: string): Browser => new Browser(app.port, host);
const patch = (slug: string, domain: string | null, by = olga) =>
  by.json('PATCH', `/api/v1/organizations/${slug}`, { domain });
const statusAt = async (host: string): Promise<number> => (await at(host).page('/sign-in')).status;

/** An organisation with an agent Ana, and a domain that this process has heard of. */
async function withDomain(slug: string): Promise<string> {
  const tenant = await app.organization(slug);
  await app.user(tenant, 'ana', { email: `ana@${slug}.example` });
  const domain = `login.${slug}.example`;
  assert.equal((await patch(slug, domain)).status, 200);
  await until(async () => (await statusAt(domain)) === 200);
  return domain;
}

test('O2 an operator gives a domain and takes it back; the address below the base host serves all the while', async () => {
  await app.organization('acme');
  assert.equal(await statusAt('login.acme.example'), 421);
  const given = await patch('acme', ' Login.ACME.example. ');
  assert.equal(given.status, 200, given.text);
  assert.partialDeepStrictEqual(given.json(), {
    domain: 'login.acme.example',
    address: `http://login.acme.example:${app.port}`,
  });
  await until(async () => (await statusAt('login.acme.example')) === 200);
  assert.equal(await statusAt('LOGIN.acme.example'), 200);
  assert.equal(await statusAt('acme.localhost'), 200);
  const removed = await patch('acme', null);
  assert.partialDeepStrictEqual(removed.json(), { domain: null, address: `http://acme.localhost:${app.port}` });
  await until(async () => (await statusAt('login.acme.example')) === 421);
  assert.equal(await statusAt('acme.localhost'), 200);
});

test('O2 M4 both logs say who gave which domain', async () => {
  await withDomain('logged');
  type Event = { action: string; target: { name: string }; details: unknown; actor: { kind: string } };
  const { items } = (await olga.get('/api/v1/audit?action=organization.update')).json<{ items: Event[] }>();
  const entry = items.find(({ target }) => target.name === 'logged');
  assert.deepEqual(entry?.details, { before: { domain: null }, change: { domain: 'login.logged.example' } });
});

test('O2 a domain is one organisation’s: the second is refused by a code of its own, until the first lets go', async () => {
  await app.organization('second');
  const domain = await withDomain('first');
  const refused = await patch('second', domain.toUpperCase());
  assert.equal(`${refused.status} ${codeOf(refused)}`, '409 domain_taken');
  assert.equal((await patch('first', domain)).status, 200);
  const both = await Promise.all([patch('first', null), patch('first', null)]);
  assert.deepEqual(
    both.map(({ status }) => status),
    [200, 200],
  );
  const raced = await Promise.all(['first', 'second', 'first', 'second'].map((slug) => patch(slug, 'raced.example')));
  const winners = new Set(raced.filter(({ status }) => status === 200).map((one) => one.json().slug));
  assert.equal(winners.size, 1);
  assert.ok(raced.some((one) => codeOf(one) === 'domain_taken'));
});

test('O2 what nobody may have is refused at its field, and nobody but operators gives anything', async () => {
  const tenant = await app.organization('refused');
  for (const domain of [
    'localhost',
    'acme2.localhost',
    '127.0.0.1',
    'a.example:1',
    'https://a.example',
    'a'.repeat(300),
  ]) {
    const answer = await patch('refused', domain);
    assert.equal(answer.status, 400, domain);
    assert.partialDeepStrictEqual(answer.json(), { code: 'invalid_request', violations: [{ path: '/domain' }] });
  }
  await app.user(tenant, 'admin', { role: 'administrator' });
  const admin = app.browser('refused');
  await admin.signIn('admin', goodPassword);
  assert.equal((await patch('refused', 'mine.example', admin)).status, 403);
  assert.equal((await patch('refused', 'mine.example', app.browser())).status, 401);
});

test('O2 V7 people sign in on both hosts, each with cookies of its own; a session is its organisation’s alone', async () => {
  const domain = await withDomain('both');
  const [below, own] = [app.browser('both'), at(domain)];
  for (const browser of [below, own]) {
    assert.equal((await browser.signIn('ana', goodPassword)).status, 200);
    assert.equal(await isSignedIn(browser), true);
  }
  const cookies = (await at(domain).signIn('ana', goodPassword)).headers['set-cookie'] ?? [];
  assert.ok(cookies.length > 0);
  for (const cookie of cookies) assert.doesNotMatch(cookie, /domain=/i);
  assert.notEqual(below.cookies.get('usher_session'), own.cookies.get('usher_session'));
  const other = await withDomain('neither');
  assert.equal(await isSignedIn(own.copy(other)), false);
  assert.equal((await own.form('/sign-in', { identifier: 'ana', password: goodPassword })).status, 303);
});

test('O2 V3.5 only pages of the host that was asked may write there: not even the organisation’s other host', async () => {
  const domain = await withDomain('origins');
  const own = at(domain);
  const signIn = (browser: Browser, origin: string) =>
    browser.json('POST', '/api/v1/sign-in', { identifier: 'ana', password: goodPassword }, { origin });
  assert.equal((await signIn(own, `http://${domain}:${app.port}`)).status, 200);
  assert.equal(codeOf(await signIn(own, `http://origins.localhost:${app.port}`)), 'cross_site_request');
  assert.equal(codeOf(await signIn(app.browser('origins'), `http://${domain}:${app.port}`)), 'cross_site_request');
});

test('O2 R2 mails lead to the domain, whichever host they were asked for on, and never to a host that was made up', async () => {
  const domain = await withDomain('mailed');
  const { href } = await asked(app, 'mailed', 'ana@mailed.example');
  assert.equal(new URL(href).origin, `http://${domain}:${app.port}`);
  assert.equal((await at(domain).page(new URL(href).pathname + new URL(href).search)).status, 200);
  const before = (await app.app.house.mail.captured?.list())?.length;
  const forged = await at('evil.example').json('POST', '/api/v1/recovery', { identifier: 'ana' });
  assert.equal(codeOf(forged), 'host_unknown');
  assert.equal((await app.app.house.mail.captured?.list())?.length, before);
});

test('O2 F4 a passkey belongs to the host on which it was made: there it signs in, on the other it does not', async () => {
  const domain = await withDomain('keys');
  const path = '/api/v1/sign-in/passkey';
  await app.user(await app.app.house.tenants.bySlug('keys'), 'ben');
  for (const [host, elsewhere, person] of [
    [domain, 'keys.localhost', 'ana'],
    ['keys.localhost', domain, 'ben'],
  ] as const) {
    const owner = at(host);
    await owner.signIn(person, goodPassword);
    const authenticator = new Authenticator(`http://${host}:${app.port}`);
    const creation = (await offer(owner)).options as { rp: { id: string } }; // what the server answered
    assert.equal(creation.rp.id, host);
    await addPasskey(owner, authenticator);
    const signIn = async (browser: Browser) => {
      const { challenge, options } = await offer(browser, `${path}/options`);
      return browser.json('POST', path, { challenge, response: authenticator.get(options) });
    };
    assert.equal((await signIn(at(host))).status, 200);
    const other = at(elsewhere);
    assert.equal(codeOf(await signIn(other)), 'passkey_refused');
    // What the first host asked, answered for it, and sent to the second: the origin is another one.
    const { challenge, options } = await offer(at(host), `${path}/options`);
    const relayed = await other.json('POST', path, { challenge, response: authenticator.get(options) });
    assert.equal(codeOf(relayed), 'passkey_refused');
    assert.equal(await isSignedIn(other), false);
  }
});

test('O2 O3 the name of the organisation leads to its domain, by no redirect that the page’s own policy would stop', async () => {
  const domain = await withDomain('typed');
  const answer = await app.browser().form('/', { organization: 'typed' });
  assert.equal(answer.status, 200);
  assert.equal(answer.headers.refresh, `0; url=http://${domain}:${app.port}/sign-in`);
});

test('O2 a Host near a domain is as unknown as any other', async () => {
  const domain = await withDomain('near');
  for (const host of [`x.${domain}`, `${domain}.evil.example`, domain.slice(1), `${domain}.`, 'near.example'])
    assert.equal(await statusAt(host), 421, host);
  assert.equal((await at(domain).get('/sign-in', { host: `${domain}:1` })).status, 421);
  assert.equal((await at(domain).get('/sign-in', { host: `evil.example`, 'x-forwarded-host': domain })).status, 421);
});

test('O2 a suspended organisation is closed on its domain too', async () => {
  const domain = await withDomain('closed');
  await olga.json('POST', '/api/v1/organizations/closed/suspend', {});
  await until(async () => codeOf(await at(domain).signIn('ana', goodPassword)) === 'organization_suspended');
});
