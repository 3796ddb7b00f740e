/**
 * The step `code`: a second factor is proven (F2–F5). What a person gives is judged outside any transaction and used up in the
 * one that moves the sign-in on. How a passkey is asked for and checked stands elsewhere; it ends here like the others.
 */
import { record } from '../../audit/audit.ts';
import type { FactorMethod } from '../../factors/due.ts';
import { type Proof, trustBrowser } from '../../factors/factors.ts';
import { nobodyCaller } from '../../kernel/caller.ts';
import { Refusal, refuse } from '../../kernel/refusal.ts';
import type { Transaction } from '../../platform/database.ts';
import { enterGate } from '../../sessions/others.ts';
import { confirmEmail } from '../../users/emails/email-confirmation.ts';
import { flowMinutes } from '../asking.ts';
import { advanceIfPlace, lookAtFlow, settled } from '../flow.ts';
import { personCaller } from '../opening.ts';
import type { CodeState, Continuation, FlowState, GivenCode, Outcome, SignInOptions } from '../outcome.ts';
import { recordRefusal } from '../password/attempt.ts';
import { flowProlong, flowProve } from '../store.ts';
import { type AtCode, codeFlow, sendCode } from './code-state.ts';

/** The flow, if it asks for a code that this method can prove. */
export async function lookForCode(
  options: SignInOptions,
  continuation: Continuation,
  method: FactorMethod,
): Promise<FlowState & { at: AtCode; code: CodeState; secret: string }> {
  const state = await lookAtFlow(options, continuation);
  const { flow, person, facts, code } = state;
  if (code === null || continuation.secret === null || !code.methods.includes(method))
    throw refuse('flow_step_invalid');
  return { ...state, code, secret: continuation.secret, at: { flow: flow.id, client: flow.client, person, facts } };
}

/** Mails another code. @throws Refusal resend_too_soon, code_attempts_exceeded, flow_expired, flow_step_invalid */
export async function resendCode(options: SignInOptions, continuation: Continuation): Promise<Outcome> {
  const { at, secret } = await lookForCode(options, continuation, 'email_code');
  const { tenant } = continuation;
  const code = await options.database.withTenant(tenant.id, async (tx) => {
    // The flow first, as whoever gives a code right now locks them.
    const [, sent] = await Promise.all([
      flowProlong(tx, tenant.id, at.flow, flowMinutes),
      sendCode(options, tx, continuation, at),
    ]);
    return sent;
  });
  return { next: 'code', flow: at.flow, secret, code };
}

/** Mails a code unless one is alive already. @throws Refusal as `resendCode` */
export async function switchToMail(options: SignInOptions, continuation: Continuation): Promise<Outcome> {
  const { at, secret, code } = await lookForCode(options, continuation, 'email_code');
  if (code.mailed !== null && code.mailed.expiresInSeconds > 0) return { next: 'code', flow: at.flow, secret, code };
  return resendCode(options, continuation);
}

/**
 * A second factor was proven: uses it up, and goes on, in one transaction. Of many at once one gets through.
 * @throws Refusal flow_expired, code_expired and those of the machine
 */
export function finishFactor(
  options: SignInOptions,
  continuation: Continuation,
  { flow, person, code }: FlowState,
  { method, proof, trust }: { method: FactorMethod; proof: Proof; trust: boolean },
): Promise<Outcome> {
  const { tenant, origin } = continuation;
  const move = async (tx: Transaction): Promise<Outcome | Refusal> => {
    const caller = personCaller(tenant, person, origin);
    // On their way together, and done in this order; a refusal takes all of it back.
    const [, proven, consumed] = await Promise.all([
      enterGate(tx, tenant.id, person.id),
      flowProve(tx, tenant.id, flow.id, method),
      proof.consume(tx),
      record(tx, caller, { action: 'sign_in.factor', details: { method } }),
    ]);
    if (!proven) throw refuse('flow_expired');
    if (!consumed) throw refuse('code_expired');
    if (method === 'email_code' && !person.email_confirmed && code !== null && code.mailed !== null)
      await confirmEmail(tx, tenant, caller, person, code.mailed.sentAt);
    const outcome = await advanceIfPlace(options, tx, continuation);
    if (outcome instanceof Refusal) return outcome;
    const days = trust ? (code?.trustDays ?? 0) : 0;
    if (days === 0) return outcome;
    const token = await trustBrowser(tx, { tenant: tenant.id, user: person.id }, origin.browser, days);
    if (token === null) return outcome;
    await record(tx, caller, { action: 'sign_in.browser.trust', details: { days } });
    return { ...outcome, trust: { token, days } };
  };
  const work = options.database.withTenant(tenant.id, move, { planOnce: true });
  return settled(options, continuation, person, work);
}

/** Judges a code, and goes on if it was right. */
export async function proveByCode(
  options: SignInOptions,
  continuation: Continuation,
  { method, code, trustBrowser: trust }: GivenCode,
): Promise<Outcome> {
  const state = await lookForCode(options, continuation, method);
  const { tenant, origin } = continuation;
  let proof: Proof;
  try {
    proof = await options.factors.judgeCode(method, codeFlow(continuation, state.at), code);
  } catch (error) {
    if (error instanceof Refusal && error.code.startsWith('code_'))
      await recordRefusal(
        options.database,
        nobodyCaller(tenant.id, origin),
        error.code,
        state.person,
        'sign_in.factor',
      );
    throw error;
  }
  return finishFactor(options, continuation, state, { method, proof, trust });
}
