// Rows O1, M7 as operators meet them: the page Installation, on the base host.
import { existsSync } from 'node:fs';
import { after, before, suite, test } from 'node:test';
import { sql } from 'kysely';
import type { Browser } from 'playwright-core';
import { chromiumPath, launchChromium } from '../../tools/preview-server.ts';
import { goodPassword, type TestApp, testApp } from '../support/app.ts';
import { rows } from '../support/attack.ts';
import { assertPresentable, visitIn } from './visitor.ts';

const skip = existsSync(chromiumPath) ? false : `There is no Chromium at ${chromiumPath}; set USHER_CHROMIUM.`;

suite('the page Installation', { skip }, () => {
  let app: TestApp;
  let browser: Browser;

  before(async () => {
    [app, browser] = await Promise.all([testApp(), launchChromium()]);
    await app.operator();
    const tenant = await app.organization('north');
    await rows(
      app,
      sql`INSERT INTO mails (tenant_id, id, template, recipient, status, last_error) SELECT ${tenant.id}, gen_random_uuid(), 'welcome', 'ana.sousa@example.test', 'failed', '550 no such user <b>'`,
    );
    await rows(app, sql`SELECT graphile_worker.add_job('nobody:knows', run_at => now() + interval '1 hour')`);
    await rows(app, sql`UPDATE graphile_worker._private_jobs SET attempts = max_attempts WHERE locked_at IS NULL`);
  });
  after(async () => {
    await browser?.close();
    await app?.close();
  });

  test('O1 M7 an operator sees what needs attention, tries a job again, and whose mails were refused', () =>
    visitIn(browser, {}, async (visitor, page) => {
      const start = `/operator/sign-in?return_to=${encodeURIComponent('/operator/installation')}`;
      await visitor.signIn(`http://localhost:${app.port}`, 'olga', goodPassword, start);
      await visitor.sees('Installation');
      const health = page.getByRole('region', { name: 'Health' });
      await health.getByText('1 job has failed for good').waitFor();
      const mails = page.getByRole('table', { name: 'Mails that are not sent' });
      await mails.getByRole('row', { name: /north a\*\*\*@example\.test .*550 no such user <b>/ }).waitFor();
      await assertPresentable(page, 'Installation');
      await page.getByRole('button', { name: 'Try again: nobody:knows' }).click();
      await page.getByText('nobody:knows is tried again').waitFor();
    }));
});
