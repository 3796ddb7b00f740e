// Rows R1 to R4 and P1 in a real browser, with a real mail server: from "Forgot your password?" to being signed in again, with
// links that are used, replaced and expired, without script, in Spanish, and for a person who chooses their first password.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { after, before, suite, test } from 'node:test';
import { sql } from 'kysely';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import PostalMime from 'postal-mime';
import { commandLineCaller } from '../../server/kernel/caller.ts';
import { chromiumPath, launchChromium } from '../../tools/preview-server.ts';
import { goodPassword, type TestApp, testApp } from '../support/app.ts';
import { rows } from '../support/attack.ts';
import { chosen, forgot, idle } from '../support/links.ts';
import { type MailServer, mailServer } from '../support/mail-server.ts';
import { until } from '../support/until.ts';
import { assertPresentable, type Visitor, visitIn, type Walk } from './visitor.ts';

const skip = existsSync(chromiumPath) ? false : `There is no Chromium at ${chromiumPath}; set USHER_CHROMIUM.`;

suite('a forgotten password in a real browser', { skip }, () => {
  let app: TestApp;
  let browser: Browser;
  let mails: MailServer;
  let acme = '';

  before(async () => {
    mails = await mailServer();
    [app, browser] = await Promise.all([testApp({ config: { smtpUrl: mails.url } }), launchChromium()]);
    acme = `http://acme.localhost:${app.port}`;
    const tenant = await app.organization('acme', { welcome: 'activation_link' });
    for (const username of ['ana', 'bea', 'cai', 'dov'])
      await app.user(tenant, username, { firstName: 'Person', lastName: username, email: `${username}@acme.example` });
    await app.user(tenant, 'bare');
    // A password of one's own was given: no mail about it.
    assert.deepEqual(mails.received, []);
  });

  after(async () => {
    await browser?.close();
    await app?.close();
    await mails?.close();
  });

  const visit = (options: BrowserContextOptions, walk: Walk): Promise<void> => visitIn(browser, options, walk);

  /** Links mailed to a person, oldest first, once there are `count`; as they stand in both parts. */
  async function linksTo(username: string, count: number): Promise<string[]> {
    const links: string[] = [];
    await until(async () => {
      links.length = 0;
      for (const { raw } of mails.received.filter(({ to }) => to.includes(`${username}@acme.example`))) {
        const { text = '', html = '' } = await PostalMime.parse(raw);
        const link = /http\S+reset-password\?token=[\w-]+/.exec(text)?.[0];
        if (link === undefined) continue;
        assert.ok(html.includes(link), 'both parts have the same link');
        links.push(link);
      }
      return links.length >= count;
    });
    return links;
  }

  /** From the sign-in page to the confirmation. */
  async function ask(visitor: Visitor, identifier: string): Promise<void> {
    const { page } = visitor;
    await page.goto(`${acme}/sign-in`);
    await page.getByRole('link', { name: 'Forgot your password?' }).click();
    await visitor.sees('Forgot your password?');
    await page.getByLabel('Username or e-mail address').fill(identifier);
    await page.getByRole('button', { name: 'Continue' }).click();
    await visitor.sees('Check your mail');
  }

  async function choose(page: Page, password: string, repeat = password): Promise<void> {
    await page.getByLabel('Password', { exact: true }).fill(password);
    await page.getByLabel('Re-enter password', { exact: true }).fill(repeat);
    await page.getByRole('button', { name: 'Reset password' }).click();
  }

  test('R1 R2 R3 by username: asked, mailed, chosen, signed in again; the link is dead then and offers a new one', () =>
    visit({}, async (visitor, page) => {
      await page.goto(`${acme}/forgot-password`);
      await assertPresentable(page, 'forgot');
      await ask(visitor, 'ana');
      await assertPresentable(page, 'forgot, sent');
      const shown = await page.getByRole('main').textContent();
      await ask(visitor, 'bare');
      assert.equal(await page.getByRole('main').textContent(), shown, 'without an address the same page');
      await ask(visitor, 'nobody at all');
      assert.equal(await page.getByRole('main').textContent(), shown, 'and for nobody');
      const [link = ''] = await linksTo('ana', 1);
      await page.goto(link);
      await visitor.sees('Change your password');
      await assertPresentable(page, 'reset');
      await choose(page, 'ana');
      assert.match(await visitor.alert(), /This password does not meet the rules/);
      await assertPresentable(page, 'reset, refused');
      await choose(page, chosen, 'something else');
      assert.match(await visitor.alert(), /The two passwords are not the same/);
      await choose(page, chosen);
      await visitor.sees('Log in');
      await page.getByRole('status').getByText('Your password was changed. Log in with the new one.').waitFor();
      assert.equal(
        (await page.context().cookies()).some(({ name }) => /session|flow/.test(name)),
        false,
      );
      await visitor.signIn(acme, 'ana', goodPassword);
      assert.match(await visitor.alert(), /Incorrect username or password/);
      await visitor.signIn(acme, 'ana', chosen);
      await page.waitForURL(`${acme}/home`);
      await page.goto(link);
      assert.match(await visitor.alert(), /This link does not work/);
      await assertPresentable(page, 'reset, dead');
      await page.getByRole('link', { name: 'Get a new link' }).click();
      await visitor.sees('Forgot your password?');
    }));

  test('R1 R3 S11 by address, without script, in Spanish', () =>
    visit({ javaScriptEnabled: false, locale: 'es-ES' }, async (visitor, page) => {
      await page.goto(`${acme}/sign-in`);
      await page.getByRole('link', { name: '¿Olvidó su contraseña?' }).click();
      await page.locator('#identifier').fill('BEA@acme.example');
      await page.getByRole('button', { name: 'Continuar' }).click();
      await visitor.sees('Revise su correo');
      const [link = ''] = await linksTo('bea', 1);
      await page.goto(link);
      await visitor.sees('Cambie su contraseña');
      await page.locator('#newPassword').fill(chosen);
      await page.locator('#repeatPassword').fill(chosen);
      await page.getByRole('button', { name: 'Restablecer contraseña' }).click();
      await page.getByText('Inicie sesión con la nueva').waitFor();
      assert.equal((await app.browser('acme').signIn('bea', chosen)).json().next, 'done');
    }));

  test('R2 R4 a mail scanner does no harm; a replaced link and an expired one say so and lead to a new one', () =>
    visit({}, async (visitor, page) => {
      await ask(visitor, 'cai');
      await linksTo('cai', 1);
      await ask(visitor, 'cai@acme.example');
      const [first = '', second = ''] = await linksTo('cai', 2);
      const path = second.slice(acme.length);
      for (let n = 0; n < 10; n += 1) {
        assert.equal((await app.browser('acme').page(path)).status, 200);
        assert.equal((await app.browser('acme').send('HEAD', path, null)).status, 200);
      }
      await page.goto(first);
      assert.match(await visitor.alert(), /a newer one was sent/);
      await page.goto(second);
      await visitor.sees('Change your password');
      await rows(app, sql`UPDATE password_links SET expires_at = now() WHERE replaced_at IS NULL AND used_at IS NULL`);
      await choose(page, chosen);
      assert.match(await visitor.alert(), /This link has expired/);
      await page.getByRole('link', { name: 'Get a new link' }).click();
      await page.getByLabel('Username or e-mail address').fill('cai');
      await page.getByRole('button', { name: 'Continue' }).click();
      const [, , third = ''] = await linksTo('cai', 3);
      await page.goto(third);
      await choose(page, chosen);
      await visitor.sees('Log in');
    }));

  test('R3 the address of the link is told to nobody, and the page before it neither', () =>
    visit({}, async (visitor, page) => {
      await ask(visitor, 'dov');
      const [link = ''] = await linksTo('dov', 1);
      const told: string[] = [];
      page.on('request', (request) => {
        const { referer = '' } = request.headers();
        if (referer.includes('token')) told.push(`${request.url()} was told ${referer}`);
      });
      await page.goto(link);
      await choose(page, chosen);
      await visitor.sees('Log in');
      await page.goto(link);
      await page.getByRole('link', { name: 'Help with logging in' }).click();
      await visitor.sees('Help with logging in');
      assert.deepEqual(told, []);
    }));

  test('P1 the administrator sees that the welcome mail was sent, and sends it again: the link before is dead', () =>
    visit({}, async (visitor, page) => {
      const tenant = await app.app.house.tenants.bySlug('acme');
      await app.user(tenant, 'adam', { role: 'administrator', firstName: 'Adam' });
      await visitor.signIn(acme, 'adam', goodPassword);
      await page.waitForURL(/\/(home|console)/);
      await page.goto(`${acme}/console/people/new`);
      await page.getByLabel('First name').fill('Fay');
      await page.getByLabel('Last name').fill('Ferris');
      await page.getByLabel('Username').fill('fay');
      await page.getByLabel(/^E-mail/).fill('fay@acme.example');
      await page.getByRole('button', { name: 'Create user' }).click();
      await visitor.sees('Fay Ferris is created');
      await page.getByRole('status').getByText('The mail was sent.').waitFor();
      await assertPresentable(page, 'person created, mailed');
      const [first = ''] = await linksTo('fay', 1);
      await page.getByRole('button', { name: 'Send again' }).click();
      await page.getByText('What was sent before does not work any more.').waitFor();
      const [, second = ''] = await linksTo('fay', 2);
      assert.equal((await app.browser('acme').page(first.slice(acme.length))).status, 410);
      assert.equal((await app.browser('acme').page(second.slice(acme.length))).status, 200);
    }));

  test('P1 the first password is chosen by the link of the welcome mail', () =>
    visit({}, async (visitor, page) => {
      const { tenants, users } = app.app.house;
      const tenant = await tenants.bySlug('acme');
      await users.create(tenant, commandLineCaller(tenant.id), {
        username: 'eli',
        role: 'agent',
        firstName: 'Eli',
        email: 'eli@acme.example',
      });
      const [link = ''] = await linksTo('eli', 1);
      await page.goto(link);
      await visitor.sees('Choose your password');
      await assertPresentable(page, 'first password');
      await page.getByLabel('Password', { exact: true }).fill(chosen);
      await page.getByLabel('Re-enter password', { exact: true }).fill(chosen);
      await page.getByRole('button', { name: 'Save password' }).click();
      await visitor.sees('Log in');
      await visitor.signIn(acme, 'eli', chosen);
      await page.waitForURL(`${acme}/home`);
      // Nothing is left that would go out later.
      assert.equal((await forgot(app.browser('acme'), 'nobody')).status, 202);
      await idle(app);
    }));
});
