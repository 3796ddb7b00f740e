// security.md, Faults: kill −9 between the commit of what happened and its delivery. Every event still arrives, under the webhook-id it had.
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { sql } from 'kysely';
import { pino } from 'pino';
import { buildHouse } from '../../server/app.ts';
import { record } from '../../server/audit/audit.ts';
import { commandLineCaller } from '../../server/kernel/caller.ts';
import { readConfig } from '../../server/platform/config.ts';
import { loadKeyFile } from '../../server/platform/seal-key-file.ts';
import { operatorsTenantId } from '../../server/tenants/tenants.ts';
import { testDatabase } from '../support/database.ts';
import { startServer } from '../support/server-process.ts';
import { until } from '../support/until.ts';
import { closeReceivers, verified, webhookReceiver } from '../support/webhook-receiver.ts';

const events = 20;

test('M4 a process killed with deliveries under way and waiting loses none', { timeout: 150_000 }, async () => {
  const { ownerUrl, drop } = await testDatabase();
  const directory = await mkdtemp(join(tmpdir(), 'usher-webhook-kill-'));
  const killed = Promise.withResolvers<void>();
  let alive = true;
  const receiver = await webhookReceiver(async (_webhook, response) => {
    if (!alive) return 204;
    await killed.promise;
    response.destroy();
    return null;
  });
  const environment = { USHER_DATA: directory, DATABASE_URL: ownerUrl, USHER_SMTP_URL: 'smtp://127.0.0.1:9' };
  const config = readConfig(environment);
  const keyring = await loadKeyFile(config.keyFile);
  const house = buildHouse({ config, ownerUrl, keyring, log: pino({ level: 'silent' }) });
  let second: Awaited<ReturnType<typeof startServer>> | null = null;
  try {
    const first = await startServer(environment);
    const operator = commandLineCaller(operatorsTenantId);
    await house.organizations.create(operator, { slug: 'north', name: 'North', seats: 5, timeZone: 'UTC' });
    const { id: tenant } = await house.tenants.bySlug('north');
    const caller = commandLineCaller(tenant);
    const made = await house.webhooks.create(caller, { name: 'Payroll', url: receiver.url, events: ['user.*'] });
    for (let event = 0; event < events; event += 1)
      await house.database.withTenant(tenant, (tx) =>
        record(tx, caller, { action: 'user.unlock', target: { kind: 'user', id: null, name: `agent-${event}` } }),
      );
    await until(() => receiver.received.length > 0);
    await first.stop('SIGKILL');
    const inHand = receiver.received.length;
    assert.ok(inHand <= 8, `${inHand} at once at one endpoint`);
    alive = false;
    killed.resolve();
    second = await startServer(environment);
    const left = sql<{
      count: number;
    }>`SELECT count(*)::integer AS count FROM webhook_deliveries WHERE state <> 'delivered'`;
    await until(async () => {
      const [row] = await house.database.withSystem(async (tx) => (await left.execute(tx)).rows);
      return row?.count === 0;
    }, 90_000);
    const arrived = receiver.received.slice(inHand);
    const told = arrived.map((one) => (verified(made.secret, one).data.target as { name: string }).name);
    assert.equal(new Set(told).size, events);
    assert.equal(arrived.length, events, 'once each after the restart');
    const ids = new Set(arrived.map(({ id }) => id));
    for (const { id } of receiver.received.slice(0, inHand)) assert.ok(ids.has(id), 'the same webhook-id again');
  } finally {
    killed.resolve();
    await second?.stop();
    await house.close();
    await closeReceivers();
    await rm(directory, { recursive: true, force: true });
    await drop();
  }
});
