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

  step('F4 on the way in the passkey is asked for first, and one touch goes on', async () => {
    const { page } = ana;
    await ana.choose('Log out');
    await ana.sees('You are logged out');
    await ana.signIn(tenant.origin, 'ana', goodPassword);
    await ana.sees('Use your passkey');
    await assertPresentable(page, 'use your passkey');
    await page.getByRole('button', { name: 'Use your passkey' }).click();
    await ana.sees(/^Hello/);
  });

  step('F4 a passkey alone signs in from the sign-in page, to the place that was asked for', async () => {
    const { page } = ana;
    await ana.choose('Log out');
    await ana.sees('You are logged out');
    await page.goto(`${tenant.origin}/account/security`);
    await ana.sees('Log in');
    await page.getByRole('button', { name: 'Log in with a passkey' }).click();
    await ana.sees('Security');
    await section()
      .getByText(/Last used/)
      .waitFor();
  });

  step(
    'F4 giving the passkey up at the last moment leaves the page as it was; a removed one is refused in words',
    async () => {
      const { page } = ana;
      await section()
        .getByRole('button', { name: /^Remove passkey/ })
        .click();
      await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
      await page.getByText('Passkey removed: My laptop').waitFor();
      await ana.choose('Log out');
      await ana.sees('You are logged out');
      await page.goto(`${tenant.origin}/sign-in`);
      await page.getByRole('button', { name: 'Log in with a passkey' }).click();
      assert.match(await ana.alert(), /This passkey was not accepted/);
      await assertPresentable(page, 'passkey refused');
      await authenticator.session.send('WebAuthn.clearCredentials', { authenticatorId: authenticator.id });
      await page.getByRole('button', { name: 'Log in with a passkey' }).click();
      await page.getByText('Nothing was chosen, or it took too long. Try again.').waitFor();
    },
  );

  step('F4 the code of the app, or a recovery code instead, each once', async () => {
    const { page } = ana;
    await rows(app, sql`UPDATE user_factors SET totp_last_step = NULL WHERE tenant_id = ${tenant.id}`);
    await ana.signIn(tenant.origin, 'ana', goodPassword);
    await ana.sees('Enter the code from your app');
    // Six digits send themselves.
    await page.getByLabel('Code').fill(totpCode(shown.key));
    await ana.sees(/^Hello/);
    await ana.choose('Log out');
    await ana.sees('You are logged out');
    await ana.signIn(tenant.origin, 'ana', goodPassword);
    await page.getByRole('link', { name: 'Use a recovery code' }).click();
    await page.getByLabel('Code').fill(shown.recoveryCodes[0]?.toLowerCase() ?? '');
    await page.getByRole('button', { name: 'Continue' }).click();
    await ana.sees(/^Hello/);
    await ana.leave();
  });

  step('F1 F4 where a factor is required it is set up on the way in, without JavaScript too', async () => {
    const north = await app.organization('north', {
      secondFactor: { required: 'everyone', methods: ['totp', 'passkey'] },
    });
    await app.user(north, 'ned');
    const ned = await Visitor.arrive(browser, { javaScriptEnabled: false });
    visitors.push(ned);
    const { page } = ned;
    await ned.signIn(north.origin, 'ned', goodPassword);
    await ned.sees('Set up a second factor');
    assert.equal(await page.getByRole('button', { name: 'Set up a passkey' }).isVisible(), false);
    await page.getByRole('button', { name: 'Set up an app' }).click();
    const key = (await page.locator('main code').textContent()) ?? '';
    await page.getByLabel('Code that the app shows').fill('000000');
    await page.getByRole('button', { name: 'Confirm' }).click();
    await page.getByRole('alert').getByText('Incorrect code').waitFor();
    assert.equal(await page.locator('main code').textContent(), key, 'the same key, already scanned');
    await page.getByLabel('Code that the app shows').fill(totpCode(key));
    await page.getByRole('button', { name: 'Confirm' }).click();
    await ned.sees('Keep your recovery codes');
    assert.equal(await page.locator('main li code').count(), 10);
    await page.getByRole('link', { name: 'I have kept them, continue' }).click();
    await page.waitForURL(`${north.origin}/home`);
    await ned.leave();
  });

  step('F1 F4 or a passkey, with the recovery codes afterwards', async () => {
    const { bySlug } = app.app.house.tenants;
    const north = await bySlug('north');
    await app.user(north, 'nora');
    const nora = await Visitor.arrive(browser);
    visitors.push(nora);
    const { page } = nora;
    const virtual = await addAuthenticator(page);
    await nora.signIn(north.origin, 'nora', goodPassword);
    await nora.sees('Set up a second factor');
    await assertPresentable(page, 'set up a second factor');
    await page.getByRole('button', { name: 'Set up a passkey' }).click();
    await nora.sees('Keep your recovery codes');
    await assertPresentable(page, 'keep your recovery codes');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Download' }).click(),
    ]);
    assert.equal(download.suggestedFilename(), 'recovery-codes.txt');
    await page.getByRole('link', { name: 'I have kept them, continue' }).click();
    await nora.sees(/^Hello/);
    assert.equal((await credentialsOf(virtual))[0]?.rpId, 'north.localhost');
    await nora.leave();
  });

  step('F4 operators have passkeys too, on the base address', async () => {
    const base = `http://localhost:${app.port}`;
    await app.operator('olga');
    const olga = await Visitor.arrive(browser);
    visitors.push(olga);
    const { page } = olga;
    const virtual = await addAuthenticator(page);
    await olga.signIn(base, 'olga', goodPassword, '/operator/sign-in');
    await olga.choose('Security');
    await page.getByRole('button', { name: 'Add a passkey' }).click();
    await page.getByRole('button', { name: 'I have kept them' }).click();
    assert.equal((await credentialsOf(virtual))[0]?.rpId, 'localhost');
    await olga.choose('Log out');
    await olga.sees('You are logged out');
    await page.goto(`${base}/operator/sign-in`);
    await page.getByRole('button', { name: 'Log in with a passkey' }).click();
    await page.waitForURL(`${base}/operator`);
    await olga.sees('Organisations');
    await olga.leave();
  });
});
