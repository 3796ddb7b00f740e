/**
 * Ends the sessions without a tab whose hours are over (L3). Those with tabs are ended by whoever holds them, and those that are
 * used by the next use; the rest would keep their seats from the next shift until they are idle.
 */
import type { Database } from '../platform/database.ts';
import type { Task } from '../platform/jobs.ts';
import { sessionLeftMs } from '../schedules/current.ts';
import type { Tenants } from '../tenants/tenants.ts';
import { endOverdue } from './overdue.ts';
import { sessionListWithHours } from './store-over-hours.ts';

const overHoursTask = 'sessions:over-hours';
/** Looked at by one pass; what is left over has its turn a minute later. */
const batchMax = 10_000;

export const overHoursCrontab = `* * * * * ${overHoursTask}`;

export interface OverHoursOptions {
  readonly database: Database;
  readonly tenants: Pick<Tenants, 'byId'>;
  /** Hears of audit entries that could not be written. */
  readonly onError: (error: unknown) => void;
  /** For tests: see AppOptions. */
  readonly clockOffsetMs: () => number;
}

/** One pass over all organisations. @returns how many it ended */
export async function endOverHours({ database, tenants, onError, clockOffsetMs }: OverHoursOptions): Promise<number> {
  const rows = await database.withSystem((tx) => sessionListWithHours(tx, batchMax));
  const ids = [...new Set(rows.map((row) => row.tenant_id))];
  const known = new Map(await Promise.all(ids.map(async (id) => [id, await tenants.byId(id)] as const)));
  const ends = rows.flatMap((row) => {
    const tenant = known.get(row.tenant_id);
    const leftMs = tenant === undefined ? null : sessionLeftMs(row, tenant, clockOffsetMs());
    const over = leftMs !== null && leftMs <= 0;
    return over ? [{ tenant: row.tenant_id, session: row.id, reason: 'outside_schedule' as const, hours: row }] : [];
  });
  return (await endOverdue(database, ends, onError)).size;
}

export function overHoursTasks(options: OverHoursOptions): Readonly<Record<typeof overHoursTask, Task>> {
  return {
    [overHoursTask]: async () => {
      await endOverHours(options);
    },
  };
}
