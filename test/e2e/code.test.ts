// Rows F2, F3 and F5 in a real browser, with a real mail server: the code by mail, wrong, expired, sent again and pasted; trusted
// browsers; no address; without script; in Spanish.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { after, before, suite, test } from 'node:test';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import PostalMime from 'postal-mime';
import type { Tenant } from '../../server/tenants/tenants.ts';
import { chromiumPath, launchChromium } from '../../tools/preview-server.ts';
import { goodPassword, type TestApp, testApp } from '../support/app.ts';
import { type MailServer, mailServer } from '../support/mail-server.ts';
import { ageCodes, wrongCode } from '../support/mailed-code.ts';
import { until } from '../support/until.ts';
import { assertPresentable, visitIn, type Walk } from './visitor.ts';

const skip = existsSync(chromiumPath) ? false : `There is no Chromium at ${chromiumPath}; set USHER_CHROMIUM.`;

suite('a code by mail in a real browser', { skip }, () => {
  let app: TestApp;
  let browser: Browser;
  let mails: MailServer;
  let tenant: Tenant;
  let acme = '';

  before(async () => {
    mails = await mailServer();
    [app, browser] = await Promise.all([testApp({ config: { smtpUrl: mails.url } }), launchChromium()]);
    acme = `http://acme.localhost:${app.port}`;
    const secondFactor = { required: 'everyone', methods: ['email_code'], trustBrowserDays: 30 } as const;
    tenant = await app.organization('acme', { secondFactor: { ...secondFactor, methods: [...secondFactor.methods] } });
    for (const username of ['ana', 'bea', 'cai', 'dov'])
      await app.user(tenant, username, { email: `${username}@acme.example` });
    await app.user(tenant, 'bare');
  });

  after(async () => {
    await browser?.close();
    await app?.close();
    await mails?.close();
  });

  const visit = (options: BrowserContextOptions, walk: Walk): Promise<void> => visitIn(browser, options, walk);

  /** The newest code mailed to a person, once there are `count`; the same in both parts, and never in the subject. */
  async function codeFor(username: string, count: number): Promise<string> {
    const codes: string[] = [];
    await until(async () => {
      codes.length = 0;
      for (const { raw } of mails.received.filter(({ to }) => to.includes(`${username}@acme.example`))) {
        const { text = '', html = '', subject = '' } = await PostalMime.parse(raw);
        const code = /\b\d{6}\b/.exec(text)?.[0];
        if (code === undefined) continue;
        assert.ok(html.includes(code), 'both parts have the same code');
        assert.equal(subject.includes(code), false, 'mail servers write subjects into their logs');
        codes.push(code);
      }
      return codes.length >= count;
    });
    return codes.at(-1) ?? '';
  }

  const field = (page: Page) => page.getByLabel('Code', { exact: true });

  test('F2 sent to a masked address, counted down, wrong, then pasted: six digits send themselves', () =>
    visit({ permissions: ['clipboard-read', 'clipboard-write'] }, async (visitor, page) => {
      await visitor.signIn(acme, 'ana', goodPassword);
      await visitor.sees('Enter the code from your e-mail');
      const main = page.getByRole('main');
      await main.getByText('We sent a 6-digit code to a***@acme.example.').waitFor();
      await main.getByText(/should arrive within a minute. Otherwise check SPAM, or ask your Supervisor/).waitFor();
      const timer = page.getByRole('timer');
      const first = await timer.textContent();
      assert.match(first ?? '', /^The code is valid for [45]:\d\d\.$/);
      await until(async () => (await timer.textContent()) !== first);
      assert.equal(await field(page).getAttribute('autocomplete'), 'one-time-code');
      assert.equal(await field(page).getAttribute('inputmode'), 'numeric');
      assert.ok(await page.getByRole('button', { name: /^Resend \(in \d+ s\)$/ }).isDisabled());
      await assertPresentable(page, 'code');
      const code = await codeFor('ana', 1);
      await field(page).fill(wrongCode(code));
      assert.match(await visitor.alert(), /Incorrect code/);
      assert.equal(await field(page).inputValue(), '');
      await assertPresentable(page, 'code, incorrect');
      const copied = JSON.stringify(`  ${code.slice(0, 3)} ${code.slice(3)}\n`);
      await page.evaluate(`navigator.clipboard.writeText(${copied})`);
      await field(page).focus();
      await page.keyboard.press('ControlOrMeta+V');
      await page.waitForURL(`${acme}/home`);
    }));

  test('F2 an expired code says so; Resend brings another, and the old one is dead', () =>
    visit({}, async (visitor, page) => {
      await visitor.signIn(acme, 'bea', goodPassword);
      await visitor.sees('Enter the code from your e-mail');
      const old = await codeFor('bea', 1);
      await ageCodes(app, tenant, 301);
      await field(page).fill(old);
      assert.match(await visitor.alert(), /The code has expired.*Resend/s);
      await page.getByRole('timer').getByText('The code has expired. Choose Resend to get a new one.').waitFor();
      await page.getByRole('button', { name: 'Resend', exact: true }).click();
      const fresh = await codeFor('bea', 2);
      if (fresh !== old) {
        await field(page).fill(old);
        assert.match(await visitor.alert(), /Incorrect code/);
      }
      await field(page).fill(fresh);
      await page.waitForURL(`${acme}/home`);
    }));

  test('F5 a browser that is trusted asks for the password alone', () =>
    visit({}, async (visitor, page) => {
      await visitor.signIn(acme, 'cai', goodPassword);
      await page.getByLabel('Trust this browser for 30 days').check();
      await field(page).fill(await codeFor('cai', 1));
      await page.waitForURL(`${acme}/home`);
      await visitor.choose('Log out');
      await visitor.sees('You are logged out');
      await visitor.signIn(acme, 'cai', goodPassword);
      await page.waitForURL(`${acme}/home`);
    }));

  test('F3 S8.7 without an address: contact your Supervisor', () =>
    visit({}, async (visitor, page) => {
      await visitor.signIn(acme, 'bare', goodPassword);
      assert.match(await visitor.alert(), /no e-?mail address.*Supervisor/is);
      await assertPresentable(page, 'no address');
    }));

  test('F2 S11 without script, in Spanish', () =>
    visit({ javaScriptEnabled: false, locale: 'es' }, async (visitor, page) => {
      await page.goto(`${acme}/sign-in`);
      await page.getByLabel('Usuario').fill('dov');
      await page.getByLabel('Contraseña', { exact: true }).fill(goodPassword);
      await page.getByRole('button', { name: 'Iniciar sesión', exact: true }).click();
      await visitor.sees('Escriba el código de su correo electrónico');
      await page.getByRole('button', { name: 'Reenviar', exact: true }).click();
      await page.getByRole('alert').getByText('Se acaba de enviar un código').waitFor();
      await page.getByLabel('Código', { exact: true }).fill(await codeFor('dov', 1));
      await page.getByRole('button', { name: 'Continuar' }).click();
      await page.waitForURL(`${acme}/home`);
    }));
});
