/** Whether somebody would find a seat, found out by taking it and giving it back: only the database knows every rule (L2). */
import type { UserId } from '../kernel/ids.ts';
import { refuse } from '../kernel/refusal.ts';
import type { Database } from '../platform/database.ts';
import type { Tenant } from '../tenants/tenants.ts';
import { seatTake, seatUsageFetch } from './store.ts';

export interface SeatOutlook {
  /** They have a seat, need none, or would get one now. */
  readonly free: boolean;
  readonly capacity: number;
  readonly inUse: number;
}

/** Undoes the transaction that found it out. */
class TakenBack extends Error {
  readonly outlook: SeatOutlook;
  constructor(outlook: SeatOutlook) {
    super('A seat was tried and given back.');
    this.outlook = outlook;
  }
}

/** Changes nothing; for a moment nobody else takes or frees a seat of the organisation. @throws Refusal organization_unknown */
export async function seatOutlook(database: Database, tenant: Tenant, user: UserId): Promise<SeatOutlook> {
  try {
    return await database.withTenant(tenant.id, async (tx): Promise<SeatOutlook> => {
      const usage = await seatUsageFetch(tx, tenant.id);
      if (usage === undefined) throw refuse('organization_unknown');
      const free = await seatTake(tx, tenant.id, user);
      throw new TakenBack({ free, capacity: usage.capacity, inUse: usage.in_use });
    });
  } catch (error) {
    if (error instanceof TakenBack) return error.outlook;
    throw error;
  }
}
