/**
 * One mail's way out of the outbox: claimed, written, handed to the mail server, and what became of it put down. An attempt
 * that fails is followed by another one later, unless the mail server refused for good or the mail's time is over.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { type MailId, parseId, type TenantId, type UserId } from '../kernel/ids.ts';
import { Refusal } from '../kernel/refusal.ts';
import type { Config } from '../platform/config.ts';
import type { Database, Transaction } from '../platform/database.ts';
import type { JobHelpers, JobsLog, Task } from '../platform/jobs.ts';
import { type Sealer, UnsealError } from '../platform/seal.ts';
import { captureMail } from './captured.ts';
import { unsealMatter } from './matter.ts';
import { type MailMatter, type RenderedMail, renderMail } from './render.ts';
import { DeliveryError, type Envelope, type Smtp } from './smtp.ts';
import { type EndedMail, mailClaim, mailFinish, mailNote } from './store.ts';
import { isMailTemplate } from './templates.ts';

/** What became of a mail to a user: taken by the mail server, or refused for good. */
export interface DeliveryReport {
  readonly tenant: TenantId;
  readonly user: UserId;
  /** The address it went to. */
  readonly recipient: string;
  readonly template: string;
  /** Null when it was taken; else what the mail server said. */
  readonly problem: string | null;
}

export interface MailOptions {
  readonly database: Database;
  readonly sealer: Sealer;
  readonly config: Pick<Config, 'smtpUrl' | 'mailFrom'>;
  readonly log: JobsLog;
  /**
   * Told of mails to users in a transaction of their tenant: of a refused one in that which ends it, of one that was taken
   * afterwards, when a failure is no longer a reason to send it again; then it has one statement.
   */
  readonly onDelivery?: (tx: Transaction, report: DeliveryReport) => Promise<void>;
}

/** One attempt takes at most this long, however slowly the mail server answers. */
const attemptMaxMs = 120_000;
/** Milliseconds between attempts to write down that a mail was sent, and how many there are: 30 s of a database restart. */
const finishRetryMs = 500;
const finishTriesMax = 60;

/** A server's answer may repeat what it was sent, so every parameter, and part of a link, long enough to matter is cut out. */
function withoutSecrets(message: string, matter: MailMatter): string {
  const said = Object.values(matter.parameters).flatMap((value) => [value, ...value.split(/[/?#=&]+/)]);
  return said.reduce((text, value) => (value.length < 4 ? text : text.replaceAll(value, '…')), message);
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
async function finishSent({ options, tenant, id }: Delivery): Promise<EndedMail | null> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await options.database.withTenantOnce(tenant, (tx) => mailFinish(tx, tenant, id, 'sent', null), {
        planOnce: true,
      });
    } catch (error) {
      if (tries >= finishTriesMax || !(error instanceof Refusal && error.code === 'unavailable')) throw error;
      await delay(finishRetryMs);
    }
  }
}

async function capture({ options, tenant, id }: Delivery, envelope: Envelope, mail: RenderedMail): Promise<void> {
  await options.database.withTenant(tenant, async (tx) => {
    if (await mailFinish(tx, tenant, id, 'sent', null)) await captureMail(tx, options.sealer, tenant, envelope, mail);
  });
}

/** The report on a mail that has ended; null when it was not a user's, or had ended before. */
function reportOf(tenant: TenantId, ended: EndedMail | null, problem: string | null): DeliveryReport | null {
  if (ended === null || ended.user_id === null) return null;
  const { user_id: user, recipient, template } = ended;
  return { tenant, user, recipient, template, problem };
}

async function sent(delivery: Delivery): Promise<void> {
  const { options, tenant, id } = delivery;
  const report = reportOf(tenant, await finishSent(delivery), null);
  const { onDelivery } = options;
  if (report === null || onDelivery === undefined) return;
  await options.database
    .withTenantOnce(tenant, (tx) => onDelivery(tx, report), { planOnce: true })
    .catch((error: Error) => options.log.warn({ mail: id, error: error.message }, 'A delivery could not be noted'));
}

/** @param refused the mail server will not take mail for this address */
async function fail(delivery: Delivery, reason: string, refused = false): Promise<void> {
  const { options, tenant, id } = delivery;
  await options.database.withTenant(tenant, async (tx) => {
    const report = reportOf(tenant, await mailFinish(tx, tenant, id, 'failed', reason), reason);
    if (refused && report !== null) await options.onDelivery?.(tx, report);
  });
  options.log.warn({ mail: id, tenant, reason }, 'A mail could not be delivered');
}

async function attempt(delivery: Delivery): Promise<void> {
  const { options, smtp, tenant, id, last } = delivery;
  // That an attempt was begun is told to nobody; should a crash of the database forget it, the job is there and begins another.
  const claim = { durable: false, planOnce: true };
  const claimed = await options.database.withTenantOnce(tenant, (tx) => mailClaim(tx, tenant, id), claim);
  if (claimed === null || claimed.sealed === null) return;
  const { template, recipient, sealed, left_ms: leftMs } = claimed;
  if (!isMailTemplate(template)) return fail(delivery, 'This version has no such mail.');
  let matter: MailMatter;
  try {
    matter = unsealMatter(options.sealer, tenant, id, sealed);
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
    const tooLate = AbortSignal.timeout(Math.max(0, Math.min(Math.floor(leftMs ?? attemptMaxMs), attemptMaxMs)));
    await smtp.send(envelope, rendered, AbortSignal.any([tooLate, delivery.abortSignal]));
  } catch (error) {
    if (!(error instanceof DeliveryError)) throw error;
    const reason = withoutSecrets(error.message, matter);
    if (error.permanent || last) return fail(delivery, reason, error.permanent);
    await options.database.withTenant(tenant, (tx) => mailNote(tx, tenant, id, reason));
    throw new Error(reason);
  }
  await sent(delivery);
}

function idsOf(payload: unknown): { tenant: TenantId; id: MailId } | null {
  const { tenant, mail } = (payload ?? {}) as { tenant?: unknown; mail?: unknown }; // every member is checked below
  const tenantId = typeof tenant === 'string' ? parseId<TenantId>(tenant) : null;
  const id = typeof mail === 'string' ? parseId<MailId>(mail) : null;
  return tenantId && id ? { tenant: tenantId, id } : null;
}

/** The task that sends one mail. @param smtp null: it is captured instead */
export function sendTask(options: MailOptions, smtp: Smtp | null): Task {
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
