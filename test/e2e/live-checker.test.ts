// Row P5 as people meet it: under a new password each rule and the strength while they type, the same verdict as the server's,
// readable without seeing, and a page that works without script.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { after, before, suite, test } from 'node:test';
import fc from 'fast-check';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { createSetupLink } from '../../server/organizations/setup.ts';
import { judgePassword } from '../../server/passwords/rules.ts';
import { loadStrengthEstimator } from '../../server/passwords/strength.ts';
import type { Tenant } from '../../server/tenants/tenants.ts';
import { passwordContextOf } from '../../server/users/user.ts';
import { chromiumPath, launchChromium } from '../../tools/preview-server.ts';
import { goodPassword, type TestApp, testApp } from '../support/app.ts';
import { asked } from '../support/links.ts';
import { times } from '../support/long.ts';
import { until } from '../support/until.ts';
import { assertPresentable, type Visitor, visitIn, type Walk } from './visitor.ts';

const skip = existsSync(chromiumPath) ? false : `There is no Chromium at ${chromiumPath}; set USHER_CHROMIUM.`;
const person = { username: 'ana.morales', email: 'ana@example.com', first_name: 'Ana', last_name: 'Morales' };

/** What people type: words, names, years, marks, other scripts, and what nobody should. */
const typedPassword = fc.oneof(
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 24 }),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 12 }),
  fc.string({ minLength: 1, maxLength: 70 }),
  fc
    .tuple(
      fc.constantFrom(
        'password',
        'Contraseña',
        'morales',
        'Anam0rales',
        'checker',
        'qwerty',
        'river',
        'Usher',
        'ﬁsh',
        'São',
      ),
      fc.constantFrom('', '1', '2026', '!', '-', ' ', '\u0000', '\ud800', '١٢'),
      fc.constantFrom('', 'lantern', 'kettle 58', 'LTD', 'x'.repeat(1100)),
    )
    .map((parts) => parts.join('')),
);

