// Rows S4, L3, M3, T2: an administrator makes hours, a role with a home of its own, and a team, gives them to somebody, who
// signs in and lands there. Each step goes on where the one before ended.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, suite } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { chromiumPath, launchChromium } from '../../tools/preview-server.ts';
import { goodPassword, type TestApp, testApp } from '../support/app.ts';
import { extendsHours } from './overtime.ts';
import { stepsOf } from './steps.ts';
import { leavesUnsaved } from './unsaved.ts';
import { assertPresentable, Visitor } from './visitor.ts';

const skip = existsSync(chromiumPath) ? false : `There is no Chromium at ${chromiumPath}; set USHER_CHROMIUM.`;

suite('roles, teams, hours and stations in the console', { skip }, () => {
  let app: TestApp;
  let browser: Browser;
  let application: Server;
  let acme = '';
  let applicationAddress = '';
  const visitors: Visitor[] = [];
  const step = stepsOf(visitors);
  let administrator: Visitor;

  async function arrive(options = {}): Promise<Visitor> {
    const visitor = await Visitor.arrive(browser, options);
    visitors.push(visitor);
    return visitor;
  }

  before(async () => {
    [app, browser] = await Promise.all([testApp(), launchChromium()]);
    acme = `http://acme.localhost:${app.port}`;
    const tenant = await app.organization('acme');
    for (const [username, role, firstName, lastName] of [
      ['admin', 'administrator', 'Amara', 'Okafor'],
      ['sue', 'supervisor', 'Sue', 'Park'],
      ['ana', 'agent', 'Ana', 'Morales'],
      ['ben', 'agent', 'Ben', 'Carter'],
    ] as const)
      await app.user(tenant, username, { role, firstName, lastName });
    application = createServer((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/html' });
      response.end('<!doctype html><html lang="en"><title>Desk</title><h1>The agent desktop</h1>');
    }).listen(0, '127.0.0.1');
    await once(application, 'listening');
    applicationAddress = `http://localhost:${(application.address() as AddressInfo).port}/desk`;
  });

  after(async () => {
    await browser?.close();
    application?.close();
    await app?.close();
  });

  /** Opens a select by its label and chooses an option. */
  async function choose(page: Page, label: string, option: string): Promise<void> {
    await page.getByRole('combobox', { name: label, exact: true }).click();
    await page.getByRole('option', { name: option, exact: true }).click();
  }

  const save = (page: Page): Promise<void> => page.getByRole('button', { name: 'Save' }).click();

  step('L3 a schedule is written with its exceptions, and shows the next days before it is saved', async () => {
    administrator = await arrive();
    const { page } = administrator;
    await administrator.signIn(acme, 'admin', goodPassword);
    await administrator.sees('People');
    await page.getByRole('link', { name: 'Schedules' }).click();
    await administrator.sees('Schedules');
    await page.getByText('No schedules yet').waitFor();
    await assertPresentable(page, 'schedules, none');
    await page.getByRole('link', { name: 'Create schedule' }).click();
    await administrator.sees('Create schedule');
    await page.getByRole('button', { name: 'Create schedule' }).click();
    await page.getByLabel('Name of the schedule').and(page.locator(':focus')).waitFor();
    await page.getByLabel('Name of the schedule').fill('Round the clock');
    for (const day of ['Sat', 'Sun']) await page.getByRole('checkbox', { name: day }).check();
    await page.getByLabel('From').fill('9');
    await page.getByText(/The next days are shown once/).waitFor();
    await page.getByLabel('From').fill('22:00');
    await page.getByLabel('To').fill('6:00');
    await page.getByText('Next day', { exact: true }).waitFor();
    await page.getByText('22:00–06:00 the next day').first().waitFor();
    await page.getByLabel('From').fill('00:00');
    await page.getByLabel('To').fill('24:00');
    await page.getByRole('button', { name: 'Add exception' }).click();
    await page.getByLabel('Date').fill('2199-12-25');
    await assertPresentable(page, 'a new schedule');
    await page.getByRole('button', { name: 'Create schedule' }).click();
    await administrator.sees('Round the clock');
    await page.getByText('All day').first().waitFor();
    await page.getByRole('link', { name: '← Schedules' }).click();
    await page.getByText('1 exception').waitFor();
    await assertPresentable(page, 'schedules');
  });

  step('S4 a role is made with an application as its home, hours of its own, and what its people may do', async () => {
    const { page } = administrator;
    await page.getByRole('link', { name: 'Roles', exact: true }).click();
    await administrator.sees('Roles');
    await assertPresentable(page, 'roles');
    await page.getByRole('link', { name: 'Create role' }).click();
    await administrator.sees('Create role');
    await page.getByLabel('Name', { exact: true }).fill('Back office');
    assert.equal(await page.getByLabel('Key', { exact: true }).inputValue(), 'back-office');
    await choose(page, 'Home after a log-in', 'An application elsewhere…');
    await page.getByLabel('Address of the application').fill('desk.example');
    await page.getByRole('button', { name: 'Create role' }).click();
    await page.getByText('Enter an address that begins with https://.').waitFor();
    await page.getByLabel('Address of the application').fill(`http://localhost:${app.port}/home`);
    await page.getByRole('button', { name: 'Create role' }).click();
    await page.getByText(/belongs to Usher/).waitFor();
    await page.getByLabel('Address of the application').fill(applicationAddress);
    await choose(page, 'Hours', 'Round the clock');
    await page.getByRole('checkbox', { name: 'See: Own teams' }).check();
    await page.getByRole('checkbox', { name: 'See teams' }).check();
    await assertPresentable(page, 'a new role');
    await page.getByRole('button', { name: 'Create role' }).click();
    await administrator.sees('Roles');
    await page.getByRole('link', { name: 'Back office' }).waitFor();
  });

  step('M3 the built-in administrator keeps its permissions, and the form says why', async () => {
    const { page } = administrator;
    await page.getByRole('link', { name: 'Administrator' }).click();
    await administrator.sees('Administrator');
    await page.getByText(/Administrators keep every permission/).waitFor();
    assert.equal(await page.getByRole('checkbox', { name: 'Change roles' }).isDisabled(), true);
    assert.equal(await page.getByRole('combobox', { name: 'Hours' }).isDisabled(), true);
    await assertPresentable(page, 'the administrator’s role');
  });

  step('M3 a team is made, people are added at once, and one of them supervises', async () => {
    const { page } = administrator;
    await page.getByRole('link', { name: 'Teams' }).click();
    await administrator.sees('Teams');
    await page.getByText('No teams yet').waitFor();
    await assertPresentable(page, 'teams, none');
    await page.getByRole('button', { name: 'Create team' }).click();
    await page.getByRole('dialog').getByLabel('Name of the team').fill('Morning');
    await page.getByRole('dialog').getByRole('button', { name: 'Create team' }).click();
    await administrator.sees('Morning');
    await page.getByText('Nobody is in this team yet').waitFor();
    await page.getByRole('button', { name: 'Add people' }).click();
    const field = page.getByRole('dialog').getByRole('combobox', { name: 'People' });
    for (const name of ['sue', 'ben']) {
      await field.fill(name);
      await page.getByRole('option', { name: new RegExp(name, 'i') }).click();
    }
    await page.getByRole('listbox').waitFor({ state: 'detached' });
    await assertPresentable(page, 'add people');
    await page.getByRole('dialog').getByRole('button', { name: 'Add people' }).click();
    await page.getByText('Ben Carter').waitFor();
    await page.getByRole('switch', { name: 'Sue Park supervises this team' }).click();
    await page.getByRole('switch', { name: 'Sue Park supervises this team', checked: true }).waitFor();
    await assertPresentable(page, 'a team');
    await page.getByRole('button', { name: 'Remove Ben Carter from the team' }).click();
    await page.getByText('Ben Carter is no longer in the team').waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('Ben Carter', { exact: true }).waitFor();
  });

  step('S4 M3 T2 role, team, station and hours are given on the page of a person', async () => {
    const { page } = administrator;
    await page.getByRole('link', { name: 'People' }).click();
    await page.getByRole('link', { name: 'Ana Morales' }).click();
    await administrator.sees('Ana Morales');
    await page.getByText('May be in at any time').waitFor();
    await choose(page, 'Role', 'Back office');
    await page.getByRole('combobox', { name: 'Teams' }).click();
    await page.getByRole('option', { name: 'Morning' }).click();
    await page.keyboard.press('Escape');
    await choose(page, 'Kind of station', 'Static');
    await page.getByLabel('Station ID').fill('0042');
    await save(page);
    await page.getByText('Ana Morales is saved').first().waitFor();
    await page.getByText(/By the schedule of their role: Round the clock/).waitFor();
    await assertPresentable(page, 'a person');
    await page.getByRole('link', { name: 'Stations' }).click();
    await administrator.sees('Stations');
    await page.getByRole('rowheader', { name: '0042' }).waitFor();
    await assertPresentable(page, 'stations');
    await page.getByRole('button', { name: 'Assign station' }).click();
    await page.getByRole('dialog').getByLabel('Station ID').fill('0042');
    await page.getByRole('dialog').getByRole('combobox', { name: 'Person' }).fill('ben');
    await page.getByRole('option', { name: /Ben Carter/ }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Assign station' }).click();
    await page.getByRole('dialog').getByRole('alert').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('button', { name: 'Leave without saving' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Assign station' }).and(page.locator(':focus')).waitFor();
  });

  step(
    'S4 whoever has the role lands in the application; a page asked for comes first if the role may open it',
    async () => {
      const ana = await arrive();
      await ana.signIn(acme, 'ana', goodPassword);
      await ana.sees('The agent desktop');
      assert.equal(ana.page.url(), applicationAddress);
      await ana.page.goBack();
      await ana.page.goto(`${acme}/sign-in`);
      await ana.page.getByRole('button', { name: /Log .*out/ }).click();
      await ana.signIn(acme, 'ana', goodPassword, '/sign-in?return_to=%2Fconsole%2Fteams');
      await ana.sees('Teams');
      await ana.page.getByText('No teams yet').waitFor();
      assert.equal(await ana.page.getByRole('link', { name: 'Roles' }).count(), 0);
      await ana.page.goto(`${acme}/console/roles`);
      await ana.sees('This page is not part of your role');
    },
  );

  step('M3 a supervisor sees the own team, without what only administrators change', async () => {
    const sue = await arrive();
    const { page } = sue;
    await sue.signIn(acme, 'sue', goodPassword);
    await sue.sees(/Hello/);
    await page.getByRole('link', { name: 'Teams' }).click();
    await page.getByRole('link', { name: 'Morning' }).click();
    await sue.sees('Morning');
    await page.getByText('Ana Morales').waitFor();
    assert.equal(await page.getByRole('button', { name: 'Add people' }).count(), 0);
    await assertPresentable(page, 'a supervisor’s team');
    await page.getByRole('link', { name: 'People' }).click();
    await page.getByRole('link', { name: 'Ben Carter' }).click();
    await sue.sees('Ben Carter');
    assert.equal(await page.getByRole('button', { name: 'Save' }).count(), 0);
    await assertPresentable(page, 'a supervisor’s view of a person');
  });

  step(
    'S4 another home is where the next sign-in leads; two who change the role at once do not lose a change',
    async () => {
      const { page } = administrator;
      await page.getByRole('link', { name: 'Roles', exact: true }).click();
      await page.getByRole('link', { name: 'Back office' }).click();
      await administrator.sees('Back office');
      const other = await arrive();
      await other.signIn(acme, 'admin', goodPassword, '/sign-in?return_to=%2Fconsole%2Froles');
      await other.page.getByRole('link', { name: 'Back office' }).click();
      await other.sees('Back office');
      await choose(page, 'Home after a log-in', 'Security');
      await save(page);
      await page.getByText('Back office is saved').waitFor();
      await other.page.getByLabel('Name', { exact: true }).fill('Office');
      await save(other.page);
      await other.page.getByText('Somebody else changed this meanwhile').waitFor();
      const ana = await arrive();
      await ana.signIn(acme, 'ana', goodPassword);
      await ana.sees('Security');
    },
  );

  step(
    'M3 whoever leaves something unsaved is asked, by a link, the way back, a dialog or the tab; nobody else is',
    () => leavesUnsaved(administrator),
  );

  step('L3 a supervisor extends the hours of somebody whose hours end', async () => {
    await extendsHours(administrator);
    const ben = await arrive();
    await ben.signIn(acme, 'ben', goodPassword);
    await ben.sees(/Hello/);
  });

  step('S11 the pages speak Spanish to who reads Spanish', async () => {
    const spaniard = await arrive({ locale: 'es-ES' });
    const { page } = spaniard;
    await page.goto(`${acme}/sign-in?return_to=%2Fconsole%2Froles&lang=es`);
    await page.locator('input[name="identifier"]').fill('admin');
    await page.locator('input[name="password"]').fill(goodPassword);
    await page.locator('form button[type="submit"]').first().click();
    for (const [link, heading] of [
      ['Roles', 'Roles'],
      ['Equipos', 'Equipos'],
      ['Horarios', 'Horarios'],
      ['Estaciones', 'Estaciones'],
    ] as const) {
      await page.getByRole('link', { name: link, exact: true }).click();
      await spaniard.sees(heading);
      await assertPresentable(page, heading);
    }
  });

  step('S1 no page of the journey made the browser complain', async () => {
    for (const visitor of visitors) await visitor.leave();
  });
});
