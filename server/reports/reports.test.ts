import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import { goodPassword, type TestApp, testApp } from '../../test/support/app.ts';
import { guess, rows, signedIn } from '../../test/support/attack.ts';
import type { Answer, Browser } from '../../test/support/browser.ts';
import { houseOf } from '../../test/support/seats.ts';
import { until } from '../../test/support/until.ts';
import { type AuditEventId, newId } from '../kernel/ids.ts';
import type { Tenant } from '../tenants/tenants.ts';
import type { SeatHistory, SignInReport } from './reports.ts';
import { sampleSeats } from './sampling.ts';

let app: TestApp;
before(async () => {
  app = await testApp();
});
after(() => app?.close());

function report(browser: Browser, query = ''): Promise<Answer> {
  return browser.get(`/api/v1/metrics/sign-ins${query}`);
}

async function history(browser: Browser, query = ''): Promise<SeatHistory> {
  const answer = await browser.get(`/api/v1/seats/history${query}`);
  assert.equal(answer.status, 200, answer.text);
  return answer.json<SeatHistory>();
}

function sum(items: SignInReport['items']): { signIns: number; refusals: number; refused: Record<string, number> } {
  const refused: Record<string, number> = {};
  for (const item of items)
    for (const [code, count] of Object.entries(item.refused)) refused[code] = (refused[code] ?? 0) + count;
  const add = (of: 'signIns' | 'refusals'): number => items.reduce((total, item) => total + item[of], 0);
  return { signIns: add('signIns'), refusals: add('refusals'), refused };
}

/** An id as a process made it at that time. */
function idAt(at: Temporal.Instant): string {
  const milliseconds = at.epochMilliseconds.toString(16).padStart(12, '0');
  return `${milliseconds.slice(0, 8)}-${milliseconds.slice(8)}${newId<AuditEventId>().slice(13)}`;
}

/** Writes entries of the log as they would stand there, had they happened then. */
async function logged(tenant: Tenant, at: string, outcome: string, reason: string | null, count = 1): Promise<void> {
  const instant = Temporal.Instant.from(at);
  for (let n = 0; n < count; n += 1)
    await rows(
      app,
      sql`INSERT INTO audit_events (tenant_id, id, at, action, outcome, reason, actor_kind)
        VALUES (${tenant.id}, ${idAt(instant)}, ${at}, 'session.start', ${outcome}, ${reason}, 'nobody')`,
    );
}

/** The house itself samples at the full minute: a test of what a sample does must not meet it. */
function farFromTheMinute(): Promise<void> {
  return until(() => new Date().getSeconds() < 55);
}

/** Seats in use, without anybody having them. */
async function seatsInUse(tenant: Tenant, count: number, daysAgo = 0, peak = count): Promise<void> {
  await rows(
    app,
    sql`INSERT INTO seat_usage (tenant_id, in_use, unreserved, day, peak)
      SELECT id, ${count}, ${count}, (now() AT TIME ZONE time_zone)::date - ${daysAgo}::integer, ${peak} FROM tenants WHERE id = ${tenant.id}
      ON CONFLICT (tenant_id) DO UPDATE SET in_use = excluded.in_use, unreserved = excluded.unreserved, day = excluded.day, peak = excluded.peak`,
  );
}

test('M4 sign-ins and refusals are counted by the minute and the reason, each organisation its own', async () => {
  const [north, south] = [await app.organization('north'), await app.organization('south')];
  const boss = await signedIn(app, north, 'nadia', 'administrator');
  await signedIn(app, north, 'ned', 'agent');
  await guess(app.browser('north'), 'ned', 2);
  await app.user(north, 'tom', { temporary: true });
  await app.browser('north').signIn('tom', goodPassword);
  await guess(app.browser('south'), 'sara', 3);
  const answer = await report(boss);
  assert.equal(answer.status, 200, answer.text);
  const { items, stepMinutes } = answer.json<SignInReport>();
  assert.equal(stepMinutes, 1);
  // Tom came as far as his new password, which is neither a sign-in nor a refusal.
  assert.deepEqual(sum(items), { signIns: 2, refusals: 2, refused: { incorrect_credentials: 2 } });
  for (const { at } of items) assert.equal(Date.parse(at) % 60_000, 0);
  const sara = await signedIn(app, south, 'sally', 'administrator');
  const southern = (await report(sara)).json<SignInReport>();
  assert.deepEqual(sum(southern.items), { signIns: 1, refusals: 3, refused: { incorrect_credentials: 3 } });
});

