// L3 through the API: schedules, what they are assigned to, who is let in, when sessions end, overtime. The clock is moved, not faked.
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { sql } from 'kysely';
import { goodPassword, type TestApp, testApp } from '../../test/support/app.ts';
import { codeOf, isSignedIn, rows, signedIn } from '../../test/support/attack.ts';
import type { Answer, Browser } from '../../test/support/browser.ts';
import { until } from '../../test/support/until.ts';
import type { UserId } from '../kernel/ids.ts';
import type { SettingsPatch } from '../tenants/settings.ts';
import type { Tenant } from '../tenants/tenants.ts';

const zone = 'Europe/Lisbon';
const minuteMs = 60_000;
let app: TestApp;
let clockOffsetMs = 0;
before(async () => {
  app = await testApp({ clockOffsetMs: () => clockOffsetMs });
});
beforeEach(() => {
  clockOffsetMs = 0;
});
after(() => app?.close());

/** Makes it this wall time in Lisbon. */
function setClock(wall: string): void {
  clockOffsetMs = Temporal.ZonedDateTime.from(`${wall}[${zone}]`).epochMilliseconds - Date.now();
}

/** 09:00 to 17:30 on working days. */
const office = { name: 'Office', windows: [{ days: [1, 2, 3, 4, 5], from: '09:00', to: '17:30' }], exceptions: [] };
const wednesday = '2026-11-25';

interface Place {
  readonly tenant: Tenant;
  readonly admin: Browser;
  readonly ana: string;
}

async function place(slug: string, settings: SettingsPatch = {}): Promise<Place> {
  const tenant = await app.organization(slug, settings);
  const admin = await signedIn(app, tenant, 'admin', 'administrator');
  const { id } = await app.user(tenant, 'ana');
  return { tenant, admin, ana: id };
}

async function made(admin: Browser, body: object = office): Promise<string> {
  const answer = await admin.json('POST', '/api/v1/schedules', body);
  assert.equal(answer.status, 201, answer.text);
  return answer.json<{ id: string }>().id;
}

async function assign({ admin, ana }: Place, schedule: string | null): Promise<void> {
  const answer = await admin.json('PATCH', `/api/v1/users/${ana}`, { schedule });
  assert.equal(answer.status, 200, answer.text);
}

/** The same, long ago: nobody has a minute left of it. */
async function assignedLongAgo(where: Place, schedule: string): Promise<void> {
  await assign(where, schedule);
  await forgetChange(where);
}

async function forgetChange({ tenant }: Place): Promise<void> {
  await rows(
    app,
    sql`UPDATE users SET schedule_changed_at = schedule_changed_at - interval '1 minute' WHERE tenant_id = ${tenant.id}`,
  );
  app.app.house.listener.hear({ kind: 'tenant', tenant: tenant.id });
}

const signIn = ({ tenant }: Place, browser = app.browser(tenant.slug)): Promise<Answer> =>
  browser.signIn('ana', goodPassword);

async function inside(where: Place): Promise<Browser> {
  const browser = app.browser(where.tenant.slug);
  assert.equal((await signIn(where, browser)).status, 200);
  return browser;
}

/** Every process hears of a change a moment later, this one as the answer comes. */
const overtime = (browser: Browser, user: string, minutes: number): Promise<Answer> =>
  browser.json('POST', `/api/v1/users/${user}/overtime`, { minutes });

test('L3 a schedule is made, read, changed at its revision and deleted; each is in the audit log', async () => {
  const { tenant, admin } = await place('crud');
  const id = await made(admin);
  const read = await admin.get(`/api/v1/schedules/${id}`);
  assert.deepEqual(read.json(), { id, ...office, assigned: { users: 0, teams: 0, roles: 0 } });
  const etag = String(read.headers.etag);
  const change = { exceptions: [{ date: '2026-12-25', closed: true }] };
  const changed = await admin.json('PATCH', `/api/v1/schedules/${id}`, change, { 'if-match': etag });
  assert.deepEqual(changed.json(), { id, ...office, ...change, assigned: { users: 0, teams: 0, roles: 0 } });
  const late = await admin.json('PATCH', `/api/v1/schedules/${id}`, { name: 'X' }, { 'if-match': etag });
  assert.equal(codeOf(late), 'precondition_failed');
  const { items } = (await admin.get('/api/v1/schedules')).json<{ items: { id: string }[] }>();
  assert.deepEqual(
    items.map((item) => item.id),
    [id],
  );
  assert.equal((await admin.send('DELETE', `/api/v1/schedules/${id}`, null)).status, 204);
  assert.equal((await admin.get(`/api/v1/schedules/${id}`)).status, 404);
  const events = await rows<{ action: string }>(
    app,
    sql`SELECT action FROM audit_events WHERE tenant_id = ${tenant.id} AND target_id = ${id} ORDER BY id`,
  );
  assert.deepEqual(
    events.map(({ action }) => action),
    ['schedule.create', 'schedule.update', 'schedule.delete'],
  );
});

