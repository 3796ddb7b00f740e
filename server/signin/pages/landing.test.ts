// Row S4: after a sign-in people land on the home of their role, which may be an application elsewhere; what was asked for
// comes first if the role may open it. And no address that a role cannot have leads anywhere.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import { goodPassword, type TestApp, testApp } from '../../../test/support/app.ts';
import { rows, signedIn } from '../../../test/support/attack.ts';
import type { Tenant } from '../../tenants/tenants.ts';

let app: TestApp;
before(async () => {
  app = await testApp();
});
after(() => app?.close());

/** An organisation with the agent Ana in a role with this home. */
async function landingOn(slug: string, home: string, permissions: string[] = []): Promise<Tenant> {
  const tenant = await app.organization(slug);
  const admin = await signedIn(app, tenant, 'admin', 'administrator');
  const answer = await admin.json('POST', '/api/v1/roles', { key: 'desk', name: 'Desk', home, permissions });
  assert.equal(answer.status, 201, answer.text);
  await app.user(tenant, 'ana', { role: 'desk' });
  return tenant;
}

const form = { identifier: 'ana', password: goodPassword };

test('S4 an application as home: JSON names it, and the page goes there by no redirect that its own policy would stop', async () => {
  const home = 'https://desk.example/agent?queue=1';
  await landingOn('away', home);
  assert.equal((await app.browser('away').signIn('ana', goodPassword)).json().home, home);
  const browser = app.browser('away');
  const answer = await browser.form('/sign-in', form);
  assert.deepEqual([answer.status, answer.headers.location], [303, '/sign-in/landing']);
  const page = await browser.page('/sign-in/landing');
  assert.equal(page.headers.refresh, `0; url=${home}`);
  assert.ok(page.text.includes(`href="${home}"`), page.text);
  assert.equal((await browser.get('/api/v1/session')).json().home, home);
  assert.equal((await browser.page('/')).headers.location, home);
  assert.equal((await app.browser('away').page('/sign-in/landing')).headers.location, '/sign-in');
});

test('S4 a deep link comes first if the role may open it, whatever its home', async () => {
  await landingOn('deep', 'https://desk.example/', ['schedules:read']);
  for (const [asked, location] of [
    ['/account/security', '/account/security'],
    ['/console/schedules?x=1', '/console/schedules?x=1'],
    ['/console', '/console'],
    ['/console/people', '/sign-in/landing'],
    ['/console/roles', '/sign-in/landing'],
    ['https://evil.example/', '/sign-in/landing'],
    ['https://desk.example/other', '/sign-in/landing'],
  ] as const) {
    const answer = await app.browser('deep').form('/sign-in', { ...form, returnTo: asked });
    assert.equal(answer.headers.location, location, asked);
  }
});

test('S4 a page as home is gone to at once, also from the landing page', async () => {
  await landingOn('page', '/console/people', ['users:read']);
  const browser = app.browser('page');
  assert.equal((await browser.form('/sign-in', form)).headers.location, '/console/people');
  assert.equal((await browser.page('/sign-in/landing')).headers.location, '/console/people');
});

test('S4 V3.7.2 the database keeps out of roles what no door would let in', async () => {
  await landingOn('wall', '/home');
  for (const home of ['javascript:alert(1)', '//evil.example', '/\\evil.example', 'data:x', '', 'https://a\nb', 'home'])
    await assert.rejects(rows(app, sql`UPDATE roles SET home = ${home} WHERE key = 'desk'`), /role_home/, home);
});
