// Senders of several processes, and endpoints that hang. The danger: a delivery that two of them send, one that none sends, and an
// endpoint that keeps the others waiting.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import type { TenantId } from '../../server/kernel/ids.ts';
import { rows } from '../support/attack.ts';
import { type TwoProcesses, twoProcesses } from '../support/two-processes.ts';
import { until, within } from '../support/until.ts';
import { closeReceivers, webhookReceiver } from '../support/webhook-receiver.ts';
import { addWebhook, administered, deliveries } from '../support/webhooks.ts';

let processes: TwoProcesses;
before(async () => {
  processes = await twoProcesses();
});
after(async () => {
  await processes?.close();
  await closeReceivers();
});

/** So many entries of the audit log, by so many transactions at once. */
function happen(tenant: TenantId, count: number): Promise<unknown> {
  const { database } = processes.here.app.house;
  return Promise.all(
    Array.from({ length: count }, () =>
      database.withTenant(tenant, (tx) =>
        sql`INSERT INTO audit_events (tenant_id, id, action, outcome, actor_kind)
          VALUES (${tenant}, gen_random_uuid(), 'team.create', 'done', 'system')`.execute(tx),
      ),
    ),
  );
}

test('M4 three processes deliver each event once, and no endpoint gets more at a time than they may together', async () => {
  const receiver = await webhookReceiver();
  const { tenant, nadia } = await administered(processes.here, 'north');
  const { path } = await addWebhook(nadia, receiver.url, ['team.create']);
  await happen(tenant.id, 200);
  await until(async () => (await deliveries(nadia, path, '?state=waiting')).length === 0);
  assert.equal(receiver.received.length, 200);
  assert.equal(new Set(receiver.received.map(({ id }) => id)).size, 200);
  const attempts = await rows<{ attempts: number }>(
    processes.here,
    sql`SELECT DISTINCT attempts FROM webhook_deliveries WHERE tenant_id = ${tenant.id}`,
  );
  assert.deepEqual(attempts, [{ attempts: 1 }]);
  assert.ok(receiver.openMax() <= 24, `${receiver.openMax()} at once`);
});

test('M4 claims without the lock of a row would give one delivery to several: the test above would see it', async () => {
  const { tenant } = await administered(processes.here, 'broken');
  await rows(
    processes.here,
    sql`INSERT INTO webhook_deliveries (tenant_id, webhook_id, id, type, at, data)
      SELECT ${tenant.id}, gen_random_uuid(), gen_random_uuid(), 'x', now(), '{}' FROM generate_series(1, 20)`,
  );
  const { database } = processes.here.app.house;
  const claimers = 4;
  let looked = 0;
  const { promise: allLooked, resolve } = Promise.withResolvers<void>();
  // The broken variant: looked for first, taken by another statement, here at the worst moment.
  const claim = () =>
    database.withSystem(async (tx) => {
      const found = await sql<{
        id: string;
      }>`SELECT id FROM webhook_deliveries WHERE tenant_id = ${tenant.id} AND attempts = 0`.execute(tx);
      looked += 1;
      if (looked === claimers) resolve();
      await allLooked;
      await sql`UPDATE webhook_deliveries SET attempts = attempts + 1 WHERE tenant_id = ${tenant.id} AND id = ANY (${found.rows.map(({ id }) => id)}::uuid[])`.execute(
        tx,
      );
      return found.rows.length;
    });
  const taken = await Promise.all(Array.from({ length: claimers }, claim));
  assert.equal(
    taken.reduce((sum, count) => sum + count, 0),
    20 * claimers,
  );
});

test('M4 endpoints that hang hold nobody up, and say so', async () => {
  const never = Promise.withResolvers<number>();
  const { tenant, nadia } = await administered(processes.here, 'hangs');
  const stuck = await Promise.all(Array.from({ length: 6 }, () => webhookReceiver(() => never.promise)));
  const hanging = await Promise.all(stuck.map(({ url }) => addWebhook(nadia, url, ['team.create'])));
  const receiver = await webhookReceiver();
  const { path } = await addWebhook(nadia, receiver.url, ['team.create']);
  await happen(tenant.id, 100);
  // Far less than an attempt at one that hangs takes.
  await within(3_000, async () => (await deliveries(nadia, path, '?state=delivered&limit=200')).length === 100);
  for (const one of stuck) assert.ok(one.openMax() <= 24, `${one.openMax()} at once`);
  const [first] = hanging;
  await until(async () =>
    (await deliveries(nadia, first?.path ?? '')).some(({ lastError }) => lastError === 'timed_out'),
  );
  never.resolve(200);
});
