/**
 * Signing in with a passkey alone (F4): no identifier is asked for, because the passkey says whose it is. It verifies its holder,
 * so it is two factors in itself. What counts afterwards is the same machine and the same session as after a password.
 */

import type { PasskeyOffer, ProvenPasskey } from '../factors/passkeys.ts';
import { nobodyCaller } from '../kernel/caller.ts';
import { type FlowId, newId } from '../kernel/ids.ts';
import { Refusal, type RefusalCode, refuse } from '../kernel/refusal.ts';
import type { Transaction } from '../platform/database.ts';
import type { Tenant } from '../tenants/tenants.ts';
import { recordRefusal } from './attempt.ts';
import { refuseProven } from './flow.ts';
import { next } from './machine.ts';
import { factsOf, openSession } from './opening.ts';
import type { Outcome, SignInOptions, SignInRequest } from './outcome.ts';
import type { PasskeyAnswer } from './passkey-step.ts';
import { assertAllowed } from './second-factor-change.ts';
import { type PersonRow, personFetch } from './store.ts';

export type PasskeySignInRequest = Pick<
  SignInRequest,
  'tenant' | 'origin' | 'browserId' | 'devices' | 'client' | 'returnTo' | 'replaces'
> &
  PasskeyAnswer;

/** What a browser is to sign; says nothing about anybody. @throws Refusal not_permitted (the organisation allows none) */
export async function offerPasskeySignIn({ factors }: SignInOptions, tenant: Tenant): Promise<PasskeyOffer> {
  assertAllowed(tenant, 'passkey');
  return factors.passkeys.offerSignIn(tenant);
}

/** The session, or why this person gets none: in the transaction that uses passkey and challenge up. */
async function opened(
  options: SignInOptions,
  tx: Transaction,
  request: PasskeySignInRequest,
  proven: ProvenPasskey,
): Promise<Outcome | { readonly person: PersonRow; readonly refused: RefusalCode }> {
  const { tenant, devices } = request;
  const person = await personFetch(tx, tenant.id, proven.user, tenant.settings.passwordPolicy.maxAgeDays);
  if (person === undefined) throw refuse('passkey_refused');
  const progress = { way: 'passkey', locked: false, proven: null, devices } as const;
  const step = next(factsOf(tenant, person, progress, options.clockOffsetMs()));
  if ('refuse' in step) return { person, refused: step.refuse };
  // No step of the table is asked of somebody who came this way.
  if ('ask' in step) throw new Error(`The machine asks ${step.ask} after a passkey.`);
  const known = devices.find((device) => device.user === person.id);
  const bucket = { subject: `user:${person.id}`, bucket: known ? `browser:${known.browser}` : 'elsewhere' };
  const opening = { ...request, flow: newId<FlowId>(), methods: ['passkey'], passkey: proven.id } as const;
  // It ends with the password of now as well: whoever resets a password wants everybody out.
  return openSession(options, tx, opening, person, person.revision, bucket);
}

/** @throws Refusal passkey_refused, not_permitted and those of the machine */
export async function signInByPasskey(options: SignInOptions, request: PasskeySignInRequest): Promise<Outcome> {
  const { tenant, origin } = request;
  const { database, factors } = options;
  assertAllowed(tenant, 'passkey');
  try {
    const { proven, challenge } = await factors.passkeys.judgeSignIn(tenant, request);
    const outcome = await database.withTenant(tenant.id, async (tx) => {
      await factors.passkeys.spend(tx, tenant.id, challenge);
      await factors.passkeys.use(tx, tenant.id, proven);
      return opened(options, tx, request, proven);
    });
    return 'refused' in outcome ? refuseProven(options, tenant, origin, outcome.person, outcome.refused) : outcome;
  } catch (error) {
    if (error instanceof Refusal && error.code === 'passkey_refused')
      await recordRefusal(database, nobodyCaller(tenant.id, origin), error.code, undefined);
    throw error;
  }
}
