// Row L2 as supervisors meet it: the page Shift, its plots by eye, by keyboard and as tables, and who is missing.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { after, before, suite, test } from 'node:test';
import { sql } from 'kysely';
import type { Browser } from 'playwright-core';
import { newId, type ScheduleId } from '../../server/kernel/ids.ts';
import type { Tenant } from '../../server/tenants/tenants.ts';
import { chromiumPath, launchChromium } from '../../tools/preview-server.ts';
import { goodPassword, type TestApp, testApp } from '../support/app.ts';
import { rows } from '../support/attack.ts';
import { until } from '../support/until.ts';
import { assertPresentable, visitIn, type Walk } from './visitor.ts';

const skip = existsSync(chromiumPath) ? false : `There is no Chromium at ${chromiumPath}; set USHER_CHROMIUM.`;
const zone = 'Europe/Lisbon';

/** Yesterday as it was: people came from eight on, forty at noon, and some were refused when they came. */
async function pastDay(app: TestApp, tenant: Tenant, day: string): Promise<void> {
  const start = sql`(${day}::date::timestamp AT TIME ZONE ${zone})`;
  await rows(
    app,
    sql`INSERT INTO seat_minutes (tenant_id, at, in_use, capacity)
      SELECT ${tenant.id}, ${start} + make_interval(mins => 480 + n), least(40, n), CASE WHEN n < 300 THEN 50 ELSE 45 END
      FROM generate_series(1, 480) n`,
  );
  await rows(
    app,
    sql`INSERT INTO seat_days (tenant_id, day, peak, capacity, refusals)
      SELECT ${tenant.id}, ${day}::date - n, 20 + (n * 7) % 25, 50, CASE WHEN n % 5 = 0 THEN 3 ELSE 0 END FROM generate_series(0, 25) n`,
  );
  await rows(
    app,
    sql`INSERT INTO audit_events (tenant_id, id, at, action, outcome, reason, actor_kind)
      SELECT ${tenant.id}, (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || right(replace(gen_random_uuid()::text, '-', ''), 20))::uuid,
        at, 'session.start', CASE WHEN n % 9 = 0 THEN 'refused' ELSE 'done' END,
        CASE WHEN n % 9 = 0 THEN (ARRAY['incorrect_credentials', 'outside_schedule', 'user_limit_reached'])[1 + (n / 9) % 3] END, 'nobody'
      FROM (SELECT n, ${start} + make_interval(mins => 470, secs => n * n / 40) AS at FROM generate_series(1, 400) n) AS arrivals`,
  );
}

/** Everybody of the role is scheduled now, all day long, so somebody is missing whenever this runs. */
async function hoursNow(app: TestApp, tenant: Tenant, day: string): Promise<void> {
  const id = newId<ScheduleId>();
  const definition = JSON.stringify({ windows: [], exceptions: [{ date: day, from: '00:00', to: '24:00' }] });
  await rows(
    app,
    sql`INSERT INTO schedules (tenant_id, id, name, definition) VALUES (${tenant.id}, ${id}, 'Now', ${definition})`,
  );
  await rows(app, sql`UPDATE roles SET schedule_id = ${id} WHERE tenant_id = ${tenant.id} AND key = 'agent'`);
}

suite('the page Shift', { skip }, () => {
  let app: TestApp;
  let browser: Browser;
  let yesterday: string;

  before(async () => {
    [app, browser] = await Promise.all([testApp(), launchChromium()]);
    const tenant = await app.organization('shift');
    for (const [username, role] of Object.entries({
      bo: 'administrator',
      sue: 'supervisor',
      ana: 'agent',
      cy: 'agent',
    }))
      await app.user(tenant, username, { role, firstName: username.toUpperCase(), lastName: 'Lopes' });
    const today = Temporal.Now.plainDateISO(zone);
    yesterday = today.subtract({ days: 1 }).toString();
    await pastDay(app, tenant, yesterday);
    await hoursNow(app, tenant, today.toString());
  });
  after(async () => {
    await browser?.close();
    await app?.close();
  });

  function visit(username: string, walk: Walk): Promise<void> {
    return visitIn(browser, {}, async (visitor, page) => {
      const origin = `http://shift.localhost:${app.port}`;
      await visitor.signIn(
        origin,
        username,
        goodPassword,
        `/sign-in?return_to=${encodeURIComponent(`/console/shift?day=${yesterday}`)}`,
      );
      await visitor.sees('Shift');
      await walk(visitor, page);
    });
  }

  test('L2 M4 a day is shown in plots that can be read by eye, by keyboard and as tables', () =>
    visit('bo', async (_visitor, page) => {
      const seats = page.getByRole('region', { name: 'Seats in use' });
      await seats.getByRole('img', { name: /At most 40 at once, at 08:40; the licence has 45 seats\./ }).waitFor();
      const slider = seats.getByRole('slider', { name: 'Seats in use: choose a moment' });
      await slider.focus();
      await page.keyboard.press('End');
      assert.match((await slider.getAttribute('aria-valuetext')) ?? '', /^23:59: 0 of \d+ seats in use$/);
      await slider.fill(
        String(Temporal.PlainDateTime.from(`${yesterday}T08:30`).toZonedDateTime(zone).epochMilliseconds),
      );
      await seats.getByText('08:30: 30 of 50 seats in use').waitFor();
      await seats.getByText('Show as a table').click();
      assert.deepEqual(
        await seats
          .getByRole('row', { name: /^09:00/ })
          .getByRole('cell')
          .allTextContents(),
        ['40', '50'],
      );
      const signIns = page.getByRole('region', { name: 'Log-ins' });
      await signIns.getByRole('img', { name: /356 log-ins and 44 refusals on this day\./ }).waitFor();
      const reasons = signIns.getByRole('table', { name: 'Why people were refused' });
      await reasons.getByRole('row', { name: /^Outside scheduled hours 15/ }).waitFor();
      const days = page.getByRole('region', { name: 'The last 31 days' });
      await days.getByText('In these days somebody found no free seat 18 times.').waitFor();
      await assertPresentable(page, 'Shift');
    }));

  test('L3 today begins with who is missing; the days are one click apart and in the address', () =>
    visit('bo', async (_visitor, page) => {
      await page.getByRole('button', { name: 'The day after' }).click();
      const late = page.getByRole('region', { name: 'Who is missing now' });
      await late.getByRole('row', { name: /^ANA Lopes Agent .*00:00 to 00:00/ }).waitFor();
      await late.getByText('2 missing, of 2 who are scheduled now.').waitFor();
      assert.equal(new URL(page.url()).search, '');
      assert.ok(await page.getByRole('button', { name: 'The day after' }).isDisabled());
      await assertPresentable(page, 'Shift today');
      await page.goBack();
      await page
        .getByRole('region', { name: 'Seats in use' })
        .getByRole('img', { name: /At most 40/ })
        .waitFor();
      await until(() => new URL(page.url()).search === `?day=${yesterday}`);
    }));

  test('M3 a supervisor sees totals, and no reasons', () =>
    visit('sue', async (_visitor, page) => {
      const signIns = page.getByRole('region', { name: 'Log-ins' });
      await signIns.getByRole('img', { name: /44 refusals/ }).waitFor();
      assert.equal(await page.getByText('Why people were refused').count(), 0);
    }));
});
