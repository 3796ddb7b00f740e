// L3: overtime.
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { sql } from 'kysely';
import { goodPassword } from '../../test/support/app.ts';
import { codeOf, isSignedIn, rows, signedIn, untilWaiting } from '../../test/support/attack.ts';
import type { Answer, Browser } from '../../test/support/browser.ts';
import { Hours, made, wednesday } from '../../test/support/hours.ts';
import { connectTab, type Tab } from '../../test/support/tab.ts';
import { until } from '../../test/support/until.ts';

let hours: Hours;
before(async () => {
  hours = await Hours.start();
});
beforeEach(() => {
  hours.setClock(null);
});
after(() => hours?.close());

const overtime = (browser: Browser, user: string, minutes: number): Promise<Answer> =>
  browser.json('POST', `/api/v1/users/${user}/overtime`, { minutes });

test('L3 overtime prolongs the hours of one person, by a supervisor of their team, and is in the audit log', async () => {
  const here = await hours.place('overtime');
  const { tenant, admin, ana } = here;
  await hours.assignLongAgo(here, await made(admin));
  const sue = await signedIn(hours.app, tenant, 'sue', 'supervisor');
  hours.setClock(`${wednesday}T17:20`);
  assert.equal(codeOf(await overtime(sue, ana, 30)), 'not_found');
  await rows(
    hours.app,
    sql`WITH team AS (INSERT INTO teams (tenant_id, id, name) VALUES (${tenant.id}, gen_random_uuid(), 'Morning') RETURNING id)
      INSERT INTO team_members (tenant_id, team_id, user_id, supervises)
      SELECT ${tenant.id}, team.id, u.id, u.username = 'sue' FROM team, users u WHERE u.tenant_id = ${tenant.id} AND u.username IN ('ana', 'sue')`,
  );
  const other = hours.app.browser(tenant.slug);
  assert.equal((await other.signIn('sue', goodPassword)).status, 200);
  const browser = await hours.inside(here);
  assert.equal(codeOf(await overtime(other, ana, 20)), 'invalid_request');
  const given = await overtime(other, ana, 30);
  assert.equal(given.status, 200, given.text);
  assert.equal(given.json().endsAt, '2026-11-25T18:00:00Z');
  assert.equal((await admin.get(`/api/v1/users/${ana}`)).json().overtimeUntil, '2026-11-25T18:00:00.000Z');
  hours.setClock(`${wednesday}T17:50`);
  assert.equal(await isSignedIn(browser), true);
  assert.equal((await hours.signIn(here)).status, 200);
  assert.equal((await overtime(other, ana, 15)).json().endsAt, '2026-11-25T18:15:00Z');
  hours.setClock(`${wednesday}T18:15`);
  assert.equal(await isSignedIn(browser), false);
  assert.equal(codeOf(await hours.signIn(here)), 'outside_schedule');
  const after = await overtime(other, ana, 60);
  assert.equal(
    Temporal.Instant.from(String(after.json().endsAt)).epochMilliseconds,
    roundedTo('2026-11-25T19:15:00Z', after),
  );
  const events = await rows<{ minutes: number }>(
    hours.app,
    sql`SELECT (details ->> 'minutes')::integer AS minutes FROM audit_events WHERE tenant_id = ${tenant.id} AND action = 'user.overtime' AND outcome = 'done' ORDER BY id`,
  );
  assert.deepEqual(
    events.map(({ minutes }) => minutes),
    [30, 15, 60],
  );
});

/** Overtime after the end counts from now, which goes on between two lines. */
function roundedTo(moment: string, answer: Answer): number {
  const told = Temporal.Instant.from(String(answer.json().endsAt)).epochMilliseconds;
  const meant = Temporal.Instant.from(moment).epochMilliseconds;
  assert.ok(Math.abs(told - meant) < 60_000, `${answer.text} is not about ${moment}`);
  return told;
}

test('L3 two who give overtime at once add up', async () => {
  const here = await hours.place('both');
  await hours.assign(here, await made(here.admin));
  hours.setClock(`${wednesday}T17:00`);
  const answers = await Promise.all(Array.from({ length: 8 }, () => overtime(here.admin, here.ana, 15)));
  for (const answer of answers) assert.equal(answer.status, 200, answer.text);
  const ends = answers.map((answer) => String(answer.json().endsAt)).sort();
  assert.equal(ends.at(-1), '2026-11-25T19:30:00Z');
  assert.equal(new Set(ends).size, 8);
});

test('L3 overtime has an end, and nobody gets any whose hours do not end', async () => {
  const here = await hours.place('bounded');
  assert.equal(codeOf(await overtime(here.admin, here.ana, 60)), 'invalid_request');
  await hours.assign(here, await made(here.admin));
  hours.setClock(`${wednesday}T20:00`);
  for (let n = 0; n < 12; n += 1) assert.equal((await overtime(here.admin, here.ana, 60)).status, 200);
  assert.equal(codeOf(await overtime(here.admin, here.ana, 60)), 'invalid_request');
});

