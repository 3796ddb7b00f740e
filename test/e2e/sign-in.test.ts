// The sign-in page as people meet it in a real browser: what it says when it refuses, what it needs (no script, no mouse,
// little network), and what it gives to password managers and to whoever uses the browser next.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { after, before, suite, test } from 'node:test';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { commandLineCaller } from '../../server/kernel/caller.ts';
import { chromiumPath, launchChromium } from '../../tools/preview-server.ts';
import { goodPassword, type TestApp, testApp } from '../support/app.ts';
import { assertPresentable, type Visitor, visitIn, type Walk } from './visitor.ts';

const skip = existsSync(chromiumPath) ? false : `There is no Chromium at ${chromiumPath}; set USHER_CHROMIUM.`;

suite('the sign-in page in a real browser', { skip }, () => {
  let app: TestApp;
  let browser: Browser;
  let acme = '';
  let base = '';
  const ids: Record<string, string> = {};

  before(async () => {
    [app, browser] = await Promise.all([testApp(), launchChromium()]);
    base = `http://localhost:${app.port}`;
    acme = `http://acme.localhost:${app.port}`;
    const tenant = await app.organization('acme');
    const caller = commandLineCaller(tenant.id);
    for (const username of ['ana', 'dora', 'lucas', 'ines', 'keyla', 'petra', 'quinn', 'nadia']) {
      const temporary = username === 'nadia' || username === 'petra';
      ids[username] = (await app.user(tenant, username, { firstName: 'Person', lastName: username, temporary })).id;
    }
    const { users } = app.app.house;
    await users.setDisabled(tenant, caller, ids.dora ?? '', true);
    await users.update(tenant, caller, ids.ines ?? '', { status: 'inactive' }, null);
  });

  after(async () => {
    await browser?.close();
    await app?.close();
  });

  const visit = (options: BrowserContextOptions, walk: Walk): Promise<void> => visitIn(browser, options, walk);

  /** S8: the message is announced and focused; the name stays, the password does not. */
  async function assertRefused(visitor: Visitor, identifier: string, message: RegExp): Promise<void> {
    assert.match(await visitor.alert(), message);
    assert.equal(await visitor.page.getByLabel('Username').inputValue(), identifier);
    assert.equal(await visitor.page.getByLabel('Password', { exact: true }).inputValue(), '');
    assert.equal((await visitor.page.content()).includes('secret guess'), false);
    assert.equal(visitor.page.url(), `${acme}/sign-in`);
  }

  test('S8.1 a wrong password and an unknown name get the same message', () =>
    visit({}, async (visitor) => {
      const message = /Incorrect username or password\.\s+Check the spelling of both and try again\./;
      await visitor.signIn(acme, 'ana', 'secret guess');
      await assertRefused(visitor, 'ana', message);
      await assertPresentable(visitor.page, 'refused');
      await visitor.signIn(acme, 'nobody at all', 'secret guess');
      await assertRefused(visitor, 'nobody at all', message);
    }));

  test('S8.3 a disabled user is told so after the right password only', () =>
    visit({}, async (visitor) => {
      await visitor.signIn(acme, 'dora', 'secret guess');
      assert.match(await visitor.alert(), /Incorrect username or password/);
      await visitor.signIn(acme, 'dora', goodPassword);
      await assertRefused(visitor, 'dora', /User disabled by the Administrator\.\s+You cannot log in until/);
    }));

  test('S8.4 the fifth wrong password locks, also for a name that nobody has', () =>
    visit({}, async (visitor) => {
      for (const name of ['lucas', 'somebody']) {
        for (let count = 1; count <= 4; count += 1) {
          await visitor.signIn(acme, name, `secret guess ${count}`);
          assert.match(await visitor.alert(), /Incorrect username or password/);
        }
        await visitor.signIn(acme, name, 'secret guess 5');
        await visitor.signIn(acme, name, 'secret guess 6');
        assert.match(await visitor.alert(), /Too many failed attempts\s+.*Contact your Administrator to unlock it/);
      }
      await assertRefused(visitor, 'somebody', /Too many failed attempts/);
      await assertPresentable(visitor.page, 'locked');
    }));

  test('S8.5 an inactive user is told so after the right password', () =>
    visit({}, async (visitor) => {
      await visitor.signIn(acme, 'ines', goodPassword);
      await assertRefused(visitor, 'ines', /Inactive user\s+Your account is not active\. Contact your Administrator/);
    }));

  test('S8.8 what fails otherwise is told plainly, on a page that looks like the others', () =>
    visit({}, async (visitor, page) => {
      await page.goto(`${acme}/no-such-page`);
      await visitor.sees('There is nothing here');
      await assertPresentable(page, 'not found');
      await page.goto(`http://nowhere.localhost:${app.port}/sign-in`);
      await visitor.sees('We do not know this organisation');
      await assertPresentable(page, 'unknown organisation');
    }));

  test('S1 help, and the way out of a forgotten password, are one link away', () =>
    visit({}, async (visitor, page) => {
      await page.goto(`${acme}/sign-in`);
      await assertPresentable(page, 'sign-in');
      await page.getByRole('link', { name: 'Forgot your password?' }).click();
      await visitor.sees('Forgot your password?');
      await assertPresentable(page, 'forgot');
      await page.getByRole('link', { name: 'Back to log-in' }).click();
      await page.getByRole('link', { name: 'Help with logging in' }).click();
      await visitor.sees('Help with logging in');
      await assertPresentable(page, 'help');
    }));

  test('S1 with JavaScript off a person signs in, chooses a password, is refused, and logs out', () =>
    visit({ javaScriptEnabled: false }, async (visitor, page) => {
      await visitor.signIn(acme, 'nadia', 'secret guess');
      assert.match(await visitor.alert(), /Incorrect username or password/);
      await visitor.signIn(acme, 'nadia', goodPassword);
      await visitor.sees('Choose a new password');
      await page.getByLabel('New password', { exact: true }).fill('short');
      await page.getByLabel('Re-enter new password', { exact: true }).fill('short');
      await page.getByRole('button', { name: 'Save and log in' }).click();
      assert.match(await visitor.alert(), /This password does not meet the rules/);
      assert.ok((await page.locator('#rules .unmet').allTextContents()).includes('At least 8 characters – not met'));
      await page.getByLabel('New password', { exact: true }).fill('granite pelican 71 meadow');
      await page.getByLabel('Re-enter new password', { exact: true }).fill('granite pelican 71 meadow');
      await page.getByRole('button', { name: 'Save and log in' }).click();
      await page.waitForURL(`${acme}/home`);
      // The home is an application; without script it says so and shows the way out.
      await visitor.sees('JavaScript is off');
      await page.getByRole('link', { name: 'Log out' }).click();
      await page.getByRole('button', { name: 'Log out Person nadia' }).click();
      await visitor.sees('You are logged out');
      await page.goto(`${acme}/home`);
      await visitor.sees('Log in');
    }));

  test('S1 the keyboard alone signs in, opens the User menu and logs out', () =>
    visit({}, async (visitor, page) => {
      await page.goto(`${acme}/sign-in`);
      await page.locator('#identifier:focus').waitFor();
      await page.keyboard.type('keyla');
      await page.keyboard.press('Tab');
      await page.keyboard.type('secret guess');
      await page.keyboard.press('Enter');
      await visitor.alert();
      await page.keyboard.press('Tab');
      assert.equal(await page.locator(':focus').getAttribute('href'), '/help#incorrect_credentials');
      await page.keyboard.press('Tab');
      await page.keyboard.press('Tab');
      assert.equal(await page.locator(':focus').getAttribute('id'), 'password');
      await page.keyboard.type(goodPassword);
      await page.keyboard.press('Enter');
      await visitor.sees('Hello, Person');
      const menu = page.getByRole('button', { name: /^User menu/ });
      for (let count = 0; count < 12 && !(await menu.evaluate((one) => one.matches(':focus'))); count += 1)
        await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      await page.getByRole('menuitem', { name: 'Change password' }).and(page.locator(':focus')).waitFor();
      await page.keyboard.press('ArrowUp');
      await page.getByRole('menuitem', { name: 'Log out' }).and(page.locator(':focus')).waitFor();
      await page.keyboard.press('Enter');
      await visitor.sees('You are logged out');
    }));

  test('S11 a person signs in, works and changes the language in Spanish and Portuguese', () =>
    visit({}, async (visitor, page) => {
      await page.goto(`${acme}/sign-in`);
      await page.getByRole('link', { name: 'Español' }).click();
      await visitor.sees('Iniciar sesión');
      await page.getByLabel('Nombre de usuario').fill('keyla');
      await page.getByLabel('Contraseña', { exact: true }).fill(goodPassword);
      await page.getByRole('button', { name: 'Iniciar sesión', exact: true }).click();
      await visitor.sees('Hola, Person');
      await page.getByRole('button', { name: /^Menú de usuario/ }).click();
      await page.getByRole('menuitem', { name: 'Seguridad' }).click();
      await visitor.sees('Seguridad');
      assert.equal(await page.evaluate('document.documentElement.scrollWidth <= innerWidth'), true);
      await page.getByRole('button', { name: /^Menú de usuario/ }).click();
      await page.getByRole('menuitemradio', { name: 'Português' }).click();
      await visitor.sees('Segurança');
      assert.equal(await page.evaluate('document.documentElement.lang'), 'pt');
      await page.getByRole('button', { name: /^Menu do usuário/ }).click();
      await page.getByRole('menuitemradio', { name: 'English' }).click();
      await visitor.sees('Security');
    }));

  test('S1 password managers find the right fields on every page that asks for a password', () =>
    visit({}, async (visitor, page) => {
      const fields = () =>
        page
          .locator('input:not([type=hidden])')
          .evaluateAll((inputs) =>
            inputs.map((input) => `${input.getAttribute('type')} ${input.getAttribute('autocomplete')}`),
          );
      await page.goto(`${acme}/sign-in`);
      assert.deepEqual(await fields(), ['text username', 'password current-password']);
      await visitor.signIn(acme, 'petra', goodPassword);
      await visitor.sees('Choose a new password');
      assert.deepEqual(await fields(), ['text username', 'password new-password', 'password new-password']);
      await visitor.signIn(acme, 'quinn', goodPassword);
      await visitor.sees('Hello, Person');
      await page.goto(`${acme}/account/password`);
      await visitor.sees('Change password');
      assert.deepEqual(await fields(), [
        'text username',
        'password current-password',
        'password new-password',
        'password new-password',
      ]);
    }));

  test('S4 who comes to the sign-in page while signed in may go on, or log out to let someone else in', () =>
    visit({}, async (visitor, page) => {
      await visitor.signIn(acme, 'ana', goodPassword);
      await visitor.sees('Hello, Person');
      await page.goto(`${acme}/sign-in`);
      await page.getByRole('heading', { name: 'Signed in as Person ana' }).waitFor();
      await assertPresentable(page, 'signed in as');
      await page.getByRole('link', { name: 'Continue' }).click();
      await visitor.sees('Hello, Person');
      await page.goto(`${acme}/sign-in`);
      await page.getByRole('button', { name: 'Log out Person ana' }).click();
      await visitor.sees('You are logged out');
      await page.getByRole('link', { name: 'Log in again' }).click();
      await visitor.sees('Log in');
    }));

  test('O5 a session of one organisation is none in another, nor on the base address', () =>
    visit({}, async (visitor, page) => {
      await app.organization('globex');
      await visitor.signIn(acme, 'ana', goodPassword);
      await visitor.sees('Hello, Person');
      await page.goto(`http://globex.localhost:${app.port}/home`);
      await page.waitForURL(/\/sign-in\?return_to=%2Fhome$/);
      await page.goto(`${base}/operator`);
      await visitor.sees('Operator log-in');
    }));

  test('S1 the sign-in page costs at most 20 KB and 3 requests, and can be used before any script has run', () =>
    visit({}, async (_visitor, page) => {
      const network = await page.context().newCDPSession(page);
      await network.send('Network.enable');
      let requests = 0;
      let bytes = 0;
      network.on('Network.requestWillBeSent', ({ request }) => {
        if (!request.url.startsWith('data:')) requests += 1;
      });
      network.on('Network.loadingFinished', ({ encodedDataLength }) => {
        bytes += encodedDataLength;
      });
      await page.goto(`${acme}/sign-in`, { waitUntil: 'networkidle' });
      assert.ok(requests >= 1 && requests <= 3, `${requests} requests`);
      assert.ok(bytes > 1000 && bytes <= 20 * 1024, `${bytes} bytes`);
      // Nothing before the fields waits for a script: the only one is a module, which runs after the page is parsed.
      assert.equal(await page.locator('script:not([type=module])').count(), 0);
      assert.equal(await page.evaluate('document.activeElement?.id'), 'identifier');
    }));

  test('S4 the home page travels compressed, and its parts may be kept', () =>
    visit({}, async (visitor, page) => {
      const encodings = new Map<string, string | undefined>();
      page.on('response', (response) => {
        const { pathname } = new URL(response.url());
        if (pathname.startsWith('/assets/')) encodings.set(pathname, response.headers()['content-encoding']);
      });
      await visitor.signIn(acme, 'ana', goodPassword);
      await visitor.sees('Hello, Person');
      assert.ok(encodings.size >= 2);
      assert.deepEqual([...new Set([...encodings.values()].map((one) => /^(br|gzip)$/.test(one ?? '')))], [true]);
      const transferred = await page.evaluate(
        "performance.getEntriesByType('resource').reduce((sum, one) => sum + one.transferSize, 0)",
      );
      assert.ok(Number(transferred) < 300 * 1024, `${transferred} bytes`);
    }));
});
