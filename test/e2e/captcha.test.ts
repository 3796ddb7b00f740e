// Row S3 as people meet it: three failures, a box to tick, signed in; by mouse, by keyboard, in their language, and without
// JavaScript.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { after, before, suite, test } from 'node:test';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import type { Tenant } from '../../server/tenants/tenants.ts';
import { chromiumPath, launchChromium } from '../../tools/preview-server.ts';
import { goodPassword, type TestApp, testApp } from '../support/app.ts';
import { waitBegun } from '../support/captcha.ts';
import { assertPresentable, visitIn, type Walk } from './visitor.ts';

const skip = existsSync(chromiumPath) ? false : `There is no Chromium at ${chromiumPath}; set USHER_CHROMIUM.`;

suite('the CAPTCHA in a real browser', { skip }, () => {
  let app: TestApp;
  let browser: Browser;
  let always: Tenant;

  before(async () => {
    [app, browser] = await Promise.all([testApp(), launchChromium()]);
    for (const slug of ['after', 'kept']) {
      const tenant = await app.organization(slug, { signIn: { captcha: 'after_failures' } });
      await app.user(tenant, 'ana');
    }
    always = await app.organization('always', { signIn: { captcha: 'always' } });
    for (const name of ['ana', 'bea', 'eva']) await app.user(always, name);
  });
  after(async () => {
    await browser?.close();
    await app?.close();
  });

  const at = (slug: string): string => `http://${slug}.localhost:${app.port}`;

  const visit = (options: BrowserContextOptions, walk: Walk): Promise<void> => visitIn(browser, options, walk);

  async function assertAtHome(page: Page): Promise<void> {
    await page.waitForURL(/\/(home|console)$/);
  }

  test('S3 after three failures the box is there; ticked and solved, the right password signs in', () =>
    visit({}, async (visitor, page) => {
      const loaded: string[] = [];
      page.on('request', (request) => loaded.push(new URL(request.url()).pathname));
      for (let count = 0; count < 3; count += 1) await visitor.signIn(at('after'), 'ana', `secret guess ${count}`);
      assert.match(await visitor.alert(), /Incorrect username or password/);
      const box = page.getByRole('checkbox', { name: 'I’m not a robot' });
      await box.waitFor();
      await assertPresentable(page, 'with the box');
      await page.getByLabel('Password', { exact: true }).fill(goodPassword);
      await box.click();
      await page.getByText('Checked: you are not a robot.').first().waitFor();
      await assertPresentable(page, 'with the box ticked');
      await page.getByRole('button', { name: 'Log in', exact: true }).click();
      await assertAtHome(page);
      const script = loaded.findIndex((path) => /\/captcha-.*\.js$/.test(path));
      const posts = loaded.slice(0, script).filter((path) => path === '/sign-in');
      assert.ok(posts.length >= 6, 'the script is not loaded before the third failure');
    }));

  test('S3 a box that was not ticked is asked for by the browser, and one refusal keeps the name', () =>
    visit({}, async (visitor, page) => {
      await page.goto(`${at('always')}/sign-in`);
      const box = page.getByRole('checkbox', { name: 'I’m not a robot' });
      await box.waitFor();
      await page.getByLabel('Username').fill('ana');
      await page.getByLabel('Password', { exact: true }).fill('secret guess');
      await page.getByRole('button', { name: 'Log in', exact: true }).click();
      assert.equal(
        await box.evaluate('document.activeElement === document.querySelector("input[type=checkbox]")'),
        true,
      );
      await box.click();
      await page.getByText('Checked: you are not a robot.').first().waitFor();
      await page.getByRole('button', { name: 'Log in', exact: true }).click();
      assert.match(await visitor.alert(), /Incorrect username or password/);
      assert.equal(await page.getByLabel('Username').inputValue(), 'ana');
      await box.waitFor();
      assert.equal(await box.isChecked(), false, 'each try needs its own');
    }));

  test('S1 S3 by keyboard alone', () =>
    visit({}, async (_, page) => {
      await page.goto(`${at('always')}/sign-in`);
      await page.getByRole('checkbox').waitFor();
      await page.keyboard.type('bea');
      await page.keyboard.press('Tab');
      await page.keyboard.type(goodPassword);
      for (let count = 0; count < 2; count += 1) await page.keyboard.press('Tab');
      await page.keyboard.press('Space');
      await page.getByText('Checked: you are not a robot.').first().waitFor();
      await page.keyboard.press('Enter');
      await assertAtHome(page);
    }));

  test('S3 S11 the box speaks the language of the page', async () => {
    for (const [locale, label] of [
      ['es-ES', 'No soy un robot'],
      ['pt-BR', 'Não sou um robô'],
    ] as const)
      await visit({ locale }, async (_, page) => {
        await page.goto(`${at('always')}/sign-in`);
        await page.getByRole('checkbox', { name: label }).waitFor();
      });
  });

  test('S1 S3 with JavaScript off a person waits, is told how long, and signs in', () =>
    visit({ javaScriptEnabled: false }, async (visitor, page) => {
      await visitor.signIn(at('always'), 'eva', goodPassword);
      assert.match(await visitor.alert(), /Wait another (20|19|18|17|16|15) seconds, then log in again\./);
      assert.equal(await page.getByLabel('Username').inputValue(), 'eva');
      // What the page would hold had it been opened earlier.
      const waited = waitBegun(app.keyring, always.id, 25);
      await page.context().route('**/sign-in', async (route) => {
        const sent = new URLSearchParams(route.request().postData() ?? '');
        if (sent.has('captchaWait')) sent.set('captchaWait', waited);
        await route.continue({ postData: sent.toString() });
      });
      await page.getByLabel('Password', { exact: true }).fill(goodPassword);
      await page.getByRole('button', { name: 'Log in', exact: true }).click();
      await page.waitForURL(/\/(home|console)$/);
    }));

  test('S3 when the challenge cannot be had the box goes, and waiting stays', () =>
    visit({}, async (visitor, page) => {
      await page.route('**/api/v1/captcha', (route) => route.fulfill({ status: 503, body: '' }));
      await page.goto(`${at('always')}/sign-in`);
      await page.getByRole('checkbox').click();
      await page.getByText('wait 20 seconds before you log in').waitFor();
      assert.equal(await page.getByRole('checkbox').count(), 0);
      visitor.complaints.length = 0; // The browser notes the 503.
    }));
});
