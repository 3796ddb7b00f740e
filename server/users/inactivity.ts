/**
 * Makes people inactive who have not signed in for so many days as their organisation says (L4). Once a day per organisation, at
 * night. It never takes the last administrator, nor operators, and who was made active again by somebody has as many days anew.
 */
import { recordMany } from '../audit/audit.ts';
import { systemCaller } from '../kernel/caller.ts';
import type { Database } from '../platform/database.ts';
import type { Task } from '../platform/jobs.ts';
import { announceMany } from '../platform/notify.ts';
import type { Tenant, Tenants } from '../tenants/tenants.ts';
import { auditTarget } from './reach.ts';
import { usersMakeInactive } from './store-inactivity.ts';

const inactivityTask = 'users:inactivity';
/** The hour of the organisation's day: few people sign in, and nobody is taken by surprise in the middle of a shift. */
const nightHour = 3;
const batchMax = 500;

/** Every hour, because it is night somewhere. */
export const inactivityCrontab = `41 * * * * ${inactivityTask}`;

export interface InactivityOptions {
  readonly database: Database;
  readonly tenants: Pick<Tenants, 'listAtHour'>;
}

/** Makes everybody of one organisation inactive who is due. @returns how many */
export async function makeInactive({ database }: Pick<InactivityOptions, 'database'>, tenant: Tenant): Promise<number> {
  const { afterDays } = tenant.settings.inactivity;
  if (afterDays === null || tenant.kind !== 'organization') return 0;
  const caller = systemCaller(tenant.id, 'inactivity');
  let count = 0;
  for (;;) {
    const made = await database.withTenant(tenant.id, async (tx) => {
      const users = await usersMakeInactive(tx, tenant.id, { afterDays, limit: batchMax });
      await announceMany(
        tx,
        users.map((user) => ({ kind: 'user', tenant: tenant.id, user: user.id })),
      );
      await recordMany(
        tx,
        caller,
        users.map((user) => ({ action: 'user.inactivate', target: auditTarget(user), details: { afterDays } })),
      );
      return users.length;
    });
    count += made;
    if (made < batchMax) return count;
  }
}

/** @param hour for tests: the hour of the day at which an organisation's turn is */
export function inactivityTasks(
  options: InactivityOptions,
  hour: number = nightHour,
): Readonly<Record<typeof inactivityTask, Task>> {
  return {
    [inactivityTask]: async () => {
      for (const tenant of await options.tenants.listAtHour(hour)) await makeInactive(options, tenant);
    },
  };
}
