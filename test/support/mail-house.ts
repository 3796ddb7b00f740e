// The outbox with a database, keys and a queue of its own, for tests.
import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { type MailId, newId, type TenantId, type UserId } from '../../server/kernel/ids.ts';
import { createMail, type Mail, type OutgoingMail } from '../../server/mail/mail.ts';
import { type Database, openDatabase } from '../../server/platform/database.ts';
import { type Jobs, type JobsLog, startJobs } from '../../server/platform/jobs.ts';
import { createSealer } from '../../server/platform/seal.ts';
import { testDatabase } from './database.ts';
import { type Answer, type EnvelopeAnswer, type MailServer, mailServer, refusedWords } from './mail-server.ts';
import { until } from './until.ts';

/** The temporary password in every welcome mail. */
export const canary = refusedWords;

interface Row {
  readonly status: string;
  readonly attempts: number;
  readonly last_error: string | null;
  readonly sealed: Buffer | null;
  readonly sent_at: Date | null;
}

export interface House {
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

/** `smtpUrl` null captures. Everything is closed and dropped afterwards. */
export async function withHouse(smtpUrl: string | null, work: (house: House) => Promise<void>): Promise<void> {
  const { ownerUrl, drop } = await testDatabase();
  const database = openDatabase({ ownerUrl, poolMax: 4 });
  const sealer = createSealer({ current: 'k1', keys: new Map([['k1', randomBytes(32)]]) });
  const log: string[] = [];
  const write = (context: object, message: string) => void log.push(JSON.stringify([context, message]));
  const jobsLog: JobsLog = { debug: write, info: write, warn: write, error: write };
  const mail = createMail({
    database,
    sealer,
    config: { smtpUrl, mailFrom: 'Usher <no-reply@usher.example>' },
    log: jobsLog,
  });
  const tenant = newId<TenantId>();
  const running: Jobs[] = [];
  const query = <Result>(statement: ReturnType<typeof sql<Result>>) =>
    database.withSystem(async (tx) => (await statement.execute(tx)).rows);
  await query(sql`INSERT INTO tenants (id, slug, name) VALUES (${tenant}, 'northwind', 'Northwind')`);
  const outgoing = (changes: Partial<OutgoingMail> = {}): OutgoingMail =>
    ({
      tenant: { id: tenant, name: 'Northwind', origin: 'https://northwind.usher.example', accentColor: '#aa3300' },
      user: { id: newId<UserId>(), name: 'Ana Pérez', email: 'ana@northwind.example', language: 'en' },
      template: 'welcome',
      parameters: {
        link: '/sign-in',
        address: 'https://northwind.usher.example',
        username: 'ana.perez',
        temporaryPassword: canary,
        validUntil: '22 November 2026, 09:00 CET',
      },
      ...changes,
    }) as OutgoingMail; // a test may pair a template with its own parameters
  const house: House = {
    database,
    mail,
    tenant,
    log,
    outgoing,
    startWork() {
      const jobs = startJobs({ ownerUrl, log: jobsLog, tasks: mail.tasks, urgent: ['mail:urgent'] });
      running.push(jobs);
      return jobs;
    },
    send: (changes) => database.withTenant(tenant, (tx) => mail.send(tx, outgoing(changes))),
    async row(id) {
      const [row] = await query(
        sql<Row>`SELECT status, attempts, last_error, sealed, sent_at FROM mails WHERE id = ${id}`,
      );
      if (!row) throw new Error('no such mail');
      return row;
    },
    async ended(id) {
      await until(async () => (await house.row(id)).status !== 'queued');
      return house.row(id);
    },
    async jobCount() {
      return (
        (await query(sql<{ count: number }>`SELECT count(*)::integer AS count FROM graphile_worker._private_jobs`))[0]
          ?.count ?? -1
      );
    },
    async dump() {
      const tables = ['mails', 'captured_mails', 'graphile_worker._private_jobs'];
      const rows = await Promise.all(
        tables.map((table) =>
          query(sql`SELECT t::text || encode(convert_to(t::text, 'UTF8'), 'escape') FROM ${sql.raw(table)} AS t`),
        ),
      );
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

/** The same with a mail server that answers so. */
export async function withServer(
  answer: Answer | undefined,
  work: (server: MailServer, house: House) => Promise<void>,
  envelopeAnswer?: EnvelopeAnswer,
): Promise<void> {
  const server = await mailServer(answer, 0, envelopeAnswer);
  try {
    await withHouse(server.url, (house) => work(server, house));
  } finally {
    await server.close();
  }
}
