// L1 "browsers per user" over two processes' worth of application on one database: however many sign in at once as the same person,
// they are never signed in in more browsers than they may be, and none of them is refused for a moment's confusion.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import type { UserId } from '../../server/kernel/ids.ts';
import type { Transaction } from '../../server/platform/database.ts';
import type { Tenant } from '../../server/tenants/tenants.ts';
import { goodPassword } from '../support/app.ts';
import { rows } from '../support/attack.ts';
import { meetingOf } from '../support/meeting.ts';
import { enterWithTab, step } from '../support/places.ts';
import { assertExact, houseOf, openSession, peopleOf } from '../support/seats.ts';
import { twoServers } from '../support/two-servers.ts';

const clients = 16;
const rounds = 6;

const { one, atOnce } = await twoServers();

async function liveOf(tenant: Tenant): Promise<number> {
  return (await rows(one, sql`SELECT 1 FROM live_sessions WHERE tenant_id = ${tenant.id}`)).length;
}

async function house(slug: string, browsers: number): Promise<Tenant> {
  const tenant = await houseOf(one, slug, 5, { connections: { browsers }, officeNetworks: ['127.0.0.0/8'] });
  await one.user(tenant, 'ana');
  return tenant;
}

test('L1 of 16 browsers that sign in at once as one person all get in, and the last ones stay: as many as are allowed', async () => {
  for (let round = 0; round < rounds; round += 1) {
    const browsers = 1 + (round % 3);
    const tenant = await house(`at-once-${round}`, browsers);
    const answers = await atOnce(clients, (app) => app.browser(tenant.slug).signIn('ana', goodPassword));
    assert.deepEqual(
      [...new Set(answers.map(({ status, text }) => `${status} ${text.slice(0, 14)}`))],
      ['200 {"next":"done"'],
    );
    assert.equal(await liveOf(tenant), browsers);
    await assertExact(one, tenant, 1);
  }
});

test('L1 S8.2 of 16 browsers that log out the one in use at once, one takes its place and the others find it there or replace it', async () => {
  for (let round = 0; round < rounds; round += 1) {
    const tenant = await house(`in-use-${round}`, 1);
    const old = await enterWithTab(one, tenant, 'ana', one.browser(tenant.slug));
    const answers = await atOnce(clients, async (app) => {
      const browser = app.browser(tenant.slug);
      const { next, flow } = (await browser.signIn('ana', goodPassword)).json();
      assert.equal(next, 'connections');
      return step(browser, flow, { endSession: old });
    });
    assert.deepEqual([...new Set(answers.map(({ status }) => status))], [200]);
    assert.equal(await liveOf(tenant), 1);
    await assertExact(one, tenant, 1);
  }
});

/** The obvious way: look how many there are, and open one if there is room. */
async function naively(tx: Transaction, tenant: Tenant, user: UserId, meet: () => Promise<void>): Promise<boolean> {
  const { rows: found } =
    await sql`SELECT 1 FROM live_sessions WHERE tenant_id = ${tenant.id} AND user_id = ${user}`.execute(tx);
  if (found.length > 0) return false;
  await meet();
  await openSession(tx, tenant, user);
  return true;
}

test('L1 to look and then to open is not enough: the broken variant lets several in', async () => {
  const tenant = await house('naive', 1);
  const [user] = await peopleOf(one, tenant, 1);
  assert.ok(user);
  const meet = meetingOf(2);
  const entered = await atOnce(clients, (app) =>
    app.app.house.database.withTenant(tenant.id, (tx) => naively(tx, tenant, user, meet)),
  );
  assert.ok(entered.filter(Boolean).length > 1, 'the race is real');
});
