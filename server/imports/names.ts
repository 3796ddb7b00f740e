/** What the names of roles and schedules in a file mean. Who may not see them gets nothing by name: keys of roles work all the same. */
import type { Caller } from '../kernel/caller.ts';
import type { Roles } from '../roles/roles.ts';
import type { Schedules } from '../schedules/schedules.ts';
import type { Names } from './candidate.ts';

export interface NamesOptions {
  readonly roles: Roles;
  readonly schedules: Schedules;
}

export async function namesOf({ roles, schedules }: NamesOptions, caller: Caller): Promise<Names> {
  const seenRoles = caller.permissions.has('roles:read') ? await roles.list(caller) : [];
  const seenSchedules = caller.permissions.has('schedules:read') ? await schedules.list(caller) : [];
  return {
    // Keys last, so that a role called like another one's key does not take its place.
    roles: new Map([
      ...seenRoles.map((role) => [role.name.toLowerCase(), role.key] as const),
      ...seenRoles.map((role) => [role.key, role.key] as const),
    ]),
    schedules: new Map(seenSchedules.map((schedule) => [schedule.name.toLowerCase(), schedule.id])),
  };
}
