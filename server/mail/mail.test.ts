import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, it } from 'node:test';
import { sql } from 'kysely';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer } from 'smtp-server';
import { testDatabase } from '../../test/support/database.ts';
import { type MailId, newId, type TenantId, type UserId } from '../kernel/ids.ts';
import { type Database, openDatabase } from '../platform/database.ts';
import { type Jobs, type JobsLog, startJobs } from '../platform/jobs.ts';
import { createSealer } from '../platform/seal.ts';
import { createMail, type Mail, type OutgoingMail } from './mail.ts';

const canary = 'Canary-7Kq2-xW9p';

async function until(condition: () => Promise<boolean> | boolean, what: string): Promise<void> {
  const deadlineMs = performance.now() + 30_000;
  while (!(await condition())) {
    if (performance.now() > deadlineMs) assert.fail(`Waited too long until ${what}`);
    await delay(20);
  }
}

interface Received {
  readonly from: string;
  readonly to: readonly string[];
  readonly raw: string;
}

interface MailServer {
  readonly url: string;
  readonly port: number;
  readonly received: Received[];
  connections: number;
  close(): Promise<void>;
}

type Answer = (received: Received, count: number) => Promise<number | null>;

/** A real SMTP server; `answer` gives the code with which a message is refused, or null to take it. */
async function mailServer(answer: Answer = async () => null, port = 0): Promise<MailServer> {
  const received: Received[] = [];
  let count = 0;
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    onConnect: (_session, callback) => {
      state.connections += 1;
      callback();
    },
    onData: (stream, session, callback) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', async () => {
        const { mailFrom, rcptTo } = session.envelope;
        const one = { from: mailFrom ? mailFrom.address : '', to: rcptTo.map(({ address }) => address), raw: Buffer.concat(chunks).toString('utf8') };
        count += 1;
        const code = await answer(one, count);
        if (code === null) {
          received.push(one);
          callback();
          return;
        }
        callback(Object.assign(new Error(`refused, because it said ${canary}`), { responseCode: code }));
      });
    },
  });
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const address = server.server.address() as AddressInfo; // a TCP server that listens has one
  const state: MailServer = {
    url: `smtp://127.0.0.1:${address.port}`, port: address.port, received, connections: 0,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
  return state;
}

interface Row {
  readonly status: string;
  readonly attempts: number;
  readonly last_error: string | null;
  readonly sealed: Buffer | null;
  readonly sent_at: Date | null;
}

interface House {
  readonly database: Database;
  readonly mail: Mail;
  readonly tenant: TenantId;
  readonly log: string[];
  startWork(): Jobs;
  outgoing(changes?: Partial<OutgoingMail>): OutgoingMail;
  send(changes?: Partial<OutgoingMail>): Promise<MailId>;
  row(id: MailId): Promise<Row>;
  ended(id: MailId): Promise<Row>;
  jobCount(): Promise<number>;
  dump(): Promise<string>;
}

