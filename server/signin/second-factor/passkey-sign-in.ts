/**
 * Signing in with a passkey alone (F4): no identifier is asked for, because the passkey says whose it is. It verifies its holder,
 * so it is two factors in itself. What counts afterwards is the same machine and the same session as after a password.
 */

import type { PasskeyOffer, ProvenPasskey } from '../../factors/passkeys.ts';
import { nobodyCaller } from '../../kernel/caller.ts';
import { type FlowId, newId } from '../../kernel/ids.ts';
import { Refusal, type RefusalCode, refuse } from '../../kernel/refusal.ts';
import type { Bucket } from '../../passwords/lockout.ts';
import type { Transaction } from '../../platform/database.ts';
import { enterGate, lockAll } from '../../sessions/others.ts';
import type { Tenant } from '../../tenants/tenants.ts';
import { alreadySignedIn, startFlow } from '../asking.ts';
import { refuseProven } from '../flow.ts';
import { next } from '../machine.ts';
import { factsOf, type Opening, openSession } from '../opening.ts';
import { type Outcome, placeOf, type SignInOptions, type SignInRequest } from '../outcome.ts';
import { recordRefusal } from '../password/attempt.ts';
import { type PersonRow, personFetch, savepointSet, savepointUndo } from '../store.ts';
import { assertAllowed } from './change.ts';
import type { PasskeyAnswer } from './passkey-step.ts';

export type PasskeySignInRequest = Pick<
  SignInRequest,
  'tenant' | 'origin' | 'browserId' | 'devices' | 'client' | 'returnTo' | 'replaces' | 'follows'
> &
  PasskeyAnswer;

/** What a browser is to sign; says nothing about anybody. @throws Refusal not_permitted (the organisation allows none) */
export async function offerPasskeySignIn({ factors }: SignInOptions, tenant: Tenant): Promise<PasskeyOffer> {
  assertAllowed(tenant, 'passkey');
  return factors.passkeys.offerSignIn(tenant);
}

/** Why this person gets no session. */
interface Refused {
  readonly person: PersonRow;
  readonly refused: RefusalCode | Refusal;
}

/** Opens the session; where there is no place for one, the passkey stays used up all the same. */
async function openIfPlace(
  options: SignInOptions,
  tx: Transaction,
  opening: Opening,
  person: PersonRow,
  bucket: Bucket,
): Promise<Outcome | Refused> {
  await savepointSet(tx);
  // It ends with the password of now as well: whoever resets a password wants everybody out.
  const opened = await openSession(options, tx, opening, person, { revision: person.revision, bucket, locked: true });
  if (opened === 'changed') throw refuse('flow_expired');
  if (opened !== 'full') return opened;
  await savepointUndo(tx);
  return { person, refused: 'user_limit_reached' };
}

/** The session, what is asked before it, or why this person gets none: in the transaction that uses passkey and challenge up. */
async function opened(
  options: SignInOptions,
  tx: Transaction,
  request: PasskeySignInRequest,
  proven: ProvenPasskey,
): Promise<Outcome | Refused> {
  const { tenant, devices, client, replaces, follows } = request;
  await lockAll(tx, tenant.id, proven.user, replaces?.id ?? null);
  const { maxAgeDays } = tenant.settings.passwordPolicy;
  const person = await personFetch(tx, tenant.id, proven.user, { maxAgeDays, place: placeOf(request) });
  if (person === undefined) throw refuse('passkey_refused');
  const progress = { way: 'passkey', locked: false, proven: null, devices, client, stationGiven: false } as const;
  const facts = factsOf(tenant, person, progress, options.clockOffsetMs());
  const step = next(facts);
  if ('refuse' in step) return { person, refused: step.refuse };
  const known = devices.find((device) => device.user === person.id);
  const bucket = { subject: `user:${person.id}`, bucket: known ? `browser:${known.browser}` : 'elsewhere' };
  const passkey = proven.id;
  if ('ask' in step) {
    if (step.ask === 'connections' && !follows)
      return { person, refused: await alreadySignedIn(tx, request, { person, client }) };
    return startFlow(options, tx, { request, person, facts, revision: person.revision, bucket, passkey }, step.ask);
  }
  const opening = { ...request, flow: newId<FlowId>(), methods: ['passkey'], passkey, station: null } as const;
  return openIfPlace(options, tx, opening, person, bucket);
}

/** @throws Refusal passkey_refused, not_permitted and those of the machine */
export async function signInByPasskey(options: SignInOptions, request: PasskeySignInRequest): Promise<Outcome> {
  const { tenant, origin } = request;
  const { database, factors } = options;
  assertAllowed(tenant, 'passkey');
  try {
    const { proven, challenge } = await factors.passkeys.judgeSignIn(tenant, request);
    const outcome = await database.withTenant(tenant.id, async (tx) => {
      await enterGate(tx, tenant.id, proven.user);
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
