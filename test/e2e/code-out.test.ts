// Rows F2 and F3 in a real browser, with a real mail server: people whom the code keeps out. Too many wrong ones, for this code
// and for the day; and no address until the supervisor fills it in.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { after, before, suite, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import PostalMime from 'postal-mime';
import { chromiumPath, launchChromium } from '../../tools/preview-server.ts';
import { goodPassword, type TestApp, testApp } from '../support/app.ts';
import { type MailServer, mailServer } from '../support/mail-server.ts';
import { wrongCode } from '../support/mailed-code.ts';
import { teamOf } from '../support/team.ts';
import { until } from '../support/until.ts';
import { assertPresentable, type Visitor, visitIn, type Walk } from './visitor.ts';

const skip = existsSync(chromiumPath) ? false : `There is no Chromium at ${chromiumPath}; set USHER_CHROMIUM.`;

suite('kept out by the code in a real browser', { skip }, () => {
  let app: TestApp;
  let browser: Browser;
  let mails: MailServer;
  let acme = '';
  let ids: Record<string, string> = {};

  before(async () => {
    mails = await mailServer();
    [app, browser] = await Promise.all([testApp({ config: { smtpUrl: mails.url } }), launchChromium()]);
    acme = `http://acme.localhost:${app.port}`;
    const world = await teamOf(app, 'acme');
    ids = world.ids;
    await app.user(world.tenant, 'eva', { email: 'eva@acme.example' });
  });

  after(async () => {
    await browser?.close();
    await app?.close();
    await mails?.close();
  });

  const visit = (walk: Walk): Promise<void> => visitIn(browser, {}, walk);

  /** The codes mailed to an address, oldest first, once there are `count`. */
  async function codesTo(address: string, count: number): Promise<string[]> {
    const codes: string[] = [];
    await until(async () => {
      codes.length = 0;
      for (const { raw } of mails.received.filter(({ to }) => to.includes(address)))
        codes.push(...(/\b\d{6}\b/.exec((await PostalMime.parse(raw)).text ?? '') ?? []));
      return codes.length >= count;
    });
    return codes;
  }

  /** Types wrong codes, each of which is judged. */
  async function wrong(visitor: Visitor, page: Page, code: string, count: number): Promise<void> {
    for (let nth = 1; nth <= count; nth += 1) {
      const answered = page.waitForResponse((response) => response.request().method() === 'POST');
      await page.getByLabel('Code', { exact: true }).fill(wrongCode(code, nth));
      await answered;
      await page.waitForLoadState();
      assert.match(await visitor.alert(), /Incorrect code/);
    }
  }

  test('F2 S8.7 five wrong codes: the page says what to do, a new sign-in gets a new code, and ten are enough for a day', async () => {
    const codes: string[] = [];
    await visit(async (visitor, page) => {
      await visitor.signIn(acme, 'eva', goodPassword);
      await visitor.sees('Enter the code from your e-mail');
      codes.push(...(await codesTo('eva@acme.example', 1)));
      await wrong(visitor, page, codes[0] ?? '', 5);
      await page.getByLabel('Code', { exact: true }).fill(codes[0] ?? '');
      await page.getByRole('alert').getByText('Too many incorrect codes').waitFor();
      assert.match(await visitor.alert(), /Choose Resend/, 'the right one comes too late');
      await page.getByRole('button', { name: /^Resend/ }).waitFor();
      await assertPresentable(page, 'too many incorrect codes');
    });
    await visit(async (visitor, page) => {
      await visitor.signIn(acme, 'eva', goodPassword);
      await visitor.sees('Enter the code from your e-mail');
      const fresh = (await codesTo('eva@acme.example', 2)).at(-1) ?? '';
      await wrong(visitor, page, fresh, 4);
      await page.getByLabel('Code', { exact: true }).fill(wrongCode(fresh, 5));
      await visitor.sees('Too many incorrect codes');
      await page.getByText(/^No more codes are accepted today/).waitFor();
    });
    await visit(async (visitor, page) => {
      await visitor.signIn(acme, 'eva', goodPassword);
      const said = await visitor.alert();
      assert.match(said, /Too many incorrect codes.*No more codes are accepted today.*00:00.*Supervisor/s);
      assert.doesNotMatch(said, /Resend/, 'there is no such button here');
      await assertPresentable(page, 'too many incorrect codes today');
    });
    assert.equal((await codesTo('eva@acme.example', 2)).length, 2, 'no third code was mailed');
  });

  test('F3 S8.7 without an address: the supervisor, signed in, fills it in, and the code mailed there opens the door', async () => {
    await visit(async (visitor) => {
      await visitor.signIn(acme, 'ana', goodPassword);
      assert.match(await visitor.alert(), /no e-mail address.*Contact your Supervisor/s);
    });
    await visit(async (visitor, page) => {
      await visitor.signIn(acme, 'sue', goodPassword);
      await page.waitForURL(`${acme}/home`);
      const status = await page.evaluate(
        async ([path = '', email = '']) => {
          const headers = { 'content-type': 'application/json' };
          return (await fetch(path, { method: 'PATCH', headers, body: JSON.stringify({ email }) })).status;
        },
        [`/api/v1/users/${ids.ana}`, 'ana@home.example'],
      );
      assert.equal(status, 200);
    });
    await visit(async (visitor, page) => {
      await visitor.signIn(acme, 'ana', goodPassword);
      await visitor.sees('Enter the code from your e-mail');
      await page.getByText('We sent a 6-digit code to a***@home.example.').waitFor();
      const [code = ''] = await codesTo('ana@home.example', 1);
      await page.getByLabel('Code', { exact: true }).fill(code);
      await page.waitForURL(`${acme}/home`);
    });
  });
});
