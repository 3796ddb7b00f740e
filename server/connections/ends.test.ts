// Whatever ends a session, its tabs are told why within a second, whichever process holds them, and its seat is free.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import { goodPassword, type TestApp, testApp } from '../../test/support/app.ts';
import { rows, signedIn } from '../../test/support/attack.ts';
import { Browser } from '../../test/support/browser.ts';
import { connectTab, type Tab } from '../../test/support/tab.ts';
import { until, within } from '../../test/support/until.ts';
import { commandLineCaller } from '../kernel/caller.ts';
import type { SessionId } from '../kernel/ids.ts';
import { announce } from '../platform/notify.ts';
import { operatorsTenantId, type Tenant } from '../tenants/tenants.ts';

const toldWithinMs = 1_000;

let here: TestApp;
/** On the same database: holds the tabs. */
let there: TestApp;
let offsetMs = 0;
/** While true, no audit entry can be written. */
let auditBroken = false;

before(async () => {
  here = await testApp({
    clockOffsetMs: () => offsetMs,
    onStatement: (statement) => {
      if (auditBroken && /insert into "?audit_events/i.test(statement)) throw new Error('no audit today');
    },
  });
  there = await testApp({ ownerUrl: here.ownerUrl, keyring: here.keyring, clockOffsetMs: () => offsetMs });
});
after(async () => {
  await there?.close();
  await here?.close();
});

interface Given {
  readonly tenant: Tenant;
  readonly browser: Browser;
  readonly id: string;
  readonly tab: Tab;
}

/** Ana, signed in here, with a tab there. */
async function given(slug: string): Promise<Given> {
  const tenant = await here.organization(slug);
  const browser = await signedIn(here, tenant, 'ana', 'agent');
  const { user } = (await browser.get('/api/v1/session')).json<{ user: { id: string } }>();
  const tab = await connectTab(browser, { port: there.port });
  await tab.event('connected');
  return { tenant, browser, id: user.id, tab };
}

async function left(tenant: Tenant): Promise<Record<string, number>> {
  const [row] = await rows(
    here,
    sql<
      Record<string, number>
    >`SELECT (SELECT count(*)::integer FROM connections c JOIN users u ON u.id = c.user_id WHERE c.tenant_id = ${tenant.id} AND u.username = 'ana') AS tabs,
      (SELECT count(*)::integer FROM seats s JOIN users u ON u.id = s.user_id WHERE s.tenant_id = ${tenant.id} AND u.username = 'ana') AS seats`,
  );
  return row ?? {};
}

async function assertTold({ tab, tenant }: Given, reason: string): Promise<Record<string, unknown>> {
  await within(toldWithinMs, () => tab.over);
  const said = await tab.event('signed_out');
  assert.equal(said.reason, reason);
  await within(toldWithinMs, async () => (await left(tenant)).tabs === 0);
  return said;
}

const asOperator = commandLineCaller(operatorsTenantId);

/** What ends a session: by reason. */
const ends: Readonly<Record<string, readonly [string, (one: Given) => Promise<unknown>]>> = {
  'S6 log out': ['logged_out', ({ browser }) => browser.json('DELETE', '/api/v1/session')],
  'S6 log out everywhere': ['logged_out_everywhere', ({ browser }) => browser.json('DELETE', '/api/v1/sessions')],
  'S8.3 disabled': [
    'user_disabled',
    ({ tenant, id }) => here.app.house.users.setDisabled(tenant, commandLineCaller(tenant.id), id, true),
  ],
  'L4 made inactive': [
    'user_inactive',
    ({ tenant, id }) =>
      here.app.house.users.update(tenant, commandLineCaller(tenant.id), id, { status: 'inactive' }, null),
  ],
  'L5 signed out by an administrator': [
    'signed_out_by_administrator',
    async ({ tenant, id }) => {
      const admin = await signedIn(here, tenant, 'admin', 'administrator');
      assert.equal((await admin.json('POST', `/api/v1/users/${id}/sign-out`, {})).status, 204);
    },
  ],
  'P7 another password set': [
    'password_changed',
    ({ tenant, id }) => here.app.house.users.setPassword(tenant, commandLineCaller(tenant.id), id, { generate: true }),
  ],
  'S4 the next sign-in in the same browser': ['replaced', ({ browser }) => browser.signIn('ana', goodPassword)],
};

for (const [index, [name, [reason, end]]] of Object.entries(ends).entries()) {
  test(`${name}: the tab in the other process is told within a second, and counted no more`, async () => {
    const one = await given(`told-${index}`);
    await end(one);
    const said = await assertTold(one, reason);
    if (reason === 'replaced') assert.deepEqual([typeof said.browser, typeof said.at], ['string', 'string']);
    else await within(toldWithinMs, async () => (await left(one.tenant)).seats === 0);
  });
}

test('O1 a suspended organisation’s tabs are told', async () => {
  const one = await given('told-suspended');
  await here.app.house.organizations.setSuspended(asOperator, one.tenant.slug, true);
  await assertTold(one, 'organization_suspended');
});

test('M4 log-out, disabling and disconnecting work where no audit entry can be written, and the tabs are told', async () => {
  const out = await given('no-audit-out');
  const disabled = await given('no-audit-disabled');
  const closed = await given('no-audit-closed');
  auditBroken = true;
  try {
    assert.equal((await out.browser.json('DELETE', '/api/v1/session')).status, 204);
    await assertTold(out, 'logged_out');
    await here.app.house.users.setDisabled(disabled.tenant, commandLineCaller(disabled.tenant.id), disabled.id, true);
    await assertTold(disabled, 'user_disabled');
    const id = String((await closed.tab.event('connected')).connection);
    assert.equal((await closed.browser.json('DELETE', `/api/v1/session/connections/${id}`)).status, 204);
    await within(toldWithinMs, () => closed.tab.named('disconnected').length > 0);
  } finally {
    auditBroken = false;
  }
});

type Span = readonly [from: string, to: string];

async function setHours(tenant: Tenant, ...hours: readonly Span[]): Promise<void> {
  const windows = hours.map(([from, to]) => ({ days: [1, 2, 3, 4, 5, 6, 7], from, to }));
  const definition = JSON.stringify({ windows, exceptions: [] });
  await rows(
    here,
    sql`WITH made AS (INSERT INTO schedules (tenant_id, id, name, definition) VALUES (${tenant.id}, gen_random_uuid(), 'Hours', ${definition}) RETURNING id)
      UPDATE users SET schedule_id = (SELECT id FROM made) WHERE tenant_id = ${tenant.id} AND username = 'ana'`,
  );
}

/** Milliseconds from now until so many before a wall time in Lisbon tomorrow. */
function offsetTo(time: string, minutesBefore: number): number {
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  const zoned = Temporal.Now.zonedDateTimeISO('Europe/Lisbon');
  const end = zoned
    .toPlainDate()
    .add({ days: 1 })
    .toZonedDateTime({ timeZone: 'Europe/Lisbon', plainTime: { hour, minute } });
  return end.epochMilliseconds - zoned.epochMilliseconds - minutesBefore * 60_000;
}

test('L3 at the end of the hours the tab is warned 15, 5 and 1 minutes before, and told at the end', async () => {
  const tenant = await here.organization('hours-end');
  const user = await here.user(tenant, 'ana');
  await setHours(tenant, ['09:00', '17:30']);
  offsetMs = offsetTo('17:30', 20);
  try {
    const browser = here.browser(tenant.slug);
    assert.equal((await browser.signIn('ana', goodPassword)).status, 200);
    const tab = await connectTab(browser, { port: there.port });
    await tab.event('connected');
    for (const minutes of [15, 5, 1]) {
      offsetMs = offsetTo('17:30', minutes) + 1_000;
      await until(() => Math.abs(Number(tab.named('warning').at(-1)?.data.secondsLeft) - minutes * 60) < 15);
      const { kind, at, ends: isEnd } = tab.named('warning').at(-1)?.data ?? {};
      assert.deepEqual([kind, isEnd], ['schedule', true]);
      assert.ok(
        Math.abs(Date.parse(String(at)) - Date.now() - offsetTo('17:30', 0)) < 2_000,
        `by the house's clock: ${at}`,
      );
    }
    offsetMs = offsetTo('17:30', 0) + 1_000;
    const said = await tab.event('signed_out');
    assert.equal(said.reason, 'outside_schedule');
    assert.match(String(said.opensAt), /^\d{4}-/);
    // One that slept meanwhile hears the same.
    const late = await connectTab(browser, { port: there.port });
    const { at, ...ended } = Object(late.refusal?.ended);
    assert.deepEqual([typeof at, ended], ['string', { reason: 'outside_schedule', opensAt: said.opensAt }]);
    await until(async () => (await left(tenant)).tabs === 0);
    const [session] = await rows(here, sql`SELECT end_reason FROM sessions WHERE user_id = ${user.id}`);
    assert.deepEqual(session, { end_reason: 'outside_schedule' });
    assert.deepEqual(await left(tenant), { tabs: 0, seats: 0 });
  } finally {
    offsetMs = 0;
  }
});

test('L3 where the organisation only warns, the tab is warned and stays', async () => {
  const tenant = await here.organization('hours-warn', { schedules: { atEnd: 'warn' } });
  await here.user(tenant, 'ana');
  await setHours(tenant, ['09:00', '17:30']);
  offsetMs = offsetTo('17:30', 3);
  try {
    const browser = here.browser(tenant.slug);
    await browser.signIn('ana', goodPassword);
    const tab = await connectTab(browser, { port: there.port });
    const { ends: isEnd } = await tab.event('warning');
    assert.equal(isEnd, false);
    offsetMs = offsetTo('17:30', -10);
    const other = await connectTab(browser, { port: there.port });
    await other.event('connected');
    assert.deepEqual([tab.over, tab.named('signed_out').length], [false, 0]);
    tab.close();
    other.close();
  } finally {
    offsetMs = 0;
  }
});

test('L3 where hours only warn, whoever stayed over a break is warned before the end of the hours after it', async () => {
  const tenant = await here.organization('hours-break', { schedules: { atEnd: 'warn' } });
  await here.user(tenant, 'ana');
  await setHours(tenant, ['09:00', '12:00'], ['13:00', '13:10']);
  offsetMs = offsetTo('12:00', 3);
  try {
    const browser = here.browser(tenant.slug);
    assert.equal((await browser.signIn('ana', goodPassword)).status, 200);
    const tab = await connectTab(browser, { port: there.port });
    await tab.event('warning');
    // In the break; the clock that is moved is looked at, the one that goes on by itself is not.
    offsetMs = offsetTo('13:00', 0) - 4_000;
    await until(() => Math.abs(Number(tab.named('warning').at(-1)?.data.secondsLeft) - 600) < 15);
    assert.deepEqual([tab.over, tab.named('signed_out').length], [false, 0]);
    tab.close();
  } finally {
    offsetMs = 0;
  }
});

test('V7.3 every session ends at its absolute end, tabs or not', async () => {
  const one = await given('absolute-end');
  await rows(
    here,
    sql`UPDATE sessions SET absolute_expires_at = now() + interval '4 minutes' WHERE tenant_id = ${one.tenant.id}`,
  );
  await here.app.house.tenants.changeSettings(commandLineCaller(one.tenant.id), { seats: { graceSeconds: 1 } }, null);
  const { kind, secondsLeft } = await one.tab.event('warning');
  assert.equal(kind, 'absolute');
  assert.ok(Number(secondsLeft) > 230 && Number(secondsLeft) <= 240);
  await rows(here, sql`UPDATE sessions SET absolute_expires_at = now() WHERE tenant_id = ${one.tenant.id}`);
  await here.app.house.tenants.changeSettings(commandLineCaller(one.tenant.id), { seats: { graceSeconds: 2 } }, null);
  await assertTold(one, 'absolute');
});

for (const reason of ['absolute', 'idle'])
  test(`V7.3 L1 a tab whose session the process of another tab has ended by time (${reason}) is told`, async () => {
    const one = await given(`ended-elsewhere-${reason}`);
    await here.app.house.database.withTenant(one.tenant.id, async (tx) => {
      const { rows: ended } = await sql<{ id: SessionId }>`UPDATE sessions SET ended_at = now(), end_reason = ${reason}
        WHERE tenant_id = ${one.tenant.id} AND ended_at IS NULL RETURNING id`.execute(tx);
      for (const { id } of ended) await announce(tx, { kind: 'session', tenant: one.tenant.id, session: id });
    });
    await assertTold(one, reason);
  });

test('V7.3 what a page asks by itself is no use: neither the stream nor its answers to pings keep a session', async () => {
  const one = await given('no-use');
  const seen = async () => {
    await Promise.all([here.app.house.sessions.flush(), there.app.house.sessions.flush()]);
    const [row] = await rows(
      here,
      sql<{
        ago: number;
      }>`SELECT extract(epoch FROM now() - last_seen_at)::float8 AS ago FROM sessions WHERE tenant_id = ${one.tenant.id}`,
    );
    return row?.ago ?? 0;
  };
  await seen();
  await rows(
    here,
    sql`UPDATE sessions SET last_seen_at = now() - interval '10 minutes' WHERE tenant_id = ${one.tenant.id}`,
  );
  const again = await connectTab(one.browser, { port: there.port, tab: one.tab.tab });
  await again.event('connected');
  const elsewhere = new Browser(there.port, one.browser.host);
  for (const [name, value] of one.browser.cookies) elsewhere.cookies.set(name, value);
  for (const browser of [one.browser, elsewhere])
    assert.equal((await browser.json('POST', `/api/v1/session/connection/${again.tab}/pong`)).status, 204);
  assert.equal((await one.browser.get('/api/v1/session/connections')).status, 200);
  assert.ok((await seen()) > 500);
  assert.equal((await one.browser.get('/api/v1/session')).status, 200);
  assert.ok((await seen()) < 60);
  again.close();
});
