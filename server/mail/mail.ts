/**
 * Mail owns the outbox: a mail is a row written in the transaction of what it tells, sent by a job after the commit, so that
 * neither can happen without the other and a slow mail server holds up nobody. Users, sign-in and later slices call `send`;
 * app.ts registers the tasks. What a mail says is encrypted while it waits and erased once it is sent, failed or expired.
 * It never decides who gets a mail, and never tells a secret to a log, to the queue or in an error.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { type MailId, newId, parseId, type TenantId, type UserId } from '../kernel/ids.ts';
import { Refusal } from '../kernel/refusal.ts';
import type { Config } from '../platform/config.ts';
import type { Database, Transaction } from '../platform/database.ts';
import { enqueue, type JobHelpers, type JobsLog, type Task } from '../platform/jobs.ts';
import { type Sealer, UnsealError } from '../platform/seal.ts';
import { type Language, languages } from '../texts/texts.ts';
import { type MailMatter, type RenderedMail, renderMail } from './render.ts';
import { createSmtp, DeliveryError, type Envelope, type Smtp } from './smtp.ts';
import {
  type CapturedRow,
  capturedFetch,
  capturedInsert,
  capturedList,
  mailAttemptsMax,
  mailClaim,
  mailEndStale,
  mailFinish,
  mailInsert,
  mailNote,
} from './store.ts';
import { isMailTemplate, linkOf, type MailParameters, type MailTemplate } from './templates.ts';
import { type SendTask, urgencyOf } from './urgency.ts';

interface Addressed {
  /** `origin` as stored, e.g. `https://acme.usher.example`: every link is built from it. */
  readonly tenant: {
    readonly id: TenantId;
    readonly name: string;
    readonly origin: string;
    readonly accentColor: string | null;
  };
  readonly user: {
    readonly id: UserId | null;
    readonly name: string;
    readonly email: string;
    readonly language: Language;
  };
  /** After this moment, by the database's clock, it is not sent any more. */
  readonly expiresAt?: Date;
}

/** A mail to be sent: whose, to whom, and what it says. */
export type OutgoingMail = {
  [Template in MailTemplate]: Addressed & {
    readonly template: Template;
    readonly parameters: MailParameters[Template];
  };
}[MailTemplate];

/** A mail that was kept instead of sent. */
export interface CapturedHeader {
  readonly id: MailId;
  readonly at: Date;
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  readonly tenant: TenantId;
}

export interface CapturedContent extends CapturedHeader {
  readonly text: string;
  readonly html: string;
}

export interface Mail {
  /** Queues a mail in the caller's transaction. Does no network work; rejects only as the transaction does. */
  send(tx: Transaction, mail: OutgoingMail): Promise<MailId>;
  /** For the job queue: one of the first two per mail, and `mail:clean`, to be run hourly. */
  readonly tasks: Readonly<Record<SendTask | 'mail:clean', Task>>;
  /** Captured mails of all tenants, newest first; null when a mail server is configured. */
  readonly captured: { list(): Promise<CapturedHeader[]>; read(id: string): Promise<CapturedContent | null> } | null;
  /** Whether the mail server answers; false when none is configured. */
  reachable(): Promise<boolean>;
  /** Closes the connections to the mail server. */
  close(): Promise<void>;
}

export interface MailOptions {
  readonly database: Database;
  readonly sealer: Sealer;
  readonly config: Pick<Config, 'smtpUrl' | 'mailFrom'>;
  readonly log: JobsLog;
}

/** Connections to the mail server. Ordinary mails may take all of theirs, however slow it is, and codes still leave. */
const connectionsMax = { ordinary: 8, urgent: 4 } as const;
/** One attempt takes at most this long, however slowly the mail server answers. */
const attemptMaxMs = 120_000;
const staleDays = 2;
const capturedListMax = 200;
/** Milliseconds between attempts to write down that a mail was sent, and how many there are: 30 s of a database restart. */
const finishRetryMs = 500;
const finishTriesMax = 60;

const sealedFor = (tenant: TenantId, id: MailId) => [tenant, id, 'mail'];
const capturedFor = (tenant: TenantId, id: MailId) => [tenant, id, 'captured_mail'];

