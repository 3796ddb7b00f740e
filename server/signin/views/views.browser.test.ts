import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { after, before, suite, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { axeFindings } from '../../../test/support/axe.ts';
import { chromiumPath, launchChromium, previewNonce, servePages } from '../../../tools/preview-server.ts';
import { samplePages, samplePagesIn } from './samples.ts';

const skip = existsSync(chromiumPath) ? false : `There is no Chromium at ${chromiumPath}; set USHER_CHROMIUM.`;

suite('pages in a real browser', { skip }, () => {
  let browser: Browser;
  let site: Awaited<ReturnType<typeof servePages>>;

  before(async () => {
    site = await servePages();
    browser = await launchChromium();
  });

  after(async () => {
    await browser.close();
    site.close();
  });

  async function withPage(
    options: Parameters<Browser['newContext']>[0],
    use: (page: Page) => Promise<void>,
  ): Promise<void> {
    const context = await browser.newContext(options);
    try {
      await use(await context.newPage());
    } finally {
      await context.close();
    }
  }

  test('S1 axe finds nothing on any page, in light and in dark', async () => {
    // Without motion, or a colour could be caught on its way from light to dark.
    await withPage({ reducedMotion: 'reduce' }, async (page) => {
      for (const sample of samplePages) {
        await page.goto(`${site.origin}/${sample.name}`);
        const found: string[] = [];
        for (const colorScheme of ['light', 'dark'] as const) {
          await page.emulateMedia({ colorScheme });
          const findings = await axeFindings(page, { contrastOnly: colorScheme === 'dark' });
          found.push(...findings.map((one) => `${colorScheme}: ${one}`));
        }
        assert.deepEqual(found, [], sample.name);
      }
    });
  });

  test('S1 every page fits a window of 320 px, and one of 640 px at 200 % zoom, without scrolling sideways', async () => {
    await withPage({ viewport: { width: 320, height: 640 } }, async (page) => {
      for (const sample of samplePages) {
        await page.setContent(sample.render(previewNonce), { waitUntil: 'domcontentloaded' });
        assert.equal(await page.evaluate('document.documentElement.scrollWidth'), 320, sample.name);
      }
    });
  });

  // Their words are longer, so the bounds of the cards are what may break; colours and roles are those of the English pages.
  for (const language of ['es', 'pt'] as const) {
    test(`S11 every page fits a window of 320 px in ${language} too, and axe finds nothing on the first`, async () => {
      await withPage({ viewport: { width: 320, height: 640 } }, async (page) => {
        for (const sample of samplePagesIn(language)) {
          await page.setContent(sample.render(previewNonce), { waitUntil: 'domcontentloaded' });
          assert.equal(await page.evaluate('document.documentElement.scrollWidth'), 320, sample.name);
          assert.equal(await page.evaluate('document.documentElement.lang'), language, sample.name);
        }
      });
      await withPage({}, async (page) => {
        await page.goto(`${site.origin}/sign-in-incorrect?lang=${language}`);
        assert.equal(await page.evaluate('document.documentElement.lang'), language);
        assert.deepEqual(await axeFindings(page), []);
      });
    });
  }

  test('S1 main controls are at least 44 px high', async () => {
    await withPage({ viewport: { width: 320, height: 640 } }, async (page) => {
      await page.goto(`${site.origin}/sign-in-incorrect`);
      for (const control of await page.locator('input:visible, button:visible').all()) {
        const box = await control.boundingBox();
        assert.ok(
          box !== null && box.height >= 44 && box.width >= 44,
          `${await control.evaluate('element => element.outerHTML')}`,
        );
      }
    });
  });

  for (const javaScriptEnabled of [true, false]) {
    test(`S8 the error has the focus, and what was typed is still there (script ${javaScriptEnabled ? 'on' : 'off'})`, async () => {
      await withPage({ javaScriptEnabled }, async (page) => {
        await page.goto(`${site.origin}/sign-in-incorrect`);
        await page.locator('[role=alert]:focus').waitFor();
        assert.equal(await page.getByLabel('Username').inputValue(), 'ana.morales');
        assert.equal(await page.getByLabel('Password', { exact: true }).inputValue(), '');
      });
    });
  }

  test('S1 the keyboard alone fills in and sends the form, and a second Enter does not send it twice', async () => {
    await withPage({}, async (page) => {
      await page.clock.install();
      await page.goto(`${site.origin}/sign-in-plain`);
      // An answer without content leaves the page as it is, so that Enter can be pressed again on the very same form.
      let posts = 0;
      await page.route('**/sign-in', (route) => {
        posts += 1;
        return route.fulfill({ status: 204 });
      });
      await page.keyboard.type('ana');
      await page.keyboard.press('Tab');
      await page.keyboard.type('secret');
      await page.keyboard.press('Enter');
      await page.locator('form[data-busy] button[aria-disabled=true]').waitFor();
      assert.equal(await page.locator('form[data-busy] button[type=submit]').textContent(), 'One moment…');
      await page.keyboard.press('Enter');
      assert.equal(posts, 1);
      await page.clock.fastForward(8_000);
      await page.locator('form[data-busy] [type=submit]:not([aria-disabled])').waitFor();
      await page.keyboard.press('Enter');
      await page.locator('form[data-busy] button[aria-disabled=true]').waitFor();
      assert.equal(posts, 2);
    });
  });

  test('S1 show and hide uncovers the password; without script there is no such button', async () => {
    await withPage({}, async (page) => {
      await page.goto(`${site.origin}/sign-in-plain`);
      const field = page.locator('#password');
      await page.getByRole('button', { name: 'Show password' }).click();
      assert.equal(await field.getAttribute('type'), 'text');
      await page.getByRole('button', { name: 'Hide password' }).click();
      assert.equal(await field.getAttribute('type'), 'password');
    });
    await withPage({ javaScriptEnabled: false }, async (page) => {
      await page.goto(`${site.origin}/sign-in-plain`);
      assert.equal(await page.getByRole('button').count(), 1);
    });
  });

  test('S1 without script the form is sent with every field', async () => {
    await withPage({ javaScriptEnabled: false }, async (page) => {
      await page.goto(`${site.origin}/sign-in-plain`);
      await page.getByLabel('Username').fill('ana');
      await page.getByLabel('Password', { exact: true }).fill('a b&c');
      const sent = page.waitForRequest((request) => request.method() === 'POST');
      await page.getByRole('button', { name: 'Log in' }).click();
      assert.equal((await sent).postData(), 'formToken=a-form-token&identifier=ana&password=a+b%26c');
    });
  });

  test('P5 the repeated field tells whether both passwords are the same, once it can know', async () => {
    await withPage({}, async (page) => {
      await page.goto(`${site.origin}/new-password`);
      const note = page.locator('#repeatPassword-same');
      await page.locator('#newPassword').fill('correct horse');
      await page.locator('#repeatPassword').fill('correct');
      assert.equal(await note.textContent(), '');
      await page.locator('#repeatPassword').fill('correct house');
      assert.equal(await note.textContent(), 'The two passwords are not the same.');
      await page.locator('#repeatPassword').fill('correct horse');
      assert.equal(await note.textContent(), 'Both passwords are the same.');
    });
  });

  test('P5 what was typed before the script came is compared too', async () => {
    await withPage({}, async (page) => {
      // A module runs when the page is parsed and the modules before it have come; a person can be quicker.
      await page.addInitScript(`
        new MutationObserver(() => {
          for (const id of ['newPassword', 'repeatPassword']) {
            const field = document.getElementById(id);
            if (field && !field.value) field.value = 'correct horse';
          }
        }).observe(document, { childList: true, subtree: true });`);
      await page.goto(`${site.origin}/new-password`);
      await page.getByText('Both passwords are the same.').waitFor();
    });
  });

  test('S1 the sign-in page is one request and says nothing on the console', async () => {
    await withPage({}, async (page) => {
      const requests: string[] = [];
      const messages: string[] = [];
      page.on('request', (request) => {
        if (!request.url().startsWith('data:')) requests.push(request.url());
      });
      page.on('console', (message) => messages.push(message.text()));
      page.on('pageerror', (error) => messages.push(String(error)));
      await page.goto(`${site.origin}/sign-in-logo`, { waitUntil: 'networkidle' });
      assert.deepEqual(requests, [`${site.origin}/sign-in-logo`]);
      assert.deepEqual(messages, []);
    });
  });
});
