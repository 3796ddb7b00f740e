import assert from 'node:assert/strict';
import { existsSync, mkdirSync } from 'node:fs';
import { createServer } from 'node:http';
import { after, before, suite, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { axeFindings } from '../../test/support/axe.ts';
import { sampleMails } from '../../test/support/mail-samples.ts';
import { chromiumPath, launchChromium } from '../../tools/preview-server.ts';
import { newId, type TenantId } from '../kernel/ids.ts';
import { capturedMailPolicy } from '../platform/page/captured-mail.ts';
import { languages } from '../texts/texts.ts';
import { renderMail } from './render.ts';

const skip = existsSync(chromiumPath) ? false : `There is no Chromium at ${chromiumPath}; set USHER_CHROMIUM.`;
/** Where pictures of every mail are put, to be looked at: USHER_TEST_PICTURES names the directory. */
const pictures = process.env.USHER_TEST_PICTURES;

const mails = languages.flatMap((language) =>
  sampleMails(newId<TenantId>(), language).map(({ tenant, user, template, parameters }, index) => {
    const facts = Object.entries(parameters).map(([name, value]) => [name, String(value)]);
    const matter = { tenant, user, parameters: Object.fromEntries(facts) };
    return { name: `${index}-${template}-${language}`, html: renderMail(template, matter).html };
  }),
);

suite('mails in a real browser', { skip }, () => {
  let browser: Browser;
  let page: Page;
  const requested: string[] = [];
  // As /dev/mail serves them: what a mail may load and run is nothing there.
  const site = createServer((request, response) => {
    requested.push(request.url ?? '');
    const found = mails.find(({ name }) => `/${name}` === request.url);
    response.writeHead(found ? 200 : 404, {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': capturedMailPolicy.replace('sandbox; ', ''),
    });
    response.end(found?.html ?? '');
  });
  let origin = '';

  before(async () => {
    await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
    const address = site.address();
    origin = typeof address === 'object' && address !== null ? `http://127.0.0.1:${address.port}` : '';
    browser = await launchChromium();
    page = await (await browser.newContext({ viewport: { width: 320, height: 640 } })).newPage();
    if (pictures !== undefined) mkdirSync(pictures, { recursive: true });
  });
  after(async () => {
    await browser.close();
    site.close();
    site.closeAllConnections();
  });

  test('P1 F2 R2 every mail fits 320 px, in every language, in light and in dark, and loads nothing', async () => {
    for (const { name } of mails) {
      requested.length = 0;
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        await page.goto(`${origin}/${name}`);
        const wider = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
        assert.equal(await page.evaluate(wider), 0, `${name} is wider than the window`);
        if (pictures !== undefined)
          await page.screenshot({ path: `${pictures}/${name}.${colorScheme}.png`, fullPage: true });
      }
      assert.deepEqual(
        requested.filter((url) => url !== `/${name}` && url !== '/favicon.ico'),
        [],
      );
    }
  });

  test('P1 F2 R2 axe finds nothing in any mail, in light and in dark', async () => {
    // One of each template: the others differ in words only.
    const templates = new Map(mails.map((mail) => [mail.name.split('-')[1], mail]));
    for (const { name } of templates.values()) {
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        await page.goto(`${origin}/${name}`);
        // A mail is a part of the reader's page: landmarks and a first heading are that page's.
        const without = ['region', 'landmark-one-main', 'page-has-heading-one'];
        assert.deepEqual(await axeFindings(page, { without }), [], `${name}, ${colorScheme}`);
      }
    }
  });
});
