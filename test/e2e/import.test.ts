// Row M1: an administrator imports a thousand people, of whom twenty lines are bad, without documentation.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { after, before, suite } from 'node:test';
import type { Browser } from 'playwright-core';
import { chromiumPath, launchChromium } from '../../tools/preview-server.ts';
import { goodPassword, type TestApp, testApp } from '../support/app.ts';
import { stepsOf } from './steps.ts';
import { assertPresentable, Visitor } from './visitor.ts';

const skip = existsSync(chromiumPath) ? false : `There is no Chromium at ${chromiumPath}; set USHER_CHROMIUM.`;

function thousand(): Buffer {
  const rows = Array.from({ length: 1_000 }, (_, n) => `p${n};p${n}@example.com;José <b>${n}</b>;Núñez;Agente`);
  for (let n = 0; n < 20; n += 1) rows[n * 50 + 49] = `bad name ${n};x${n}@example.com;=cmd;;`;
  return Buffer.from(`\u{feff}Usuario;Correo;Nombre;Apellidos;Puesto de trabajo\r\n${rows.join('\r\n')}\r\n`);
}

suite('the import of people in the console', { skip }, () => {
  let app: TestApp;
  let browser: Browser;
  let acme = '';
  const visitors: Visitor[] = [];
  const step = stepsOf(visitors);
  let administrator: Visitor;

  before(async () => {
    [app, browser] = await Promise.all([testApp(), launchChromium()]);
    acme = `http://acme.localhost:${app.port}`;
    const tenant = await app.organization('acme');
    await app.user(tenant, 'admin', { role: 'administrator', firstName: 'Amara', lastName: 'Okafor' });
  });
  after(async () => {
    await browser?.close();
    await app?.close();
  });

  step(
    'M1 a file is chosen, its columns are known by their Spanish names, and its first lines stand beside them',
    async () => {
      administrator = await Visitor.arrive(browser, {});
      visitors.push(administrator);
      const { page } = administrator;
      await administrator.signIn(acme, 'admin', goodPassword);
      await administrator.sees('People');
      await page.getByRole('link', { name: 'Import' }).click();
      await administrator.sees('Import people');
      await assertPresentable(page, 'imports, none');
      const file = { name: 'people.csv', mimeType: 'text/csv', buffer: thousand() };
      await page.locator('input[type=file]').setInputFiles(file);
      await administrator.sees('people.csv');
      for (const [column, field] of [
        ['Usuario', 'Username'],
        ['Correo', 'E-mail address'],
        ['Apellidos', 'Last name'],
        ['Puesto de trabajo', 'Not imported'],
      ])
        assert.equal(await page.getByRole('combobox', { name: `The column ${column} is` }).inputValue(), field);
      await assertPresentable(page, 'import, plan');
    },
  );

  step('M1 the check tells how many would be made, and the twenty bad lines with their reasons', async () => {
    const { page } = administrator;
    await page.getByRole('radio', { name: 'None for now' }).check();
    await page.getByRole('button', { name: 'Check all lines' }).click();
    await page.getByRole('button', { name: 'Import 980 people' }).waitFor();
    await page.getByRole('heading', { name: 'Lines that would be refused' }).waitFor();
    await page.getByRole('cell', { name: '51', exact: true }).waitFor();
    await page.getByText('20 lines shown').waitFor();
    await assertPresentable(page, 'import, checked');
  });

  step('M1 the import can be left and found again, and ends with its report', async () => {
    const { page } = administrator;
    await page.getByRole('button', { name: 'Import 980 people' }).click();
    await page.getByRole('link', { name: 'Import people' }).click();
    await administrator.sees('Import people');
    await page.getByRole('link', { name: 'people.csv' }).click();
    await page.getByText('Done', { exact: false }).first().waitFor();
    await page.getByText('980', { exact: true }).waitFor();
    await assertPresentable(page, 'import, done');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Download the report' }).click(),
    ]);
    assert.equal(download.suggestedFilename(), 'import-report.csv');
    await page.goto(`${acme}/console/people?search=p500`);
    await page.getByRole('link', { name: 'José <b>500</b> Núñez' }).waitFor();
  });
});
