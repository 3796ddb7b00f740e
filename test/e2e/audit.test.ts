// Row M4: an administrator finds out what happened yesterday at nine, and why somebody could not log in, without a manual.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { after, before, suite } from 'node:test';
import { sql } from 'kysely';
import type { Browser, Page } from 'playwright-core';
import { record } from '../../server/audit/audit.ts';
import { commandLineCaller } from '../../server/kernel/caller.ts';
import type { Tenant } from '../../server/tenants/tenants.ts';
import { chromiumPath, launchChromium } from '../../tools/preview-server.ts';
import { dayAt, dayPlus, wallMs } from '../../web/ui/day.ts';
import { goodPassword, type TestApp, testApp } from '../support/app.ts';
import { rows } from '../support/attack.ts';
import { stepsOf } from './steps.ts';
import { assertPresentable, Visitor } from './visitor.ts';

const skip = existsSync(chromiumPath) ? false : `There is no Chromium at ${chromiumPath}; set USHER_CHROMIUM.`;
const evil = '<img src=x onerror="document.title=1">';

suite('the audit log in the console', { skip }, () => {
  let app: TestApp;
  let browser: Browser;
  let tenant: Tenant;
  let acme = '';
  let page: Page;
  const visitors: Visitor[] = [];
  const step = stepsOf(visitors);
  let administrator: Visitor;
  let luis = '';

  before(async () => {
    [app, browser] = await Promise.all([testApp(), launchChromium()]);
    acme = `http://acme.localhost:${app.port}`;
    tenant = await app.organization('acme');
    await app.user(tenant, 'admin', { role: 'administrator', firstName: 'Amara', lastName: 'Okafor' });
    luis = (await app.user(tenant, 'luis', { firstName: 'Luis', lastName: 'Becker' })).id;
    await app.browser('acme').signIn('luis', 'not his password');
    await app.app.house.database.withTenant(tenant.id, (tx) =>
      record(tx, commandLineCaller(tenant.id), {
        action: 'team.create',
        target: { kind: 'team', id: null, name: evil },
        details: { name: evil },
      }),
    );
    // Yesterday at five past nine on the wall of the organisation.
    const day = dayPlus(dayAt(Date.now(), tenant.timeZone), -1);
    const at = new Date(wallMs(`${day}T09:05`, tenant.timeZone)).toISOString();
    await rows(
      app,
      sql`INSERT INTO audit_events (tenant_id, id, at, action, outcome, reason, actor_kind, target_kind, target_id, target_name, address)
        SELECT ${tenant.id}, (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || '70000000000000000000')::uuid, at,
          'session.start', 'refused', 'outside_schedule', 'nobody', 'user', ${luis}, 'luis', '203.0.113.9'
        FROM (SELECT ${at}::timestamptz AS at)`,
    );
    administrator = await Visitor.arrive(browser);
    visitors.push(administrator);
    ({ page } = administrator);
  });

  after(async () => {
    await browser?.close();
    await app?.close();
  });

  const query = () => Object.fromEntries(new URL(page.url()).searchParams);

  step('M4 what happened stands there in sentences, and what somebody wrote is text and nothing else', async () => {
    await administrator.signIn(acme, 'admin', goodPassword);
    await administrator.sees('People');
    await page.getByRole('link', { name: 'Audit' }).click();
    await administrator.sees('Audit');
    await page.getByRole('button', { name: 'admin logged in' }).waitFor();
    await page.getByRole('button', { name: 'Somebody tried to log in as luis' }).first().waitFor();
    await page.getByText('Incorrect username or password').filter({ visible: true }).waitFor();
    await page.getByRole('button', { name: `The command line created the team ${evil}` }).click();
    await page.getByRole('dialog').getByText('team.create').waitFor();
    await assertPresentable(page, 'an entry');
    assert.match(await page.title(), /^Audit/);
    assert.equal(await page.locator('img[src="x"]').count(), 0);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await assertPresentable(page, 'the audit log');
  });

  step('M4 M8 from yesterday around nine to why he cannot log in, and back again', async () => {
    await page.getByRole('button', { name: 'Yesterday around nine' }).click();
    await page.getByText('1 entry shown').waitFor();
    await page.getByText('Outside scheduled hours').filter({ visible: true }).waitFor();
    assert.deepEqual(Object.keys(query()).sort(), ['from', 'to']);
    await page.getByRole('button', { name: 'Somebody tried to log in as luis' }).click();
    await page.getByRole('dialog').getByRole('link', { name: 'Why can’t they log in?' }).click();
    await administrator.sees('Luis Becker');
    assert.equal(new URL(page.url()).pathname, `/console/people/${luis}/sign-in`);
    await page.goBack();
    await page.getByText('1 entry shown').waitFor();
    await page.reload();
    await page.getByText('1 entry shown').waitFor();
    assert.equal(
      await page.getByRole('button', { name: 'Yesterday around nine' }).getAttribute('aria-pressed'),
      'true',
    );
  });

  step('M4 filters combine, stand in the address, and lead from an entry to all that has the same', async () => {
    await page.getByRole('button', { name: 'Clear all filters' }).click();
    await page.getByRole('button', { name: 'Refused logins' }).click();
    await page.getByText('2 entries shown').waitFor();
    assert.deepEqual(query(), { area: 'sign_in', outcome: 'refused' });
    await page.getByRole('button', { name: 'Somebody tried to log in as luis' }).last().click();
    const fact = page.getByRole('dialog').getByText('203.0.113.9');
    await fact.locator('..').getByRole('link', { name: 'Show what has the same' }).click();
    await page.getByText('1 entry shown').waitFor();
    assert.deepEqual(query(), { address: '203.0.113.9' });
    await page.goBack();
    await page.getByText('2 entries shown').waitFor();
    await page.getByRole('button', { name: 'More filters' }).click();
    await page.getByLabel('Part of a name').fill('nobody like this');
    await page.keyboard.press('Enter');
    await page.getByText('Nothing matches').waitFor();
    await assertPresentable(page, 'nothing found');
    await page.goBack();
    await page.getByText('2 entries shown').waitFor();
    await page.getByRole('button', { name: 'Administrative acts' }).click();
    await page.getByRole('button', { name: 'The command line created the user luis' }).waitFor();
  });

  step('M4 what the filters leave is downloaded, and the log says so after a refresh', async () => {
    await page.getByRole('button', { name: 'Export' }).click();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('menuitem', { name: /CSV/ }).click(),
    ]);
    assert.equal(download.suggestedFilename(), 'audit.csv');
    const text = await readFile(await download.path(), 'utf8');
    assert.match(text, /user\.create/);
    assert.doesNotMatch(text, /session\.start/);
    await page.getByRole('button', { name: 'Refresh' }).click();
    await page.getByRole('button', { name: 'admin exported the audit log' }).waitFor();
  });

  step('M4 a person’s page has what they did and what was done to them', async () => {
    await page.goto(`${acme}/console/people/${luis}/activity`);
    await administrator.sees('Luis Becker');
    await page.getByRole('button', { name: 'Somebody tried to log in as luis' }).first().waitFor();
    await page.getByRole('button', { name: 'The command line created the user luis' }).waitFor();
    assert.equal(await page.getByText(evil).count(), 0);
    await assertPresentable(page, 'a person’s activity');
  });
});
