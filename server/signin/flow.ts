/**
 * A sign-in in progress: from the right password to the session, step by step. Each call gathers the facts anew and asks the
 * machine; what the browser brings is only the proof that it is the browser of this flow.
 */
import { nobodyCaller, type Origin } from '../kernel/caller.ts';
import { now } from '../kernel/clock.ts';
import { type FlowId, parseId } from '../kernel/ids.ts';
import { Refusal, type RefusalCode, refuse } from '../kernel/refusal.ts';
import { type Bucket, isLocked } from '../passwords/lockout.ts';
import type { Transaction } from '../platform/database.ts';
import { tokenHash } from '../platform/http/http.ts';
import { scheduleNow } from '../schedules/current.ts';
import { enterGate, lockAll } from '../sessions/others.ts';
import type { SessionMethod } from '../sessions/sessions.ts';
import type { Tenant } from '../tenants/tenants.ts';
import { lockRuleOf } from '../users/user.ts';
import { alreadySignedIn, asking, placeIn, stepState } from './asking.ts';
import { type Facts, next } from './machine.ts';
import { factsOf, openSession } from './opening.ts';
import type { Continuation, FlowState, Outcome, SignInOptions } from './outcome.ts';
import { recordRefusal, trustOf } from './password/attempt.ts';
import {
  type FlowRow,
  flowFetch,
  flowFinish,
  type PersonRow,
  personFetch,
  savepointSet,
  savepointUndo,
} from './store.ts';

/** Tells a person who gave the right password why they may not enter, and the audit log too. */
export async function refuseProven(
  { database, clockOffsetMs }: SignInOptions,
  tenant: Tenant,
  origin: Origin,
  person: PersonRow,
  why: RefusalCode | Refusal,
): Promise<never> {
  const refusal = why instanceof Refusal ? why : refusalBy(why, tenant, person, clockOffsetMs());
  await recordRefusal(database, nobodyCaller(tenant.id, origin), refusal.code, person);
  throw refusal;
}

/** What the machine says, with what is known of it: when the next hours begin; codes are counted by the day, in UTC. */
export function refusalBy(code: RefusalCode, tenant: Tenant, person: PersonRow, clockOffsetMs: number): Refusal {
  if (code === 'outside_schedule') {
    const { opensAt } = scheduleNow(person, tenant.timeZone, clockOffsetMs);
    return refuse(code, { until: opensAt?.toString() ?? null, timeZone: tenant.timeZone });
  }
  if (code !== 'code_attempts_exceeded') return refuse(code);
  const midnight = now().toZonedDateTimeISO('UTC').startOfDay().add({ days: 1 }).toInstant();
  return refuse(code, { until: midnight.toString() });
}

function bucketOf(flow: FlowRow): Bucket {
  return { subject: flow.attempt_subject, bucket: flow.attempt_bucket };
}

interface InFlow {
  readonly row: FlowRow;
  readonly person: PersonRow;
  readonly facts: Facts;
  readonly secret: string;
}

/** The flow of this browser. @throws Refusal flow_expired */
async function flowOf(
  tx: Transaction,
  { tenant, flow, secret }: Continuation,
): Promise<{ row: FlowRow; secret: string }> {
  const id = parseId<FlowId>(flow);
  if (id === null || secret === null) throw refuse('flow_expired');
  const row = await flowFetch(tx, tenant.id, id, tokenHash(secret));
  if (!row) throw refuse('flow_expired');
  return { row, secret };
}

async function flowFacts(
  { clockOffsetMs }: Pick<SignInOptions, 'clockOffsetMs'>,
  tx: Transaction,
  continuation: Continuation,
  { row, secret }: { row: FlowRow; secret: string },
  stationGiven = false,
): Promise<InFlow> {
  const { tenant, devices, trustHash } = continuation;
  const { client } = row;
  const { maxAgeDays } = tenant.settings.passwordPolicy;
  const look = { maxAgeDays, trust: trustOf(tenant, trustHash), place: placeIn(continuation, client) };
  const [person, locked] = await Promise.all([
    personFetch(tx, tenant.id, row.user_id, look),
    isLocked(tx, tenant.id, bucketOf(row), lockRuleOf(tenant)),
  ]);
  if (!person || person.revision !== row.password_revision) throw refuse('flow_expired');
  const progress = { way: row.way, locked, proven: row.factor_method, devices, client, stationGiven };
  return { row, person, facts: factsOf(tenant, person, progress, clockOffsetMs()), secret };
}

