/** The station of a person: assigned (static), theirs to choose (dynamic), or none (T2). Assigning it is an act on the person. */
import type { Caller } from '../kernel/caller.ts';
import type { TenantId, UserId } from '../kernel/ids.ts';
import { refuse } from '../kernel/refusal.ts';
import type { Transaction } from '../platform/database.ts';
import { stationAssign, stationEnsure, stationOwner, stationUnassign } from './store-stations.ts';
import { displayName } from './user.ts';

export type StationMode = 'static' | 'dynamic' | 'none';

/** As the API takes it: a number with `static`, and only with it. */
export interface StationChoice {
  readonly mode: StationMode;
  readonly id?: string | null;
}

/** A Station ID: leading zeros count, so it is a text (T1). */
export const stationPattern = /^\d{1,10}$/;

function refuseChoice(path: string, message: string): Error {
  return refuse('invalid_request', { violations: [{ path, message }] });
}

/** Why nobody may choose this; for whoever judges many at once. @throws Refusal not_permitted, invalid_request */
export function assertStationChoice(caller: Caller, { mode, id = null }: StationChoice): void {
  if (!caller.permissions.has('users:station:assign')) throw refuse('not_permitted');
  if (mode === 'static' && (id === null || !stationPattern.test(id)))
    throw refuseChoice('/station/id', 'a static station is a number of 1 to 10 digits');
  if (mode !== 'static' && id !== null)
    throw refuseChoice('/station/id', 'only a static station has a number of its own');
}

/** Makes the number something that can be locked, for whoever takes or assigns it; the first thing they do with stations. */
export function ensureStation(tx: Transaction, tenant: TenantId, station: string): Promise<void> {
  return stationEnsure(tx, tenant, station);
}

/**
 * Gives the user this station, or takes theirs back; the caller has locked and changed their row (`station_mode`).
 * @throws Refusal station_taken, naming who has it
 */
export async function applyStation(
  tx: Transaction,
  tenant: TenantId,
  user: UserId,
  { mode, id = null }: StationChoice,
): Promise<void> {
  if (id !== null) await stationEnsure(tx, tenant, id);
  await stationUnassign(tx, tenant, user, id);
  if (mode !== 'static' || id === null || (await stationAssign(tx, tenant, user, id))) return;
  const owner = await stationOwner(tx, tenant, id);
  throw refuse('station_taken', owner === undefined ? {} : { heldBy: displayName(owner) });
}