test('L3 every fault of a schedule is told with its place', async () => {
  const { admin } = await place('faults');
  const window = { days: [1], from: '09:00', to: '17:00' };
  const faulty: [object, string][] = [
    [{ windows: [{ ...window, to: '09:00' }] }, '/windows/0/to'],
    [{ windows: [window, { ...window, from: '24:00' }] }, '/windows/1/from'],
    [{ windows: [{ ...window, to: '24:30' }] }, '/windows/0/to'],
    [{ windows: [{ ...window, to: '9:00' }] }, '/windows/0/to'],
    [{ windows: [{ ...window, days: [] }] }, '/windows/0/days'],
    [{ windows: [{ ...window, days: [0] }] }, '/windows/0/days/0'],
    [{ windows: [{ ...window, days: [1, 1] }] }, '/windows/0/days'],
    [{ windows: Array.from({ length: 51 }, () => window) }, '/windows'],
    [{ exceptions: [{ date: '2026-02-30', closed: true }] }, '/exceptions/0/date'],
    [{ exceptions: [{ date: '1999-12-31', closed: true }] }, '/exceptions/0/date'],
    [{ exceptions: [{ date: '2026-12-24' }] }, '/exceptions/0'],
    [{ exceptions: [{ date: '2026-12-24', closed: true, from: '09:00', to: '12:00' }] }, '/exceptions/0'],
    [{ exceptions: [{ date: '2026-12-24', from: '09:00' }] }, '/exceptions/0'],
    [{ exceptions: [{ date: '2026-12-24', from: '09:00', to: '09:00' }] }, '/exceptions/0/to'],
    [
      {
        exceptions: [
          { date: '2026-12-24', from: '09:00', to: '12:00' },
          { date: '2026-12-24', closed: true },
        ],
      },
      '/exceptions/0',
    ],
    [
      {
        exceptions: [
          { date: '2026-12-24', closed: true },
          { date: '2026-12-24', closed: true },
        ],
      },
      '/exceptions/1',
    ],
  ];
  for (const [body, path] of faulty) {
    const answer = await admin.json('POST', '/api/v1/schedules', { name: 'Faulty', ...body });
    assert.equal(codeOf(answer), 'invalid_request', `${path}: ${answer.text}`);
    const paths = answer.json<{ violations: { path: string }[] }>().violations.map((violation) => violation.path);
    assert.ok(paths.includes(path), `${path} is not among ${paths.join(', ')}`);
  }
  await made(admin);
  const twice = await admin.json('POST', '/api/v1/schedules', { name: 'Office' });
  assert.equal(twice.json<{ violations: { path: string }[] }>().violations[0]?.path, '/name');
});

test('L3 a schedule that somebody has is not deleted', async () => {
  const here = await place('used');
  const id = await made(here.admin);
  await assign(here, id);
  assert.equal(codeOf(await here.admin.send('DELETE', `/api/v1/schedules/${id}`, null)), 'schedule_in_use');
  await assign(here, null);
  assert.equal((await here.admin.send('DELETE', `/api/v1/schedules/${id}`, null)).status, 204);
});

test('L3 a user’s schedule is one of their organisation', async () => {
  const here = await place('own');
  const { admin } = await place('other');
  for (const schedule of [await made(admin), crypto.randomUUID(), 'no id']) {
    const answer = await here.admin.json('PATCH', `/api/v1/users/${here.ana}`, { schedule });
    assert.equal(answer.json<{ violations: { path: string }[] }>().violations?.[0]?.path, '/schedule', answer.text);
  }
});

