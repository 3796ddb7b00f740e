// L3: who is let in when, and when sessions end with the hours.
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { sql } from 'kysely';
import { goodPassword } from '../../test/support/app.ts';
import { codeOf, isSignedIn, rows } from '../../test/support/attack.ts';
import { Hours, made, thursday, wednesday } from '../../test/support/hours.ts';
import { until } from '../../test/support/until.ts';

let hours: Hours;
before(async () => {
  hours = await Hours.start();
});
beforeEach(() => {
  hours.setClock(null);
});
after(() => hours?.close());

test('S8.5 L3 outside the hours the right password is told when they begin, and a wrong one nothing', async () => {
  const here = await hours.place('outside');
  await hours.assign(here, await made(here.admin));
  hours.setClock(`${wednesday}T17:29:59`);
  assert.equal((await hours.signIn(here)).status, 200);
  hours.setClock(`${wednesday}T17:30`);
  const refused = await hours.signIn(here);
  assert.equal(`${refused.status} ${codeOf(refused)}`, '403 outside_schedule');
  assert.equal(refused.json().opensAt, '2026-11-26T09:00:00Z');
  assert.equal(codeOf(await hours.app.browser('outside').signIn('ana', 'wrong')), 'incorrect_credentials');
  hours.setClock('2027-06-16T20:00');
  const inSummer = await hours.signIn(here);
  assert.equal(inSummer.json().opensAt, '2027-06-17T08:00:00Z');
  assert.equal('until' in inSummer.json(), false);
  assert.match(String(inSummer.json().help), /17 Jun, 09:00/);
  const page = await hours.app
    .browser('outside', { 'accept-language': 'es' })
    .form('/sign-in', { identifier: 'ana', password: goodPassword });
  assert.equal(codeOf(page), 'outside_schedule');
  assert.match(page.text, /17 jun, 09:00/);
});

test('S9 L3 a refusal for the hours is no failure: it never locks', async () => {
  const here = await hours.place('unlocked', { lockout: { threshold: 3 } });
  await hours.assign(here, await made(here.admin));
  hours.setClock(`${wednesday}T20:00`);
  for (let n = 0; n < 5; n += 1) assert.equal(codeOf(await hours.signIn(here)), 'outside_schedule');
  hours.setClock(`${thursday}T09:00`);
  assert.equal((await hours.signIn(here)).status, 200);
});

test('L3 opensAt is null when nothing opens within 400 days', async () => {
  const here = await hours.place('never');
  await hours.assign(here, await made(here.admin, { name: 'Never' }));
  const refused = await hours.signIn(here);
  assert.equal(refused.json().opensAt, null);
});

