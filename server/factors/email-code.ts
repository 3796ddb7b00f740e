/**
 * The code by mail (F2): six digits, five minutes by the database's clock, one use, five tries, bound to one sign-in by its
 * digest. The mail is written in the transaction that asks for it and dies with the code.
 */
import { createHmac, randomInt, timingSafeEqual } from 'node:crypto';
import type { FlowId, TenantId, UserId } from '../kernel/ids.ts';
import { type Refusal, refuse } from '../kernel/refusal.ts';
import type { Mail, OutgoingMail } from '../mail/mail.ts';
import type { Database, Transaction } from '../platform/database.ts';
import { dayExhausted, type Proof, reserveTry, returnTry } from './proof.ts';
import {
  type EmailCodeRow,
  emailCodeFetch,
  emailCodePut,
  emailCodeReserve,
  emailCodeUse,
} from './store-email-codes.ts';
import { sendReserve } from './store-tries.ts';

export interface EmailCodeOptions {
  readonly database: Database;
  readonly mail: Mail;
  /** Under which codes are digested; codes are too young to outlive a change of keys. */
  readonly key: Buffer;
}

/** The sign-in that a code belongs to. */
export interface CodeFlow {
  readonly tenant: TenantId;
  readonly flow: FlowId;
  readonly user: UserId;
  /** The person's address now: what was mailed to the one before proves nothing. */
  readonly address: string | null;
}

/** To whom the code goes, and what the mail says of the sign-in. */
export interface CodeMail {
  readonly to: Pick<OutgoingMail, 'tenant' | 'user'>;
  readonly when: string;
  readonly browser: string;
  readonly address: string;
}

/** The code that was sent, without the code. Seconds are left by the database's clock. */
export interface SentCode {
  readonly sentAt: Date;
  readonly expiresAt: Date;
  readonly expiresInSeconds: number;
  /** From when another may be sent; null when none may. */
  readonly resendAt: Date | null;
  readonly resendInSeconds: number;
}

function sentOf(row: EmailCodeRow): SentCode {
  return {
    sentAt: row.sent_at,
    expiresAt: row.expires_at,
    expiresInSeconds: row.expires_in_seconds,
    resendAt: row.resends_left ? row.resend_at : null,
    resendInSeconds: row.resend_in_seconds,
  };
}

function macOf(key: Buffer, { tenant, flow, address }: CodeFlow, code: string): Buffer {
  return createHmac('sha256', key).update(`${tenant}\n${flow}\n${code}\n${address}`).digest();
}

/** What was mailed for this sign-in; null when nothing was. */
export async function emailCodeState(tx: Transaction, { tenant, flow }: CodeFlow): Promise<SentCode | null> {
  const row = await emailCodeFetch(tx, tenant, flow);
  return row === undefined || row.used ? null : sentOf(row);
}

/**
 * Mails a code, which kills the one before. The budget of the day is asked first: when it refuses, nothing was written.
 * @param beside what else is written with it, on its way together with the mail
 * @throws Refusal resend_too_soon within 30 s of the last, code_attempts_exceeded after five more or 30 in a day
 */
export async function sendEmailCode(
  { mail, key }: EmailCodeOptions,
  tx: Transaction,
  flow: CodeFlow,
  { to, when, browser, address }: CodeMail,
  beside: () => Promise<void>,
): Promise<SentCode> {
  const code = String(randomInt(1_000_000)).padStart(6, '0');
  if (!(await sendReserve(tx, flow.tenant, flow.user))) throw await dayExhausted(tx);
  const row = await emailCodePut(tx, { ...flow, mac: macOf(key, flow, code) });
  if (row === undefined) {
    const last = await emailCodeFetch(tx, flow.tenant, flow.flow);
    if (last?.resends_left && !last.used)
      throw refuse('resend_too_soon', { retryAfterSeconds: Math.max(1, last.resend_in_seconds) });
    throw refuse('code_attempts_exceeded');
  }
  const minutes = Math.round(row.expires_in_seconds / 60);
  const parameters = { code, minutes, when, browser, address };
  await Promise.all([mail.send(tx, { ...to, template: 'code', parameters, expiresAt: row.expires_at }), beside()]);
  return sentOf(row);
}

async function refusalOf(tx: Transaction, flow: CodeFlow): Promise<Refusal> {
  const row = await emailCodeFetch(tx, flow.tenant, flow.flow);
  if (row === undefined) return refuse('flow_step_invalid');
  return refuse(row.used || row.expired ? 'code_expired' : 'code_attempts_exceeded');
}

/**
 * Judges a code that came by mail. Spaces, as people paste them, do not matter.
 * @throws Refusal code_incorrect, code_expired, code_attempts_exceeded, flow_step_invalid (none was sent)
 */
export async function judgeEmailCode(
  { database, key }: EmailCodeOptions,
  flow: CodeFlow,
  given: string,
): Promise<Proof> {
  const mac = macOf(key, flow, given.replaceAll(/\s/g, ''));
  async function reserve(tx: Transaction): Promise<Buffer> {
    // On their way together, and done in this order; whichever fails takes both back.
    const [, reserved] = await Promise.all([reserveTry(tx, flow), emailCodeReserve(tx, flow.tenant, flow.flow)]);
    // When this code has no try left, failing the transaction gives back the one of the day.
    if (reserved === undefined) throw await refusalOf(tx, flow);
    return reserved;
  }
  // Nobody is told of it before something durable follows: the session, or the refusal in the audit log (decision 9).
  const stored = await database.withTenant(flow.tenant, reserve, { durable: false, planOnce: true });
  if (!timingSafeEqual(stored, mac)) throw refuse('code_incorrect');
  await returnTry(database, flow);
  return { consume: (tx) => emailCodeUse(tx, flow.tenant, flow.flow, mac) };
}