suite('the live checker in a real browser', { skip }, () => {
  let app: TestApp;
  let browser: Browser;
  let tenant: Tenant;

  before(async () => {
    [app, browser] = await Promise.all([testApp(), launchChromium()]);
    tenant = await app.organization('checker', {
      passwordPolicy: { classesAtLeast: 2, lettersAndDigits: true, minLength: 12, minScore: 3 },
    });
    for (const username of ['ana.morales', 'bea', 'eva'])
      await app.user(tenant, username, {
        temporary: true,
        email: username === 'ana.morales' ? 'ana@example.com' : null,
        firstName: 'Ana',
        lastName: 'Morales',
      });
  });
  after(async () => {
    await browser?.close();
    await app?.close();
  });

  const at = (): string => `http://checker.localhost:${app.port}`;

  const visit = (options: BrowserContextOptions, walk: Walk): Promise<void> => visitIn(browser, options, walk);

  /** Signs in with the temporary password, up to the page that asks for a new one. */
  async function arrive(visitor: Visitor, username: string): Promise<void> {
    await visitor.signIn(at(), username, goodPassword);
    await visitor.sees('Choose a new password');
  }

  const ruleOf = (page: Page, name: string) => page.locator(`[data-rule=${name}]`);

  test('P5 each rule and the strength are told while typing, in words too, and to a screen reader', () =>
    visit({}, async (visitor, page) => {
      const loaded: string[] = [];
      page.on('request', (request) => loaded.push(request.url()));
      await arrive(visitor, 'bea');
      const field = page.getByLabel('New password', { exact: true });
      await field.pressSequentially('Password1');
      assert.match((await ruleOf(page, 'min_length').textContent()) ?? '', / – not met$/);
      assert.match((await ruleOf(page, 'letters_and_digits').textContent()) ?? '', / – met$/);
      await page.getByText('Strength: very weak').first().waitFor();
      // Only the server knows the list.
      await page.locator('[data-rule=blocklist].unmet').waitFor();
      const status = page.getByRole('status').filter({ hasText: 'rules met' });
      await until(async () => /^3 of 6 rules met\. Strength: very weak$/.test((await status.textContent()) ?? ''));
      await assertPresentable(page, 'while typing');
      await field.fill('Amber kettle 58 forest');
      await page.locator('[data-rule=blocklist].met').waitFor();
      assert.equal(await page.locator('.rules .unmet').count(), 0);
      await page.getByText('Strength: strong').first().waitFor();
      await assertPresentable(page, 'when all is met');
      await field.fill('');
      assert.equal(await page.locator('.rules .met, .rules .unmet').count(), 0);
      assert.ok(loaded.some((url) => /commonWords/.test(url)));
      assert.ok(loaded.every((url) => new URL(url).hostname === 'checker.localhost'));
    }));

  test('P5 the words of the person and the organisation are known to the page', () =>
    visit({}, async (visitor, page) => {
      await arrive(visitor, 'ana.morales');
      const field = page.getByLabel('New password', { exact: true });
      await field.fill('Morales-Checker-2026');
      await page.locator('[data-rule=context_words].unmet').waitFor();
    }));

  test('P5 page and server give the same verdict for thousands of passwords', { timeout: 600_000 }, () =>
    visit({}, async (visitor, page) => {
      await arrive(visitor, 'ana.morales');
      await page.getByLabel('New password', { exact: true }).fill('x');
      await page.locator('[data-rule=min_score].unmet').waitFor();
      const passwords = fc.sample(typedPassword, times(2_000, 10_000));
      // What a text field keeps: line ends go, so they are no part of a password typed there.
      const typed = passwords.map((password) => password.replace(/[\r\n]/g, '') || 'x');
      const estimateStrength = await loadStrengthEstimator();
      const policy = tenant.settings.passwordPolicy;
      const context = passwordContextOf(tenant, person);
      for (let start = 0; start < typed.length; start += 500) {
        const batch = typed.slice(start, start + 500);
        const shown = await page.evaluate(
          verdictsOf,
          batch.map((one) => Array.from({ length: one.length }, (_, at) => one.charCodeAt(at))),
        );
        batch.forEach((password, index) => {
          const { rules, score } = judgePassword(password, policy, context, {
            estimateStrength,
            isBlocked: () => false,
          });
          const known = rules.filter(({ rule }) => rule !== 'blocklist');
          const expected = `${known.map(({ rule, met }) => `${rule}:${met}`).join(' ')} ${score}`;
          assert.equal(shown[index], expected, JSON.stringify(password));
        });
      }
    }),
  );

  test('P5 without JavaScript the server judges, and says of each rule whether it was met', () =>
    visit({ javaScriptEnabled: false }, async (visitor, page) => {
      await arrive(visitor, 'eva');
      for (const label of ['New password', 'Re-enter new password'])
        await page.getByLabel(label, { exact: true }).fill('Password1');
      await page.getByRole('button', { name: 'Save and log in' }).click();
      assert.match((await ruleOf(page, 'min_length').textContent()) ?? '', / – not met$/);
      assert.match((await ruleOf(page, 'blocklist').textContent()) ?? '', / – not met$/);
    }));

  test('P5 R3 the page of a mailed link checks by the link alone, and still tells nobody its address', () =>
    visit({}, async (_, page) => {
      const { path } = await asked(app, 'checker', 'ana@example.com', 'ana.morales');
      const referrers: (string | undefined)[] = [];
      page.on('request', (request) => referrers.push(request.headers().referer));
      await page.goto(`${at()}${path}`);
      const field = page.locator('[name=newPassword]');
      await field.fill('Sunshine2026');
      await page.locator('[data-rule=blocklist].unmet').waitFor();
      await page.getByText('Strength: weak').or(page.getByText('Strength: very weak')).first().waitFor();
      assert.ok(referrers.every((referrer) => !referrer?.includes('token')));
    }));

  test('P5 the page of the set-up link checks by the link alone, with the name typed there', () =>
    visit({}, async (_, page) => {
      await page.goto(`http://localhost:${app.port}${await createSetupLink(app.app.house.database)}`);
      await page.getByLabel('Username').fill('zachariah');
      const field = page.getByLabel('New password', { exact: true });
      await field.fill('Zachariah 2026');
      await page.locator('[data-rule=context_words].unmet').waitFor();
      await field.fill('Sunshine2026');
      await page.locator('[data-rule=blocklist].unmet').waitFor();
      await field.fill(goodPassword);
      await page.locator('[data-rule=blocklist].met').waitFor();
    }));
});

/** Runs in the page: types each password and reads what the checker shows, in the form `rule:met … score`. */
function verdictsOf(passwords: number[][]): string[] {
  // The test's own types know no browser; the page does.
  // biome-ignore lint/suspicious/noExplicitAny: see above
  const { document, Event } = globalThis as any;
  const field = document.querySelector('[name=newPassword]');
  // The list of breached passwords is the server's to know, and its answer to what was typed first may arrive meanwhile.
  return passwords.map((units) => {
    field.value = String.fromCharCode(...units);
    field.dispatchEvent(new Event('input'));
    const unusable = document.querySelector('[data-unusable]');
    const items = unusable
      ? []
      : [...document.querySelectorAll('[data-rule]:is(.met, .unmet):not([data-rule=blocklist])')];
    const rules = unusable
      ? [`${unusable.dataset.unusable}:false`]
      : items.map(
          (item: { dataset: { rule: string }; className: string }) =>
            `${item.dataset.rule}:${item.className === 'met'}`,
        );
    return `${rules.join(' ')} ${document.querySelector('[data-score]').dataset.score}`;
  });
}
