// Second factors as people meet them in a real browser, with Chromium's virtual authenticator: set up on the Security page, used
// when signing in.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { after, before, suite } from 'node:test';
import { sql } from 'kysely';
import type { Browser } from 'playwright-core';
import type { Tenant } from '../../server/tenants/tenants.ts';
import { chromiumPath, launchChromium } from '../../tools/preview-server.ts';
import { goodPassword, type TestApp, testApp } from '../support/app.ts';
import { rows } from '../support/attack.ts';
import { totpCode } from '../support/totp.ts';
import { addAuthenticator, credentialsOf, type VirtualAuthenticator } from './authenticator.ts';
import { stepsOf } from './steps.ts';
import { assertPresentable, Visitor } from './visitor.ts';

const skip = existsSync(chromiumPath) ? false : `There is no Chromium at ${chromiumPath}; set USHER_CHROMIUM.`;

suite('second factors in a real browser', { skip }, () => {
  let app: TestApp;
  let browser: Browser;
  let tenant: Tenant;
  let ana: Visitor;
  let authenticator: VirtualAuthenticator;
  const visitors: Visitor[] = [];
  const step = stepsOf(visitors);
  /** Shown once. */
  const shown = { key: '', recoveryCodes: [] as string[] };

  before(async () => {
    [app, browser] = await Promise.all([testApp(), launchChromium()]);
    tenant = await app.organization('acme');
    await app.user(tenant, 'ana', { email: 'ana@acme.example', firstName: 'Ana', lastName: 'Gómez' });
  });

  after(async () => {
    await browser?.close();
    await app?.close();
  });

  const section = () => ana.page.getByRole('region', { name: 'Second factor' });

  step('F4 S5 the Security page offers every method', async () => {
    ana = await Visitor.arrive(browser);
    visitors.push(ana);
    authenticator = await addAuthenticator(ana.page);
    await ana.signIn(tenant.origin, 'ana', goodPassword);
    await ana.choose('Security');
    await ana.sees('Security');
    for (const method of ['Authenticator app', 'Passkeys', 'Code by mail'])
      await section().getByRole('heading', { name: method }).waitFor();
    await assertPresentable(ana.page, 'security, nothing set up');
  });

  step('F4 an authenticator app is set up by picture or key, and a wrong code can be corrected', async () => {
    const { page } = ana;
    await section().getByRole('button', { name: 'Set up the authenticator app' }).click();
    const dialog = page.getByRole('dialog', { name: 'Set up the authenticator app' });
    await dialog.getByRole('img', { name: 'QR code of the key below' }).waitFor();
    await assertPresentable(page, 'authenticator app, key shown');
    shown.key = (await dialog.locator('code').textContent()) ?? '';
    assert.match(shown.key, /^([A-Z2-7]{4} ){7}[A-Z2-7]{4}$/);
    await dialog.getByLabel('Code that the app shows').fill('000000');
    await dialog.getByRole('button', { name: 'Confirm' }).click();
    await dialog.getByText('Enter the six digits that the app shows now').waitFor();
    await dialog.getByLabel('Code that the app shows').fill(totpCode(shown.key));
    await dialog.getByRole('button', { name: 'Confirm' }).click();
  });

  step('F4 ten recovery codes are shown once, to download and to print', async () => {
    const { page } = ana;
    const heading = section().getByRole('heading', { name: 'Recovery codes of ana, acme Ltd' });
    await heading.and(page.locator(':focus')).waitFor();
    shown.recoveryCodes = await section().locator('li code').allTextContents();
    assert.equal(shown.recoveryCodes.length, 10);
    await assertPresentable(page, 'recovery codes');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      section().getByRole('button', { name: 'Download' }).click(),
    ]);
    assert.equal(download.suggestedFilename(), 'recovery-codes.txt');
    await section().getByRole('button', { name: 'I have kept them' }).click();
    await section().getByText('10 left').waitFor();
    assert.equal(await page.getByText(shown.recoveryCodes[0] ?? '').count(), 0);
  });

  step('F4 a passkey is added with the browser’s own dialog, once per device, and renamed', async () => {
    const { page } = ana;
    await section().getByRole('button', { name: 'Add a passkey' }).click();
    await section().getByText('1 passkey').waitFor();
    const [credential] = await credentialsOf(authenticator);
    assert.equal(credential?.rpId, 'acme.localhost');
    assert.equal(credential?.isResidentCredential, true);
    await section().getByRole('button', { name: 'Add a passkey' }).click();
    await page.getByText('This device has a passkey for your account already').waitFor();
    await page.getByRole('alert').getByRole('button', { name: 'Close' }).click();
    await section()
      .getByRole('button', { name: /^Rename passkey/ })
      .click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').fill('My laptop');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await section().getByText('My laptop').waitFor();
    await assertPresentable(page, 'security, all set up');
  });

  step(
    'F4 V7.5.1 a change long after the sign-in asks for the password again; cancelling changes nothing',
    async () => {
      const { page } = ana;
      await rows(
        app,
        sql`UPDATE sessions SET authenticated_at = now() - interval '11 minutes' WHERE tenant_id = ${tenant.id}`,
      );
      const renew = async (): Promise<void> => {
        await section().getByRole('button', { name: 'Make new codes' }).click();
        await page
          .getByRole('dialog', { name: 'Make new recovery codes?' })
          .getByRole('button', { name: 'Make new codes' })
          .click();
      };
      await renew();
      const identity = page.getByRole('dialog', { name: 'Please confirm that it is you' });
      await identity.getByLabel('Current password', { exact: true }).waitFor();
      await assertPresentable(page, 'please confirm that it is you');
      await identity.getByRole('button', { name: 'Cancel' }).click();
      await page
        .getByRole('dialog', { name: 'Make new recovery codes?' })
        .getByRole('button', { name: 'Cancel' })
        .click();
      await section().getByText('10 left').waitFor();
      await renew();
      await identity.getByLabel('Current password', { exact: true }).fill('not the one');
      await identity.getByRole('button', { name: 'Confirm' }).click();
      await identity.getByRole('alert').getByText('The current password is incorrect').waitFor();
      await identity.getByLabel('Current password', { exact: true }).fill(goodPassword);
      await identity.getByRole('button', { name: 'Confirm' }).click();
      const heading = section().getByRole('heading', { name: /^Recovery codes of/ });
      await heading.waitFor();
      const fresh = await section().locator('li code').allTextContents();
      assert.equal(new Set([...fresh, ...shown.recoveryCodes]).size, 20);
      shown.recoveryCodes = fresh;
      await section().getByRole('button', { name: 'I have kept them' }).click();
    },
  );

  step('F4 V7.5.1 a passkey proves it as well', async () => {
    const { page } = ana;
    await rows(
      app,
      sql`UPDATE sessions SET authenticated_at = now() - interval '11 minutes' WHERE tenant_id = ${tenant.id}`,
    );
    await section().getByRole('switch', { name: 'Ask for a code by mail' }).click({ force: true });
    const identity = page.getByRole('dialog', { name: 'Please confirm that it is you' });
    await identity.getByRole('button', { name: 'Use a passkey instead' }).click();
    await page.getByText('A code by mail is asked for from now on').waitFor();
    await section().getByRole('switch', { name: 'Ask for a code by mail' }).click({ force: true });
    await page.getByText('No code by mail is asked for any more').waitFor();
  });
});
