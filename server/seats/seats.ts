/**
 * Seats owns how many people of an organisation are connected at once, and who they are (L2). Sign-in takes a seat with its
 * session, tabs hold it, whatever ends the session frees it. The database gives seats out and counts them (docs/decisions/0012):
 * this door only asks it, so no caller can seat one too many. It never ends a session and never puts anybody out.
 */
import type { RawBuilder } from 'kysely';
import type { TenantId, UserId } from '../kernel/ids.ts';
import type { Database, Transaction } from '../platform/database.ts';
import { announce } from '../platform/notify.ts';
import {
  seatHold,
  seatLock,
  seatsLoosen,
  seatsPostpone,
  seatsReap,
  seatsSettle,
  seatTake,
  seatTaken,
  seatTenantsLate,
} from './store.ts';

/** Organisations looked after in one sweep; the next one follows within seconds. */
const sweepTenantsMax = 100;

/**
 * CTEs that take the seat within the statement that opens the session, theirs again if they have one; the last of them is `seated`: one
 * row if the user has a seat or needs none, no row if none is free. Seats that nobody holds any more are freed before one is refused. What opens the session selects from both `source` and `seated`.
 * @param source name of a CTE of at most one row, the user's row locked, with the newest `role_id`
 * @param minutes how long it is held if no tab ever connects: the session's idle time
 */
export function seatTaking(tenant: TenantId, user: UserId, source: string, minutes: number): RawBuilder<unknown> {
  return seatTaken(tenant, user, source, minutes);
}

/**
 * A session of the user has ended: their seat is free at once unless another live session holds it. The database does the same
 * by itself at the commit; whoever wants to take that very seat in the same transaction calls this before.
 */
export async function freeSeat(tx: Transaction, tenant: TenantId, user: UserId): Promise<void> {
  await seatsSettle(tx, tenant, [user]);
}

/** The same for many at once: by the commit, which looks at one after the other, their seats are free already. */
export async function freeSeats(tx: Transaction, tenant: TenantId, users: readonly UserId[]): Promise<void> {
  if (users.length > 0) await seatsSettle(tx, tenant, users);
}

/**
 * A tab of the user opened: they hold their seat while it lives, or take one again if it was lost.
 * @returns false when it was lost and none is free
 */
export async function seatConnected(tx: Transaction, tenant: TenantId, user: UserId): Promise<boolean> {
  if (await seatHold(tx, tenant, user)) return true;
  if (!(await seatTake(tx, tenant, user))) return false;
  // A seat again: what is remembered of the person says that they have none. (No row: they need none.)
  if (await seatHold(tx, tenant, user)) await announce(tx, { kind: 'user', tenant, user });
  return true;
}

/**
 * The last tab of a session of these users went: grace begins, unless another tab or session holds the seat. Across tenants, because
 * it may be all the tabs of a process that is gone.
 */
export async function seatsDisconnected(
  tx: Transaction,
  users: readonly { readonly tenant: TenantId; readonly user: UserId }[],
): Promise<void> {
  if (users.length > 0) await seatsLoosen(tx, users);
}

/** The whole house was away for so many seconds: grace stood still. Across tenants, as the owner. */
export function postponeSeats(tx: Transaction, seconds: number): Promise<void> {
  return seatsPostpone(tx, seconds);
}

/** Until this transaction ends nobody takes or frees a seat: for whoever changes how many there are. */
export function lockSeats(tx: Transaction, tenant: TenantId): Promise<void> {
  return seatLock(tx, tenant);
}

/**
 * Frees what is past its time, everywhere. Costs nothing where nothing is. A process calls it every few seconds; several may.
 * @returns how many seats were freed
 */
export async function sweepSeats(database: Database): Promise<number> {
  const tenants = await database.withSystem((tx) => seatTenantsLate(tx, sweepTenantsMax));
  let freed = 0;
  // A transaction for each: one organisation's row is locked for as long as its own seats take.
  for (const tenant of tenants) freed += await sweepTenant(database, tenant);
  return freed;
}

function sweepTenant(database: Database, tenant: TenantId): Promise<number> {
  return database.withTenant(tenant, async (tx) => {
    const freed = await seatsReap(tx, tenant);
    if (freed > 0) await announce(tx, { kind: 'connected', tenant });
    return freed;
  });
}
