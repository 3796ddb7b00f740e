// Rows P2, P7, P8, S9, F3 and L5 in a real browser: what an administrator and a supervisor do on a person's page for somebody who
// cannot log in, and what that person can do then.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { after, before, suite, test } from 'node:test';
import { sql } from 'kysely';
import type { Browser, Page } from 'playwright-core';
import type { Tenant } from '../../server/tenants/tenants.ts';
import { chromiumPath, launchChromium } from '../../tools/preview-server.ts';
import { goodPassword, type TestApp, testApp } from '../support/app.ts';
import { guess, rows } from '../support/attack.ts';
import { teamOf } from '../support/team.ts';
import { assertPresentable, Visitor } from './visitor.ts';

const skip = existsSync(chromiumPath) ? false : `There is no Chromium at ${chromiumPath}; set USHER_CHROMIUM.`;
const chosen = 'amber kettle 58 forest';

suite('a person’s page', { skip }, () => {
  let app: TestApp;
  let browser: Browser;
  let tenant: Tenant;
  let ids: Record<string, string> = {};
  let origin = '';
  const visitors: Visitor[] = [];

  before(async () => {
    [app, browser] = await Promise.all([testApp(), launchChromium()]);
    ({ tenant, ids } = await teamOf(app, 'acme', { officeNetworks: ['127.0.0.1'] }));
    await rows(
      app,
      sql`UPDATE users SET first_name = initcap(username), last_name = 'Lee', extension = CASE username WHEN 'ana' THEN '4718' END
        WHERE tenant_id = ${tenant.id}`,
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
      visitors.length = 0;
      await act().catch(async (error: unknown) => {
        const seen = await Promise.all(visitors.map((visitor) => visitor.report()));
        throw new Error(`People saw:\n${seen.join('\n----\n')}`, { cause: error });
      });
      for (const visitor of visitors) await visitor.leave();
    });

  async function arrive(username: string, path: string): Promise<Page> {
    const visitor = await Visitor.arrive(browser);
    visitors.push(visitor);
    await visitor.signIn(origin, username, goodPassword);
    await visitor.sees(/^Hello|^People/);
    await visitor.page.goto(`${origin}${path}`);
    return visitor.page;
  }

  /** Opens a tab of somebody's page from the list, as somebody would who looks for them. */
  async function find(page: Page, name: string, tab: string): Promise<void> {
    await page.getByLabel('Search people').fill(name.split(' ')[0] ?? '');
    await page.getByRole('link', { name }).click();
    await page.getByRole('navigation', { name: 'About this person' }).getByRole('link', { name: tab }).click();
  }

  const web = (page: Page) => page.getByRole('region', { name: 'Web access password' });
  const portal = (page: Page) => page.getByRole('region', { name: 'Portal password' });

  walk('P7 S9 an administrator sees why Cy cannot log in, unlocks, and sets a password by the rules', async () => {
    await guess(app.browser(tenant.slug), 'cy', 5);
    const page = await arrive('bo', '/console/people');
    await find(page, 'Cy Lee', 'Passwords');
    await web(page).getByText('Locked', { exact: true }).waitFor();
    await web(page).getByText('When somebody unlocks it').waitFor();
    await assertPresentable(page, 'passwords, locked');
    // The panel's is the only one: each says what it unlocks.
    await page.getByRole('button', { name: /Unlock/ }).click();
    await web(page).getByText('Locked', { exact: true }).waitFor({ state: 'hidden' });
    await web(page).getByRole('button', { name: 'Set a new password' }).click();
    const form = page.getByRole('form', { name: 'Set a new password' });
    await form.getByText('Not built from the name or username of Cy Lee').waitFor();
    await form.getByLabel('New password', { exact: true }).fill('cylee2024');
    await form.getByLabel('Re-enter new password', { exact: true }).fill('cylee2025');
    await form.getByRole('button', { name: 'OK' }).click();
    await form.getByText('The two passwords are not the same.').waitFor();
    await form.getByLabel('Re-enter new password', { exact: true }).fill('cylee2024');
    await form.getByRole('button', { name: 'OK' }).click();
    await form
      .getByText(/^This password does not meet the rules|^Choose|:/)
      .first()
      .waitFor();
    await assertPresentable(page, 'passwords, refused');
    for (const label of ['New password', 'Re-enter new password'])
      await form.getByLabel(label, { exact: true }).fill(chosen);
    await form.getByLabel('Temporary').uncheck();
    await form.getByRole('button', { name: 'OK' }).click();
    await page.getByText('The web access password of Cy Lee is set').waitFor();
    await web(page)
      .getByText(/ by bo$/)
      .waitFor();
    assert.equal((await app.browser(tenant.slug).signIn('cy', chosen)).json().code, 'no_email_for_code');
  });

  walk('P7 P8 a generated password and generated digits are shown once, as slips', async () => {
    const page = await arrive('bo', `/console/people/${ids.ana}/passwords`);
    await web(page).getByRole('button', { name: 'Set a new password' }).click();
    await page.getByText('Generate', { exact: true }).click();
    await page.getByRole('button', { name: 'OK' }).click();
    await page.getByText('Shown only once.').waitFor();
    await web(page).getByText('Temporary', { exact: true }).waitFor();
    await assertPresentable(page, 'a slip');
    await page.reload();
    await web(page).waitFor();
    assert.equal(await page.getByText('Shown only once.').count(), 0);
    await portal(page).getByText('Never set').waitFor();
    await portal(page).getByRole('button', { name: 'Set a new portal password' }).click();
    await portal(page).getByLabel('New portal password', { exact: true }).fill('4718');
    await portal(page).getByLabel('Re-enter portal password', { exact: true }).fill('4718');
    await portal(page).getByRole('button', { name: 'OK' }).click();
    await portal(page).getByText('It does not meet every rule below yet.').waitFor();
    await assertPresentable(page, 'portal password, refused');
    for (const label of ['New portal password', 'Re-enter portal password'])
      await portal(page).getByLabel(label, { exact: true }).fill('258046');
    await portal(page).getByRole('button', { name: 'OK' }).click();
    await page.getByText('The portal password of Ana Lee is set').waitFor();
    await portal(page).getByText('Set', { exact: true }).waitFor();
    const { users } = app.app.house;
    const attempt = {
      subject: { extension: '4718' },
      source: null,
      origin: { address: '', browser: '', reference: '' },
    };
    assert.equal((await users.judgePortalPassword(tenant, { ...attempt, password: '258046' })).username, 'ana');
  });

  walk(
    'F3 a supervisor is told that an agent has no address, fills it in, and cannot do so for who is above',
    async () => {
      await rows(app, sql`UPDATE users SET email = NULL WHERE tenant_id = ${tenant.id} AND username = 'ana'`);
      const page = await arrive('sue', '/console/people');
      await find(page, 'Ana Lee', 'Second factor');
      await page.getByText('No e-mail address: codes cannot be sent').waitFor();
      await page.getByText('Ana Lee cannot log in until there is one.').waitFor();
      await assertPresentable(page, 'second factor, no address');
      await page.getByLabel('E-mail address of Ana Lee').fill('ana@acme');
      await page.getByRole('button', { name: 'Assign the address' }).click();
      await page.getByText('Enter an address like ana@example.com.').waitFor();
      await page.getByLabel('E-mail address of Ana Lee').fill('ana@acme.example');
      await page.getByRole('button', { name: 'Assign the address' }).click();
      await page.getByText('Ana Lee has an e-mail address now').waitFor();
      await page.getByText('No e-mail address: codes cannot be sent').waitFor({ state: 'hidden' });
      assert.equal(
        await page.getByRole('button', { name: 'Reset second factor' }).count(),
        0,
        'not a supervisor’s act',
      );
      const [ana] = await rows<{ email: string }>(app, sql`SELECT email FROM users WHERE id = ${ids.ana}`);
      assert.equal(ana?.email, 'ana@acme.example');
    },
  );

  walk('L5 the sessions of somebody, ended one by one; disabling is taken back by Undo', async () => {
    const sue = app.browser(tenant.slug, {
      'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0',
    });
    assert.equal((await sue.signIn('sue', goodPassword)).status, 200);
    const page = await arrive('bo', `/console/people/${ids.sue}/sessions`);
    await page.getByText('Firefox on Linux', { exact: true }).waitFor();
    await assertPresentable(page, 'sessions');
    await page.getByRole('button', { name: /^Log out .*Firefox on Linux|Firefox on Linux/ }).click();
    await page.getByText('Firefox on Linux', { exact: true }).waitFor({ state: 'hidden' });
    assert.equal((await sue.get('/api/v1/session')).status, 401);
    await page.getByRole('button', { name: 'Disable', exact: true }).click();
    await page.getByText('Sue Lee is disabled').waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('button', { name: 'Disable', exact: true }).waitFor();
    const [{ disabled } = { disabled: null }] = await rows<{ disabled: boolean | null }>(
      app,
      sql`SELECT disabled FROM users WHERE id = ${ids.sue}`,
    );
    assert.equal(disabled, false);
  });

  walk(
    'M5 what is typed about a person stays while the page is renewed, and when somebody else was quicker',
    async () => {
      const page = await arrive('bo', `/console/people/${ids.cy}`);
      await page.getByLabel('First name').fill('Cyril');
      await page.getByRole('button', { name: 'Disable', exact: true }).click();
      await page.getByText('Cy Lee is disabled').waitFor();
      await page.getByRole('button', { name: 'Enable', exact: true }).click();
      await page.getByRole('button', { name: 'Disable', exact: true }).waitFor();
      assert.equal(await page.getByLabel('First name').inputValue(), 'Cyril');
      // Another administrator, in effect: the page knows nothing of it.
      const change = { method: 'PATCH', body: '{"lastName":"Li"}', headers: { 'content-type': 'application/json' } };
      await page.evaluate(`fetch('/api/v1/users/${ids.cy}', ${JSON.stringify(change)})`);
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByText('Somebody else changed this meanwhile').waitFor();
      await page.getByRole('heading', { level: 1, name: 'Cy Li' }).waitFor();
      await assertPresentable(page, 'a person, overtaken');
      assert.equal(await page.getByLabel('First name').inputValue(), 'Cyril');
      assert.equal(await page.getByLabel('Last name').inputValue(), 'Li');
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByRole('heading', { level: 1, name: 'Cyril Li' }).waitFor();
    },
  );

  walk(
    'P2 M1 a user without an address is created whole, and the slip is shown; what is wrong is told beside the field',
    async () => {
      const page = await arrive('bo', '/console/people/new');
      await page.getByLabel('First name').fill('Dora');
      await page.getByLabel('Last name').fill('Lee');
      await page.getByLabel('Username').fill('dora lee');
      await page.getByLabel('Extension').fill('4718');
      await page.getByRole('button', { name: 'Create user' }).click();
      await page.getByText('Leave out spaces and invisible characters.').waitFor();
      await page.getByLabel('Username').fill('dora');
      await page.getByRole('button', { name: 'Create user' }).click();
      await page.getByText('Somebody else has this extension.').waitFor();
      await page.getByLabel('Extension').fill('4720');
      await page.getByRole('combobox', { name: 'Teams' }).click();
      await page.getByRole('option', { name: 'Morning' }).click();
      await page.keyboard.press('Escape');
      await page.getByRole('radiogroup', { name: 'First password' }).getByText('Type it').click();
      await assertPresentable(page, 'create user');
      await page.getByRole('radiogroup', { name: 'First password' }).getByText('Generate').click();
      await page.getByRole('button', { name: 'Create user' }).click();
      await page.getByText('Hand these credentials to Dora Lee.').waitFor();
      const [made] = await rows<{ extension: string; teams: number }>(
        app,
        sql`SELECT extension, (SELECT count(*)::integer FROM team_members m WHERE m.user_id = u.id) AS teams
        FROM users u WHERE tenant_id = ${tenant.id} AND username = 'dora'`,
      );
      assert.deepEqual(made, { extension: '4720', teams: 1 });
      await page.getByRole('link', { name: 'Open Dora Lee' }).click();
      await page.getByRole('button', { name: 'Delete…' }).click();
      await page.getByRole('button', { name: 'Delete Dora Lee' }).click();
      await page.getByText('Dora Lee is deleted').waitFor();
      assert.deepEqual(
        await rows(app, sql`SELECT FROM users WHERE tenant_id = ${tenant.id} AND username = 'dora'`),
        [],
      );
    },
  );

  walk('P8 a person sets their own portal password from the User menu', async () => {
    const page = await arrive('sue', '/home');
    await visitors[0]?.choose('Portal password');
    await page.getByText('You have none yet.').waitFor();
    await page.getByLabel('New portal password', { exact: true }).fill('1234');
    await assertPresentable(page, 'own portal password');
    for (const label of ['New portal password', 'Re-enter portal password'])
      await page.getByLabel(label, { exact: true }).fill('258046');
    await page.getByRole('button', { name: 'Set portal password' }).click();
    await page.getByText('Your portal password is set').waitFor();
    await page.getByText(/^Last changed .* by sue\.$/).waitFor();
  });
});
