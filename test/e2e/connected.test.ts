// Rows L1, S8.2 and S8.6 in a real browser: which tabs are connected, what stands over one that is not, and how it comes in.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { after, before, suite, test } from 'node:test';
import { sql } from 'kysely';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import type { Tenant } from '../../server/tenants/tenants.ts';
import { chromiumPath, launchChromium } from '../../tools/preview-server.ts';
import { goodPassword, type TestApp, testApp } from '../support/app.ts';
import { rows } from '../support/attack.ts';
import { until, within } from '../support/until.ts';
import { assertPresentable, type Visitor, visitIn, type Walk } from './visitor.ts';

const skip = existsSync(chromiumPath) ? false : `There is no Chromium at ${chromiumPath}; set USHER_CHROMIUM.`;

const tooMany = 'The user is already logged in';

suite('connected tabs in a real browser', { skip }, () => {
  let app: TestApp;
  let browser: Browser;
  let tenant: Tenant;
  let home = '';
  let people = 0;

  before(async () => {
    [app, browser] = await Promise.all([testApp(), launchChromium()]);
    tenant = await app.organization('acme', { connections: { browsers: 1, tabsPerBrowser: 3 } });
    home = `http://acme.localhost:${app.port}/home`;
  });

  after(async () => {
    await browser?.close();
    await app?.close();
  });

  const visit = (walk: Walk, options: BrowserContextOptions = {}): Promise<void> => visitIn(browser, options, walk);

  /** Somebody new signs in; the tab is connected. */
  async function enter(visitor: Visitor, firstName = 'Ana'): Promise<string> {
    people += 1;
    const { username } = await app.user(tenant, `person-${people}`, { firstName, lastName: 'Morales' });
    await visitor.signIn(`http://acme.localhost:${app.port}`, username, goodPassword);
    await connected(visitor.page, 1);
    return username;
  }

  /** The tab's home page shows so many of the person's tabs. */
  const connected = (page: Page, count: number) => page.getByText(`${count} of 3 tabs are connected.`).waitFor();
  const panel = (page: Page, name: string) => page.getByRole('dialog', { name });

  /** Rows of connected tabs. */
  async function tabsOf(username: string): Promise<number> {
    const [row] = await rows<{ count: number }>(
      app,
      sql`SELECT count(*)::integer AS count FROM connections c JOIN users u ON u.tenant_id = c.tenant_id AND u.id = c.user_id
        WHERE u.tenant_id = ${tenant.id} AND u.username = ${username}`,
    );
    return row?.count ?? -1;
  }

  test('L1 S8.2 three tabs connect; the fourth is refused, says where, and comes in within seconds when one is closed', () =>
    visit(async (visitor, page) => {
      await enter(visitor);
      await assertPresentable(page, 'home with tabs');
      const second = await visitor.tab(home);
      await connected(second, 2);
      const third = await visitor.tab(home);
      await connected(third, 3);
      await connected(page, 3);
      const fourth = await visitor.tab(home);
      const refused = panel(fourth, tooMany);
      await refused.waitFor();
      assert.equal(await refused.getByRole('listitem').count(), 3);
      await refused.getByText('3 tabs are connected, and no more are allowed.').waitFor();
      await assertPresentable(fourth, 'too many tabs');
      await second.close();
      const closed = performance.now();
      await refused.waitFor({ state: 'hidden' });
      assert.ok(performance.now() - closed < 5_000, 'within seconds');
      await connected(fourth, 3);
    }));

  test('L1 S8.2 the panel keeps the focus, cannot be closed, and Disconnect makes place: the tab that was put out says so', () =>
    visit(async (visitor, page) => {
      await enter(visitor);
      const others = [await visitor.tab(home), await visitor.tab(home)];
      await connected(page, 3);
      const fourth = await visitor.tab(home);
      const refused = panel(fourth, tooMany);
      await refused.getByRole('heading', { name: tooMany }).and(fourth.locator(':focus')).waitFor();
      await fourth.keyboard.press('Escape');
      for (let count = 0; count < 9; count += 1) {
        await fourth.keyboard.press('Tab');
        assert.equal(await refused.locator(':focus').count(), 1, `Tab ${count}`);
      }
      await refused
        .getByRole('button', { name: /^Disconnect / })
        .first()
        .focus();
      await fourth.keyboard.press('Enter');
      await refused.waitFor({ state: 'hidden' });
      // The oldest stood first.
      const out = panel(page, 'This tab was disconnected');
      await out.waitFor();
      await assertPresentable(page, 'disconnected');
      await out.getByRole('button', { name: 'Connect again' }).click();
      await panel(page, tooMany).waitFor();
      await others[0]?.close();
      await panel(page, tooMany).waitFor({ state: 'hidden' });
      await connected(page, 3);
    }));

  test('L1 from the home page one of the own tabs is disconnected, this one is marked', () =>
    visit(async (visitor, page) => {
      const username = await enter(visitor);
      const other = await visitor.tab(home);
      await connected(page, 2);
      const card = page.getByRole('list', { name: 'Your tabs' });
      const here = card.getByRole('listitem').filter({ hasText: 'This tab' });
      assert.equal(await here.count(), 1);
      await card.getByRole('listitem').filter({ hasNotText: 'This tab' }).getByRole('button').click();
      await panel(other, 'This tab was disconnected').waitFor();
      await until(async () => (await tabsOf(username)) === 1);
      await connected(page, 1);
    }));

  test('L1 a reload does not count twice; a duplicated tab is one of its own', () =>
    visit(async (visitor, page) => {
      const username = await enter(visitor);
      const id = () => page.evaluate("sessionStorage.getItem('usher.tab')");
      const before = await id();
      for (let count = 0; count < 4; count += 1) {
        await page.reload();
        await connected(page, 1);
      }
      assert.equal(await id(), before);
      assert.equal(await tabsOf(username), 1);
      const copy = await visitor.duplicate();
      await connected(copy, 2);
      assert.notEqual(await copy.evaluate("sessionStorage.getItem('usher.tab')"), before);
      assert.equal(await tabsOf(username), 2);
      assert.equal(await id(), before);
    }));

  test('L1 a page that is left frees its place, and takes it again on the way back', () =>
    visit(async (visitor, page) => {
      const username = await enter(visitor);
      await page.goto(`http://acme.localhost:${app.port}/help`);
      await within(2_000, async () => (await tabsOf(username)) === 0);
      await page.goBack();
      await connected(page, 1);
      assert.equal(await tabsOf(username), 1);
    }));

  test('L1 a crashed tab frees its place within 2 seconds', () =>
    visit(async (visitor) => {
      const username = await enter(visitor);
      const crashing = await visitor.tab(home);
      await connected(crashing, 2);
      const session = await visitor.context.newCDPSession(crashing);
      // It never answers.
      session.send('Page.crash').catch(() => undefined);
      await crashing.waitForEvent('crash');
      await within(2_000, async () => (await tabsOf(username)) === 1);
    }));

  test('L1 without a network the page says so after a moment, and goes on by itself when it is back', () =>
    visit(async (visitor, page) => {
      await enter(visitor);
      await visitor.context.setOffline(true);
      // Chromium takes away new requests only.
      app.app.http.server.closeAllConnections();
      await page.getByText('No connection to Usher').waitFor();
      await assertPresentable(page, 'offline');
      await visitor.context.setOffline(false);
      await page.getByText('No connection to Usher').waitFor({ state: 'hidden' });
      await connected(page, 1);
      // That it had no network the browser notes, of course.
      assert.ok(visitor.complaints.length > 0);
      assert.deepEqual(
        visitor.complaints.splice(0).filter((complaint) => !/net::ERR_\w+$/.test(complaint)),
        [],
      );
    }));

  test('L1 a second browser is asked first; the tab of the first one then says where the person logged in', () =>
    visit(async (first, page) => {
      const username = await enter(first);
      await visit(
        async (second) => {
          await second.signIn(`http://acme.localhost:${app.port}`, username, goodPassword);
          await second.sees(tooMany);
          await second.page.getByRole('button', { name: /^Log out there/ }).click();
          await connected(second.page, 1);
        },
        { userAgent: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0' },
      );
      await first.sees('You are logged out');
      await page.getByText(/^You logged in on Firefox on Windows at \d\d:\d\d\./).waitFor();
      await assertPresentable(page, 'logged out by a second browser');
      await page.getByRole('link', { name: 'Log in again' }).click();
      await first.sees(/^Log in/);
    }));

  test('S6 Log out in one tab takes the other ones out too', () =>
    visit(async (visitor, page) => {
      const username = await enter(visitor);
      const other = await visitor.tab(home);
      await connected(other, 2);
      await visitor.choose('Log out');
      for (const one of [page, other])
        await one.getByRole('heading', { level: 1, name: 'You are logged out' }).waitFor();
      assert.equal(await tabsOf(username), 0);
    }));

  test('S8.6 without a seat the page waits for one, and goes on by itself when somebody leaves', () =>
    visit(async (visitor, page) => {
      const username = await enter(visitor);
      const capacity = (seats: number) => rows(app, sql`UPDATE tenants SET seats = ${seats} WHERE id = ${tenant.id}`);
      await capacity(0);
      await rows(
        app,
        sql`DELETE FROM seats s USING users u WHERE u.tenant_id = s.tenant_id AND u.id = s.user_id AND u.username = ${username}`,
      );
      await page.reload();
      const full = panel(page, 'User limit reached');
      await full.waitFor();
      await assertPresentable(page, 'user limit reached');
      await capacity(10_000);
      await full.waitFor({ state: 'hidden' });
      await connected(page, 1);
    }));

  test('S11 the panels speak Spanish and Portuguese', async () => {
    for (const [locale, title] of [
      ['es-ES', 'El usuario ya inició sesión'],
      ['pt-BR', 'O usuário já está conectado'],
    ] as const)
      await visit(
        async (visitor, page) => {
          people += 1;
          const { username } = await app.user(tenant, `person-${people}`);
          await page.goto(`http://acme.localhost:${app.port}/sign-in`);
          await page.locator('[name=identifier]').fill(username);
          await page.locator('[name=password]').fill(goodPassword);
          await page.locator('[name=password]').press('Enter');
          await page.waitForURL('**/home');
          await until(async () => (await tabsOf(username)) === 1);
          await visitor.tab(home);
          await visitor.tab(home);
          await until(async () => (await tabsOf(username)) === 3);
          const fourth = await visitor.tab(home);
          await panel(fourth, title).waitFor();
          await assertPresentable(fourth, locale);
        },
        { locale },
      );
  });
});
