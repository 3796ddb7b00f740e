// Rows S7, S8.2, S8.6, L1, L2 and T in a real browser: the pages between the factors and the home, with script and without, in English
// and Spanish; and what the tabs that are left behind say.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { after, before, suite, test } from 'node:test';
import { sql } from 'kysely';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { commandLineCaller } from '../../server/kernel/caller.ts';
import type { Tenant } from '../../server/tenants/tenants.ts';
import { chromiumPath, launchChromium } from '../../tools/preview-server.ts';
import { goodPassword, type TestApp, testApp } from '../support/app.ts';
import { rows } from '../support/attack.ts';
import { enterBy, step } from '../support/places.ts';
import { houseOf } from '../support/seats.ts';
import { assertPresentable, type Visitor, visitIn, type Walk } from './visitor.ts';

const skip = existsSync(chromiumPath) ? false : `There is no Chromium at ${chromiumPath}; set USHER_CHROMIUM.`;

const loggedIn = 'The user is already logged in';
const withoutScript = { javaScriptEnabled: false } as const;
const spanish = { locale: 'es-ES' } as const;

suite('places at sign-in in a real browser', { skip }, () => {
  let app: TestApp;
  let browser: Browser;
  let desks: Tenant;

  before(async () => {
    [app, browser] = await Promise.all([testApp(), launchChromium()]);
    desks = await houseOf(app, 'desks', 20, {
      connections: { browsers: 1 },
      stations: { ranges: [{ from: '0001', to: '0999' }] },
    });
    await rows(app, sql`UPDATE roles SET station_required = true WHERE tenant_id = ${desks.id} AND key = 'agent'`);
    for (const name of ['dora', 'emil', 'fina']) await app.user(desks, name);
    const { id } = await app.user(desks, 'stan');
    const station = { mode: 'static', id: '0100' } as const;
    await app.app.house.users.update(desks, commandLineCaller(desks.id), id, { station }, null);
    await app.user(desks, 'sue', { role: 'administrator', firstName: 'Sue', lastName: 'Park' });
  });

  after(async () => {
    await browser?.close();
    await app?.close();
  });

  const visit = (walk: Walk, options: BrowserContextOptions = {}): Promise<void> => visitIn(browser, options, walk);
  const originOf = (slug: string): string => `http://${slug}.localhost:${app.port}`;

  /** Two people, and one seat or as many as asked for. */
  async function house(slug: string, seats = 10): Promise<string> {
    const tenant = await houseOf(app, slug, seats, { connections: { browsers: 1 } });
    for (const name of ['ana', 'bo']) await app.user(tenant, name, { firstName: name, lastName: 'Morales' });
    return originOf(slug);
  }

  /** In one browser, with a tab that is connected. */
  async function connected(visitor: Visitor, origin: string, who: string): Promise<void> {
    await visitor.signIn(origin, who, goodPassword);
    await visitor.page.getByText('1 of 3 tabs').waitFor();
  }

  test('S8.2 L1 a second browser is told where the person is logged in, logs that out, and the first says what happened', async () => {
    const origin = await house('second');
    await visit(async (first) => {
      await connected(first, origin, 'ana');
      await visit(async (second, page) => {
        await second.signIn(origin, 'ana', goodPassword);
        await second.sees(loggedIn);
        await page.getByRole('heading', { name: 'Chrome on Linux' }).waitFor();
        await page.getByText('127.0.0.1 · 1 tab connected').waitFor();
        await assertPresentable(page, 'already logged in');
        await page.getByRole('button', { name: 'Try again' }).click();
        await second.sees(loggedIn);
        await page.getByRole('button', { name: 'Log out there: Chrome on Linux' }).click();
        await page.getByText('1 of 3 tabs').waitFor();
        await first.page.getByText(/You logged in on Chrome on Linux at/).waitFor();
      });
    });
  });

  test('S8.2 S11 the same without JavaScript, in Spanish', async () => {
    const origin = await house('segundo');
    await visit(async (first) => {
      await connected(first, origin, 'ana');
      await visit(
        async (second, page) => {
          await page.goto(`${origin}/sign-in`);
          await page.getByLabel('Usuario').fill('ana');
          await page.getByLabel('Contraseña', { exact: true }).fill(goodPassword);
          await page.getByRole('button', { name: 'Iniciar sesión', exact: true }).click();
          await second.sees('El usuario ya inició sesión');
          await page.getByRole('button', { name: /^Cerrar la sesión allí/ }).click();
          await page.waitForURL(`${origin}/home`);
          await first.page.getByText(/You logged in on/).waitFor();
        },
        { ...withoutScript, ...spanish },
      );
    });
  });

  test('S8.6 L2 a full house is told after the password; once somebody logs out there is room', async () => {
    const origin = await house('full', 1);
    await visit(async (first) => {
      await connected(first, origin, 'ana');
      await visit(async (second, page) => {
        await second.signIn(origin, 'bo', goodPassword);
        assert.match(await second.alert(), /User limit reached\s+All licensed seats are taken/);
        await assertPresentable(page, 'user limit reached');
        await first.choose('Log out');
        await first.sees('You are logged out');
        await second.signIn(origin, 'bo', goodPassword);
        await page.getByText('1 of 3 tabs').waitFor();
      });
    });
  });

  test('S4 L1 B signs in where A is: one may go on as A, or log A out, or just sign in; A’s other tab says so', async () => {
    const origin = await house('shared', 1);
    await visit(async (visitor, page) => {
      await connected(visitor, origin, 'ana');
      const other = await visitor.tab(`${origin}/home`);
      await other.getByText('2 of 3 tabs').waitFor();
      await page.goto(`${origin}/sign-in`);
      await page.getByRole('heading', { name: 'Signed in as ana Morales' }).waitFor();
      await visitor.signIn(origin, 'bo', goodPassword);
      await page.getByText('1 of 3 tabs').waitFor();
      await other.getByText('Another person logged in on this browser.').waitFor();
      await page.goto(`${origin}/sign-in`);
      await page.getByRole('button', { name: 'Log out bo Morales' }).click();
      await visitor.sees('You are logged out');
      const seats = await rows(
        app,
        sql`SELECT 1 FROM seats s JOIN tenants t ON t.id = s.tenant_id WHERE t.slug = 'shared'`,
      );
      assert.deepEqual(seats, []);
    });
  });

  test('S7 T1 T2 a station is asked for: taken and unknown ones are refused, what was typed stays; one’s own is given', () =>
    visit(async (visitor, page) => {
      const origin = originOf('desks');
      const dora = app.browser('desks');
      const { flow } = (await dora.signIn('dora', goodPassword)).json<{ flow: string }>();
      assert.equal((await step(dora, flow, { station: '0042' })).json().next, 'done');
      await visitor.signIn(origin, 'emil', goodPassword);
      await visitor.sees('Enter your Station ID');
      await assertPresentable(page, 'station');
      const field = page.getByLabel('Station ID');
      assert.equal(await field.getAttribute('inputmode'), 'numeric');
      await page.keyboard.type('0042');
      await page.keyboard.press('Enter');
      assert.match(await visitor.alert(), /This station is in use/);
      assert.equal(await field.inputValue(), '0042');
      await assertPresentable(page, 'station taken');
      await field.fill('1234');
      await page.getByRole('button', { name: 'Continue' }).click();
      assert.match(await visitor.alert(), /There is no such station/);
      await field.fill('0100');
      await page.getByRole('button', { name: 'Continue' }).click();
      assert.match(await visitor.alert(), /This station is assigned to someone else/);
      await field.fill('0043');
      await page.getByRole('button', { name: 'Continue' }).click();
      await page.getByText('0043').waitFor();
      // Released by a supervisor: the page asks again, and goes on where it was.
      const sue = app.browser('desks');
      await enterBy('sue', sue);
      assert.equal((await sue.json('DELETE', '/api/v1/stations/0043/holder')).status, 204);
      const prompt = page.getByRole('dialog', { name: 'Enter your station' });
      await prompt.getByLabel('Station ID').fill('0044');
      await prompt.getByRole('button', { name: 'Enter' }).click();
      await prompt.waitFor({ state: 'hidden' });
      const held = await rows(
        app,
        sql`SELECT 1 FROM stations WHERE tenant_id = ${desks.id} AND station = '0044' AND holder_id IS NOT NULL`,
      );
      assert.equal(held.length, 1);
    }));

  test('T2 S11 one’s own station stands there and cannot be typed over, without JavaScript and in Spanish', () =>
    visit(
      async (visitor, page) => {
        const origin = originOf('desks');
        await page.goto(`${origin}/sign-in`);
        await page.getByLabel('Usuario').fill('stan');
        await page.getByLabel('Contraseña', { exact: true }).fill(goodPassword);
        await page.getByRole('button', { name: 'Iniciar sesión', exact: true }).click();
        await visitor.sees('Introduzca su ID de estación');
        const field = page.getByLabel('ID de estación');
        assert.equal(await field.inputValue(), '0100');
        assert.equal(await field.isEditable(), false);
        await page.getByText('Esta es su propia estación.').waitFor();
        await page.getByRole('button', { name: 'Continuar' }).click();
        await page.waitForURL(`${origin}/home`);
      },
      { ...withoutScript, ...spanish },
    ));
});
