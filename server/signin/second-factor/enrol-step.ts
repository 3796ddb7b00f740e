/**
 * The step `enrol_factor`: somebody from whom a second factor is required and who has none sets one up on the way in (F1, F4).
 * What was enrolled counts as proven, because it was just used; recovery codes come with it, shown once.
 */
import { record } from '../../audit/audit.ts';
import { usableMethods } from '../../factors/due.ts';
import { lockedOwnFactors } from '../../factors/factors.ts';
import type { RegistrationResponse } from '../../factors/passkey-shapes.ts';
import type { PasskeyOffer } from '../../factors/passkeys.ts';
import type { TotpEnrolment } from '../../factors/totp.ts';
import { refuse } from '../../kernel/refusal.ts';
import type { Transaction } from '../../platform/database.ts';
import { announce } from '../../platform/notify.ts';
import { enterGate } from '../../sessions/others.ts';
import { displayName } from '../../users/user.ts';
import { advance, lookAtFlow, settled } from '../flow.ts';
import { factorNotice } from '../notices.ts';
import { personCaller } from '../opening.ts';
import type { Continuation, FlowState, Outcome, SignInOptions } from '../outcome.ts';
import { flowProve } from '../store.ts';
import { assertAllowed, subjectOf } from './change.ts';

/** What can be set up on the way in. */
export type EnrolMethod = 'totp' | 'passkey';

/** @throws Refusal flow_expired, flow_step_invalid (another step is asked for), not_permitted */
async function lookForEnrolment(
  options: SignInOptions,
  continuation: Continuation,
  method: EnrolMethod,
): Promise<FlowState> {
  const state = await lookAtFlow(options, continuation);
  if (state.asks !== 'enrol_factor') throw refuse('flow_step_invalid');
  assertAllowed(continuation.tenant, method);
  return state;
}

function ownerOf({ tenant }: Continuation, { person }: FlowState) {
  return { tenant, user: { id: person.id, username: person.username } };
}

/** Makes a key for an authenticator app, pending in this sign-in. */
export async function beginTotpStep(options: SignInOptions, continuation: Continuation): Promise<TotpEnrolment> {
  const state = await lookForEnrolment(options, continuation, 'totp');
  return options.database.withTenant(continuation.tenant.id, (tx) =>
    options.factors.apps.begin(tx, ownerOf(continuation, state), state.flow.id),
  );
}

/** The key that is pending in this sign-in, to be shown again; null when none is. */
export function pendingTotp(
  options: SignInOptions,
  continuation: Continuation,
  state: FlowState,
): Promise<TotpEnrolment | null> {
  return options.database.withTenant(continuation.tenant.id, (tx) =>
    options.factors.apps.pending(tx, ownerOf(continuation, state), state.flow.id),
  );
}

/**
 * Stores the first factor and goes on. Whoever has a usable one by now must prove that one instead: of two sign-ins that know the same
 * password, the first to enrol decides.
 */
function enrolled(
  options: SignInOptions,
  continuation: Continuation,
  { flow, person }: FlowState,
  method: EnrolMethod,
  store: (tx: Transaction) => Promise<unknown>,
): Promise<Outcome> {
  const { tenant, origin } = continuation;
  const owner = { tenant: tenant.id, user: person.id };
  const work = options.database.withTenant(tenant.id, async (tx) => {
    await enterGate(tx, tenant.id, person.id);
    const own = await lockedOwnFactors(tx, tenant.id, person.id);
    // A factor that the organisation no longer allows proves nothing, so that it must not stand in the way of another.
    if (usableMethods(tenant.settings.secondFactor, subjectOf(person, own)).length > 0)
      throw refuse('flow_step_invalid');
    await store(tx);
    if (!(await flowProve(tx, tenant.id, flow.id, method))) throw refuse('flow_expired');
    const recoveryCodes = await options.factors.replaceRecoveryCodes(tx, owner);
    await announce(tx, { kind: 'user', tenant: tenant.id, user: person.id });
    const target = { kind: 'user', id: person.id, name: person.username };
    await record(tx, personCaller(tenant, person, origin), { action: 'user.factor.add', target, details: { method } });
    const notice = factorNotice(tenant, person, origin, method === 'totp' ? 'totp_on' : 'passkey_added');
    if (notice !== null) await options.mail.send(tx, notice);
    return { ...(await advance(options, tx, continuation)), recoveryCodes };
  });
  return settled(options, continuation, person, work);
}

/** @throws Refusal code_incorrect, flow_expired, flow_step_invalid and those of the machine */
export async function confirmTotpStep(
  options: SignInOptions,
  continuation: Continuation,
  code: string,
): Promise<Outcome> {
  const state = await lookForEnrolment(options, continuation, 'totp');
  return enrolled(options, continuation, state, 'totp', (tx) =>
    options.factors.apps.confirm(tx, ownerOf(continuation, state), state.flow.id, code),
  );
}

/** What a browser needs to make the passkey. */
export async function offerEnrolment(options: SignInOptions, continuation: Continuation): Promise<PasskeyOffer> {
  const { flow, person } = await lookForEnrolment(options, continuation, 'passkey');
  const user = { id: person.id, username: person.username, displayName: displayName(person) };
  return options.factors.passkeys.offerCreation(continuation.tenant, user, { flow: flow.id, session: null });
}

/** @throws Refusal passkey_refused, flow_expired, flow_step_invalid and those of the machine */
export async function enrolPasskey(
  options: SignInOptions,
  continuation: Continuation,
  answer: { readonly challenge: string; readonly response: RegistrationResponse },
): Promise<Outcome> {
  const state = await lookForEnrolment(options, continuation, 'passkey');
  const { tenant, origin } = continuation;
  const { passkeys } = options.factors;
  const { flow, person } = state;
  const made = await passkeys.judgeCreation(tenant, person.id, { flow: flow.id, session: null }, answer);
  return enrolled(options, continuation, state, 'passkey', (tx) =>
    passkeys.add(tx, tenant.id, person.id, made, origin.browser || 'Passkey'),
  );
}