async function withHouse(smtpUrl: string | null, work: (house: House) => Promise<void>): Promise<void> {
  const { ownerUrl, drop } = await testDatabase();
  const database = openDatabase({ ownerUrl, poolMax: 4 });
  const sealer = createSealer({ current: 'k1', keys: new Map([['k1', randomBytes(32)]]) });
  const log: string[] = [];
  const write = (context: object, message: string) => void log.push(JSON.stringify([context, message]));
  const jobsLog: JobsLog = { debug: write, info: write, warn: write, error: write };
  const mail = createMail({ database, sealer, config: { smtpUrl, mailFrom: 'Usher <no-reply@usher.example>' }, log: jobsLog });
  const tenant = newId<TenantId>();
  const running: Jobs[] = [];
  const query = <Result>(statement: ReturnType<typeof sql<Result>>) => database.withSystem(async (tx) => (await statement.execute(tx)).rows);
  await query(sql`INSERT INTO tenants (id, slug, name) VALUES (${tenant}, 'northwind', 'Northwind')`);
  const outgoing = (changes: Partial<OutgoingMail> = {}): OutgoingMail => ({
    tenant: { id: tenant, name: 'Northwind', origin: 'https://northwind.usher.example', accentColor: '#aa3300' },
    user: { id: newId<UserId>(), name: 'Ana Pérez', email: 'ana@northwind.example', language: 'en' },
    template: 'welcome',
    parameters: { address: 'https://northwind.usher.example', username: 'ana.perez', temporaryPassword: canary, validUntil: '22 November 2026, 09:00 CET' },
    ...changes,
  } as OutgoingMail); // a test may pair a template with its own parameters
  const house: House = {
    database, mail, tenant, log, outgoing,
    startWork() {
      const jobs = startJobs({ ownerUrl, log: jobsLog, tasks: mail.tasks });
      running.push(jobs);
      return jobs;
    },
    send: (changes) => database.withTenant(tenant, (tx) => mail.send(tx, outgoing(changes))),
    async row(id) {
      const [row] = await query(sql<Row>`SELECT status, attempts, last_error, sealed, sent_at FROM mails WHERE id = ${id}`);
      if (!row) throw new Error('no such mail');
      return row;
    },
    async ended(id) {
      await until(async () => (await house.row(id)).status !== 'queued', 'the mail has ended');
      return house.row(id);
    },
    async jobCount() {
      return (await query(sql<{ count: number }>`SELECT count(*)::integer AS count FROM graphile_worker._private_jobs`))[0]?.count ?? -1;
    },
    async dump() {
      const tables = ['mails', 'captured_mails', 'graphile_worker._private_jobs'];
      const rows = await Promise.all(tables.map((table) => query(sql`SELECT t::text || encode(convert_to(t::text, 'UTF8'), 'escape') FROM ${sql.raw(table)} AS t`)));
      return JSON.stringify(rows);
    },
  };
  try {
    await work(house);
  } finally {
    await Promise.all(running.map((jobs) => jobs.stop()));
    await mail.close();
    await database.close();
    await drop();
  }
}

async function withServer(answer: Answer | undefined, work: (server: MailServer, house: House) => Promise<void>): Promise<void> {
  const server = await mailServer(answer);
  try {
    await withHouse(server.url, (house) => work(server, house));
  } finally {
    await server.close();
  }
}

const parsed = (server: MailServer): Promise<Email> => PostalMime.parse(server.received[0]?.raw ?? '');

