/**
 * From the right password to the session, or to the first step that is asked for. Mostly nothing is asked: then one statement
 * opens the session, by what was read of the person with the attempt, and checks that this is still so. Where it is not, or where
 * more belongs to it, the person is locked and judged again.
 */
import { type FlowId, newId } from '../kernel/ids.ts';
import { type Refusal, refuse } from '../kernel/refusal.ts';
import { eraseAttempts, erasure } from '../passwords/lockout.ts';
import { enterGate, lockAll } from '../sessions/others.ts';
import { startFlow } from './asking.ts';
import { refusalBy, refuseProven, settled } from './flow.ts';
import { type Facts, type Next, next } from './machine.ts';
import { factsOf, type Opening, openSession, opensAlone, opensUnlocked } from './opening.ts';
import { type Outcome, placeOf, type SignInOptions, type SignInRequest } from './outcome.ts';
import { judgeAttempt, type Proven, trustOf } from './password/attempt.ts';
import { type PersonRow, personFetch } from './store.ts';

/** A sign-in whose password was right. */
interface Begun {
  readonly request: SignInRequest;
  readonly proven: Proven;
  readonly opening: Opening;
}

function judged(
  { clockOffsetMs }: SignInOptions,
  { tenant, devices, client }: SignInRequest,
  person: PersonRow,
): { facts: Facts; step: Next } {
  const progress = { way: 'password', locked: false, proven: null, devices, client, stationGiven: false } as const;
  const facts = factsOf(tenant, person, progress, clockOffsetMs());
  return { facts, step: next(facts) };
}

function flowAt({ request, proven }: Begun, person: PersonRow, facts: Facts) {
  return { request, person, facts, revision: proven.revision, bucket: proven.reservation, passkey: null };
}

/** Opens the session by what was read, and forgets what was tried, whether it opens or not. */
function openAtOnce(
  options: SignInOptions,
  { request, proven, opening }: Begun,
): Promise<Outcome | 'full' | 'changed'> {
  const { database } = options;
  const { id } = request.tenant;
  const { person, revision, reservation } = proven;
  const manner = { revision, bucket: reservation, locked: false };
  if (!reservation.fills && opensAlone(opening, person)) {
    const erasing = erasure(id, reservation);
    return database.withTenantOnce(id, (tx) => openSession(options, tx, opening, person, { ...manner, erasing }), {
      planOnce: true,
    });
  }
  return database.withTenant(
    id,
    async (tx) => {
      const erased = eraseAttempts(tx, id, proven);
      // Neither waits for the other: they share a round trip.
      const [opened] = await Promise.all([openSession(options, tx, opening, person, manner), erased]);
      return opened;
    },
    { planOnce: true },
  );
}

/** The same once the person is locked, by what is true then. @throws Refusal user_limit_reached, already_signed_in, flow_expired */
function openLocked(options: SignInOptions, begun: Begun): Promise<Outcome | Refusal> {
  const { request, proven, opening } = begun;
  const { tenant, replaces, trustHash } = request;
  const { revision, reservation } = proven;
  const { maxAgeDays } = tenant.settings.passwordPolicy;
  return options.database.withTenant(tenant.id, async (tx) => {
    const user = proven.person.id;
    await enterGate(tx, tenant.id, user);
    await lockAll(tx, tenant.id, user, replaces?.id ?? null);
    const look = { maxAgeDays, trust: trustOf(tenant, trustHash), place: placeOf(request) };
    const person = await personFetch(tx, tenant.id, user, look);
    if (person === undefined || person.revision !== revision) throw refuse('flow_expired');
    const { facts, step } = judged(options, request, person);
    if ('refuse' in step) return refusalBy(step.refuse, tenant, person, options.clockOffsetMs());
    if ('ask' in step) return startFlow(options, tx, flowAt(begun, person, facts), step.ask);
    const opened = await openSession(options, tx, opening, person, { revision, bucket: reservation, locked: true });
    if (typeof opened === 'string') throw refuse(opened === 'full' ? 'user_limit_reached' : 'flow_expired');
    return opened;
  });
}

/** What follows the right password. */
async function follow(options: SignInOptions, begun: Begun): Promise<Outcome> {
  const { database } = options;
  const { request, proven, opening } = begun;
  const { tenant, origin, follows } = request;
  const { person } = proven;
  const { facts, step } = judged(options, request, person);
  if ('ask' in step && (follows || step.ask !== 'connections'))
    return database.withTenant(
      tenant.id,
      async (tx) => {
        // On their way together, and done in this order.
        const erased = eraseAttempts(tx, tenant.id, proven);
        const [outcome] = await Promise.all([startFlow(options, tx, flowAt(begun, person, facts), step.ask), erased]);
        return outcome;
      },
      { planOnce: true },
    );
  if ('done' in step && opensUnlocked(opening, person)) {
    const opened = await openAtOnce(options, begun);
    const full = refuse('user_limit_reached');
    if (opened === 'full') return settled(options, request, person, Promise.resolve(full));
    if (opened !== 'changed') return opened;
  } else {
    await database.withTenant(tenant.id, (tx) => eraseAttempts(tx, tenant.id, proven));
  }
  if ('refuse' in step) return refuseProven(options, tenant, origin, person, step.refuse);
  return settled(options, request, person, openLocked(options, begun));
}

/** See `SignIn.begin`. */
export async function begin(options: SignInOptions, request: SignInRequest): Promise<Outcome> {
  const { database, captcha, passwords } = options;
  const { tenant, origin } = request;
  const answered = () => captcha.check(tenant, request.captcha, origin);
  const proven = await judgeAttempt(database, passwords, { ...request, answered, place: placeOf(request) });
  const opening = { ...request, flow: newId<FlowId>(), methods: ['pwd'], passkey: null, station: null } as const;
  const outcome = await follow(options, { request, proven, opening });
  // After the answer is decided: stronger parameters, if there are any. Losing this race loses nothing.
  const owner = { tenant: tenant.id, user: proven.person.id };
  passwords.refresh(owner, proven.sealed, proven.revision, request.password).catch(options.onError);
  return outcome;
}
