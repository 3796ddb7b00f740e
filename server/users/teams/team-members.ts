/** Putting people into teams and taking them out: nobody gives supervisors power over people that they do not have themselves. */
import { recordMany } from '../../audit/audit.ts';
import type { Caller } from '../../kernel/caller.ts';
import type { TeamId, TenantId, UserId } from '../../kernel/ids.ts';
import { refuse } from '../../kernel/refusal.ts';
import type { Transaction } from '../../platform/database.ts';
import { announceMany } from '../../platform/notify.ts';
import { administratorKey } from '../../roles/built-in.ts';
import { mayGrant } from '../../roles/may-grant.ts';
import {
  memberHoursChanged,
  memberList,
  memberPut,
  memberRemove,
  memberReplace,
  supervisedList,
  type TargetRow,
  targetList,
} from './store-team-members.ts';
import { type TeamRow, teamLockByName, teamMembersChanged, teamPowerList } from './store-teams.ts';
import { isInReach, mayEmpower } from './team-reach.ts';

export interface Member {
  readonly id: string;
  readonly username: string;
  readonly firstName: string;
  readonly lastName: string;
  /** Key of the role. */
  readonly role: string;
  readonly supervises: boolean;
}

export interface MemberPage {
  readonly items: readonly Member[];
  readonly next: string | null;
}

/** For what goes on in somebody's name: the teams that they supervise by now. */
export function teamsSupervisedBy(tx: Transaction, tenant: TenantId, user: UserId): Promise<TeamId[]> {
  return supervisedList(tx, tenant, user);
}

export async function listMembers(
  tx: Transaction,
  caller: Caller,
  team: TeamRow,
  { limit, cursor }: { readonly limit: number; readonly cursor: string | null },
): Promise<MemberPage> {
  const rows = await memberList(tx, caller.tenant, team.id, { limit, after: cursor });
  const page = rows.slice(0, limit);
  const items = page.map(({ id, username, first_name: firstName, last_name: lastName, role, supervises }) => ({
    id,
    username,
    firstName,
    lastName,
    role,
    supervises,
  }));
  return { items, next: rows.length > limit ? (page.at(-1)?.sort_key ?? null) : null };
}

/** Everyone asked for, if the caller may move them. @throws Refusal invalid_request, not_permitted */
async function targetsOf(tx: Transaction, caller: Caller, users: readonly UserId[]): Promise<TargetRow[]> {
  const found = await targetList(tx, caller.tenant, users);
  const seen = found.filter((one) => caller.permissions.has('users:read') || isInReach(caller, one));
  const seenIds = new Set(seen.map((one) => one.id));
  const unseen = users.find((id) => !seenIds.has(id));
  if (unseen !== undefined) {
    const path = `/users/${users.indexOf(unseen)}`;
    throw refuse('invalid_request', { violations: [{ path, message: 'is not a user you may see' }] });
  }
  if (!seen.every((one) => mayGrant(caller.permissions, one.permissions))) throw refuse('not_permitted');
  // With a team come hours, which nobody but administrators chooses for themselves.
  if (seen.some((one) => one.id === caller.id && one.role !== administratorKey)) throw refuse('not_permitted');
  return seen;
}

/** @param moved those of the users who came or went: nobody else has a minute from now */
async function follow(
  tx: Transaction,
  caller: Caller,
  users: readonly UserId[],
  moved: readonly UserId[],
): Promise<void> {
  if (moved.length > 0) await memberHoursChanged(tx, caller.tenant, moved);
  await announceMany(
    tx,
    users.map((user) => ({ kind: 'user', tenant: caller.tenant, user })),
  );
}

/** An entry for each person, so that whoever looks for somebody finds them. */
async function recordEach(
  tx: Transaction,
  caller: Caller,
  team: TeamRow,
  people: readonly Pick<TargetRow, 'id' | 'username'>[],
  how:
    | { readonly action: 'team.members.put'; readonly supervises: boolean }
    | { readonly action: 'team.members.remove' },
): Promise<void> {
  const { action, ...details } = how;
  const target = { kind: 'team', id: team.id, name: team.name };
  const entries = people.map(({ id, username }) => ({
    action,
    target,
    details: { user: { id, username }, ...details },
  }));
  await recordMany(tx, caller, entries);
}

