import assert from 'node:assert/strict';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { describe, it } from 'node:test';
import { sql } from 'kysely';
import { withHouse, withServer } from '../../test/support/mail-house.ts';
import { mailServer } from '../../test/support/mail-server.ts';
import { until } from '../../test/support/until.ts';
import { newId, type UserId } from '../kernel/ids.ts';
import type { MailTemplate } from './templates.ts';

describe('delivery', () => {
  it('P1 a mail that the server puts off is sent later, once', () =>
    withServer(
      async (_received, count) => (count === 1 ? 451 : null),
      async (server, { startWork, send, ended, row }) => {
        startWork();
        const id = await send();
        await until(async () => (await row(id)).last_error !== null);
        assert.match((await row(id)).last_error ?? '', /451/);
        const after = await ended(id);
        assert.equal(after.status, 'sent');
        assert.equal(after.attempts, 2);
        assert.equal(server.received.length, 1);
        assert.equal(after.last_error, null);
      },
    ));

  it('P1 a mail that the server refuses for good has failed, and is not tried again', () =>
    withServer(
      async () => 550,
      async (server, { startWork, send, ended, jobCount, log }) => {
        startWork();
        const row = await ended(await send());
        await until(async () => (await jobCount()) === 0);
        assert.equal(row.status, 'failed');
        assert.equal(row.attempts, 1);
        assert.equal(row.sealed, null);
        assert.match(row.last_error ?? '', /550/);
        assert.equal(server.received.length, 0);
        assert.ok(log.some((line) => line.includes('could not be delivered')));
      },
    ));

  it('P1 a mail whose sender is refused waits: that is the operator’s to mend, and the address is not to blame', () => {
    let refuses = true;
    return withServer(
      undefined,
      async (server, { startWork, send, ended, row }) => {
        startWork();
        const id = await send();
        await until(async () => (await row(id)).last_error !== null);
        assert.match((await row(id)).last_error ?? '', /^550/);
        assert.equal((await row(id)).status, 'queued');
        refuses = false;
        assert.equal((await ended(id)).status, 'sent');
        assert.equal(server.received.length, 1);
      },
      (stage) => (refuses && stage === 'MAIL FROM' ? 550 : null),
    );
  });

  it('P1 the state of the newest mail of a kind can be asked for, and why it failed', () =>
    withServer(
      async (_received, count) => (count === 2 ? 550 : null),
      async (_server, { startWork, send, ended, database, tenant, mail, outgoing }) => {
        const { user } = outgoing();
        const last = (...templates: MailTemplate[]) =>
          database.withTenant(tenant, (tx) => mail.lastOf(tx, tenant, user.id ?? newId<UserId>(), templates));
        assert.equal(await last('welcome'), null);
        await send({ user });
        assert.partialDeepStrictEqual(await last('welcome'), { status: 'queued', error: null });
        startWork();
        await until(async () => (await last('welcome'))?.status === 'sent');
        assert.ok(Date.now() - ((await last('activation_link', 'welcome'))?.at.getTime() ?? 0) < 60_000);
        await ended(await send({ user }));
        const failed = await last('welcome');
        assert.equal(failed?.status, 'failed');
        assert.match(failed?.error ?? '', /^550 refused/);
        assert.equal(await last('activation_link'), null);
      },
    ));

  it('F2 a code under way is broken off when its time ends, and not handed over late', () => {
    const gate = Promise.withResolvers<void>();
    let reached = false;
    return withServer(
      undefined,
      async (server, { startWork, send, row, ended, outgoing }) => {
        const parameters = { code: '482913', minutes: 5, when: 'now', browser: 'Firefox', address: '203.0.113.9' };
        startWork();
        // Once one has gone, the workers are there, and the next one is begun within its time.
        assert.equal((await ended(await send({ template: 'code', parameters }))).status, 'sent');
        const user = { ...outgoing().user, email: 'late@northwind.example' };
        const id = await send({ template: 'code', parameters, user, expiresAt: new Date(Date.now() + 3_000) });
        await until(() => reached);
        await until(async () => (await row(id)).last_error !== null);
        assert.match((await row(id)).last_error ?? '', /EABORT/);
        gate.resolve();
        const after = await ended(id);
        assert.equal(after.status, 'expired');
        assert.equal(after.sealed, null);
        assert.deepEqual(
          server.received.map(({ to }) => to),
          [['ana@northwind.example']],
        );
      },
      async (stage, address) => {
        if (stage === 'MAIL FROM' || !address.startsWith('late@')) return null;
        reached = true;
        await gate.promise;
        return null;
      },
    );
  });

  it('P1 while nobody answers at the mail server, a mail waits and then goes', async () => {
    const placeholder = await mailServer();
    await placeholder.close();
    await withHouse(placeholder.url, async ({ startWork, send, ended, row, mail }) => {
      startWork();
      const id = await send();
      await until(async () => (await row(id)).last_error !== null);
      assert.match((await row(id)).last_error ?? '', /ECONNREFUSED/);
      assert.equal((await row(id)).status, 'queued');
      const server = await mailServer(undefined, placeholder.port);
      try {
        assert.equal((await ended(id)).status, 'sent');
        assert.equal(server.received.length, 1);
      } finally {
        // The server's end waits for its clients, and this one keeps connections.
        await mail.close();
        await server.close();
      }
    });
  });

  it('P1 a mail server that says nothing holds up nobody who sends', async () => {
    const sockets: Socket[] = [];
    const silent = createServer((socket) => void sockets.push(socket.on('error', () => undefined)));
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as AddressInfo; // a TCP server that listens has one
    await withHouse(`smtp://127.0.0.1:${port}`, async ({ startWork, send, row, database }) => {
      try {
        startWork();
        const first = await send();
        await until(() => sockets.length > 0);
        const startedMs = performance.now();
        for (let count = 0; count < 5; count += 1) await send();
        assert.ok(performance.now() - startedMs < 5_000);
        // Nor does the waiting worker keep a transaction open.
        const open = sql`SELECT FROM pg_stat_activity WHERE datname = current_database() AND state = 'idle in transaction' AND pid <> pg_backend_pid()`;
        await until(async () => (await database.withSystem((tx) => open.execute(tx))).rows.length === 0, 5_000);
        assert.equal((await row(first)).status, 'queued');
      } finally {
        silent.close();
        for (const socket of sockets) socket.destroy();
        silent.on('connection', (socket) => socket.destroy());
      }
    });
  });

  it('P1 a transaction that rolls back sends nothing', () =>
    withServer(undefined, async (server, { startWork, database, tenant, mail, outgoing, send, ended, jobCount }) => {
      startWork();
      const failing = database.withTenant(tenant, async (tx) => {
        await mail.send(tx, outgoing());
        throw new Error('no');
      });
      await assert.rejects(failing, /no/);
      // What is queued later is sent, so the other one would have been too.
      await ended(await send({ user: { ...outgoing().user, email: 'second@northwind.example' } }));
      await until(async () => (await jobCount()) === 0);
      assert.deepEqual(
        server.received.map(({ to }) => to),
        [['second@northwind.example']],
      );
    }));

  it('P1 an expired mail is never sent, and its contents are gone', () =>
    withServer(undefined, async (server, { startWork, database, send, ended }) => {
      const id = await send({ expiresAt: new Date(Date.now() + 3_600_000) });
      await database.withSystem((tx) => sql`UPDATE mails SET expires_at = now() - interval '1 second'`.execute(tx));
      startWork();
      const row = await ended(id);
      assert.equal(row.status, 'expired');
      assert.equal(row.sealed, null);
      assert.equal(server.connections, 0);
    }));

  it('P1 two jobs for one mail in two processes send it once', () => {
    const gate = Promise.withResolvers<null>();
    return withServer(
      () => gate.promise,
      async (server, { startWork, database, send, ended, tenant, log }) => {
        const id = await send();
        await database.withSystem(async (tx) => {
          const payload = JSON.stringify({ tenant, mail: id });
          for (let count = 0; count < 7; count += 1)
            await sql`SELECT usher_enqueue('mail:send', ${payload}::json, NULL, NULL, 1, 0)`.execute(tx);
        });
        startWork();
        startWork();
        await until(() => log.some((line) => line.includes('Another process is sending')));
        gate.resolve(null);
        assert.equal((await ended(id)).status, 'sent');
        await until(async () => {
          const waiting = sql`SELECT FROM graphile_worker._private_jobs WHERE attempts < max_attempts`;
          return (await database.withSystem((tx) => waiting.execute(tx))).rows.length === 0;
        });
        assert.equal(server.received.length, 1);
      },
    );
  });

  it('P1 the hourly cleaning ends what nobody will send any more', () =>
    withHouse('smtp://127.0.0.1:9', async ({ send, row, mail, database }) => {
      const expired = await send();
      const old = await send();
      const fresh = await send();
      await database.withSystem(async (tx) => {
        await sql`UPDATE mails SET expires_at = now() - interval '1 second' WHERE id = ${expired}`.execute(tx);
        await sql`UPDATE mails SET created_at = now() - interval '3 days' WHERE id = ${old}`.execute(tx);
      });
      const helpers = {
        attempt: 1,
        attemptsMax: 1,
        abortSignal: new AbortController().signal,
        exclusively: async () => true,
      };
      await mail.tasks['mail:clean']({}, helpers);
      assert.deepEqual(
        [(await row(expired)).status, (await row(old)).status, (await row(fresh)).status],
        ['expired', 'failed', 'queued'],
      );
      assert.equal((await row(expired)).sealed, null);
      assert.equal((await row(old)).sealed, null);
    }));
});
