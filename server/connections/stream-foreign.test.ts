// A stream is opened by GET and yet does something: another site's page must not be able to take a person's places with it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import { type TestApp, testApp } from '../../test/support/app.ts';
import { rows, signedIn } from '../../test/support/attack.ts';
import { Browser } from '../../test/support/browser.ts';
import { connectTab } from '../../test/support/tab.ts';

let app: TestApp;
before(async () => {
  app = await testApp();
});
after(() => app?.close());

/** The same cookies, in requests that another page makes the browser send. */
function forged(browser: Browser, headers: Record<string, string>): Browser {
  const other = new Browser(browser.port, browser.host, headers);
  for (const [name, value] of browser.cookies) other.cookies.set(name, value);
  return other;
}

test('L1 core (CSRF between organisations) a page of a sibling, or of anybody else, takes none of a person’s tabs', async () => {
  const tenant = await app.organization('forged');
  const browser = await signedIn(app, tenant, 'ana', 'agent');
  const foreign: Record<string, string>[] = [
    { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'no-cors' },
    { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' },
    { origin: `http://evil.localhost:${browser.port}` },
  ];
  for (const headers of foreign) {
    const tab = await connectTab(forged(browser, headers));
    assert.deepEqual([tab.status, tab.refusal?.code], [403, 'cross_site_request'], JSON.stringify(headers));
  }
  assert.equal((await rows(app, sql`SELECT FROM connections WHERE tenant_id = ${tenant.id}`)).length, 0);
  const own = await connectTab(forged(browser, { 'sec-fetch-site': 'same-origin' }));
  assert.equal(own.status, 200);
  own.close();
});
