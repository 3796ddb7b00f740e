import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { goodPassword, type TestApp, testApp } from '../../test/support/app.ts';

let app: TestApp;
before(async () => {
  app = await testApp();
});
after(() => app?.close());

test('O1 the session of an operator names no organisation, that of everybody else theirs', async () => {
  const [tenant] = await Promise.all([app.organization('north'), app.operator()]);
  await app.user(tenant, 'ned');
  const olga = app.browser();
  const ned = app.browser('north');
  await Promise.all([olga.signIn('olga', goodPassword), ned.signIn('ned', goodPassword)]);
  const organizationOf = async (browser: typeof ned) => (await browser.get('/api/v1/session')).json().organization;
  assert.equal(await organizationOf(olga), null);
  const { settings, slug, name, timeZone, locale } = tenant;
  assert.deepEqual(await organizationOf(ned), { slug, name, timeZone, locale, branding: settings.branding });
});
