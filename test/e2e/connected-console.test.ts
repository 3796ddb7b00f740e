// Rows L3, L5, T1 and T3 in a real browser: what a supervisor sees and does on the console's page Connected, and what the agent
// sees of it; how a shift ends.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { after, before, beforeEach, suite, test } from 'node:test';
import { sql } from 'kysely';
import type { Browser, Page } from 'playwright-core';
import type { Tenant } from '../../server/tenants/tenants.ts';
import { chromiumPath, launchChromium } from '../../tools/preview-server.ts';
import { goodPassword, type TestApp, testApp } from '../support/app.ts';
import { rows } from '../support/attack.ts';
import { teamOf } from '../support/team.ts';
import { until } from '../support/until.ts';
import { assertPresentable, Visitor } from './visitor.ts';

const skip = existsSync(chromiumPath) ? false : `There is no Chromium at ${chromiumPath}; set USHER_CHROMIUM.`;
const minuteMs = 60_000;

suite('the console’s page Connected', { skip }, () => {
  let app: TestApp;
  let browser: Browser;
  let tenant: Tenant;
  let origin = '';
  let organizations = 0;
  let offsetMs = 0;
  let visitors: Visitor[] = [];

  before(async () => {
    [app, browser] = await Promise.all([testApp({ clockOffsetMs: () => offsetMs }), launchChromium()]);
  });

  beforeEach(async () => {
    organizations += 1;
    offsetMs = 0;
    const nobody = { secondFactor: { required: 'nobody' as const, methods: ['email_code' as const] } };
    ({ tenant } = await teamOf(app, `acme${organizations}`, nobody));
    await rows(
      app,
      sql`UPDATE users SET first_name = initcap(username), last_name = 'Lee' WHERE tenant_id = ${tenant.id}`,
    );
    origin = `http://${tenant.slug}.localhost:${app.port}`;
  });

  after(async () => {
    await browser?.close();
    await app?.close();
  });

  /** A test with its visitors; when it fails, the error tells what they saw. */
  const walk = (title: string, act: () => Promise<void>) =>
    test(title, async () => {
      visitors = [];
      await act().catch(async (error: unknown) => {
        const seen = await Promise.all(visitors.map((visitor) => visitor.report()));
        throw new Error(`People saw:\n${seen.join('\n----\n')}`, { cause: error });
      });
      for (const visitor of visitors) await visitor.leave();
    });

  async function arrive(username: string, path = ''): Promise<Visitor> {
    const visitor = await Visitor.arrive(browser);
    visitors.push(visitor);
    await visitor.signIn(origin, username, goodPassword);
    await visitor.sees(/^Hello|^People/);
    if (path !== '') await visitor.page.goto(`${origin}${path}`);
    return visitor;
  }

  const supervise = () => arrive('sue', '/console/connected');
  const rowOf = (page: Page, name: string) => page.getByRole('row').filter({ hasText: name });

  /** Opens the menu of somebody's row and chooses. */
  async function act(page: Page, name: string, item: string | RegExp): Promise<void> {
    await page.getByRole('button', { name: `Actions for ${name}` }).click();
    await page.getByRole('menuitem', { name: item }).click();
  }

  walk('L5 the list follows who comes and goes, by itself; a supervisor sees their teams only', async () => {
    const { page } = await supervise();
    await rowOf(page, 'Sue Lee').waitFor();
    await page.getByText('This list keeps itself up to date.').waitFor();
    await page.getByText(/of 10,000 seats in use/).waitFor();
    const ana = await arrive('ana');
    await rowOf(page, 'Ana Lee').waitFor();
    await arrive('cy');
    await ana.tab(`${origin}/home`);
    const tabs = rowOf(page, 'Ana Lee').getByRole('cell').nth(2);
    await until(async () => (await tabs.textContent()) === '2');
    assert.equal(await rowOf(page, 'Cy Lee').count(), 0);
    await assertPresentable(page, 'connected');
    await page.getByLabel('Search who is connected').fill('ana');
    await rowOf(page, 'Sue Lee').waitFor({ state: 'hidden' });
    assert.match(page.url(), /search=ana/);
    await page.getByLabel('Search who is connected').fill('nobody');
    await page.getByText('Nobody connected matches').waitFor();
    await page.getByRole('button', { name: 'Clear the search' }).click();
    await ana.choose('Log out');
    await rowOf(page, 'Ana Lee').waitFor({ state: 'hidden' });
    const boss = await arrive('bo', '/console/connected');
    await rowOf(boss.page, 'Cy Lee').waitFor();
    await boss.page.getByRole('combobox', { name: 'Team' }).click();
    await boss.page.getByRole('option', { name: 'Morning' }).click();
    await rowOf(boss.page, 'Cy Lee').waitFor({ state: 'hidden' });
    await rowOf(boss.page, 'Bo Lee').waitFor();
    await assertPresentable(boss.page, 'connected, one team');
  });

  walk('L5 a message is in every tab of the person, until it is acknowledged in one', async () => {
    const ana = await arrive('ana');
    const second = await ana.tab(`${origin}/account/security`);
    const { page } = await supervise();
    await act(page, 'Ana Lee', 'Send a message…');
    const form = page.getByRole('dialog', { name: 'Message to Ana Lee' });
    await form.getByRole('button', { name: 'Send' }).click();
    await form.getByText('Write a message.').waitFor();
    await assertPresentable(page, 'message form');
    await form.getByLabel('Message').fill('Please take <b>billing</b> until noon.');
    await form.getByRole('button', { name: 'Send' }).click();
    await page.getByText('The message to Ana Lee is sent').waitFor();
    for (const tab of [ana.page, second]) {
      const message = tab.getByRole('dialog', { name: 'Message from Sue Lee' });
      await message.getByText('Please take <b>billing</b> until noon.').waitFor();
    }
    await assertPresentable(ana.page, 'message');
    await second.getByRole('button', { name: 'Understood' }).click();
    for (const tab of [ana.page, second])
      await tab.getByRole('dialog', { name: 'Message from Sue Lee' }).waitFor({ state: 'hidden' });
  });

  walk('L5 S6 who is logged out by a supervisor reads by whom; the question names them first', async () => {
    const ana = await arrive('ana');
    const { page } = await supervise();
    await act(page, 'Ana Lee', 'Log out…');
    await page.getByRole('dialog', { name: 'Log Ana Lee out?' }).waitFor();
    await assertPresentable(page, 'log out somebody');
    await page.getByRole('button', { name: 'Log out Ana Lee' }).click();
    await page.getByText('Ana Lee is logged out').waitFor();
    await ana.sees('You are logged out');
    await ana.page.getByText(/logged you out\.$/).waitFor();
    await assertPresentable(ana.page, 'logged out by a supervisor');
    await rowOf(page, 'Ana Lee').waitFor({ state: 'hidden' });
  });

  walk('L1 L5 a supervisor disconnects one tab: it says who did, and the person stays logged in', async () => {
    const ana = await arrive('ana');
    const { page } = await supervise();
    await act(page, 'Ana Lee', 'Tabs…');
    const dialog = page.getByRole('dialog', { name: 'Tabs of Ana Lee' });
    await assertPresentable(page, 'tabs of somebody');
    await dialog.getByRole('button', { name: /^Disconnect / }).click();
    await dialog.getByText('No tab is connected.').waitFor();
    await ana.page.getByText(/^.+ disconnected it\. Its place is free/).waitFor();
    await ana.page.getByRole('button', { name: 'Connect again' }).click();
    await ana.page.getByText('1 of 3 tabs are connected.').waitFor();
    await dialog.getByRole('button', { name: /^Disconnect / }).waitFor();
  });

  walk(
    'T1 T3 a station is taken on the home page; released by a supervisor it is asked for again, with errors at the field',
    async () => {
      const ana = await arrive('ana');
      const { page } = ana;
      await page.getByRole('button', { name: 'Enter', exact: true }).click();
      const form = page.getByRole('dialog', { name: 'Enter your station' });
      await form.getByLabel('Station ID').fill('12 a');
      await form.getByRole('button', { name: 'Enter' }).click();
      await form.getByText('Enter a Station ID of 1 to 10 digits.').waitFor();
      await form.getByLabel('Station ID').fill('0042');
      await form.getByRole('button', { name: 'Enter' }).click();
      await page.getByText('You are at station 0042').waitFor();
      const bo = await arrive('bo', '/home');
      await bo.page.getByRole('button', { name: 'Enter', exact: true }).click();
      await bo.page.getByRole('dialog').getByLabel('Station ID').fill('77');
      await bo.page.getByRole('dialog').getByRole('button', { name: 'Enter' }).click();
      await bo.page.getByText('You are at station 77').waitFor();

      const sue = await supervise();
      await rowOf(sue.page, 'Ana Lee').getByRole('cell', { name: '0042' }).waitFor();
      await act(sue.page, 'Ana Lee', 'Release station 0042');
      await sue.page.getByText('Station 0042 is free').waitFor();
      await form.getByText(/released your station\. Enter one to go on\.$/).waitFor();
      await assertPresentable(page, 'station released');
      await form.getByLabel('Station ID').fill('77');
      await form.getByRole('button', { name: 'Enter' }).click();
      await form.getByText(/This station is in use/).waitFor();
      assert.equal(await form.getByLabel('Station ID').inputValue(), '77');
      await form.getByLabel('Station ID').fill('0043');
      await form.getByRole('button', { name: 'Enter' }).click();
      await page.getByText('You are at station 0043').waitFor();
      await rowOf(sue.page, 'Ana Lee').getByRole('cell', { name: '0043' }).waitFor();
    },
  );

  walk(
    'L3 before the hours end the page warns 15, 5 and 1 minutes; a supervisor extends them; then it says why it is over',
    async () => {
      const boss = app.browser(tenant.slug);
      await boss.signIn('bo', goodPassword);
      const end = Temporal.Now.zonedDateTimeISO(tenant.timeZone).add({ minutes: 30 });
      const clock = (time: Temporal.ZonedDateTime) => time.toPlainTime().toString({ smallestUnit: 'minute' });
      const windows = [{ days: [1, 2, 3, 4, 5, 6, 7], from: clock(end.subtract({ hours: 2 })), to: clock(end) }];
      const made = await boss.json('POST', '/api/v1/schedules', { name: 'Shift', windows });
      assert.equal(made.status, 201, made.text);
      await rows(
        app,
        sql`UPDATE users SET schedule_id = ${made.json().id} WHERE tenant_id = ${tenant.id} AND username = 'ana'`,
      );
      const endMs = end.round({ smallestUnit: 'minute', roundingMode: 'floor' }).epochMilliseconds;
      /** The wall clock of the house goes on until so many minutes are left. */
      const leave = (minutes: number) => {
        offsetMs = endMs - minutes * minuteMs - Date.now();
      };
      const ana = await arrive('ana');
      const { page } = ana;
      const notice = page.getByRole('region', { name: /^Your working hours end at \d\d:\d\d$/ });
      leave(14.9);
      await notice.getByText('15 minutes left. You will be logged out then: finish what you are doing.').waitFor();
      assert.match((await page.getByRole('status').allTextContents()).join(), /Your working hours end at/);
      await assertPresentable(page, 'warning');
      await notice.getByRole('button', { name: 'Understood' }).click();
      await notice.waitFor({ state: 'hidden' });
      leave(4.9);
      await notice.getByText(/^5 minutes left\./).waitFor();
      const sue = await supervise();
      await act(sue.page, 'Ana Lee', 'By 15 minutes');
      await sue.page.getByText('Ana Lee may stay 15 minutes longer').waitFor();
      await notice.waitFor({ state: 'hidden' });
      leave(-14.1);
      const left = notice.getByText(/^5[0-9] seconds left\./);
      await left.waitFor();
      await page.getByRole('alert').filter({ hasText: 'Your working hours end at' }).waitFor();
      await until(async () => !/^5\d seconds/.test((await notice.textContent()) ?? '5'));
      leave(-15);
      await ana.sees('You are logged out');
      await page.getByText(/^Your working hours ended at \d\d:\d\d\. They begin again: /).waitFor();
      await assertPresentable(page, 'hours ended');
    },
  );
});
