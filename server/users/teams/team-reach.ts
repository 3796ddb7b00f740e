/** Which teams a caller sees, and what putting somebody into one may not do: grant what the caller lacks. Pure. */
import type { Caller } from '../../kernel/caller.ts';
import type { TeamId } from '../../kernel/ids.ts';
import { mayGrant } from '../../roles/may-grant.ts';

/** Everyone's teams for who may read users; their own for a supervisor: null = all. */
export function visibleTeams({ permissions, supervises }: Caller): readonly TeamId[] | null {
  return permissions.has('users:read') ? null : supervises;
}

export function seesTeam(caller: Caller, team: TeamId): boolean {
  return visibleTeams(caller)?.includes(team) ?? true;
}

/** In a team that the caller supervises. */
export function isInReach({ supervises }: Caller, { team_ids }: { readonly team_ids: readonly TeamId[] }): boolean {
  return team_ids.some((team) => supervises.includes(team));
}

/**
 * A team gives its supervisors power over its members. Nobody gives power that they do not have over those people: each must be
 * the caller's own over everyone (`users:x`), or over their teams (`team:x`) where everyone concerned is in one of these.
 * @param powers `team:` permissions of those who supervise the team, or will
 * @param inReach everyone over whom the power is new is in a team that the caller supervises
 */
export function mayEmpower(caller: Caller, powers: readonly string[], inReach: boolean): boolean {
  // Sets of permissions answer about any text: what stands in no list is held by nobody.
  const held: ReadonlySet<string> = caller.permissions;
  return powers.every(
    (power) => held.has(power.replace('team:', 'users:')) || (inReach && mayGrant(caller.permissions, [power])),
  );
}