/** A server's answer may repeat what it was sent, so every parameter, and part of a link, long enough to matter is cut out. */
function withoutSecrets(message: string, matter: MailMatter): string {
  const said = Object.values(matter.parameters).flatMap((value) => [value, ...value.split(/[/?#=&]+/)]);
  return said.reduce((text, value) => (value.length < 4 ? text : text.replaceAll(value, '…')), message);
}

/** @throws Error for a link to anywhere but the organisation's host: a mistake of the caller, found when it is made */
function matterOf(mail: OutgoingMail): MailMatter {
  const { tenant, user } = mail;
  const entries = Object.entries<string | number>({ ...mail.parameters });
  const parameters = Object.fromEntries(entries.map(([name, value]) => [name, String(value)]));
  if (parameters.link !== undefined && linkOf(parameters.link, tenant.origin) === null)
    throw new Error('A mail may lead to its own organisation only.');
  return {
    tenant: { name: tenant.name, origin: tenant.origin, accentColor: tenant.accentColor },
    user: { name: user.name, language: user.language },
    parameters,
  };
}

function readMatter(json: Buffer): MailMatter {
  // Written by `send` below and authenticated by the seal. A language may have been dropped since.
  const matter = JSON.parse(json.toString('utf8')) as MailMatter;
  const language = languages.find((one) => one === matter.user.language) ?? 'en';
  return { ...matter, user: { ...matter.user, language } };
}

async function queue(tx: Transaction, sealer: Sealer, mail: OutgoingMail): Promise<MailId> {
  const id = newId<MailId>();
  const tenant = mail.tenant.id;
  await mailInsert(tx, {
    tenant_id: tenant,
    id,
    user_id: mail.user.id,
    template: mail.template,
    recipient: mail.user.email,
    sealed: sealer.seal(JSON.stringify(matterOf(mail)), sealedFor(tenant, id)),
    expires_at: mail.expiresAt ?? null,
  });
  const { task, priority } = urgencyOf(mail.template);
  await enqueue(tx, task, { tenant, mail: id }, { maxAttempts: mailAttemptsMax, priority });
  return id;
}

interface Delivery {
  readonly options: MailOptions;
  readonly smtp: Smtp | null;
  readonly tenant: TenantId;
  readonly id: MailId;
  /** No further attempt will follow this one. */
  readonly last: boolean;
  /** Aborted when this process has to end. */
  readonly abortSignal: AbortSignal;
}

/** Whatever happens to the database now, the mail is out: a second copy is avoided by trying to write that down. */
async function finishSent({ options, tenant, id }: Delivery): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      await options.database.withTenant(tenant, (tx) => mailFinish(tx, tenant, id, 'sent', null));
      return;
    } catch (error) {
      if (tries >= finishTriesMax || !(error instanceof Refusal && error.code === 'unavailable')) throw error;
      await delay(finishRetryMs);
    }
  }
}

async function capture({ options, tenant, id }: Delivery, envelope: Envelope, mail: RenderedMail): Promise<void> {
  const { from, to } = envelope;
  const { subject, text, html } = mail;
  const sealed = options.sealer.seal(JSON.stringify({ from, to, subject, text, html }), capturedFor(tenant, id));
  await options.database.withTenant(tenant, async (tx) => {
    if (await mailFinish(tx, tenant, id, 'sent', null)) await capturedInsert(tx, { tenant_id: tenant, id, sealed });
  });
}

async function fail(delivery: Delivery, reason: string): Promise<void> {
  const { options, tenant, id } = delivery;
  await options.database.withTenant(tenant, (tx) => mailFinish(tx, tenant, id, 'failed', reason));
  options.log.warn({ mail: id, tenant, reason }, 'A mail could not be delivered');
}

async function attempt(delivery: Delivery): Promise<void> {
  const { options, smtp, tenant, id, last } = delivery;
  const claimed = await options.database.withTenant(tenant, (tx) => mailClaim(tx, tenant, id));
  if (claimed === null || claimed.sealed === null) return;
  const { template, recipient, sealed, left_ms: leftMs } = claimed;
  if (!isMailTemplate(template)) return fail(delivery, 'This version has no such mail.');
  let matter: MailMatter;
  try {
    matter = readMatter(options.sealer.unseal(sealed, sealedFor(tenant, id)));
  } catch (error) {
    if (!(error instanceof UnsealError)) throw error;
    return fail(delivery, 'Its contents cannot be decrypted with the key file in use.');
  }
  const rendered = renderMail(template, matter);
  const envelope: Envelope = {
    id,
    from: options.config.mailFrom,
    to: recipient,
    language: matter.user.language,
    origin: matter.tenant.origin,
  };
  if (smtp === null) return capture(delivery, envelope, rendered);
  try {
    // A server that is slow enough would otherwise be handed a code after its time.
    const tooLate = AbortSignal.timeout(Math.max(0, Math.min(leftMs ?? attemptMaxMs, attemptMaxMs)));
    await smtp.send(envelope, rendered, AbortSignal.any([tooLate, delivery.abortSignal]));
  } catch (error) {
    if (!(error instanceof DeliveryError)) throw error;
    const reason = withoutSecrets(error.message, matter);
    if (error.permanent || last) return fail(delivery, reason);
    await options.database.withTenant(tenant, (tx) => mailNote(tx, tenant, id, reason));
    throw new Error(reason);
  }
  await finishSent(delivery);
}

function idsOf(payload: unknown): { tenant: TenantId; id: MailId } | null {
  const { tenant, mail } = (payload ?? {}) as { tenant?: unknown; mail?: unknown }; // every member is checked below
  const tenantId = typeof tenant === 'string' ? parseId<TenantId>(tenant) : null;
  const id = typeof mail === 'string' ? parseId<MailId>(mail) : null;
  return tenantId && id ? { tenant: tenantId, id } : null;
}

function sendTask(options: MailOptions, smtp: Smtp | null): Task {
  return async (payload: unknown, helpers: JobHelpers) => {
    const ids = idsOf(payload);
    if (ids === null) throw new Error('This is not the payload of a mail.');
    const delivery: Delivery = {
      options,
      smtp,
      ...ids,
      last: helpers.attempt >= helpers.attemptsMax,
      abortSignal: helpers.abortSignal,
    };
    // Two workers with one job are possible when a process only seemed dead; only one of them may talk to the mail server.
    const ran = await helpers.exclusively(`mail:${ids.id}`, () => attempt(delivery));
    if (!ran) throw new Error('Another process is sending this mail.');
  };
}

function capturedOf(sealer: Sealer, row: CapturedRow): CapturedContent | null {
  try {
    // Written by `capture` above and authenticated by the seal.
    const content = JSON.parse(sealer.unseal(row.sealed, capturedFor(row.tenant_id, row.id)).toString('utf8')) as Pick<
      CapturedContent,
      'from' | 'to' | 'subject' | 'text' | 'html'
    >;
    return { id: row.id, at: row.created_at, tenant: row.tenant_id, ...content };
  } catch (error) {
    if (error instanceof UnsealError) return null;
    throw error;
  }
}

export function createMail(options: MailOptions): Mail {
  const { database, sealer, config } = options;
  const { smtpUrl } = config;
  const smtp = smtpUrl === null ? null : createSmtp(smtpUrl, connectionsMax.ordinary);
  const urgentSmtp = smtpUrl === null ? null : createSmtp(smtpUrl, connectionsMax.urgent);
  return {
    send: (tx, mail) => queue(tx, sealer, mail),
    tasks: {
      'mail:urgent': sendTask(options, urgentSmtp),
      'mail:send': sendTask(options, smtp),
      'mail:clean': () => database.withSystem((tx) => mailEndStale(tx, staleDays)),
    },
    captured:
      smtp !== null
        ? null
        : {
            async list() {
              const rows = await database.withSystem((tx) => capturedList(tx, capturedListMax));
              return rows.flatMap((row) => {
                const content = capturedOf(sealer, row);
                if (content === null) return [];
                const { id, at, from, to, subject, tenant } = content;
                return [{ id, at, from, to, subject, tenant }];
              });
            },
            async read(text) {
              const id = parseId<MailId>(text);
              const row = id && (await database.withSystem((tx) => capturedFetch(tx, id)));
              return row ? capturedOf(sealer, row) : null;
            },
          },
    reachable: async () => (await smtp?.reachable()) ?? false,
    async close() {
      smtp?.close();
      urgentSmtp?.close();
    },
  };
}
