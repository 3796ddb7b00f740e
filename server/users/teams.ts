/** Teams: whom a supervisor supervises (M3). */
import { record } from '../audit/audit.ts';
import type { Caller } from '../kernel/caller.ts';
import { newId, type TeamId, type UserId } from '../kernel/ids.ts';
import { refuse } from '../kernel/refusal.ts';
import { announce } from '../platform/notify.ts';
import type { Tenant } from '../tenants/tenants.ts';
import type { UsersOptions } from './acts.ts';
import { teamEnsure, teamMembersPut } from './store-teams.ts';

export interface TeamMembers {
  readonly name: string;
  readonly supervisors: readonly UserId[];
  readonly members: readonly UserId[];
}

/**
 * Makes a team, or adds to the one of that name; nobody is taken out.
 * @throws Refusal not_permitted
 */
export async function addToTeam(
  { database }: Pick<UsersOptions, 'database'>,
  tenant: Tenant,
  caller: Caller,
  { name, supervisors, members }: TeamMembers,
): Promise<void> {
  if (!caller.permissions.has('users:update')) throw refuse('not_permitted');
  await database.withTenant(tenant.id, async (tx) => {
    const team = await teamEnsure(tx, tenant.id, newId<TeamId>(), name);
    await teamMembersPut(tx, tenant.id, team, members, false);
    await teamMembersPut(tx, tenant.id, team, supervisors, true);
    for (const user of supervisors) await announce(tx, { kind: 'user', tenant: tenant.id, user });
    const target = { kind: 'team', id: team, name };
    await record(tx, caller, { action: 'team.add', target, details: { supervisors, members } });
  });
}