describe('mail', () => {
  it('P1 a mail is delivered once, with both parts and the headers of an automatic mail', () =>
    withServer(undefined, async (server, { startWork, send, ended, jobCount }) => {
      startWork();
      startWork();
      const id = await send();
      const row = await ended(id);
      await until(async () => (await jobCount()) === 0, 'the job is done');
      assert.equal(row.status, 'sent');
      assert.equal(row.sealed, null);
      assert.equal(row.attempts, 1);
      assert.ok(row.sent_at);
      assert.equal(server.received.length, 1);
      assert.deepEqual(server.received[0]?.to, ['ana@northwind.example']);
      const mail = await parsed(server);
      const header = (name: string) => mail.headers.find(({ key }) => key === name)?.value;
      assert.equal(mail.messageId, `<${id}@usher.example>`);
      assert.equal(mail.from?.address, 'no-reply@usher.example');
      assert.deepEqual(mail.to?.map(({ name, address }) => [name, address]), [['Ana Pérez', 'ana@northwind.example']]);
      assert.equal(mail.subject, 'Your account at Northwind');
      assert.equal(header('auto-submitted'), 'auto-generated');
      assert.equal(header('content-language'), 'en');
      for (const part of [mail.text ?? '', mail.html ?? '']) {
        for (const fact of ['ana.perez', canary, '22 November 2026, 09:00 CET', 'https://northwind.usher.example/sign-in', 'Hello Ana Pérez', 'Why you got this', 'Not expecting this?']) {
          assert.ok(part.includes(fact), fact);
        }
      }
      assert.match(mail.text ?? '', /^Your account at Northwind is ready\./);
      assert.doesNotMatch(mail.html ?? '', /<img|<script|src=|url\(/i);
    }));

  it('P1 every template has a subject, facts, one link and what to do', () =>
    withServer(undefined, async (server, { startWork, send, ended }) => {
      startWork();
      const notice = { when: 'Friday 20 November', browser: 'Firefox on Linux', address: '203.0.113.9' };
      const others: Partial<OutgoingMail>[] = [
        { template: 'password_changed', parameters: notice },
        { template: 'new_browser', parameters: notice },
        { template: 'locked', parameters: { when: notice.when, address: notice.address } },
        { template: 'password_set_by_administrator', parameters: { address: 'https://northwind.usher.example' } },
      ];
      for (const other of others) await ended(await send(other));
      assert.equal(server.received.length, others.length);
      for (const [index, { raw }] of server.received.entries()) {
        const { subject, text = '', html = '' } = await PostalMime.parse(raw);
        assert.ok(subject?.includes('Northwind'));
        for (const value of Object.values(others[index]?.parameters ?? {})) assert.ok(text.includes(value) && html.includes(value), value);
        assert.equal((html.match(/<a /g) ?? []).length, 1);
        assert.doesNotMatch(text + html + subject, /[{}]|undefined/);
      }
    }));

  it('P1 a mail that the server puts off is sent later, once', () =>
    withServer(async (_received, count) => (count === 1 ? 451 : null), async (server, { startWork, send, ended, row }) => {
      startWork();
      const id = await send();
      await until(async () => (await row(id)).last_error !== null, 'the first attempt has failed');
      assert.match((await row(id)).last_error ?? '', /451/);
      const after = await ended(id);
      assert.equal(after.status, 'sent');
      assert.equal(after.attempts, 2);
      assert.equal(server.received.length, 1);
      assert.equal(after.last_error, null);
    }));

  it('P1 a mail that the server refuses for good has failed, and is not tried again', () =>
    withServer(async () => 550, async (server, { startWork, send, ended, jobCount, log }) => {
      startWork();
      const row = await ended(await send());
      await until(async () => (await jobCount()) === 0, 'the job is done');
      assert.equal(row.status, 'failed');
      assert.equal(row.attempts, 1);
      assert.equal(row.sealed, null);
      assert.match(row.last_error ?? '', /550/);
      assert.equal(server.received.length, 0);
      assert.ok(log.some((line) => line.includes('could not be delivered')));
    }));

  it('P1 while nobody answers at the mail server, a mail waits and then goes', async () => {
    const placeholder = await mailServer();
    await placeholder.close();
    await withHouse(placeholder.url, async ({ startWork, send, ended, row, mail }) => {
      startWork();
      const id = await send();
      await until(async () => (await row(id)).last_error !== null, 'the first attempt has failed');
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
        await until(() => sockets.length > 0, 'the worker talks to the server');
        const startedMs = performance.now();
        for (let count = 0; count < 5; count += 1) await send();
        assert.ok(performance.now() - startedMs < 5_000);
        // Nor does the waiting worker keep a transaction open.
        const open = sql`SELECT FROM pg_stat_activity WHERE datname = current_database() AND state = 'idle in transaction' AND pid <> pg_backend_pid()`;
        assert.equal((await database.withSystem((tx) => open.execute(tx))).rows.length, 0);
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
      await until(async () => (await jobCount()) === 0, 'the queue is empty');
      assert.deepEqual(server.received.map(({ to }) => to), [['second@northwind.example']]);
    }));

  it('P1 markup, line breaks and direction overrides in names are inert', () =>
    withServer(undefined, async (server, { startWork, outgoing, send, ended }) => {
      startWork();
      const { tenant, user } = outgoing();
      const evil = '<img src=x onerror=alert(1)>"\'\r\nBcc: thief@evil.example\r\n\r\n<b>\u202egnp.exe';
      const id = await send({
        tenant: { ...tenant, name: `North${evil}` }, user: { ...user, name: `Ana${evil}` },
        template: 'new_browser', parameters: { when: evil, browser: evil, address: evil },
      });
      assert.equal((await ended(id)).status, 'sent');
      assert.deepEqual(server.received[0]?.to, ['ana@northwind.example']);
      const mail = await parsed(server);
      assert.equal(mail.bcc, undefined);
      assert.equal(mail.headers.filter(({ key }) => key === 'bcc').length, 0);
      assert.equal(mail.to?.length, 1);
      assert.doesNotMatch(mail.html ?? '', /<img|<b>/);
      assert.match(mail.html ?? '', /&lt;img/);
      for (const text of [mail.subject ?? '', mail.text ?? '', mail.html ?? '']) assert.doesNotMatch(text, /\u202e|\n\s*Bcc:/);
    }));

  it('P1 an address that would be two is refused, not used', () =>
    withServer(undefined, async (server, { startWork, outgoing, send, ended }) => {
      startWork();
      for (const email of ['a@b.example,thief@evil.example', 'a@b.example\r\nRCPT TO:<thief@evil.example>', 'a <thief@evil.example>']) {
        const row = await ended(await send({ user: { ...outgoing().user, email } }));
        assert.equal(row.status, 'failed');
      }
      assert.equal(server.connections, 0);
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

  it('P1 two jobs for one mail in two processes send it once', () =>
    withServer(async () => { await delay(100); return null; }, async (server, { startWork, database, send, ended, tenant }) => {
      const id = await send();
      await database.withSystem(async (tx) => {
        for (let count = 0; count < 7; count += 1) await sql`SELECT usher_enqueue('mail.send', ${JSON.stringify({ tenant, mail: id })}::json, NULL, NULL, 1)`.execute(tx);
      });
      startWork();
      startWork();
      assert.equal((await ended(id)).status, 'sent');
      await until(async () => {
        const { rows } = await database.withSystem((tx) => sql`SELECT FROM graphile_worker._private_jobs WHERE attempts < max_attempts`.execute(tx));
        return rows.length === 0;
      }, 'every job is done');
      assert.equal(server.received.length, 1);
    }));

  it('P1 contents are in clear in no table and no log, whether waiting, refused or sent', () =>
    withServer(async (_received, count) => (count === 1 ? 451 : count === 2 ? 550 : null), async (server, { startWork, send, ended, row, dump, log }) => {
      const id = await send();
      assert.ok(!(await dump()).includes(canary), 'waiting');
      startWork();
      await until(async () => (await row(id)).last_error !== null, 'the first attempt has failed');
      // The server repeated it in its answer.
      assert.match((await row(id)).last_error ?? '', /451 refused, because it said …/);
      assert.equal((await ended(id)).status, 'failed');
      assert.equal((await ended(await send())).status, 'sent');
      assert.ok(server.received[0]?.raw.includes(canary), 'the canary is what was sent');
      assert.ok(!(await dump()).includes(canary), 'ended');
      assert.ok(log.length > 0);
      assert.ok(!log.join('\n').includes(canary), 'log');
    }));

  it('M7 without a mail server mails are captured, sealed, and can be read', () =>
    withHouse(null, async ({ startWork, send, ended, dump, mail, tenant }) => {
      startWork();
      const first = await send();
      await ended(first);
      const second = await send({ template: 'locked', parameters: { when: 'now', address: '203.0.113.9' } });
      await ended(second);
      assert.ok(!(await dump()).includes(canary));
      const list = await mail.captured?.list();
      assert.deepEqual(list?.map(({ id, to, subject, tenant: of }) => [id, to, subject, of]), [
        [second, 'ana@northwind.example', 'Your account at Northwind is locked', tenant],
        [first, 'ana@northwind.example', 'Your account at Northwind', tenant],
      ]);
      const content = await mail.captured?.read(first);
      assert.ok(content?.text.includes(canary) && content.html.includes(canary));
      assert.equal(await mail.captured?.read(newId()), null);
      assert.equal(await mail.captured?.read("' OR 1=1"), null);
    }));

  it('P1 the hourly cleaning ends what nobody will send any more', () =>
    withHouse('smtp://127.0.0.1:9', async ({ send, row, mail, database }) => {
      const expired = await send();
      const old = await send();
      const fresh = await send();
      await database.withSystem(async (tx) => {
        await sql`UPDATE mails SET expires_at = now() - interval '1 second' WHERE id = ${expired}`.execute(tx);
        await sql`UPDATE mails SET created_at = now() - interval '3 days' WHERE id = ${old}`.execute(tx);
      });
      const helpers = { attempt: 1, attemptsMax: 1, abortSignal: new AbortController().signal, exclusively: async () => true };
      await mail.tasks['mail:clean']({}, helpers);
      assert.deepEqual([(await row(expired)).status, (await row(old)).status, (await row(fresh)).status], ['expired', 'failed', 'queued']);
      assert.equal((await row(expired)).sealed, null);
      assert.equal((await row(old)).sealed, null);
    }));
});
