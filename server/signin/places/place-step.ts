/**
 * The steps after all factors: another browser is logged out, a station given (S8.2, T1), and, where only the seat was missing,
 * another try. Each is one transaction: what is refused in the end changed nothing.
 */
import { parseId, type SessionId } from '../../kernel/ids.ts';
import { refuse } from '../../kernel/refusal.ts';
import { endOther, enterGate, lockAll } from '../../sessions/others.ts';
import { advance, lookAtFlow, settled } from '../flow.ts';
import { personCaller } from '../opening.ts';
import type { Asked, Continuation, FlowState, Outcome, SignInOptions } from '../outcome.ts';

/** The flow, if nothing before these steps is missing. */
async function lookForPlace(
  options: SignInOptions,
  continuation: Continuation,
  asked: readonly Asked[],
): Promise<FlowState> {
  const state = await lookAtFlow(options, continuation);
  if (!asked.includes(state.asks)) throw refuse('flow_step_invalid');
  return state;
}

/**
 * The step `connections`: ends another of the person's sessions of this kind, and goes on. If it is over already, so much the better.
 * @param session null: none; the others may have gone by themselves
 * @throws Refusal not_found (no id at all), user_limit_reached, flow_expired, flow_step_invalid and those of the machine
 */
export async function logOutOther(
  options: SignInOptions,
  continuation: Continuation,
  session: string | null,
): Promise<Outcome> {
  const { tenant, origin, replaces } = continuation;
  const id = session === null ? null : parseId<SessionId>(session);
  const { person, flow } = await lookForPlace(options, continuation, ['connections', 'station', 'seat']);
  if (session !== null && id === null) throw refuse('not_found');
  const work = options.database.withTenant(tenant.id, async (tx) => {
    await enterGate(tx, tenant.id, person.id);
    await lockAll(tx, tenant.id, person.id, replaces?.id ?? null);
    if (id !== null) await endOther(tx, personCaller(tenant, person, origin), person.id, flow.client, id);
    return advance(options, tx, continuation);
  });
  return settled(options, continuation, person, work);
}

/**
 * The step `station`: taken together with the seat, as the session opens.
 * @throws Refusal station_taken, station_not_yours, station_unknown, user_limit_reached, flow_expired, flow_step_invalid and those of the machine
 */
export async function giveStation(
  options: SignInOptions,
  continuation: Continuation,
  station: string,
): Promise<Outcome> {
  const { person } = await lookForPlace(options, continuation, ['connections', 'station', 'seat']);
  const work = options.database.withTenant(continuation.tenant.id, (tx) => advance(options, tx, continuation, station));
  return settled(options, continuation, person, work);
}

/** Tries again for a seat, where nothing else is asked. @throws Refusal user_limit_reached, flow_step_invalid and those of `look` */
export async function enterNow(options: SignInOptions, continuation: Continuation): Promise<Outcome> {
  const { person } = await lookForPlace(options, continuation, ['seat']);
  const work = options.database.withTenant(continuation.tenant.id, (tx) => advance(options, tx, continuation));
  return settled(options, continuation, person, work);
}
