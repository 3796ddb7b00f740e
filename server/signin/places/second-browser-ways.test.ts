// Rows S8.2 and F4: a second browser that is asked about, on the page and after a passkey alone.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import { goodPassword, type TestApp, testApp } from '../../../test/support/app.ts';
import { assertEnds, codeOf, rows } from '../../../test/support/attack.ts';
import type { Browser } from '../../../test/support/browser.ts';
import { agents, enterWithTab, step } from '../../../test/support/places.ts';
import { tabOf } from '../../../test/support/seats.ts';
import { addPasskey, ana, authenticatorFor, offer } from '../../../test/support/second-factor.ts';
import type { Tenant } from '../../tenants/tenants.ts';

let app: TestApp;
before(async () => {
  app = await testApp();
});
after(() => app?.close());

const firefox = (tenant: Tenant): Browser => app.browser(tenant.slug, agents.firefox);
const chrome = (tenant: Tenant): Browser => app.browser(tenant.slug, agents.chrome);

test('F4 S8.2 a passkey alone asks too, in a flow of its own that a removed passkey ends', async () => {
  const { tenant, browser: home } = await ana(app, 'by-passkey', { connections: { browsers: 1 } });
  const authenticator = authenticatorFor(tenant);
  await addPasskey(home, authenticator);
  const signInWith = async (browser: Browser): Promise<{ next: string; flow: string }> => {
    const { challenge, options } = await offer(browser, '/api/v1/sign-in/passkey/options');
    const response = authenticator.get(options, {});
    return (await browser.json('POST', '/api/v1/sign-in/passkey', { challenge, response })).json<{
      next: string;
      flow: string;
    }>();
  };
  const { id } = (await home.get('/api/v1/session')).json<{ session: { id: never } }>().session;
  await tabOf(app, tenant, id);
  const second = chrome(tenant);
  const answer = await signInWith(second);
  assert.equal(answer.next, 'connections');
  const third = chrome(tenant);
  const other = await signInWith(third);
  assert.equal((await step(second, answer.flow, { endSession: id })).json().next, 'done');
  const [session] = await rows<{ methods: string[]; passkey: boolean }>(
    app,
    sql`SELECT methods, passkey_id IS NOT NULL AS passkey FROM sessions WHERE tenant_id = ${tenant.id} AND ended_at IS NULL`,
  );
  assert.deepEqual(session, { methods: ['passkey'], passkey: true });
  await rows(app, sql`DELETE FROM passkeys WHERE tenant_id = ${tenant.id}`);
  assert.equal(codeOf(await step(third, other.flow, { endSession: id })), 'flow_expired');
});

test('S1 S8.2 the page works without JavaScript: lists the browsers, logs one out, and says the organisation’s limit', async () => {
  const tenant = await app.organization('by-page', { connections: { browsers: 1 } });
  await app.user(tenant, 'ana');
  const first = firefox(tenant);
  const old = await enterWithTab(app, tenant, 'ana', first);
  const second = chrome(tenant);
  const answer = await second.form('/sign-in', { identifier: 'ana', password: goodPassword });
  assert.deepEqual([answer.status, answer.headers.location], [303, '/sign-in/connections']);
  const page = await second.page('/sign-in/connections');
  assert.match(page.text, /<h1>The user is already logged in<\/h1>/);
  assert.match(page.text, /Up to 3 tabs/);
  assert.match(page.text, /Firefox on Windows/);
  assert.equal((await second.form('/sign-in/connections', {})).headers.location, '/sign-in/connections');
  const done = await second.form('/sign-in/connections', { endSession: old });
  assert.deepEqual([done.status, done.headers.location], [303, '/home']);
  await assertEnds(first);
  assert.equal((await second.page('/sign-in/connections')).status, 410, 'the flow is over');
});
