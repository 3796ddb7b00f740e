/**
 * What the step `code` shows, and the code by mail that it begins with (F2): sent in the transaction that asks for the step.
 */
import { record } from '../../audit/audit.ts';
import type { CodeFlow, SentCode } from '../../factors/factors.ts';
import type { FlowId } from '../../kernel/ids.ts';
import { Refusal, refuse } from '../../kernel/refusal.ts';
import type { Transaction } from '../../platform/database.ts';
import { maskedAddress } from '../../users/emails/masked-address.ts';
import type { Facts } from '../machine.ts';
import { codeMailOf } from '../notices.ts';
import { ownBrowser, personCaller } from '../opening.ts';
import type { CodeState, Continuation, SignInOptions } from '../outcome.ts';
import type { FlowRow, PersonRow } from '../store.ts';

/** Who is at the step, in which flow. */
export interface AtCode {
  readonly flow: FlowId;
  readonly client: FlowRow['client'];
  readonly person: PersonRow;
  readonly facts: Facts;
}
type Where = Pick<Continuation, 'tenant' | 'origin' | 'devices'>;

/** The sign-in as those who judge its codes know it. */
export function codeFlow(
  { tenant }: Pick<Where, 'tenant'>,
  { flow, person }: Pick<AtCode, 'flow' | 'person'>,
): CodeFlow {
  return { tenant: tenant.id, flow, user: person.id, address: person.email };
}

function stateOf({ tenant, devices }: Where, { client, person, facts }: AtCode, sent: SentCode | null): CodeState {
  const offered = client === 'browser' && ownBrowser(person, devices);
  return {
    methods: facts.factor.methods,
    mailed: sent === null || person.email === null ? null : { ...sent, to: maskedAddress(person.email) },
    trustDays: offered ? tenant.settings.secondFactor.trustBrowserDays : 0,
  };
}

/** What the step shows now. */
export async function codeState(
  { factors }: Pick<SignInOptions, 'factors'>,
  tx: Transaction,
  where: Where,
  at: AtCode,
): Promise<CodeState> {
  return stateOf(where, at, await factors.emailCodeState(tx, codeFlow(where, at)));
}

/** Mails a code. @throws Refusal resend_too_soon, code_attempts_exceeded */
export async function sendCode(
  options: Pick<SignInOptions, 'factors'>,
  tx: Transaction,
  where: Where,
  at: AtCode,
): Promise<CodeState> {
  const { tenant, origin } = where;
  const mail = codeMailOf(tenant, at.person, origin);
  if (mail === null) throw refuse('no_email_for_code');
  const recorded = () => record(tx, personCaller(tenant, at.person, origin), { action: 'sign_in.code.send' });
  const sent = await options.factors.sendEmailCode(tx, codeFlow(where, at), mail, recorded);
  return stateOf(where, at, sent);
}

/**
 * Comes to the step: the mail leaves with the transaction, if the mail is what is asked for first and none was sent yet.
 * @param begins the flow begins with it: none can have been sent
 */
export async function enterCode(
  options: Pick<SignInOptions, 'factors'>,
  tx: Transaction,
  where: Where,
  at: AtCode,
  begins: boolean,
): Promise<CodeState> {
  const state = begins ? stateOf(where, at, null) : await codeState(options, tx, where, at);
  if (state.mailed !== null || state.methods[0] !== 'email_code') return state;
  try {
    return await sendCode(options, tx, where, at);
  } catch (error) {
    // Thirty codes were mailed today; nothing was written for this one. The page says so, and other methods still work.
    if (error instanceof Refusal && error.code === 'code_attempts_exceeded') return state;
    throw error;
  }
}