test('L3 nobody gives themselves overtime, though they may give it to everyone', async () => {
  const here = await hours.place('own-overtime');
  const { tenant, admin } = here;
  const permissions = ['users:read', 'users:overtime'];
  const role = await admin.json('POST', '/api/v1/roles', { key: 'floor', name: 'Floor', permissions });
  assert.equal(role.status, 201, role.text);
  const flo = await signedIn(hours.app, tenant, 'flo', 'floor');
  const { user } = (await flo.get('/api/v1/session')).json<{ user: { id: string } }>();
  const schedule = await made(admin);
  await hours.assign(here, schedule);
  assert.equal((await admin.json('PATCH', `/api/v1/users/${user.id}`, { schedule })).status, 200);
  hours.setClock(`${wednesday}T17:20`);
  assert.equal((await overtime(flo, here.ana, 15)).status, 200);
  assert.equal(codeOf(await overtime(flo, user.id, 15)), 'not_permitted');
});

test('L3 overtime that is given while the end is on its way keeps the person in', async () => {
  const here = await hours.place('last-moment');
  const { admin, ana } = here;
  await hours.assignLongAgo(here, await made(admin));
  hours.setClock(`${wednesday}T17:20`);
  const browser = await hours.inside(here);
  const tab = await connectTab(browser);
  await tab.event('connected');
  // The end is found, and has to wait for the row of the session.
  const { promise: given, resolve: release } = Promise.withResolvers<void>();
  const held = hours.app.app.house.database.withSystem(async (tx) => {
    await sql`SELECT FROM sessions WHERE user_id = ${ana} FOR UPDATE`.execute(tx);
    await given;
  });
  hours.setClock(`${wednesday}T17:30:01`);
  await untilWaiting(hours.app);
  const answer = await overtime(admin, ana, 15);
  release();
  await held;
  assert.equal(answer.status, 200, answer.text);
  await until(() => tab.over || Number(tab.named('warning').at(-1)?.data.secondsLeft) > 700);
  assert.equal(tab.over, false, 'not put out');
  assert.equal(await isSignedIn(browser), true);
  tab.close();
});

const takeBack = (browser: Browser, user: string, minutes: number, until: unknown): Promise<Answer> =>
  browser.json('DELETE', `/api/v1/users/${user}/overtime`, { minutes, until });

/** Waits until the last that the tab was told of the end of its hours is within these minutes from then. */
const warned = (tab: Tab, [more, atMost]: readonly [number, number]): Promise<void> =>
  until(() => {
    const said = tab
      .named('warning')
      .filter(({ data }) => data.kind === 'schedule')
      .at(-1);
    const left = Number(said?.data.secondsLeft);
    return left > more * 60 && left <= atMost * 60;
  });

test('L3 overtime is taken back once, by who may give it, and whom that puts outside has a minute and is warned', async () => {
  const here = await hours.place('taken-back');
  const { tenant, admin, ana } = here;
  await hours.assignLongAgo(here, await made(admin));
  hours.setClock(`${wednesday}T17:20`);
  const browser = await hours.inside(here);
  const tab = await connectTab(browser);
  await warned(tab, [5, 10]);
  const first = await overtime(admin, ana, 30);
  const second = await overtime(admin, ana, 15);
  await warned(tab, [15, 60]);
  const sue = await signedIn(hours.app, tenant, 'sue', 'supervisor');
  assert.equal(codeOf(await takeBack(sue, ana, 15, second.json().overtimeUntil)), 'not_found');
  // What was added to since is no more where it ended: only the last is taken back.
  assert.equal(codeOf(await takeBack(admin, ana, 30, first.json().overtimeUntil)), 'precondition_failed');
  const answers = await Promise.all(
    Array.from({ length: 8 }, () => takeBack(admin, ana, 15, second.json().overtimeUntil)),
  );
  assert.deepEqual(answers.map(({ status }) => status).sort(), [200, ...Array.from({ length: 7 }, () => 412)]);
  assert.equal((await admin.get(`/api/v1/users/${ana}`)).json().overtimeUntil, '2026-11-25T18:00:00.000Z');
  const none = await takeBack(admin, ana, 30, first.json().overtimeUntil);
  assert.deepEqual([none.json().endsAt, none.json().overtimeUntil], ['2026-11-25T17:30:00Z', null]);
  await warned(tab, [5, 10]);
  const third = await overtime(admin, ana, 30);
  hours.setClock(`${wednesday}T17:40`);
  const last = await takeBack(admin, ana, 30, third.json().overtimeUntil);
  assert.deepEqual([last.status, last.json().open, last.json().overtimeUntil], [200, false, null]);
  assert.equal(await isSignedIn(browser), true);
  await warned(tab, [0, 1]);
  await hours.forgetChange(here);
  assert.equal(await isSignedIn(browser), false);
  const events = await rows<{ minutes: number; until: string | null }>(
    hours.app,
    sql`SELECT (details ->> 'minutes')::integer AS minutes, details ->> 'until' AS until FROM audit_events
      WHERE tenant_id = ${tenant.id} AND action = 'user.overtime.take_back' AND outcome = 'done' ORDER BY id`,
  );
  assert.deepEqual(events, [
    { minutes: 15, until: '2026-11-25T18:00:00.000Z' },
    { minutes: 30, until: null },
    { minutes: 30, until: null },
  ]);
});
