// security.md, Faults: kill −9 of a process that is handing mails over. Every mail still arrives, once, under the name it had.
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { sql } from 'kysely';
import { pino } from 'pino';
import { buildHouse } from '../../server/app.ts';
import { commandLineCaller } from '../../server/kernel/caller.ts';
import { readConfig } from '../../server/platform/config.ts';
import { loadKeyFile } from '../../server/platform/seal-key-file.ts';
import { operatorsTenantId } from '../../server/tenants/tenants.ts';
import { testDatabase } from '../support/database.ts';
import { sampleMails } from '../support/mail-samples.ts';
import { mailServer } from '../support/mail-server.ts';
import { startServer } from '../support/server-process.ts';
import { until } from '../support/until.ts';

const waiting = 20;

function nameOf(raw: string): string {
  return /^Message-ID: (.*)$/im.exec(raw)?.[1]?.trim() ?? '';
}

test('P1 F2 a process killed while it hands mails over loses none and doubles none', { timeout: 150_000 }, async () => {
  const { ownerUrl, drop } = await testDatabase();
  const directory = await mkdtemp(join(tmpdir(), 'usher-mail-kill-'));
  const killed = Promise.withResolvers<void>();
  const inHand: string[] = [];
  let alive = true;
  const server = await mailServer(async ({ raw }) => {
    if (!alive) return null;
    inHand.push(nameOf(raw));
    await killed.promise;
    // Nobody is there to hear it: the mail was not taken.
    return 451;
  });
  const environment = { USHER_DATA: directory, DATABASE_URL: ownerUrl, USHER_SMTP_URL: server.url };
  const config = readConfig(environment);
  const keyring = await loadKeyFile(config.keyFile);
  const house = buildHouse({ config, ownerUrl, keyring, log: pino({ level: 'silent' }) });
  let second: Awaited<ReturnType<typeof startServer>> | null = null;
  try {
    const first = await startServer(environment);
    const operator = commandLineCaller(operatorsTenantId);
    await house.organizations.create(operator, { slug: 'north', name: 'North', seats: 5, timeZone: 'UTC' });
    const tenant = await house.tenants.bySlug('north');
    const [welcome] = sampleMails(tenant.id);
    assert.ok(welcome);
    const mails = Array.from({ length: waiting }, () => welcome);
    await house.database.withTenant(tenant.id, (tx) => house.mail.sendMany(tx, mails));
    await until(() => inHand.length === 8);
    await first.stop('SIGKILL');
    alive = false;
    killed.resolve();
    second = await startServer(environment);
    const left = sql<{ count: number }>`SELECT count(*)::integer AS count FROM mails WHERE status <> 'sent'`;
    await until(async () => {
      const [row] = await house.database.withSystem(async (tx) => (await left.execute(tx)).rows);
      return row?.count === 0;
    }, 90_000);
    const names = server.received.map(({ raw }) => nameOf(raw));
    assert.equal(names.length, waiting);
    assert.equal(new Set(names).size, waiting);
    assert.deepEqual(
      inHand.filter((name) => !names.includes(name)),
      [],
      'the same name at the second attempt',
    );
  } finally {
    killed.resolve();
    await second?.stop();
    await house.close();
    await server.close();
    await rm(directory, { recursive: true, force: true });
    await drop();
  }
});