/** What the flow of this browser asks now: `seat` when nothing is left but that. @throws Refusal flow_expired and those of the machine */
export async function lookAtFlow(options: SignInOptions, continuation: Continuation): Promise<FlowState> {
  const { tenant, origin } = continuation;
  const look = async (tx: Transaction) => {
    const found = await flowFacts(options, tx, continuation, await flowOf(tx, continuation));
    const asked = next(found.facts);
    const at = { ...found, flow: found.row.id, client: found.row.client };
    return { ...found, step: asked, shown: await stepState(options, tx, continuation, at, asked) };
  };
  const { row, person, facts, step, shown } = await options.database.withTenant(tenant.id, look, { planOnce: true });
  if ('refuse' in step) return refuseProven(options, tenant, origin, person, step.refuse);
  return { flow: row, person, facts, asks: 'ask' in step ? step.ask : 'seat', ...shown };
}

function methodsOf({ way, factor_method: factor }: FlowRow): SessionMethod[] {
  return [way === 'password' ? 'pwd' : 'passkey', ...(factor === null ? [] : [factor])];
}

/**
 * After a step was done: asks the machine again, under the lock that makes the answer last, and opens the session when nothing is left.
 * @param station given with this request, to be taken with the session
 * @throws Refusal flow_expired, user_limit_reached, already_signed_in, those of stations and of the machine; the transaction must end with them
 */
export async function advance(
  options: SignInOptions,
  tx: Transaction,
  continuation: Continuation,
  station: string | null = null,
): Promise<Outcome> {
  const { tenant, replaces } = continuation;
  const found = await flowOf(tx, continuation);
  const { user_id: user } = found.row;
  // On their way together, and done in this order: what the facts are read from is locked by then.
  const [, , { row, person, facts, secret }] = await Promise.all([
    enterGate(tx, tenant.id, user),
    lockAll(tx, tenant.id, user, replaces?.id ?? null),
    flowFacts(options, tx, continuation, found, station !== null),
  ]);
  const step = next(facts);
  if ('refuse' in step) throw refusalBy(step.refuse, tenant, person, options.clockOffsetMs());
  if ('ask' in step) {
    if (step.ask === 'connections' && !row.follows)
      throw await alreadySignedIn(tx, continuation, { person, client: row.client });
    return asking(options, tx, continuation, { flow: row.id, client: row.client, secret, person, facts }, step.ask);
  }
  const opening = {
    ...continuation,
    flow: row.id,
    client: row.client,
    returnTo: row.return_to,
    methods: methodsOf(row),
    passkey: row.passkey_id,
    station,
  };
  const manner = { revision: row.password_revision, bucket: bucketOf(row), locked: true };
  // Together on their way too. What is opened beside a flow that was over is undone with the transaction.
  const finishing = flowFinish(tx, tenant.id, row.id);
  const opens = openSession(options, tx, opening, person, manner);
  opens.catch(() => undefined);
  if (!(await finishing)) throw refuse('flow_expired');
  const opened = await opens;
  if (typeof opened === 'string') throw refuse(opened === 'full' ? 'user_limit_reached' : 'flow_expired');
  return opened;
}

/**
 * The same after a step that stays done even if there is no place for a session now: the person tries again without it.
 * @returns the refusal, which `settled` tells once the transaction is over
 */
export async function advanceIfPlace(
  options: SignInOptions,
  tx: Transaction,
  continuation: Continuation,
): Promise<Outcome | Refusal> {
  try {
    const [, outcome] = await Promise.all([savepointSet(tx), advance(options, tx, continuation)]);
    return outcome;
  } catch (error) {
    if (!(error instanceof Refusal) || !isOfPlace(error)) throw error;
    await savepointUndo(tx);
    return error;
  }
}

/** True for what says that everything was right, but that there is no place. */
function isOfPlace({ code }: Refusal): boolean {
  return code === 'user_limit_reached' || code === 'already_signed_in' || code.startsWith('station_');
}

/** Gives the outcome, or tells the refusal and notes it in the audit log. */
export async function settled(
  { database }: Pick<SignInOptions, 'database'>,
  { tenant, origin }: Pick<Continuation, 'tenant' | 'origin'>,
  person: Pick<PersonRow, 'id' | 'username'> | undefined,
  work: Promise<Outcome | Refusal>,
): Promise<Outcome> {
  const result = await work.catch((error: unknown) => {
    if (error instanceof Refusal && isOfPlace(error)) return error;
    throw error;
  });
  if (!(result instanceof Refusal)) return result;
  await recordRefusal(database, nobodyCaller(tenant.id, origin), result.code, person);
  throw result;
}
