// Row M4: an administrator adds a webhook, copies its secret, tests it, sees what was delivered and what was not, sends it again,
// and removes it. The receiver is a real one. Each step goes on where the one before ended.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { after, before, suite } from 'node:test';
import type { Browser } from 'playwright-core';
import { chromiumPath, launchChromium } from '../../tools/preview-server.ts';
import { goodPassword, type TestApp, testApp } from '../support/app.ts';
import { until } from '../support/until.ts';
import { closeReceivers, type Receiver, verified, webhookReceiver } from '../support/webhook-receiver.ts';
import { stepsOf } from './steps.ts';
import { assertPresentable, Visitor } from './visitor.ts';

const skip = existsSync(chromiumPath) ? false : `There is no Chromium at ${chromiumPath}; set USHER_CHROMIUM.`;

suite('webhooks in the console', { skip }, () => {
  let app: TestApp;
  let browser: Browser;
  let receiver: Receiver;
  let administrator: Visitor;
  let acme = '';
  let secret = '';
  let status = 204;
  const visitors: Visitor[] = [];
  const step = stepsOf(visitors);

  before(async () => {
    [app, browser] = await Promise.all([testApp(), launchChromium()]);
    receiver = await webhookReceiver((_webhook, response) => {
      response.writeHead(status).end(status === 204 ? undefined : 'The queue <b>is</b> full.');
      return null;
    });
    acme = `http://acme.localhost:${app.port}`;
    const tenant = await app.organization('acme');
    await app.user(tenant, 'admin', { role: 'administrator', firstName: 'Amara', lastName: 'Okafor' });
  });
  after(async () => {
    await browser?.close();
    await app?.close();
    await closeReceivers();
  });

  step('M4 a webhook is added with the events that were chosen, and its secret is shown once', async () => {
    administrator = await Visitor.arrive(browser);
    visitors.push(administrator);
    const { page } = administrator;
    await administrator.signIn(acme, 'admin', goodPassword);
    await page.goto(`${acme}/console/settings/webhooks`);
    await page.getByText('No webhooks yet').waitFor();
    await assertPresentable(page, 'webhooks, none');
    await page.getByRole('button', { name: 'Add webhook' }).click();
    const dialog = page.getByRole('dialog', { name: 'Add webhook' });
    await dialog.getByRole('button', { name: 'Add webhook' }).click();
    await dialog.getByText('Enter a name.').waitFor();
    await dialog.getByLabel('Name').fill('Payroll');
    await dialog.getByLabel('Address').fill('http://192.168.0.1/hooks');
    await dialog.getByLabel('Only these').check();
    await dialog.getByRole('combobox', { name: 'Which events' }).fill('team');
    await page.getByRole('option', { name: 'team.*' }).click();
    await page.keyboard.press('Tab');
    await dialog.getByRole('button', { name: 'Add webhook' }).click();
    await dialog.getByText(/This address is not on the public Internet/).waitFor();
    await assertPresentable(page, 'webhook, address refused');
    await dialog.getByLabel('Address').fill(receiver.url);
    await dialog.getByRole('button', { name: 'Add webhook' }).click();
    const shown = page.getByRole('dialog', { name: 'Secret of Payroll' });
    secret = (await shown.locator('pre').textContent()) ?? '';
    assert.match(secret, /^whsec_/);
    await assertPresentable(page, 'secret shown once');
    await shown.getByRole('button', { name: 'I have copied it' }).click();
    await shown.waitFor({ state: 'hidden' });
    await page.getByRole('link', { name: 'Payroll' }).waitFor();
    await assertPresentable(page, 'webhooks');
    assert.equal((await page.content()).includes(secret), false);
  });

  step('M4 a test says what was answered, and arrives signed', async () => {
    const { page } = administrator;
    await page.getByRole('link', { name: 'Payroll' }).click();
    await administrator.sees('Payroll');
    await page.getByRole('button', { name: 'Send test' }).click();
    await page.getByText('The test arrived').waitFor();
    await page.getByText(/^Answered 204, after \d+ ms\.$/).waitFor();
    const [webhook] = receiver.received;
    assert.equal(verified(secret, webhook ?? assert.fail()).type, 'usher.test');
  });

  step('M4 what did not arrive is found by its state, with what was answered, and is sent again', async () => {
    const { page } = administrator;
    status = 503;
    const created = await page.evaluate(async () => {
      const body = JSON.stringify({ name: 'Night' });
      return (await fetch('/api/v1/teams', { method: 'POST', body, headers: { 'content-type': 'application/json' } }))
        .status;
    });
    assert.equal(created, 201);
    await until(() => receiver.received.length === 2);
    await page.getByText('Waiting', { exact: true }).last().click();
    await page.waitForURL(/state=waiting/);
    await page.getByText('Answered 503').waitFor();
    await assertPresentable(page, 'a webhook that fails');
    await page.getByRole('button', { name: /^Look at team\.create/ }).click();
    const dialog = page.getByRole('dialog', { name: 'team.create' });
    await dialog.getByText('The queue <b>is</b> full.').waitFor();
    await dialog.getByText('"name": "Night"').waitFor();
    await assertPresentable(page, 'a delivery');
    status = 204;
    await dialog.getByRole('button', { name: 'Send again' }).click();
    await dialog.getByText('Delivered', { exact: true }).waitFor();
    assert.equal(receiver.received.at(-1)?.id, receiver.received[1]?.id);
    await page.keyboard.press('Escape');
  });

  step('M4 it is disabled, which can be undone, gets a new secret, and is deleted after one question', async () => {
    const { page } = administrator;
    await page.getByRole('button', { name: 'Disable' }).click();
    await page.getByText('Payroll is disabled').waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('Payroll is enabled').waitFor();
    await page.getByRole('button', { name: 'New secret' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'New secret' }).click();
    const shown = page.getByRole('dialog', { name: 'Secret of Payroll' });
    assert.notEqual(await shown.locator('pre').textContent(), secret);
    await shown.getByRole('button', { name: 'I have copied it' }).click();
    await page.getByText(/^Two sign until/).waitFor();
    await page.getByRole('button', { name: 'Delete' }).click();
    const question = page.getByRole('dialog', { name: 'Delete Payroll?' });
    await assertPresentable(page, 'delete a webhook');
    await question.getByRole('button', { name: 'Delete' }).click();
    await page.getByText('No webhooks yet').waitFor();
    assert.deepEqual(administrator.complaints, []);
  });
});
