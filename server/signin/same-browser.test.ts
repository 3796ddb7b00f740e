// ASVS V7.2.4: whoever signs in anew in a browser leaves nothing of the session it had, whatever kind either is.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { goodPassword, type TestApp, testApp } from '../../test/support/app.ts';
import { assertEnds } from '../../test/support/attack.ts';
import { Browser } from '../../test/support/browser.ts';

let app: TestApp;
before(async () => {
  app = await testApp();
});
after(() => app?.close());

test('V7.2.4 the session a browser had is over once its person signs in there as the other kind of client', async () => {
  const tenant = await app.organization('kinds');
  await app.user(tenant, 'ana');
  for (const [first, second] of [
    ['browser', 'native'],
    ['native', 'browser'],
  ]) {
    const browser = app.browser(tenant.slug);
    const enter = (client: string | undefined) =>
      browser.json('POST', '/api/v1/sign-in', { identifier: 'ana', password: goodPassword, client });
    assert.equal((await enter(first)).status, 200);
    const before = new Browser(browser.port, browser.host);
    for (const [name, value] of browser.cookies) before.cookies.set(name, value);
    assert.equal((await before.get('/api/v1/session')).status, 200);
    assert.equal((await enter(second)).status, 200);
    await assertEnds(before);
    assert.equal((await browser.get('/api/v1/session')).status, 200, 'the new one goes on');
  }
});