test('M4 what lies outside of the span is left out, whatever the clock of the process said that wrote it', async () => {
  const tenant = await app.organization('span');
  const boss = await signedIn(app, tenant, 'nadia', 'administrator');
  await logged(tenant, '2026-03-02T07:59:59.999Z', 'done', null);
  await logged(tenant, '2026-03-02T08:00:00Z', 'done', null, 3);
  await logged(tenant, '2026-03-02T08:01:10Z', 'refused', 'user_limit_reached', 2);
  await logged(tenant, '2026-03-02T08:01:59.999Z', 'refused', 'outside_schedule');
  await logged(tenant, '2026-03-02T08:02:00Z', 'done', null);
  // Its process was three minutes late; the database was not.
  await rows(
    app,
    sql`INSERT INTO audit_events (tenant_id, id, at, action, outcome, actor_kind)
      VALUES (${tenant.id}, ${idAt(Temporal.Instant.from('2026-03-02T07:58:30Z'))}, '2026-03-02T08:01:30Z', 'session.start', 'done', 'nobody')`,
  );
  const { items } = (await report(boss, '?from=2026-03-02T08:00:00Z&to=2026-03-02T08:02:00Z')).json<SignInReport>();
  assert.deepEqual(items, [
    { at: '2026-03-02T08:00:00.000Z', signIns: 3, refusals: 0, refused: {} },
    {
      at: '2026-03-02T08:01:00.000Z',
      signIns: 1,
      refusals: 3,
      refused: { user_limit_reached: 2, outside_schedule: 1 },
    },
  ]);
});

test('M3 M4 a supervisor is told totals, an agent nothing; who may read the log is told the reasons', async () => {
  const tenant = await app.organization('reach');
  await guess(app.browser('reach'), 'nobody', 2);
  const seen: Record<string, unknown> = {};
  for (const [username, role] of Object.entries({ sue: 'supervisor', ana: 'agent', bo: 'administrator' })) {
    const browser = await signedIn(app, tenant, username, role);
    const answer = await report(browser);
    if (answer.status !== 200) seen[role] = answer.status;
    else {
      const { refusals, refused } = sum(answer.json<SignInReport>().items);
      seen[role] = { refusals, refused };
    }
    assert.equal((await browser.get('/api/v1/seats/history')).status, role === 'agent' ? 403 : 200);
  }
  assert.deepEqual(seen, {
    supervisor: { refusals: 2, refused: {} },
    agent: 403,
    administrator: { refusals: 2, refused: { incorrect_credentials: 2 } },
  });
});

test('M4 a span that is too long is refused, a long one is told in coarser steps', async () => {
  const tenant = await app.organization('long');
  const boss = await signedIn(app, tenant, 'nadia', 'administrator');
  assert.equal((await report(boss, '?from=2026-01-01T00:00:00Z&to=2026-02-02T00:00:00Z')).status, 400);
  const month = await report(boss, '?from=2026-01-01T00:00:00Z&to=2026-02-01T00:00:00Z');
  assert.equal(month.json<SignInReport>().stepMinutes, 30);
});

test('L2 seats in use are sampled each minute, once, and fall to zero when the last one has gone', async () => {
  const tenant = await app.organization('samples');
  await farFromTheMinute();
  const boss = await signedIn(app, tenant, 'nadia', 'administrator');
  const { database } = app.app.house;
  await seatsInUse(tenant, 7);
  await sampleSeats(database);
  await sampleSeats(database);
  const [one, ...others] = (await history(boss)).items;
  assert.deepEqual([one?.inUse, one?.capacity, others.length], [7, 10_000, 0]);
  // A minute later everybody has gone; two minutes later nothing is to be told any more.
  for (const [inUse, expected] of [
    [0, [7, 0]],
    [0, [7, 0]],
  ] as const) {
    await rows(app, sql`UPDATE seat_minutes SET at = at - interval '1 minute' WHERE tenant_id = ${tenant.id}`);
    await seatsInUse(tenant, inUse);
    await sampleSeats(database);
    const { items } = await history(boss);
    assert.deepEqual(
      items.map((item) => item.inUse),
      expected,
    );
  }
});

