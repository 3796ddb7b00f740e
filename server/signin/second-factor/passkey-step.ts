/** The step `code` by passkey (F4): the challenge is bound to this sign-in; what was signed ends where every factor does. */
import type { AssertionResponse } from '../../factors/passkey-shapes.ts';
import type { PasskeyOffer, ProvenPasskey } from '../../factors/passkeys.ts';
import { nobodyCaller } from '../../kernel/caller.ts';
import { Refusal } from '../../kernel/refusal.ts';
import type { Continuation, FlowState, Outcome, SignInOptions } from '../outcome.ts';
import { recordRefusal } from '../password/attempt.ts';
import { finishFactor, lookForCode } from './code-step.ts';

/** A browser's answer to an offer. */
export interface PasskeyAnswer {
  readonly challenge: string;
  readonly response: AssertionResponse;
}

function placeOf({ flow, person }: FlowState) {
  return { purpose: 'second_factor', user: person.id, flow: flow.id, session: null } as const;
}

/** What the browser is to sign. @throws Refusal flow_expired, flow_step_invalid and those of the machine */
export async function offerPasskeyStep(options: SignInOptions, continuation: Continuation): Promise<PasskeyOffer> {
  const state = await lookForCode(options, continuation, 'passkey');
  return options.factors.passkeys.offerProof(continuation.tenant, placeOf(state));
}

/** Checks what was signed, and goes on. @throws Refusal passkey_refused and those of `offerPasskeyStep` */
export async function proveByPasskey(
  options: SignInOptions,
  continuation: Continuation,
  answer: PasskeyAnswer,
  trust: boolean,
): Promise<Outcome> {
  const { tenant, origin } = continuation;
  const { passkeys } = options.factors;
  const state = await lookForCode(options, continuation, 'passkey');
  const consume = (proven: ProvenPasskey) => ({
    consume: async (tx: Parameters<typeof passkeys.use>[0]) => {
      await passkeys.use(tx, tenant.id, proven);
      return true;
    },
  });
  try {
    const proven = await passkeys.judgeProof(tenant, placeOf(state), answer);
    return await finishFactor(options, continuation, state, { method: 'passkey', proof: consume(proven), trust });
  } catch (error) {
    if (error instanceof Refusal && error.code === 'passkey_refused') {
      const caller = nobodyCaller(tenant.id, origin);
      await recordRefusal(options.database, caller, error.code, state.person, 'sign_in.factor');
    }
    throw error;
  }
}
