// Row M8 as an administrator meets it: Ana cannot log in, the check says why, and each press of a button mends one thing.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { after, before, suite, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { chromiumPath, launchChromium } from '../../tools/preview-server.ts';
import { goodPassword, type TestApp, testApp } from '../support/app.ts';
import { guess } from '../support/attack.ts';
import { until } from '../support/until.ts';
import { assertPresentable, visitIn } from './visitor.ts';

const skip = existsSync(chromiumPath) ? false : `There is no Chromium at ${chromiumPath}; set USHER_CHROMIUM.`;

suite('the tab “Why can’t they log in?”', { skip }, () => {
  let app: TestApp;
  let browser: Browser;
  let ana: string;

  before(async () => {
    [app, browser] = await Promise.all([testApp(), launchChromium()]);
    const tenant = await app.organization('why', { secondFactor: { required: ['agent'], methods: ['email_code'] } });
    await app.user(tenant, 'bo', { role: 'administrator' });
    ({ id: ana } = await app.user(tenant, 'ana', { firstName: 'Ana', lastName: '<b>Sousa</b>' }));
    await guess(app.browser('why'), 'ana', 5);
    const admin = app.browser('why');
    await admin.signIn('bo', goodPassword);
    for (const [method, path, body] of [
      ['POST', `/users/${ana}/disable`, {}],
      ['PATCH', `/users/${ana}`, { status: 'inactive' }],
    ] as const)
      assert.ok((await admin.json(method, `/api/v1${path}`, body)).status < 300);
  });
  after(async () => {
    await browser?.close();
    await app?.close();
  });

  test('M8 the check names what is in the way, mends it press by press, and shows the last attempts', () =>
    visitIn(browser, {}, async (visitor, page) => {
      const path = `/console/people/${ana}`;
      const start = `/sign-in?return_to=${encodeURIComponent(path)}`;
      await visitor.signIn(`http://why.localhost:${app.port}`, 'bo', goodPassword, start);
      await visitor.sees('Ana <b>Sousa</b>');
      await page.getByRole('link', { name: 'Why can’t they log in?' }).click();
      const verdict = page.getByRole('status').filter({ hasText: 'Ana <b>Sousa</b> cannot log in now' });
      await verdict.getByText('Locked after too many failed attempts').waitFor();
      const rules = page.getByRole('list', { name: 'What stands between this person and their session' });
      assert.deepEqual(await rules.getByRole('img', { name: 'In the way' }).count(), 4);
      const attempts = page.getByRole('table', { name: 'Last attempts' });
      await attempts
        .getByRole('row', { name: /Incorrect username or password/ })
        .first()
        .waitFor();
      await assertPresentable(page, 'Why can’t they log in?');
      for (const [act, rest] of [
        ['Unlock', 3],
        ['Enable', 2],
        ['Set active', 1],
      ] as const) {
        await rules.getByRole('button', { name: act }).click();
        await until(async () => (await rules.getByRole('img', { name: 'In the way' }).count()) === rest);
      }
      await rules.getByText('the account has no e-mail address').waitFor();
      await rules.getByRole('link', { name: 'Set the e-mail address' }).waitFor();
      await page.getByText('With the right password they read: “No e-mail address for the code”.').waitFor();
    }));
});