test('L2 a coarser step tells the most that were in use at once', async () => {
  const tenant = await app.organization('coarse');
  const boss = await signedIn(app, tenant, 'nadia', 'administrator');
  await rows(
    app,
    sql`INSERT INTO seat_minutes (tenant_id, at, in_use, capacity) VALUES (${tenant.id}, '2026-03-02T08:00Z', 3, 10),
      (${tenant.id}, '2026-03-02T08:07Z', 9, 10), (${tenant.id}, '2026-03-02T08:14Z', 4, 8), (${tenant.id}, '2026-03-02T08:15Z', 5, 8)`,
  );
  const { items, stepMinutes } = await history(boss, '?from=2026-03-01T00:00:00Z&to=2026-03-08T00:00:00Z');
  assert.equal(stepMinutes, 15);
  assert.deepEqual(items, [
    { at: '2026-03-02T08:00:00.000Z', inUse: 9, capacity: 8 },
    { at: '2026-03-02T08:15:00.000Z', inUse: 5, capacity: 8 },
  ]);
});

test('L2 a day that is over is kept with its peak, capacity and refusals, also when nobody comes on the next one', async () => {
  const tenant = await app.organization('days');
  await farFromTheMinute();
  const boss = await signedIn(app, tenant, 'nadia', 'administrator');
  await rows(app, sql`DELETE FROM seats WHERE tenant_id = ${tenant.id}`);
  const yesterday = Temporal.Now.zonedDateTimeISO('Europe/Lisbon').startOfDay().subtract({ days: 1 });
  const at = yesterday.add({ hours: 9 }).toInstant();
  await rows(
    app,
    sql`INSERT INTO seat_minutes (tenant_id, at, in_use, capacity) VALUES (${tenant.id}, ${at.toString()}, 40, 50)`,
  );
  await logged(tenant, at.toString(), 'refused', 'user_limit_reached', 3);
  await logged(tenant, at.toString(), 'refused', 'incorrect_credentials', 2);
  await logged(tenant, yesterday.subtract({ minutes: 1 }).toInstant().toString(), 'refused', 'user_limit_reached');
  await logged(tenant, new Date().toISOString(), 'refused', 'user_limit_reached', 2);
  await seatsInUse(tenant, 4, 1, 42);
  const query = `?from=${yesterday.toInstant().toString()}`;
  const day = yesterday.toPlainDate().toString();
  const today = yesterday.add({ days: 1 }).toPlainDate().toString();
  const now = { day: today, peak: 4, capacity: 10_000, refusals: 2 };
  assert.deepEqual((await history(boss, query)).days, [{ day, peak: 42, capacity: null, refusals: 3 }, now]);
  await sampleSeats(app.app.house.database);
  assert.deepEqual((await history(boss, query)).days, [{ day, peak: 42, capacity: 50, refusals: 3 }, now]);
  const stored = await rows(app, sql`SELECT day::text, peak, refusals FROM seat_days WHERE tenant_id = ${tenant.id}`);
  assert.deepEqual(stored, [{ day, peak: 42, refusals: 3 }]);
  const usage = await rows(app, sql`SELECT day::text, peak, in_use FROM seat_usage WHERE tenant_id = ${tenant.id}`);
  assert.deepEqual(usage, [{ day: today, peak: 4, in_use: 4 }]);
});

test('L2 S8.6 who finds no seat is counted in the minute and on the day', async () => {
  const tenant = await houseOf(app, 'full', 2);
  await farFromTheMinute();
  const boss = await signedIn(app, tenant, 'nadia', 'administrator');
  await signedIn(app, tenant, 'ned', 'agent');
  await app.user(tenant, 'tom');
  assert.equal((await app.browser('full').signIn('tom', goodPassword)).status, 409);
  const { items } = (await report(boss)).json<SignInReport>();
  assert.deepEqual(sum(items), { signIns: 2, refusals: 1, refused: { user_limit_reached: 1 } });
  const { days } = await history(boss);
  assert.deepEqual(
    days.map(({ peak, capacity, refusals }) => ({ peak, capacity, refusals })),
    [{ peak: 2, capacity: 2, refusals: 1 }],
  );
  await sampleSeats(app.app.house.database);
  assert.deepEqual(
    (await history(boss)).items.map(({ inUse, capacity }) => ({ inUse, capacity })),
    [{ inUse: 2, capacity: 2 }],
  );
});