/** @param team locked: its supervisors are judged here. @throws Refusal invalid_request, not_permitted */
export async function putMembers(
  tx: Transaction,
  caller: Caller,
  team: TeamRow,
  asked: readonly UserId[],
  supervises: boolean,
): Promise<void> {
  const targets = await targetsOf(tx, caller, asked);
  const users = targets.map(({ id }) => id);
  const powers = await teamPowerList(tx, caller.tenant, [team.id]);
  // New supervisors have their power over everyone who is in the team; new members are under those who supervise it already.
  if (supervises)
    powers.push(...targets.flatMap((one) => one.permissions.filter((power) => power.startsWith('team:'))));
  const inReach =
    targets.every((one) => isInReach(caller, one)) && (!supervises || caller.supervises.includes(team.id));
  if (!mayEmpower(caller, powers, inReach)) throw refuse('not_permitted');
  await memberPut(tx, caller.tenant, team.id, users, supervises);
  await teamMembersChanged(tx, caller.tenant, team.id);
  const joined = targets.filter((one) => !one.team_ids.includes(team.id)).map(({ id }) => id);
  await follow(tx, caller, users, joined);
  await recordEach(tx, caller, team, targets, { action: 'team.members.put', supervises });
}

/** @throws Refusal invalid_request, not_permitted */
export async function removeMembers(
  tx: Transaction,
  caller: Caller,
  team: TeamRow,
  users: readonly UserId[],
): Promise<void> {
  const targets = await targetsOf(tx, caller, users);
  const left = new Set(await memberRemove(tx, caller.tenant, team.id, users));
  await teamMembersChanged(tx, caller.tenant, team.id);
  await follow(tx, caller, users, [...left]);
  const leavers = targets.filter(({ id }) => left.has(id));
  await recordEach(tx, caller, team, leavers, { action: 'team.members.remove' });
}

/**
 * The ids of teams by name, for `setTeamsOfUser`. They are locked, so that their supervisors are the same when the change is judged
 * and when it is made; therefore it comes before the user is locked.
 * @throws Refusal not_permitted, invalid_request, naming the first that is none
 */
export async function lockTeamsNamed(tx: Transaction, caller: Caller, asked: readonly string[]): Promise<TeamId[]> {
  if (!caller.permissions.has('teams:update')) throw refuse('not_permitted');
  const names = [...new Set(asked)];
  const teams = new Map((await teamLockByName(tx, caller.tenant, names)).map(({ id, name }) => [name, id]));
  return names.map((name, index) => {
    const id = teams.get(name);
    if (id === undefined)
      throw refuse('invalid_request', {
        violations: [{ path: `/teams/${index}`, message: 'is not a team of this organisation' }],
      });
    return id;
  });
}

/**
 * Makes these the teams of a user whom the caller may change. Who supervises one of them goes on supervising it; new ones are
 * joined as a member.
 * @param teams locked, by `lockTeamsNamed`
 * @throws Refusal not_permitted
 */
export async function setTeamsOfUser(
  tx: Transaction,
  caller: Caller,
  user: { readonly id: UserId; readonly team_ids: readonly TeamId[] },
  teams: readonly TeamId[],
): Promise<void> {
  const added = teams.filter((team) => !user.team_ids.includes(team));
  const left = user.team_ids.filter((team) => !teams.includes(team));
  if (added.length === 0 && left.length === 0) return;
  const powers = await teamPowerList(tx, caller.tenant, added);
  if (!mayEmpower(caller, powers, isInReach(caller, user))) throw refuse('not_permitted');
  await memberReplace(tx, caller.tenant, user.id, teams);
  await follow(tx, caller, [user.id], [user.id]);
}
