// Row M1: an administrator finds people, chooses some in the list and does one thing to all of them.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { after, before, suite } from 'node:test';
import type { Browser } from 'playwright-core';
import { chromiumPath, launchChromium } from '../../tools/preview-server.ts';
import { goodPassword, type TestApp, testApp } from '../support/app.ts';
import { stepsOf } from './steps.ts';
import { assertPresentable, Visitor } from './visitor.ts';

const skip = existsSync(chromiumPath) ? false : `There is no Chromium at ${chromiumPath}; set USHER_CHROMIUM.`;

suite('acts on many people in the console', { skip }, () => {
  let app: TestApp;
  let browser: Browser;
  const visitors: Visitor[] = [];
  const step = stepsOf(visitors);
  let administrator: Visitor;

  before(async () => {
    [app, browser] = await Promise.all([testApp(), launchChromium()]);
    const tenant = await app.organization('acme');
    await app.user(tenant, 'admin', { role: 'administrator', firstName: 'Amara', lastName: 'Okafor' });
    for (const name of ['Ana', 'Bo']) await app.user(tenant, name.toLowerCase(), { firstName: name });
    await app.user(tenant, 'cy', { firstName: 'Cy', station: { mode: 'static', id: '4711' } });
  });
  after(async () => {
    await browser?.close();
    await app?.close();
  });

  step('M1 with the keyboard everybody shown is selected, and the bar says how many', async () => {
    administrator = await Visitor.arrive(browser, {});
    visitors.push(administrator);
    const { page } = administrator;
    await administrator.signIn(`http://acme.localhost:${app.port}`, 'admin', goodPassword);
    await administrator.sees('People');
    await page.getByRole('checkbox', { name: 'Select Ana' }).check();
    // What the document asked for before the scripts were there is what the page asks for.
    assert.deepEqual(await page.evaluate('Object.keys(usherFirst)'), []);
    await page.getByText('1 selected').waitFor();
    await page.getByRole('checkbox', { name: 'Select all shown' }).focus();
    await page.keyboard.press('Space');
    await page.getByText('4 selected').waitFor();
    await assertPresentable(page, 'people, four selected');
  });

  step('M1 disabling is asked once, names how many, and tells who was refused and why', async () => {
    const { page } = administrator;
    await page.getByRole('button', { name: 'Disable…' }).click();
    await page.getByRole('dialog', { name: 'Disable 4 people?' }).waitFor();
    await assertPresentable(page, 'disable four?');
    await page.getByRole('button', { name: 'Disable 4 people' }).click();
    await page.getByText('3 done, 1 refused').waitFor();
    await page.getByText('The last administrator must stay: Amara Okafor.').waitFor();
    await page.getByRole('row', { name: /Ana.*Disabled/ }).waitFor();
  });

  step('M1 Undo enables those again who were disabled', async () => {
    const { page } = administrator;
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('3 done', { exact: true }).waitFor();
    await page.getByRole('row', { name: /Ana.*Active/ }).waitFor();
    assert.equal(await page.getByRole('row', { name: /Disabled/ }).count(), 0);
  });

  step('M1 another role must be chosen, and is given to those who are left', async () => {
    const { page } = administrator;
    await page.getByRole('checkbox', { name: 'Select Amara Okafor' }).uncheck();
    await page.getByRole('button', { name: 'Actions' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('menuitem', { name: 'Set the role…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Give 3 people another role?' });
    await dialog.getByRole('button', { name: 'Set the role of 3 people' }).click();
    await dialog.getByText('Choose one.').waitFor();
    await assertPresentable(page, 'another role, none chosen');
    await dialog.getByRole('combobox', { name: 'Role' }).press('Enter');
    await page.getByRole('option', { name: 'Supervisor' }).click();
    await dialog.getByRole('button', { name: 'Set the role of 3 people' }).click();
    await page.getByRole('row', { name: /Ana.*Supervisor/ }).waitFor();
    await page.getByRole('button', { name: 'Clear the selection' }).click();
    await page.getByText('3 selected').waitFor({ state: 'detached' });
    assert.equal(await page.evaluate('document.activeElement.getAttribute("aria-label")'), 'Select all shown');
  });

  step('M1 the list is narrowed by role and state, in the address; whom that hides is selected no more', async () => {
    const { page } = administrator;
    await page.getByRole('checkbox', { name: 'Select all shown' }).check();
    await page.getByText('4 selected').waitFor();
    await page.getByRole('combobox', { name: 'Role' }).click();
    await page.getByRole('option', { name: 'Supervisor' }).click();
    await page.getByText('3 selected').waitFor();
    assert.equal(new URL(page.url()).search, '?role=supervisor');
    // Who comes back into sight is not selected again.
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await page.getByText('4 users shown').waitFor();
    await page.getByText('3 selected').waitFor();
    await page.getByRole('combobox', { name: 'Role' }).click();
    await page.getByRole('option', { name: 'Supervisor' }).click();
    await page.getByText('3 users shown').waitFor();
    await page.getByRole('combobox', { name: 'Status' }).click();
    await page.getByRole('option', { name: 'Locked' }).click();
    await page.getByText('Role: Supervisor · Status: Locked').waitFor();
    await assertPresentable(page, 'nobody of this role and state');
    await page.reload();
    await page.getByRole('button', { name: 'Clear search and filters' }).click();
    await page.getByText('4 users shown').waitFor();
    assert.equal(await page.getByText(/\d selected/).count(), 0);
  });

  step('M1 whoever opens a person right after typing stays with that person', async () => {
    const page = await administrator.tab(`http://acme.localhost:${app.port}/console/people`);
    const link = page.getByRole('link', { name: 'Ana' });
    await page.clock.install();
    // While the code of the person's page is on its way.
    const { promise: held, resolve: release } = Promise.withResolvers<void>();
    await page.route(/\/assets\/person-page-/, (route) => held.then(() => route.continue()));
    await page.reload();
    await link.waitFor();
    await page.clock.pauseAt(Number(await page.evaluate('Date.now()')) + 1_000);
    await page.getByLabel('Search people').fill('An');
    await link.click();
    await page.waitForURL(/\/people\/[\da-f-]{36}$/);
    await page.clock.runFor(1_000);
    assert.match(page.url(), /\/people\/[\da-f-]{36}$/);
    release();
    await page.clock.resume();
    await page.getByRole('heading', { level: 1, name: 'Ana' }).waitFor();
    await page.close();
  });

  step('M1 / finds people from anywhere, by name or station, with the keyboard alone', async () => {
    const { page } = administrator;
    await page.getByRole('link', { name: 'Schedules' }).click();
    await administrator.sees('Schedules');
    await page.keyboard.press('/');
    await page.keyboard.type('a');
    await page.getByRole('option', { name: /^Ana/ }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await assertPresentable(page, 'people found');
    await page.keyboard.press('Escape');
    await page.getByRole('option').first().waitFor({ state: 'detached' });
    await page.keyboard.type('n');
    await page.getByRole('option', { name: /^Amara/ }).waitFor({ state: 'detached' });
    await page.getByRole('option', { name: /^Ana/ }).waitFor();
    await page.keyboard.press('ArrowDown');
    const chosen = "document.getElementById(document.activeElement.getAttribute('aria-activedescendant'))?.textContent";
    assert.match(String(await page.evaluate(chosen)), /^Ana/);
    await page.keyboard.press('Enter');
    await administrator.sees('Ana');
    await page.keyboard.press('/');
    await page.keyboard.type('zz');
    await page.getByText('Nobody matches “zz”').waitFor();
    await page.keyboard.press('Control+A');
    await page.keyboard.type('4711');
    await page.getByRole('option', { name: /Cy.*station 4711/ }).waitFor();
    await page.keyboard.press('Enter');
    await administrator.sees('Cy');
    await page.keyboard.press('/');
    await page.keyboard.type('bo');
    await page.getByRole('option', { name: 'All results for “bo”' }).click();
    await page.getByText('1 user shown').waitFor();
    assert.equal(await page.getByLabel('Search people').inputValue(), 'bo');
    await administrator.leave();
  });
});
