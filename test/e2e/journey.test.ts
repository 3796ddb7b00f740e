// From the set-up link to an agent who logs out: one installation, in the order in which people meet it, on a real server
// process with its own embedded database. Each test goes on where the one before ended.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { after, before, suite } from 'node:test';
import type { Browser } from 'playwright-core';
import { chromiumPath, launchChromium } from '../../tools/preview-server.ts';
import { type ServerProcess, startServer } from '../support/server-process.ts';
import { until } from '../support/until.ts';
import { stepsOf } from './steps.ts';
import { assertPresentable, Visitor } from './visitor.ts';

const skip = existsSync(chromiumPath) ? false : `There is no Chromium at ${chromiumPath}; set USHER_CHROMIUM.`;

const operatorPassword = 'copper violin 38 harbour';
const administratorPassword = 'granite pelican 71 meadow';
const agentPassword = 'willow teapot 52 canyon';
const newAgentPassword = 'marble otter 96 lagoon';

suite('the journey of an installation', { skip }, () => {
  let server: ServerProcess;
  let browser: Browser;
  let base = '';
  let northwind = '';
  const visitors: Visitor[] = [];
  const step = stepsOf(visitors);
  let operator: Visitor;
  let administrator: Visitor;
  let agent: Visitor;
  /** Shown once on slips. */
  const shown = { administrator: '', agent: '' };

  async function arrive(): Promise<Visitor> {
    const visitor = await Visitor.arrive(browser);
    visitors.push(visitor);
    return visitor;
  }

  before(async () => {
    [server, browser] = await Promise.all([startServer(), launchChromium()]);
    base = `http://localhost:${server.port}`;
    northwind = `http://northwind.localhost:${server.port}`;
  });

  after(async () => {
    await browser?.close();
    await server?.stop();
  });

  step('O1 the set-up link printed at start makes the first operator, once', async () => {
    operator = await arrive();
    const { page } = operator;
    const link = /http:\/\/localhost:\d+\/setup\?token=\S+/.exec(server.output())?.[0] ?? '';
    await page.goto(link);
    await operator.sees('Set up the first operator');
    await assertPresentable(page, 'set-up');
    await page.getByLabel('Username').fill('olivia');
    await page.getByLabel('New password', { exact: true }).fill('password');
    await page.getByLabel('Re-enter new password', { exact: true }).fill('password');
    await page.getByRole('button', { name: 'Create operator' }).click();
    assert.match(await operator.alert(), /This password does not meet the rules/);
    assert.equal(await page.getByLabel('Username').inputValue(), 'olivia');
    assert.equal(await page.getByLabel('New password', { exact: true }).inputValue(), '');
    await page.getByLabel('New password', { exact: true }).fill(operatorPassword);
    await page.getByLabel('Re-enter new password', { exact: true }).fill(operatorPassword);
    await page.getByRole('button', { name: 'Create operator' }).click();
    await operator.sees('Operator log-in');
    await page.getByText('The operator exists. Log in to create your first organisation.').waitFor();
    await assertPresentable(page, 'operator sign-in');
    const second = await arrive();
    await second.page.goto(link);
    await second.page.getByText('This link does not work').waitFor();
  });

  step('O1 the operator signs in and creates an organisation with its first administrator', async () => {
    const { page } = operator;
    await operator.signIn(base, 'olivia', operatorPassword, '/operator/sign-in');
    await operator.sees('Organisations');
    await page.getByText('No organisations yet').waitFor();
    await assertPresentable(page, 'organisations, none');
    await page.getByRole('link', { name: 'Create organisation' }).first().click();
    await operator.sees('Create organisation');
    await page.getByLabel('Display name').fill('Northwind');
    assert.equal(await page.getByLabel('Organisation name').inputValue(), 'northwind');
    await page.getByLabel('Username').fill('amara.okafor');
    await assertPresentable(page, 'create organisation');
    await page.getByRole('button', { name: 'Create organisation' }).click();
    await operator.sees('Northwind is created');
    await assertPresentable(page, 'organisation created');
    await page.getByText(northwind, { exact: true }).waitFor();
    shown.administrator = (await page.getByRole('definition').nth(2).textContent()) ?? '';
    assert.ok(shown.administrator.length >= 10);
    await page.getByRole('link', { name: 'Open Northwind' }).click();
    await operator.sees('Northwind');
    await assertPresentable(page, 'one organisation');
    assert.equal(
      (await page.content()).includes(shown.administrator),
      false,
      'the temporary password is shown once only',
    );
    await page.goto(`${base}/operator`);
    await page.getByRole('link', { name: 'Northwind' }).waitFor();
    await assertPresentable(page, 'organisations');
  });

  step('O3 the name of the organisation leads from the base address to its sign-in page', async () => {
    administrator = await arrive();
    const { page } = administrator;
    await page.goto(base);
    await administrator.sees('Which organisation do you work for?');
    await assertPresentable(page, 'organisation name');
    await page.getByLabel('Organisation name').fill('nowhere');
    await page.getByRole('button', { name: 'Continue' }).click();
    assert.match(await administrator.alert(), /We do not know this organisation/);
    assert.equal(await page.getByLabel('Organisation name').inputValue(), 'nowhere');
    await page.getByLabel('Organisation name').fill(' Northwind ');
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.waitForURL(`${northwind}/sign-in`);
    assert.equal(await page.title(), 'Log in to Northwind');
  });

  step('P3 a temporary password opens only the page that asks for a new one, which marks each rule', async () => {
    const { page } = administrator;
    await administrator.signIn(northwind, 'amara.okafor', shown.administrator);
    await administrator.sees('Choose a new password');
    await assertPresentable(page, 'new password');
    await page.goto(`${northwind}/console`);
    await administrator.sees('Log in');
    await page.goto(`${northwind}/sign-in/new-password`);
    await page.getByLabel('New password', { exact: true }).fill('northwind1');
    await page.getByLabel('Re-enter new password', { exact: true }).fill('northwind1');
    await page.getByRole('button', { name: 'Save and log in' }).click();
    assert.match(await administrator.alert(), /This password does not meet the rules/);
    await assertPresentable(page, 'new password refused');
    const rules = await page.locator('#rules li').allTextContents();
    assert.ok(rules.includes('At least 8 characters – met'), rules.join('\n'));
    assert.ok(rules.includes('Not built from your name, username or organisation – not met'), rules.join('\n'));
    await page.getByLabel('New password', { exact: true }).fill(administratorPassword);
    await page.getByLabel('Re-enter new password', { exact: true }).fill(administratorPassword);
    await page.getByRole('button', { name: 'Save and log in' }).click();
    await page.waitForURL(/\/(home|console)/);
    const late = await arrive();
    await late.signIn(northwind, 'amara.okafor', shown.administrator);
    assert.match(await late.alert(), /Incorrect username or password\./);
  });

  step('P2 a user without an e-mail address gets a slip; its password is shown once', async () => {
    const { page } = administrator;
    await page.goto(`${northwind}/console`);
    await administrator.sees('People');
    await assertPresentable(page, 'people');
    await page.getByRole('link', { name: 'Create user' }).click();
    await page.getByLabel('First name').fill('Ana');
    await page.getByLabel('Last name').fill('Morales');
    await page.getByLabel('Username').fill('ana.morales');
    await assertPresentable(page, 'create user');
    await page.getByRole('button', { name: 'Create user' }).click();
    await administrator.sees('Ana Morales is created');
    await assertPresentable(page, 'user created');
    const slip = await page.getByRole('definition').allTextContents();
    assert.deepEqual(slip.slice(0, 2), [northwind, 'ana.morales']);
    shown.agent = slip[2] ?? '';
    await page.reload();
    await administrator.sees('Create user');
    assert.equal((await page.content()).includes(shown.agent), false);
  });

  step('P1 a user with an e-mail address gets the credentials by mail, and they work', async () => {
    const { page } = administrator;
    await page.getByLabel('First name').fill('Ben');
    await page.getByLabel('Last name').fill('Carter');
    await page.getByLabel('Username').fill('ben.carter');
    await page.getByLabel('E-mail address').fill('ben.carter@northwind.example');
    await page.getByRole('button', { name: 'Create user' }).click();
    await administrator.sees('Ben Carter is created');
    assert.equal(await page.getByRole('definition').count(), 0);
    const ben = await arrive();
    await until(async () => {
      await ben.page.goto(`${base}/dev/mail`);
      return (await ben.page.getByText('ben.carter@northwind.example').count()) > 0;
    });
    await assertPresentable(ben.page, 'captured mails');
    await ben.page.getByRole('link', { name: /ben\.carter@northwind\.example/ }).click();
    const mail = (await ben.page.locator('pre').textContent()) ?? '';
    await assertPresentable(ben.page, 'captured mail');
    assert.ok(mail.includes(northwind) && mail.includes('ben.carter'), mail);
    const password = /Temporary password:?\s+(\S+)/.exec(mail)?.[1] ?? '';
    await ben.signIn(northwind, 'ben.carter', password);
    await ben.sees('Choose a new password');
  });

  step('S4 the agent comes to the page asked for first, and otherwise to the home of the role', async () => {
    agent = await arrive();
    const { page } = agent;
    await page.goto(`${northwind}/account/security?from=desk`);
    await page.getByLabel('Username').fill('Ana.Morales');
    await page.getByLabel('Password', { exact: true }).fill(shown.agent);
    await page.getByRole('button', { name: 'Log in', exact: true }).click();
    await page.getByLabel('New password', { exact: true }).fill(agentPassword);
    await page.getByLabel('Re-enter new password', { exact: true }).fill(agentPassword);
    await page.getByText('Both passwords are the same.').waitFor();
    await page.getByRole('button', { name: 'Save and log in' }).click();
    await page.waitForURL(`${northwind}/account/security?from=desk`);
    await agent.sees('Security');
    await assertPresentable(page, 'security');
    await page.goto(northwind);
    await page.waitForURL(`${northwind}/home`);
    await agent.sees('Hello, Ana');
    await assertPresentable(page, 'home');
    await page.goto(`${northwind}/console`);
    await agent.sees('This page is not part of your role');
    await assertPresentable(page, 'not permitted');
  });

  step(
    'P6 the User menu leads to Change password: the rules follow what is typed, and other sessions end',
    async () => {
      // By default the second browser would be asked to log out the first.
      const changed = await administrator.page.evaluate(
        `fetch('/api/v1/settings', { method: 'PATCH', headers: { 'Content-Type': 'application/json' }, body: '{"connections":{"browsers":3}}' }).then(({ status }) => status)`,
      );
      assert.equal(changed, 200);
      const elsewhere = await arrive();
      await elsewhere.signIn(northwind, 'ana.morales', agentPassword);
      await elsewhere.sees('Hello, Ana');
      const { page } = agent;
      await page.goto(`${northwind}/home`);
      await agent.choose('Change password');
      await agent.sees('Change password');
      await assertPresentable(page, 'change password');
      await page.getByLabel('New password', { exact: true }).pressSequentially('ana');
      await page.getByText('Strength: very weak').first().waitFor();
      await page.getByLabel('New password', { exact: true }).fill(newAgentPassword);
      await page.getByText('Strength: strong').first().waitFor();
      // The server is asked about the list when the typing pauses.
      await until(async () => (await page.getByRole('listitem').filter({ hasText: 'Not yet met:' }).count()) === 0);
      await assertPresentable(page, 'change password, rules met');
      await page.getByLabel('Re-enter new password', { exact: true }).fill(newAgentPassword);
      await page.getByLabel('Current password', { exact: true }).fill('not my password 7');
      await page.getByRole('button', { name: 'Change password' }).click();
      await page.getByText(/The current password is incorrect/).waitFor();
      await page.getByLabel('Current password', { exact: true }).and(page.locator(':focus')).fill(agentPassword);
      await page.getByRole('button', { name: 'Change password' }).click();
      await page.getByText('Your password is changed').waitFor();
      await elsewhere.page.getByText('Your password was changed. Log in with the new one.').waitFor();
      await elsewhere.signIn(northwind, 'ana.morales', newAgentPassword);
      await elsewhere.sees('Hello, Ana');
      await agent.choose('Security');
      const others = page.getByRole('button', { name: /^Log out .+, since/ });
      await others.click();
      await page
        .getByText(/^Logged out: /)
        .first()
        .waitFor();
      await elsewhere.sees('You are logged out');
    },
  );

  step('S6 after Log out the back button shows nothing of the person', async () => {
    const { page } = agent;
    await page.goto(`${northwind}/home`);
    await agent.sees('Hello, Ana');
    await agent.choose('Log out');
    await agent.sees('You are logged out');
    await assertPresentable(page, 'logged out');
    await page.goBack();
    await page.waitForURL(/\/sign-in/);
    await agent.sees('Log in');
    assert.equal((await page.content()).includes('Ana'), false);
    const cookies = await agent.context.cookies();
    assert.deepEqual(
      cookies.filter(({ httpOnly }) => !httpOnly),
      [],
    );
  });

  step('S6 Log out everywhere ends the sessions of every browser', async () => {
    const { page } = agent;
    await agent.signIn(northwind, 'ana.morales', newAgentPassword);
    await agent.sees('Hello, Ana');
    const elsewhere = await arrive();
    await elsewhere.signIn(northwind, 'ana.morales', newAgentPassword);
    await elsewhere.sees('Hello, Ana');
    await agent.choose('Security');
    await page.getByRole('button', { name: 'Log out everywhere' }).click();
    await page
      .getByRole('dialog')
      .getByText(/all 2 browsers/)
      .waitFor();
    await assertPresentable(page, 'log out everywhere');
    await page.getByRole('dialog').getByRole('button', { name: 'Log out everywhere' }).click();
    await agent.sees('You are logged out');
    await elsewhere.sees('You are logged out');
  });

  step('S1 no page of the journey made the browser complain: no policy violation, no error, no warning', async () => {
    for (const visitor of visitors) await visitor.leave();
  });
});
