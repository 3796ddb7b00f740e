/**
 * Asking for a step: what its page or JSON answer shows, and the flow that begins with the first one that is asked for.
 */
import { record } from '../audit/audit.ts';
import { type OtherSession, othersOf } from '../connections/connections.ts';
import { type FlowId, newId, type PasskeyId } from '../kernel/ids.ts';
import { type Refusal, refuse } from '../kernel/refusal.ts';
import type { Bucket } from '../passwords/lockout.ts';
import type { Transaction } from '../platform/database.ts';
import { newToken, tokenHash } from '../platform/http/http.ts';
import type { Place } from '../sessions/others.ts';
import { stationOf } from '../stations/stations.ts';
import type { Tenant } from '../tenants/tenants.ts';
import type { Facts, Next, StepName } from './machine.ts';
import { personCaller } from './opening.ts';
import {
  type Continuation,
  type FlowState,
  type Outcome,
  placeOf,
  type SignInOptions,
  type SignInRequest,
  type StationState,
} from './outcome.ts';
import { type AtCode, codeState, enterCode } from './second-factor/code-state.ts';
import { type FlowRow, flowInsert, type PersonRow } from './store.ts';

/** A flow must be finished within this time of the password. */
export const flowMinutes = 15;

/** Where a session would open for a sign-in in this browser. */
export function placeIn(
  { browserId, replaces }: Pick<Continuation, 'browserId' | 'replaces'>,
  client: FlowRow['client'],
): Place {
  return placeOf({ client, browserId, replaces });
}

export type Where = Pick<Continuation, 'tenant' | 'origin' | 'devices' | 'browserId' | 'replaces'>;

/** Who is at a step, in which flow. */
export interface AtStep extends AtCode {
  readonly secret: string;
  /** The flow begins with this very step: nothing can have happened in it yet. Default false. */
  readonly begins?: boolean;
}

/** The station that the page proposes. */
async function stationState(tx: Transaction, tenant: Tenant, { id }: PersonRow): Promise<StationState> {
  const { assigned, held, mode } = await stationOf(tx, tenant.id, id);
  const fixed = mode === 'static' && assigned !== null;
  return { prefilled: fixed ? assigned : held, fixed };
}

/** The sessions in other browsers of which one has to end. */
async function othersInUse(
  tx: Transaction,
  { tenant, browserId, replaces }: Where,
  { person, client }: Pick<AtStep, 'person' | 'client'>,
): Promise<OtherSession[]> {
  const others = await othersOf(tx, tenant.id, person.id, browserId, client);
  return others.filter(({ id, connectedRecently }) => connectedRecently && id !== replaces?.id);
}

/** How the JSON API tells of one. */
export function listedOther({ id, browser, address, since, tabs }: OtherSession): object {
  return { id, browser, address, since, tabs };
}

/** For a client that does not follow to the step: what the step would have shown. The factors are proven by now. */
export async function alreadySignedIn(
  tx: Transaction,
  where: Where,
  at: Pick<AtStep, 'person' | 'client'>,
): Promise<Refusal> {
  return refuse('already_signed_in', { connections: (await othersInUse(tx, where, at)).map(listedOther) });
}

/** The outcome that asks for a step. Whoever has to prove a factor by mail finds the mail on its way. */
export async function asking(
  options: Pick<SignInOptions, 'factors'>,
  tx: Transaction,
  where: Where,
  { secret, begins = false, ...at }: AtStep,
  step: StepName,
): Promise<Outcome> {
  const { flow, person } = at;
  const { tenant } = where;
  if (step === 'code') return { next: step, flow, secret, code: await enterCode(options, tx, where, at, begins) };
  if (step === 'station') return { next: step, flow, secret, station: await stationState(tx, tenant, person) };
  if (step === 'connections') {
    return { next: step, flow, secret, others: await othersInUse(tx, where, at) };
  }
  return { next: step, flow, secret };
}

/** What begins a flow: what was proven, and for whom. */
export interface Beginning {
  readonly request: Where & Pick<SignInRequest, 'client' | 'returnTo' | 'follows'>;
  readonly person: PersonRow;
  readonly facts: Facts;
  readonly revision: number | null;
  readonly bucket: Bucket;
  readonly passkey: PasskeyId | null;
}

/** Begins a flow that asks for `step` next. @throws Refusal already_signed_in for a client that does not follow there */
export async function startFlow(
  options: Pick<SignInOptions, 'factors'>,
  tx: Transaction,
  { request, person, facts, revision, bucket, passkey }: Beginning,
  step: StepName,
): Promise<Outcome> {
  const { tenant, origin, client, returnTo, follows } = request;
  if (step === 'connections' && !follows) throw await alreadySignedIn(tx, request, { person, client });
  const flow = newId<FlowId>();
  const secret = newToken();
  const row = {
    tenant: tenant.id,
    id: flow,
    secretHash: tokenHash(secret),
    user: person.id,
    client,
    passwordRevision: revision,
    passkey,
    follows,
    bucket,
    returnTo,
    minutes: flowMinutes,
  };
  // On their way together, and done in this order.
  const [, , outcome] = await Promise.all([
    flowInsert(tx, row),
    record(tx, personCaller(tenant, person, origin), { action: 'sign_in.step', details: { step } }),
    asking(options, tx, request, { flow, secret, person, facts, client, begins: true }, step),
  ]);
  return outcome;
}

/** What the step of a flow shows besides. */
export async function stepState(
  options: Pick<SignInOptions, 'factors'>,
  tx: Transaction,
  where: Where,
  at: AtStep,
  step: Next,
): Promise<Pick<FlowState, 'code' | 'others' | 'station'>> {
  const ask = 'ask' in step ? step.ask : null;
  return {
    code: ask === 'code' ? await codeState(options, tx, where, at) : null,
    others: ask === 'connections' ? await othersInUse(tx, where, at) : [],
    station: ask === 'station' ? await stationState(tx, where.tenant, at.person) : null,
  };
}