test('L3 the most specific schedule counts: the user’s, else any of their teams’, else the role’s', async () => {
  const here = await hours.place('specific');
  const { tenant, admin, ana } = here;
  const day = { days: [3] };
  const ofRole = await made(admin, { name: 'Role', windows: [{ ...day, from: '08:00', to: '09:00' }] });
  const ofTeam = await made(admin, { name: 'Team', windows: [{ ...day, from: '10:00', to: '11:00' }] });
  const ofOther = await made(admin, { name: 'Other team', windows: [{ ...day, from: '11:00', to: '12:00' }] });
  const ofUser = await made(admin, { name: 'User', windows: [{ ...day, from: '14:00', to: '15:00' }] });
  const open = async (): Promise<string[]> => {
    const found: string[] = [];
    for (const hour of ['07', '08', '10', '11', '14']) {
      hours.setClock(`${wednesday}T${hour}:30`);
      const { open: isOpen } = (await admin.get(`/api/v1/users/${ana}/schedule`)).json<{ open: boolean }>();
      assert.equal((await hours.signIn(here)).status, isOpen ? 200 : 403);
      if (isOpen) found.push(hour);
    }
    return found;
  };
  assert.deepEqual(await open(), ['07', '08', '10', '11', '14']);
  await rows(hours.app, sql`UPDATE roles SET schedule_id = ${ofRole} WHERE tenant_id = ${tenant.id} AND key = 'agent'`);
  assert.deepEqual(await open(), ['08']);
  for (const [team, schedule] of Object.entries({ one: ofTeam, two: ofOther, three: null })) {
    await rows(
      hours.app,
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
  await hours.assign(here, ofUser);
  assert.deepEqual(await open(), ['14']);
});

test('L3 a team’s hours do not keep an administrator out', async () => {
  const { tenant, admin } = await hours.place('team-admin');
  const never = await made(admin, { name: 'Never' });
  await rows(
    hours.app,
    sql`WITH team AS (INSERT INTO teams (tenant_id, id, name, schedule_id) VALUES (${tenant.id}, gen_random_uuid(), 'All', ${never}) RETURNING id)
      INSERT INTO team_members (tenant_id, team_id, user_id) SELECT ${tenant.id}, team.id, u.id FROM team, users u WHERE u.tenant_id = ${tenant.id}`,
  );
  assert.equal((await hours.app.browser('team-admin').signIn('admin', goodPassword)).status, 200);
  assert.equal(codeOf(await hours.app.browser('team-admin').signIn('ana', goodPassword)), 'outside_schedule');
});

test('L3 a session ends with the hours, from memory as well, and does not come back with the next', async () => {
  const here = await hours.place('ends');
  await hours.assignLongAgo(here, await made(here.admin));
  hours.setClock(`${wednesday}T17:00`);
  const browser = await hours.inside(here);
  assert.equal(await isSignedIn(browser), true);
  // It is in memory now, and nothing tells of the end.
  hours.setClock(`${wednesday}T17:29:59`);
  assert.equal(await isSignedIn(browser), true);
  hours.setClock(`${wednesday}T17:30:01`);
  assert.equal(await isSignedIn(browser), false);
  await until(async () => {
    const ended = await rows<{ reason: string }>(
      hours.app,
      sql`SELECT end_reason AS reason FROM sessions WHERE tenant_id = ${here.tenant.id} AND user_id = ${here.ana} AND ended_at IS NOT NULL`,
    );
    return ended[0]?.reason === 'outside_schedule';
  });
  hours.setClock(`${thursday}T09:30`);
  assert.equal(await isSignedIn(browser), false);
});

test('L3 a session that nobody used when its hours ended is not brought back by the next ones', async () => {
  const here = await hours.place('slept', { sessions: { idleMinutes: 10_000, absoluteHours: 200 } });
  const { tenant, admin, ana } = here;
  await hours.assignLongAgo(here, await made(admin));
  hours.setClock(`${wednesday}T17:00`);
  const browser = await hours.inside(here);
  const seenBefore = async (count: number): Promise<boolean> => {
    await rows(
      hours.app,
      sql`WITH seen AS (UPDATE sessions SET last_seen_at = now() - make_interval(hours => ${count}) WHERE tenant_id = ${tenant.id} AND user_id = ${ana})
        UPDATE users SET schedule_changed_at = now() - interval '9 days' WHERE id = ${ana}`,
    );
    hours.app.app.house.listener.hear({ kind: 'user', tenant: tenant.id, user: ana });
    return isSignedIn(browser);
  };
  hours.setClock(`${thursday}T09:30`);
  assert.equal(await seenBefore(0), true);
  assert.equal(await seenBefore(16), false);
});

test('L3 with the setting warn a session goes on, and only a new sign-in is refused', async () => {
  const here = await hours.place('warns', { schedules: { atEnd: 'warn' } });
  await hours.assign(here, await made(here.admin));
  hours.setClock(`${wednesday}T17:00`);
  const browser = await hours.inside(here);
  hours.setClock(`${wednesday}T18:00`);
  assert.equal(await isSignedIn(browser), true);
  assert.equal(codeOf(await hours.signIn(here)), 'outside_schedule');
});

test('L3 a change that puts somebody out leaves them a minute; whoever comes anew is refused at once', async () => {
  const here = await hours.place('notice');
  const { admin } = here;
  const browser = await hours.inside(here);
  const closed = await made(admin, { name: 'Closed' });
  await hours.assign(here, closed);
  assert.equal(await isSignedIn(browser), true);
  assert.equal(codeOf(await hours.signIn(here)), 'outside_schedule');
  await hours.forgetChange(here);
  assert.equal(await isSignedIn(browser), false);
});

test('L3 another end of hours, and another time zone, leave a minute as well', async () => {
  const here = await hours.place('another-end', { schedules: { atEnd: 'warn' } });
  const { tenant, admin } = here;
  await hours.assignLongAgo(here, await made(admin));
  hours.setClock(`${wednesday}T17:00`);
  const browser = await hours.inside(here);
  hours.setClock(`${wednesday}T18:00`);
  const change = { schedules: { atEnd: 'sign_out' } };
  assert.equal((await admin.json('PATCH', '/api/v1/settings', change)).status, 200);
  assert.equal(await isSignedIn(browser), true);
  await hours.forgetChange(here);
  assert.equal(await isSignedIn(browser), false);
  hours.setClock(`${wednesday}T17:00`);
  const again = await hours.inside(here);
  await rows(hours.app, sql`UPDATE tenants SET time_zone = 'Asia/Tokyo' WHERE id = ${tenant.id}`);
  hours.app.app.house.listener.hear({ kind: 'tenant', tenant: tenant.id });
  assert.equal(await isSignedIn(again), true);
  await hours.forgetChange(here);
  assert.equal(await isSignedIn(again), false);
});

test('L3 an edit of the schedule itself leaves a minute too', async () => {
  const here = await hours.place('edit');
  const id = await made(here.admin, {
    name: 'Always',
    windows: [{ days: [1, 2, 3, 4, 5, 6, 7], from: '00:00', to: '24:00' }],
  });
  await hours.assign(here, id);
  await hours.forgetChange(here);
  const browser = await hours.inside(here);
  assert.equal((await here.admin.json('PATCH', `/api/v1/schedules/${id}`, { windows: [] })).status, 200);
  assert.equal(await isSignedIn(browser), true);
  assert.equal(codeOf(await hours.signIn(here)), 'outside_schedule');
  const { changed } = (
    await rows<{ changed: boolean }>(
      hours.app,
      sql`SELECT schedules_changed_at > now() - interval '1 minute' AS changed FROM tenants WHERE id = ${here.tenant.id}`,
    )
  )[0] ?? { changed: false };
  assert.equal(changed, true);
});

test('L3 a schedule saved or assigned again as it is leaves nobody another minute', async () => {
  const here = await hours.place('again');
  const always = { days: [1, 2, 3, 4, 5, 6, 7], from: '00:00', to: '24:00' };
  const exceptions = [{ date: '2031-12-25', closed: true as const }];
  const id = await made(here.admin, { name: 'Always', windows: [always], exceptions });
  const path = `/api/v1/schedules/${id}`;
  await hours.assign(here, id);
  await hours.forgetChange(here);
  const changed = async () =>
    rows<{ here: Date; ana: Date; audited: number }>(
      hours.app,
      sql`SELECT t.schedules_changed_at AS here, u.schedule_changed_at AS ana,
          (SELECT count(*)::integer FROM audit_events WHERE tenant_id = t.id AND action = 'schedule.update') AS audited
        FROM tenants t JOIN users u ON u.tenant_id = t.id AND u.id = ${here.ana} WHERE t.id = ${here.tenant.id}`,
    );
  const before = await changed();
  const answers = await Promise.all(
    [{ name: 'Always' }, { windows: [{ ...always, days: always.days.toReversed() }], exceptions }, {}].map((patch) =>
      here.admin.json('PATCH', path, patch),
    ),
  );
  for (const answer of answers) assert.equal(answer.status, 200, answer.text);
  await hours.assign(here, id);
  assert.deepEqual(await changed(), before);
  assert.equal((await here.admin.json('PATCH', path, { name: 'Ever' })).status, 200);
  // Another name is another entry, and the same hours.
  assert.deepEqual(await changed(), [{ ...before[0], audited: 1 }]);
});