test('L3 one administrator stays without hours, and nobody else chooses their own', async () => {
  const { tenant, admin } = await place('free');
  const id = await made(admin);
  const own = (await admin.get('/api/v1/session')).json<{ user: { id: string } }>().user.id;
  const path = `/api/v1/users/${own}`;
  assert.equal(codeOf(await admin.json('PATCH', path, { schedule: id })), 'invalid_request');
  await app.user(tenant, 'second', { role: 'administrator' });
  assert.equal((await admin.json('PATCH', path, { schedule: id })).status, 200);
  assert.equal((await admin.json('PATCH', path, { schedule: null })).status, 200);
  const permissions = ['users:read', 'users:update'];
  assert.equal((await admin.json('POST', '/api/v1/roles', { key: 'desk', name: 'Desk', permissions })).status, 201);
  const desk = await signedIn(app, tenant, 'desk', 'desk');
  const self = (await desk.get('/api/v1/session')).json<{ user: { id: string } }>().user.id;
  assert.equal(codeOf(await desk.json('PATCH', `/api/v1/users/${self}`, { schedule: null })), 'not_permitted');
});

test('S8.5 L3 outside the hours the right password is told when they begin, and a wrong one nothing', async () => {
  const here = await place('outside');
  await assign(here, await made(here.admin));
  setClock(`${wednesday}T17:29:59`);
  assert.equal((await signIn(here)).status, 200);
  setClock(`${wednesday}T17:30`);
  const refused = await signIn(here);
  assert.equal(`${refused.status} ${codeOf(refused)}`, '403 outside_schedule');
  assert.equal(refused.json().opensAt, '2026-11-26T09:00:00Z');
  assert.equal(codeOf(await app.browser('outside').signIn('ana', 'wrong')), 'incorrect_credentials');
  const page = await app
    .browser('outside', { 'accept-language': 'es' })
    .form('/sign-in', { identifier: 'ana', password: goodPassword });
  assert.equal(codeOf(page), 'outside_schedule');
  assert.match(page.text, /26 nov, 09:00/);
});

test('S9 L3 a refusal for the hours is no failure: it never locks', async () => {
  const here = await place('unlocked', { lockout: { threshold: 3 } });
  await assign(here, await made(here.admin));
  setClock(`${wednesday}T20:00`);
  for (let n = 0; n < 5; n += 1) assert.equal(codeOf(await signIn(here)), 'outside_schedule');
  setClock('2026-11-26T09:00');
  assert.equal((await signIn(here)).status, 200);
});

test('L3 opensAt is null when nothing opens within 400 days', async () => {
  const here = await place('never');
  await assign(here, await made(here.admin, { name: 'Never' }));
  const refused = await signIn(here);
  assert.equal(refused.json().opensAt, null);
});

test('L3 the most specific schedule counts: the user’s, else any of their teams’, else the role’s', async () => {
  const here = await place('specific');
  const { tenant, admin, ana } = here;
  const day = { days: [3] };
  const ofRole = await made(admin, { name: 'Role', windows: [{ ...day, from: '08:00', to: '09:00' }] });
  const ofTeam = await made(admin, { name: 'Team', windows: [{ ...day, from: '10:00', to: '11:00' }] });
  const ofOther = await made(admin, { name: 'Other team', windows: [{ ...day, from: '11:00', to: '12:00' }] });
  const ofUser = await made(admin, { name: 'User', windows: [{ ...day, from: '14:00', to: '15:00' }] });
  const open = async (): Promise<string[]> => {
    const found: string[] = [];
    for (const hour of ['07', '08', '10', '11', '14']) {
      setClock(`${wednesday}T${hour}:30`);
      const { open: isOpen } = (await admin.get(`/api/v1/users/${ana}/schedule`)).json<{ open: boolean }>();
      assert.equal((await signIn(here)).status, isOpen ? 200 : 403);
      if (isOpen) found.push(hour);
    }
    return found;
  };
  assert.deepEqual(await open(), ['07', '08', '10', '11', '14']);
  await rows(app, sql`UPDATE roles SET schedule_id = ${ofRole} WHERE tenant_id = ${tenant.id} AND key = 'agent'`);
  assert.deepEqual(await open(), ['08']);
  for (const [team, schedule] of Object.entries({ one: ofTeam, two: ofOther, three: null })) {
    await rows(
      app,
      sql`WITH team AS (INSERT INTO teams (tenant_id, id, name, schedule_id) VALUES (${tenant.id}, gen_random_uuid(), ${team}, ${schedule}) RETURNING id)
        INSERT INTO team_members (tenant_id, team_id, user_id) SELECT ${tenant.id}, id, ${ana} FROM team`,
    );
  }
  assert.deepEqual(await open(), ['10', '11']);
  const { source, schedules } = (await admin.get(`/api/v1/users/${ana}/schedule`)).json<{
    source: string;
    schedules: { name: string }[];
  }>();
  assert.deepEqual([source, schedules.map(({ name }) => name)], ['teams', ['Other team', 'Team']]);
  await assign(here, ofUser);
  assert.deepEqual(await open(), ['14']);
});

