// The race for tabs (L1): however many connect at once, through two real processes, a browser never has more than it may, and is
// never refused while a place is free. Beside it what would happen without the lock.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import { connectionOpen, sessionLockOfBrowser } from '../../server/connections/store.ts';
import { type ConnectionId, type NodeId, newId, type SessionId, type UserId } from '../../server/kernel/ids.ts';
import type { Transaction } from '../../server/platform/database.ts';
import type { Tenant } from '../../server/tenants/tenants.ts';
import { goodPassword } from '../support/app.ts';
import { rows } from '../support/attack.ts';
import type { Browser } from '../support/browser.ts';
import { meetingOf } from '../support/meeting.ts';
import { connectTab } from '../support/tab.ts';
import { type TwoProcesses, twoProcesses } from '../support/two-processes.ts';
import { until } from '../support/until.ts';

const clients = 100;
const limit = 3;

let two: TwoProcesses;
before(async () => {
  two = await twoProcesses();
});
after(() => two?.close());

interface Agent {
  readonly tenant: Tenant;
  /** The same browser at either process. */
  at(turn: number): Browser;
}

async function agentOf(slug: string): Promise<Agent> {
  const tenant = await two.here.organization(slug, { connections: { tabsPerBrowser: limit } });
  await two.here.user(tenant, 'ana');
  const browser = two.browser(slug, 0);
  assert.equal((await browser.signIn('ana', goodPassword)).status, 200);
  return {
    tenant,
    at(turn) {
      const there = two.browser(slug, turn);
      for (const [name, value] of browser.cookies) there.cookies.set(name, value);
      return there;
    },
  };
}

async function countTabs(tenant: Tenant): Promise<number> {
  const [row] = await rows(
    two.here,
    sql<{ n: number }>`SELECT count(*)::integer AS n FROM connections WHERE tenant_id = ${tenant.id}`,
  );
  return row?.n ?? -1;
}

test(`L1 ${clients} tabs for ${limit} places over two processes: exactly ${limit} are connected, again and again`, async () => {
  for (let round = 0; round < 3; round += 1) {
    // Each process lets a session open 30 streams at once; the others of it are told to wait.
    const agent = await agentOf(`race-tabs-${round}`);
    const tabs = await Promise.all(Array.from({ length: clients }, (_, turn) => connectTab(agent.at(turn))));
    const statuses = tabs.map(({ status }) => status);
    assert.equal(statuses.filter((status) => status === 200).length, limit);
    assert.ok(statuses.filter((status) => status === 409).length >= 60 - limit);
    assert.ok(statuses.every((status) => [200, 409, 429].includes(status)));
    assert.equal(await countTabs(agent.tenant), limit);
    for (const tab of tabs) tab.close();
    await until(async () => (await countTabs(agent.tenant)) === 0);
  }
});

test('L1 the same tab many times over two processes is one, and one stream is left', async () => {
  const agent = await agentOf('race-same');
  const tab = randomUUID();
  const tabs = await Promise.all(Array.from({ length: 20 }, (_, turn) => connectTab(agent.at(turn), { tab })));
  assert.ok(tabs.every(({ status }) => status === 200));
  await until(() => tabs.filter(({ over }) => !over).length === 1);
  assert.equal(await countTabs(agent.tenant), 1);
  const left = tabs.find(({ over }) => !over);
  assert.equal(left?.named('superseded').length, 0);
  left?.close();
  await until(async () => (await countTabs(agent.tenant)) === 0);
});

test('L1 tabs that come and go over two processes leave nothing behind', async () => {
  const agent = await agentOf('race-churn');
  await Promise.all(
    Array.from({ length: 8 }, async (_, turn) => {
      for (let n = 0; n < 15; n += 1) {
        const tab = await connectTab(agent.at(turn + n));
        assert.ok([200, 409, 429].includes(tab.status), JSON.stringify(tab.refusal));
        tab.close();
      }
    }),
  );
  await until(async () => (await countTabs(agent.tenant)) === 0);
  const [session] = await rows(
    two.here,
    sql`SELECT disconnected_at IS NOT NULL AS gone FROM sessions WHERE tenant_id = ${agent.tenant.id} AND ended_at IS NULL`,
  );
  assert.deepEqual(session, { gone: true });
  const [seat] = await rows(
    two.here,
    sql`SELECT held_until < 'infinity' AS grace FROM seats WHERE tenant_id = ${agent.tenant.id}`,
  );
  assert.deepEqual(seat, { grace: true });
});

/** Opens tabs all at once: all transactions are there before the first looks, and whoever has opened one first commits when the others have looked. */
async function openAll(
  agent: Agent,
  lock: (tx: Transaction, user: UserId, session: SessionId) => Promise<void>,
): Promise<number> {
  const { tenant } = agent;
  const [session] = await rows<{ id: SessionId; user_id: UserId }>(
    two.here,
    sql`SELECT id, user_id FROM sessions WHERE tenant_id = ${tenant.id} AND ended_at IS NULL`,
  );
  const [node] = await rows<{ id: NodeId }>(two.here, sql`SELECT id FROM nodes LIMIT 1`);
  assert.ok(session && node);
  const meet = meetingOf(8);
  let pauseSeconds = 1;
  const opened = await Promise.all(
    Array.from({ length: 8 }, () =>
      two.here.app.house.database.withTenant(tenant.id, async (tx) => {
        await sql`SELECT 1`.execute(tx);
        await meet();
        await lock(tx, session.user_id, session.id);
        const id = newId<ConnectionId>();
        const more = { node: node.id, browserName: 'Firefox', address: '127.0.0.1' };
        const row = { tenant: tenant.id, id, session: session.id, user: session.user_id, tab: randomUUID(), ...more };
        const answer = await connectionOpen(tx, row, limit);
        const pause = sql`SELECT pg_sleep(${pauseSeconds})`;
        pauseSeconds = 0;
        await pause.execute(tx);
        return answer?.opened === true ? 1 : 0;
      }),
    ),
  );
  return opened.reduce<number>((sum, one) => sum + one, 0);
}

test('L1 with the lock as many tabs are written as there are places; without it, more', async () => {
  const right = await agentOf('race-locked');
  assert.equal(
    await openAll(right, (tx, user, session) => sessionLockOfBrowser(tx, right.tenant.id, user, session)),
    limit,
  );
  const wrong = await agentOf('race-unlocked');
  assert.ok((await openAll(wrong, async () => undefined)) > limit);
});
