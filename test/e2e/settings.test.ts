// Rows M5, P4, F1, O2: an administrator looks at what settings demand and give up, changes them, takes that back, and sees the
// sign-in page before anybody else does. Each step goes on where the one before ended.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { after, before, suite } from 'node:test';
import type { Browser } from 'playwright-core';
import { commandLineCaller } from '../../server/kernel/caller.ts';
import type { Settings } from '../../server/tenants/setting-shapes.ts';
import { chromiumPath, launchChromium } from '../../tools/preview-server.ts';
import { goodPassword, type TestApp, testApp } from '../support/app.ts';
import { until } from '../support/until.ts';
import { stepsOf } from './steps.ts';
import { assertPresentable, Visitor } from './visitor.ts';

/** Runs in the page, whose names this program does not know. */
const colorOf = new Function('element', 'return getComputedStyle(element).backgroundColor') as () => string;

const skip = existsSync(chromiumPath) ? false : `There is no Chromium at ${chromiumPath}; set USHER_CHROMIUM.`;

suite('the Settings area of the console', { skip }, () => {
  let app: TestApp;
  let browser: Browser;
  let acme = '';
  const visitors: Visitor[] = [];
  const step = stepsOf(visitors);
  let administrator: Visitor;

  async function arrive(options = {}): Promise<Visitor> {
    const visitor = await Visitor.arrive(browser, options);
    visitors.push(visitor);
    return visitor;
  }

  async function settings(): Promise<Settings> {
    const tenant = await app.app.house.tenants.bySlug('acme');
    return (await app.app.house.tenants.byId(tenant.id)).settings;
  }

  const card = (name: string) => administrator.page.getByRole('region', { name, exact: true });
  const section = async (name: string): Promise<void> => {
    await administrator.page
      .getByRole('navigation', { name: 'Settings' })
      .getByRole('link', { name, exact: true })
      .click();
    await administrator.sees(name);
  };

  before(async () => {
    [app, browser] = await Promise.all([testApp(), launchChromium()]);
    acme = `http://acme.localhost:${app.port}`;
    const tenant = await app.organization('acme');
    await app.user(tenant, 'admin', {
      role: 'administrator',
      firstName: 'Amara',
      lastName: 'Okafor',
      email: 'amara@acme.example',
    });
    for (const username of ['ana', 'ben']) await app.user(tenant, username);
    await app.app.house.roles.create(commandLineCaller(tenant.id), {
      key: 'reader',
      name: 'Reader',
      permissions: ['settings:read'],
    });
    await app.user(tenant, 'rita', { role: 'reader', locale: 'es' });
  });

  after(async () => {
    await browser?.close();
    await app?.close();
  });

  step('P4 the presets say what they demand and give up; modern is saved, and Undo brings classic back', async () => {
    administrator = await arrive();
    const { page } = administrator;
    await administrator.signIn(acme, 'admin', goodPassword);
    await administrator.sees('People');
    await page.getByRole('link', { name: 'Settings', exact: true }).click();
    await administrator.sees('Security');
    await page.getByLabel('Find a setting').fill('lifts');
    await page.keyboard.press('Enter');
    await card('Lock-out').getByRole('radio', { checked: true }).and(page.locator(':focus')).waitFor();
    assert.equal(new URL(page.url()).hash, '#lockout-unlock');
    const passwords = card('Passwords');
    await passwords.getByText(/NIST SP 800-63B-4 asks for 15 characters/).waitFor();
    await assertPresentable(page, 'security settings');
    await passwords.getByRole('radio', { name: /^Modern/ }).check();
    await passwords.getByText(/^Nothing that NIST SP 800-63B-4 asks for/).waitFor();
    await passwords.getByRole('textbox', { name: 'At least so long' }).fill('20');
    await passwords.getByText('At least so long: 20 characters instead of 15 characters').waitFor();
    await passwords.getByRole('radio', { name: /^Modern/ }).check();
    assert.equal(await passwords.getByRole('textbox', { name: 'At least so long' }).inputValue(), '15 characters');
    await passwords.getByLabel('Try a password', { exact: true }).fill('Short44!');
    await passwords.getByText('At least 15 characters').waitFor();
    await passwords.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Saved: Passwords').waitFor();
    assert.equal((await settings()).passwordPolicy.preset, 'modern');
    // Another setting that changes meanwhile is no reason to refuse the Undo, and stays.
    const tenant = await app.app.house.tenants.bySlug('acme');
    await app.app.house.tenants.changeSettings(commandLineCaller(tenant.id), { seats: { graceSeconds: 80 } }, null);
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('Undone: Passwords').waitFor();
    await until(async () => (await settings()).passwordPolicy.preset === 'classic');
    assert.equal((await settings()).seats.graceSeconds, 80);
    await passwords.getByRole('radio', { name: 'Classic' }).and(page.locator(':checked')).waitFor();
  });

  step(
    'M5 a number out of bounds is refused beside its field, and somebody else’s change is not overwritten',
    async () => {
      const { page } = administrator;
      await section('Limits');
      const tabs = card('Tabs and browsers');
      await tabs.getByRole('textbox', { name: 'Tabs per browser' }).fill('200');
      const browsers = tabs.getByRole('textbox', { name: 'Browsers per person' });
      await browsers.fill('0');
      await tabs.getByRole('button', { name: 'Save' }).click();
      await tabs.getByText('Enter a whole number from 1 to 100 tabs.').waitFor();
      await tabs.getByRole('textbox', { name: 'Tabs per browser' }).and(page.locator(':focus')).waitFor();
      // What is mended keeps the focus, although the first field has its fault still.
      await browsers.focus();
      await page.keyboard.press('Control+A');
      await page.keyboard.type('12');
      await browsers.and(page.locator(':focus')).waitFor();
      assert.equal(await browsers.inputValue(), '12 browsers');
      await tabs.getByText('Enter a whole number from 1 to 100 browsers.').waitFor({ state: 'hidden' });
      await browsers.fill('1');
      await tabs.getByRole('textbox', { name: 'Tabs per browser' }).fill('4');
      const tenant = await app.app.house.tenants.bySlug('acme');
      await app.app.house.tenants.changeSettings(commandLineCaller(tenant.id), { seats: { graceSeconds: 90 } }, null);
      await tabs.getByRole('button', { name: 'Save' }).click();
      await tabs.getByText('Somebody else changed this meanwhile').waitFor();
      await card('Seats').getByText('Changed from the default: 60 seconds').waitFor();
      assert.equal(await tabs.getByRole('textbox', { name: 'Tabs per browser' }).inputValue(), '4 tabs');
      await assertPresentable(page, 'limits, overtaken');
      await tabs.getByRole('button', { name: 'Save' }).click();
      await page.getByText('Saved: Tabs and browsers').waitFor();
      await until(async () => (await settings()).connections.tabsPerBrowser === 4);
      assert.equal((await settings()).seats.graceSeconds, 90);
    },
  );

  step('F1 requiring a second factor tells whom it would keep out before it is saved', async () => {
    const { page } = administrator;
    await section('Security');
    const factor = card('Second factor');
    await factor.getByRole('radio', { name: 'Everyone' }).check();
    await factor.getByText(/people would have to set one up at the next log-in/).waitFor();
    await factor.getByRole('checkbox', { name: 'Authenticator app' }).uncheck();
    await factor.getByRole('checkbox', { name: 'Passkey' }).uncheck();
    await factor.getByText(/\d people could not log in any more/).waitFor();
    await assertPresentable(page, 'second factor, people stuck');
    await factor.getByRole('button', { name: 'Discard changes' }).click();
    await factor.getByText(/could not log in any more/).waitFor({ state: 'hidden' });
  });

  step('O2 the branding is looked at in the sign-in page before it is saved', async () => {
    const { page } = administrator;
    await section('Branding');
    const preview = page.frameLocator('iframe[title="Preview of the log-in page"]');
    await preview.getByRole('button', { name: 'Log in' }).waitFor();
    const fill = () => preview.getByRole('button', { name: 'Log in' }).evaluate(colorOf);
    await page.getByRole('textbox', { name: 'Accent colour', exact: true }).fill('#aa3300');
    await until(async () => (await fill()) === 'rgb(170, 51, 0)');
    await page.getByText('Dark', { exact: true }).click();
    const ground = () => preview.locator('body').evaluate(colorOf);
    await until(async () => (await ground()) === 'rgb(17, 19, 23)');
    assert.equal((await settings()).branding.accentColor, null);
    await page
      .getByLabel('Choose a picture')
      .or(page.locator('input[type=file]'))
      .first()
      .setInputFiles({
        name: 'logo.svg',
        mimeType: 'image/svg+xml',
        buffer: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>'),
      });
    await preview.locator('img.logo').waitFor();
    await assertPresentable(page, 'branding');
    await card('Colour and logo').getByRole('button', { name: 'Save' }).click();
    await page.getByText('Saved: Colour and logo').waitFor();
    await until(async () => (await settings()).branding.logoUrl !== null);
  });

  step('M5 a test mail is followed until it is sent', async () => {
    const { page } = administrator;
    await section('Mail');
    await page.getByRole('button', { name: 'Send a test mail to me' }).click();
    await page.getByText(/^Sent at/).waitFor();
    await assertPresentable(page, 'mail');
  });

  step('M2 an API key is made and shown once, gets a new secret, and is revoked after one question', async () => {
    const { page } = administrator;
    await section('API keys');
    await page.getByText('No program has a key yet').waitFor();
    await page.getByRole('button', { name: 'New API key' }).click();
    const form = page.getByRole('dialog', { name: 'New API key' });
    await form.getByRole('button', { name: 'Create key' }).click();
    await form.getByText('Give it a name, so that others know what it is for.').waitFor();
    await form.getByLabel('Name').fill('Payroll');
    await assertPresentable(page, 'a new API key');
    await form.getByRole('button', { name: 'Create key' }).click();
    const shown = page.getByRole('dialog', { name: 'Key “Payroll”' });
    const key = (await shown.locator('code').first().textContent()) ?? '';
    assert.match(key, /^usher_/);
    await assertPresentable(page, 'an API key, shown once');
    await page.keyboard.press('Escape');
    assert.ok(await shown.isVisible(), 'Escape does not take away what is shown once');
    const call = async (bearer: string) =>
      (await app.browser('acme', { authorization: `Bearer ${bearer}` }).get('/api/v1/users')).status;
    assert.equal(await call(key), 200);
    await shown.getByRole('button', { name: 'I have kept it' }).click();
    await page.getByRole('rowheader', { name: 'Payroll' }).waitFor();
    await assertPresentable(page, 'API keys');
    assert.equal((await page.content()).includes(key), false);
    const acts = page.getByRole('button', { name: 'Actions for Payroll' });
    await acts.click();
    await page.getByRole('menuitem', { name: 'New secret' }).click();
    const roll = page.getByRole('dialog', { name: 'New secret for “Payroll”' });
    await roll.getByLabel('The old secret works for').selectOption('It ends at once');
    await roll.getByRole('button', { name: 'New secret' }).click();
    const rolled = (await roll.locator('code').first().textContent()) ?? '';
    assert.deepEqual([await call(key), await call(rolled)], [401, 200]);
    await roll.getByRole('button', { name: 'I have kept it' }).click();
    await roll.waitFor({ state: 'hidden' });
    await acts.click();
    await page.getByRole('menuitem', { name: 'Revoke' }).click();
    const question = page.getByRole('dialog', { name: 'Revoke “Payroll”?' });
    await page.keyboard.press('Escape');
    await question.waitFor({ state: 'hidden' });
    await acts.and(page.locator(':focus')).waitFor();
    await acts.click();
    await page.getByRole('menuitem', { name: 'Revoke' }).click();
    await question.getByRole('button', { name: 'Revoke' }).click();
    await page.getByText('“Payroll” is revoked').waitFor();
    await page.getByText('No program has a key yet').waitFor();
    assert.equal(await call(rolled), 401);
  });

  step('M5 the history tells who changed what, and brings back what was before', async () => {
    const { page } = administrator;
    await section('History');
    await page.getByText('Tabs per browser: from 3 tabs to 4 tabs').waitFor();
    await assertPresentable(page, 'the history of settings');
    await page.getByRole('button', { name: 'Restore what was before: Tabs per browser' }).click();
    await page.getByText('Restored: Tabs per browser').waitFor();
    await until(async () => (await settings()).connections.tabsPerBrowser === 3);
    await page.getByText('Tabs per browser: from 4 tabs to 3 tabs').waitFor();
    await administrator.leave();
  });

  step('M3 M5 S11 who may only read sees the settings in their language and can change none', async () => {
    const reader = await arrive();
    const { page } = reader;
    await reader.signIn(acme, 'rita', goodPassword, '/sign-in?return_to=%2Fconsole%2Fsettings%2Flimits');
    await reader.sees('Límites');
    await page.getByText(/Su rol puede ver la configuración/).waitFor();
    assert.ok(await page.getByRole('textbox', { name: 'Pestañas por navegador' }).isDisabled());
    assert.equal(await page.getByRole('button', { name: 'Guardar' }).count(), 0);
    await assertPresentable(page, 'limits, read only, Spanish');
    await page.goto(`${acme}/console/settings/branding`);
    await reader.sees('Imagen');
    await assertPresentable(page, 'branding, read only, Spanish');
    await reader.leave();
  });
});