test('L3 a session ends with the hours, from memory as well, and does not come back with the next', async () => {
  const here = await place('ends');
  await assignedLongAgo(here, await made(here.admin));
  setClock(`${wednesday}T17:00`);
  const browser = await inside(here);
  assert.equal(await isSignedIn(browser), true);
  // It is in memory now, and nothing tells of the end.
  setClock(`${wednesday}T17:29:59`);
  assert.equal(await isSignedIn(browser), true);
  setClock(`${wednesday}T17:30:01`);
  assert.equal(await isSignedIn(browser), false);
  await until(async () => {
    const ended = await rows<{ reason: string }>(
      app,
      sql`SELECT end_reason AS reason FROM sessions WHERE tenant_id = ${here.tenant.id} AND user_id = ${here.ana} AND ended_at IS NOT NULL`,
    );
    return ended[0]?.reason === 'outside_schedule';
  });
  setClock('2026-11-26T09:30');
  assert.equal(await isSignedIn(browser), false);
});

test('L3 a session that nobody used when its hours ended is not brought back by the next ones', async () => {
  const here = await place('slept', { sessions: { idleMinutes: 10_000, absoluteHours: 200 } });
  const { tenant, admin, ana } = here;
  await assignedLongAgo(here, await made(admin));
  setClock(`${wednesday}T17:00`);
  const browser = await inside(here);
  const later = async (hours: number): Promise<boolean> => {
    await rows(
      app,
      sql`WITH seen AS (UPDATE sessions SET last_seen_at = now() - make_interval(hours => ${hours}) WHERE tenant_id = ${tenant.id} AND user_id = ${ana})
        UPDATE users SET schedule_changed_at = now() - interval '9 days' WHERE id = ${ana}`,
    );
    app.app.house.listener.hear({ kind: 'user', tenant: tenant.id, user: ana as UserId }); // as every process hears of a change
    return isSignedIn(browser);
  };
  setClock('2026-11-26T09:30');
  assert.equal(await later(0), true);
  assert.equal(await later(16), false);
});

test('L3 with the setting warn a session goes on, and only a new sign-in is refused', async () => {
  const here = await place('warns', { schedules: { atEnd: 'warn' } });
  await assign(here, await made(here.admin));
  setClock(`${wednesday}T17:00`);
  const browser = await inside(here);
  setClock(`${wednesday}T18:00`);
  assert.equal(await isSignedIn(browser), true);
  assert.equal(codeOf(await signIn(here)), 'outside_schedule');
});

test('L3 a change that puts somebody out leaves them a minute; whoever comes anew is refused at once', async () => {
  const here = await place('notice');
  const { admin } = here;
  const browser = await inside(here);
  const closed = await made(admin, { name: 'Closed' });
  await assign(here, closed);
  assert.equal(await isSignedIn(browser), true);
  assert.equal(codeOf(await signIn(here)), 'outside_schedule');
  clockOffsetMs = 59_000 - 2_000;
  assert.equal(await isSignedIn(browser), true);
  clockOffsetMs = 0;
  // The minute runs in real time: it is over when the change is a minute old.
  await rows(
    app,
    sql`UPDATE users SET schedule_changed_at = schedule_changed_at - interval '1 minute' WHERE id = ${here.ana}`,
  );
  await until(async () => !(await isSignedIn(browser)), 40_000);
});

test('L3 an edit of the schedule itself leaves a minute too', async () => {
  const here = await place('edit');
  const id = await made(here.admin, {
    name: 'Always',
    windows: [{ days: [1, 2, 3, 4, 5, 6, 7], from: '00:00', to: '24:00' }],
  });
  await assign(here, id);
  await rows(app, sql`UPDATE users SET schedule_changed_at = NULL WHERE id = ${here.ana}`);
  const browser = await inside(here);
  assert.equal((await here.admin.json('PATCH', `/api/v1/schedules/${id}`, { windows: [] })).status, 200);
  assert.equal(await isSignedIn(browser), true);
  assert.equal(codeOf(await signIn(here)), 'outside_schedule');
  const { changed } = (
    await rows<{ changed: boolean }>(
      app,
      sql`SELECT schedules_changed_at > now() - interval '1 minute' AS changed FROM tenants WHERE id = ${here.tenant.id}`,
    )
  )[0] ?? { changed: false };
  assert.equal(changed, true);
});

