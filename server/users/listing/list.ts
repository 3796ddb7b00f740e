/** The list of people: everyone for who may read users, the members of one's teams for a supervisor; searched, and narrowed. */
import type { Caller } from '../../kernel/caller.ts';
import { parseId, type RoleId, type TeamId } from '../../kernel/ids.ts';
import { refuse } from '../../kernel/refusal.ts';
import type { Database } from '../../platform/database.ts';
import { findRole } from '../../roles/roles.ts';
import type { Tenant } from '../../tenants/tenants.ts';
import type { UserPage } from '../acts.ts';
import { seesTeam, visibleTeams } from '../teams/team-reach.ts';
import { lockRuleOf, userOf } from '../user.ts';
import { userList } from './store-list.ts';
import { userSearch } from './store-search.ts';
import type { UserState } from './user-states.ts';

export interface ListQuery {
  readonly limit: number;
  readonly cursor: string | null;
  readonly search: string | null;
  /** Key or id of a role; one that there is not is nobody's. */
  readonly role?: string | null;
  /** Id of a team; one that there is not, or that the caller does not see, has nobody in it. */
  readonly team?: string | null;
  readonly status?: UserState | null;
}

/** @throws Refusal not_permitted, invalid_request (a team that is no id, a cursor that is none) */
export async function listUsers(
  database: Database,
  tenant: Tenant,
  caller: Caller,
  { limit, cursor, search, role = null, team = null, status = null }: ListQuery,
): Promise<UserPage> {
  if (!caller.permissions.has('users:read') && !caller.permissions.has('team:read')) throw refuse('not_permitted');
  const teamId = team === null ? null : parseId<TeamId>(team);
  if (team !== null && teamId === null)
    throw refuse('invalid_request', { violations: [{ path: '/team', message: 'is not the id of a team' }] });
  const nobody: UserPage = { items: [], next: null };
  if (teamId !== null && !seesTeam(caller, teamId)) return nobody;
  const rule = lockRuleOf(tenant);
  return database.withTenant(tenant.id, async (tx) => {
    // Asked for first: the plan of the list then knows how many have the role.
    const roleId = role === null ? null : (parseId<RoleId>(role) ?? (await findRole(tx, tenant.id, role))?.id);
    if (roleId === undefined) return nobody;
    const filter = { limit, after: cursor, teams: visibleTeams(caller), role: roleId, team: teamId, state: status };
    const rows = await (search === null
      ? userList(tx, tenant.id, filter, rule)
      : userSearch(tx, tenant.id, { ...filter, search }, rule));
    const shown = rows.slice(0, limit);
    return { items: shown.map(userOf), next: rows.length > limit ? (shown.at(-1)?.sort_key ?? null) : null };
  });
}
