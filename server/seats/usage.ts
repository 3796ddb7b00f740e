/** How many seats are in use, and how many are free for whom: what administrators and supervisors see of them (L2). */
import type { Caller } from '../kernel/caller.ts';
import { refuse } from '../kernel/refusal.ts';
import type { Database } from '../platform/database.ts';
import type { Tenant } from '../tenants/tenants.ts';
import { type SeatPoolRow, type SeatUsageRow, seatPoolList, seatUsageFetch } from './store.ts';

export interface SeatPool {
  readonly role: string;
  readonly name: string;
  readonly inUse: number;
  /** How many people of the role may be there at once; null: as many as there are seats. */
  readonly seatsMax: number | null;
  /** How many more people of this role could enter now. */
  readonly free: number;
  readonly mayTakeReserved: boolean;
}

export interface SeatUsage {
  readonly capacity: number;
  /** Kept for roles that may take reserved ones. */
  readonly reserved: number;
  readonly inUse: number;
  /** Seats that nobody holds. Less than nothing is nothing: capacity may have been lowered below use. */
  readonly free: number;
  readonly peakToday: number;
  readonly byRole: readonly SeatPool[];
}

/** Pure: the same rule as the trigger seat_take, for showing. */
function seatUsageOf(usage: SeatUsageRow, pools: readonly SeatPoolRow[], reserve: number): SeatUsage {
  const free = Math.max(0, usage.capacity - usage.in_use);
  const unreservedFree = Math.max(0, Math.min(free, usage.capacity - reserve - usage.unreserved));
  return {
    capacity: usage.capacity,
    reserved: reserve,
    inUse: usage.in_use,
    free,
    peakToday: usage.peak_today,
    byRole: pools.map((pool) => ({
      role: pool.key,
      name: pool.name,
      inUse: pool.in_use,
      seatsMax: pool.seats_max,
      free: Math.max(
        0,
        Math.min(
          pool.reserved_seats ? free : unreservedFree,
          (pool.seats_max ?? Number.POSITIVE_INFINITY) - pool.in_use,
        ),
      ),
      mayTakeReserved: pool.reserved_seats,
    })),
  };
}

/** @throws Refusal not_permitted */
export async function seatUsage(database: Database, tenant: Tenant, caller: Caller): Promise<SeatUsage> {
  if (!caller.permissions.has('seats:read')) throw refuse('not_permitted');
  const [usage, pools] = await database.withTenant(tenant.id, (tx) =>
    Promise.all([seatUsageFetch(tx, tenant.id), seatPoolList(tx, tenant.id)]),
  );
  if (usage === undefined) throw refuse('organization_unknown');
  return seatUsageOf(usage, pools, tenant.settings.seats.reservedForAdministrators);
}