test('L3 overtime prolongs the hours of one person, by a supervisor of their team, and is in the audit log', async () => {
  const here = await place('overtime');
  const { tenant, admin, ana } = here;
  await assignedLongAgo(here, await made(admin));
  const sue = await signedIn(app, tenant, 'sue', 'supervisor');
  setClock(`${wednesday}T17:20`);
  assert.equal(codeOf(await overtime(sue, ana, 30)), 'not_found');
  await rows(
    app,
    sql`WITH team AS (INSERT INTO teams (tenant_id, id, name) VALUES (${tenant.id}, gen_random_uuid(), 'Morning') RETURNING id)
      INSERT INTO team_members (tenant_id, team_id, user_id, supervises)
      SELECT ${tenant.id}, team.id, u.id, u.username = 'sue' FROM team, users u WHERE u.tenant_id = ${tenant.id} AND u.username IN ('ana', 'sue')`,
  );
  const other = app.browser(tenant.slug);
  assert.equal((await other.signIn('sue', goodPassword)).status, 200);
  const browser = await inside(here);
  assert.equal(codeOf(await overtime(other, ana, 20)), 'invalid_request');
  const given = await overtime(other, ana, 30);
  assert.equal(given.status, 200, given.text);
  assert.equal(given.json().endsAt, '2026-11-25T18:00:00Z');
  assert.equal((await admin.get(`/api/v1/users/${ana}`)).json().overtimeUntil, '2026-11-25T18:00:00.000Z');
  setClock(`${wednesday}T17:50`);
  assert.equal(await isSignedIn(browser), true);
  assert.equal((await signIn(here)).status, 200);
  assert.equal((await overtime(other, ana, 15)).json().endsAt, '2026-11-25T18:15:00Z');
  setClock(`${wednesday}T18:15`);
  assert.equal(await isSignedIn(browser), false);
  assert.equal(codeOf(await signIn(here)), 'outside_schedule');
  const after = await overtime(other, ana, 60);
  assert.equal(
    Temporal.Instant.from(String(after.json().endsAt)).epochMilliseconds,
    roundedTo('2026-11-25T19:15:00Z', after),
  );
  const events = await rows<{ minutes: number }>(
    app,
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
  assert.ok(Math.abs(told - meant) < minuteMs, `${answer.text} is not about ${moment}`);
  return told;
}

test('L3 two who give overtime at once add up', async () => {
  const here = await place('both');
  await assign(here, await made(here.admin));
  setClock(`${wednesday}T17:00`);
  const answers = await Promise.all(Array.from({ length: 8 }, () => overtime(here.admin, here.ana, 15)));
  for (const answer of answers) assert.equal(answer.status, 200, answer.text);
  const ends = answers.map((answer) => String(answer.json().endsAt)).sort();
  assert.equal(ends.at(-1), '2026-11-25T19:30:00Z');
  assert.equal(new Set(ends).size, 8);
});

test('L3 overtime has an end, and nobody gets any whose hours do not end', async () => {
  const here = await place('bounded');
  assert.equal(codeOf(await overtime(here.admin, here.ana, 60)), 'invalid_request');
  await assign(here, await made(here.admin));
  setClock(`${wednesday}T20:00`);
  for (let n = 0; n < 12; n += 1) assert.equal((await overtime(here.admin, here.ana, 60)).status, 200);
  assert.equal(codeOf(await overtime(here.admin, here.ana, 60)), 'invalid_request');
});

test('L3 the preview tells each stretch in instants, over a change of daylight saving', async () => {
  const { admin } = await place('preview');
  const id = await made(admin, { name: 'Night', windows: [{ days: [6, 7], from: '22:00', to: '06:00' }] });
  const range = 'from=2026-10-24T12:00:00Z&to=2026-10-26T12:00:00Z';
  const answer = await admin.get(`/api/v1/schedules/${id}/preview?${range}`);
  assert.deepEqual(answer.json(), {
    timeZone: zone,
    items: [
      { startsAt: '2026-10-24T21:00:00Z', endsAt: '2026-10-25T06:00:00Z' },
      { startsAt: '2026-10-25T22:00:00Z', endsAt: '2026-10-26T06:00:00Z' },
    ],
  });
  for (const bad of ['from=x', 'from=2026-10-24T12:00:00Z&to=2026-12-30T12:00:00Z', 'to=2020-01-01T00:00:00Z'])
    assert.equal(codeOf(await admin.get(`/api/v1/schedules/${id}/preview?${bad}`)), 'invalid_request');
});
