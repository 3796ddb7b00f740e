import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import { goodPassword, type TestApp, testApp } from '../../test/support/app.ts';
import { rows } from '../../test/support/attack.ts';
import type { Browser } from '../../test/support/browser.ts';
import { newId, type ScheduleId, type TeamId } from '../kernel/ids.ts';
import type { Tenant } from '../tenants/tenants.ts';
import type { LatePage } from './late.ts';

let app: TestApp;
/** The house's wall clock stands at a moment of a Friday, whatever day this runs on. */
let offsetMs = 0;
before(async () => {
  app = await testApp({ clockOffsetMs: () => offsetMs });
});
after(() => app?.close());

function standAt(time: string): void {
  const there = Temporal.PlainDateTime.from(`2027-01-15T${time}`).toZonedDateTime('Europe/Lisbon');
  offsetMs = there.epochMilliseconds - Date.now();
}

const days = [1, 2, 3, 4, 5];

/** A schedule that has been assigned to a role, a team or a user: `what` is the SQL of whom. */
async function hours(tenant: Tenant, name: string, from: string, to: string): Promise<ScheduleId> {
  const id = newId<ScheduleId>();
  const definition = JSON.stringify({ windows: [{ days, from, to }], exceptions: [] });
  await rows(
    app,
    sql`INSERT INTO schedules (tenant_id, id, name, definition) VALUES (${tenant.id}, ${id}, ${name}, ${definition})`,
  );
  return id;
}

async function team(tenant: Tenant, name: string, members: Record<string, boolean>, schedule: ScheduleId | null) {
  const id = newId<TeamId>();
  await rows(
    app,
    sql`INSERT INTO teams (tenant_id, id, name, schedule_id) VALUES (${tenant.id}, ${id}, ${name}, ${schedule})`,
  );
  for (const [username, supervises] of Object.entries(members))
    await rows(
      app,
      sql`INSERT INTO team_members (tenant_id, team_id, user_id, supervises)
        SELECT tenant_id, ${id}, id, ${supervises} FROM users WHERE tenant_id = ${tenant.id} AND username = ${username}`,
    );
}

async function signedIn(tenant: Tenant, username: string): Promise<Browser> {
  const browser = app.browser(tenant.slug);
  const answer = await browser.signIn(username, goodPassword);
  assert.equal(answer.status, 200, answer.text);
  return browser;
}

async function late(browser: Browser, query = ''): Promise<LatePage> {
  const answer = await browser.get(`/api/v1/metrics/late${query}`);
  assert.equal(answer.status, 200, answer.text);
  return answer.json<LatePage>();
}

const names = ({ items }: LatePage): string[] => items.map(({ username }) => username);

/** Agents from 09:00 by their role; the team Early, with Sue who supervises it, from 07:00; Ida by herself from 11:00. */
async function house(slug: string): Promise<{ tenant: Tenant; boss: Browser }> {
  const tenant = await app.organization(slug);
  for (const [username, role] of Object.entries({ bo: 'administrator', sue: 'supervisor' }))
    await app.user(tenant, username, { role });
  for (const username of ['ana', 'bea', 'cy', 'dan', 'eva', 'ida'])
    await app.user(tenant, username, { firstName: username });
  const [nine, seven, eleven] = [
    await hours(tenant, 'Day', '09:00', '17:00'),
    await hours(tenant, 'Early', '07:00', '15:00'),
    await hours(tenant, 'Late', '11:00', '19:00'),
  ];
  await rows(app, sql`UPDATE roles SET schedule_id = ${nine} WHERE tenant_id = ${tenant.id} AND key = 'agent'`);
  await rows(app, sql`UPDATE users SET schedule_id = ${eleven} WHERE tenant_id = ${tenant.id} AND username = 'ida'`);
  await team(tenant, 'Early', { sue: true, dan: false, eva: false }, seven);
  return { tenant, boss: await signedIn(tenant, 'bo') };
}

test('L3 who is missing: by the hours that rule for each, the longest missing first, until they come', async () => {
  standAt('06:59');
  const { tenant, boss } = await house('late');
  assert.deepEqual(await late(boss), { items: [], total: 0, expected: 0, next: null });
  standAt('08:30');
  assert.deepEqual(names(await late(boss)), ['dan', 'eva', 'sue']);
  await signedIn(tenant, 'eva');
  standAt('09:10');
  const page = await late(boss);
  assert.deepEqual(names(page), ['dan', 'sue', 'ana', 'bea', 'cy']);
  assert.deepEqual([page.total, page.expected], [5, 6]);
  assert.deepEqual(
    page.items
      .filter(({ username }) => ['dan', 'ana'].includes(username))
      .map(({ name, role, teams, since, until, lastSignInAt }) => ({
        name,
        role: role.key,
        teams,
        since,
        until,
        lastSignInAt,
      })),
    [
      {
        name: 'dan',
        role: 'agent',
        teams: ['Early'],
        since: '2027-01-15T07:00:00Z',
        until: '2027-01-15T15:00:00Z',
        lastSignInAt: null,
      },
      {
        name: 'ana',
        role: 'agent',
        teams: [],
        since: '2027-01-15T09:00:00Z',
        until: '2027-01-15T17:00:00Z',
        lastSignInAt: null,
      },
    ],
  );
  await signedIn(tenant, 'ana');
  assert.deepEqual(names(await late(boss)), ['dan', 'sue', 'bea', 'cy']);
  const bea = await signedIn(tenant, 'bea');
  assert.equal((await bea.json('DELETE', '/api/v1/session')).status, 204);
  assert.deepEqual(names(await late(boss)), ['dan', 'sue', 'bea', 'cy'], 'who has left again is missing');
});

test('L3 nobody is missing who may not come at all', async () => {
  standAt('09:10');
  const { tenant, boss } = await house('gone');
  await rows(app, sql`UPDATE users SET disabled = true WHERE tenant_id = ${tenant.id} AND username = 'ana'`);
  await rows(app, sql`UPDATE users SET status = 'inactive' WHERE tenant_id = ${tenant.id} AND username = 'bea'`);
  assert.deepEqual(names(await late(boss)), ['dan', 'eva', 'sue', 'cy']);
});

test('M3 L3 a supervisor sees who is missing of their teams, an agent nobody', async () => {
  standAt('09:10');
  const { tenant, boss } = await house('teams');
  const sue = await signedIn(tenant, 'sue');
  const seen = await late(sue);
  assert.deepEqual(names(seen), ['dan', 'eva']);
  assert.deepEqual([seen.total, seen.expected], [2, 3], 'she is here herself');
  assert.equal(names(await late(boss)).length, 5);
  const ana = await signedIn(tenant, 'ana');
  assert.equal((await ana.get('/api/v1/metrics/late')).status, 403);
});

test('L3 the list comes in pages, each person once', async () => {
  standAt('11:30');
  const { boss } = await house('pages');
  const seen: string[] = [];
  let cursor: string | null = null;
  do {
    const page: LatePage = await late(
      boss,
      `?limit=2${cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`}`,
    );
    assert.ok(page.items.length <= 2);
    assert.equal(page.total, 7);
    seen.push(...names(page));
    cursor = page.next;
  } while (cursor !== null);
  assert.deepEqual(seen, ['dan', 'eva', 'sue', 'ana', 'bea', 'cy', 'ida']);
  assert.equal((await boss.get('/api/v1/metrics/late?cursor=tomorrow')).status, 400);
});
