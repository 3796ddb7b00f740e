/** Making, changing and deleting a team, each in the transaction given: the doors of teams.ts open it. */
import { record } from '../../audit/audit.ts';
import type { Caller } from '../../kernel/caller.ts';
import { isUuid, newId, parseId, type ScheduleId, type TeamId } from '../../kernel/ids.ts';
import { refuse } from '../../kernel/refusal.ts';
import type { Transaction } from '../../platform/database.ts';
import { announce } from '../../platform/notify.ts';
import { administratorKey } from '../../roles/built-in.ts';
import { mayGrant } from '../../roles/may-grant.ts';
import {
  type TeamRow,
  teamCount,
  teamDelete,
  teamFetch,
  teamInsert,
  teamLock,
  teamPermissionList,
  teamRoleOfMember,
  teamScheduleChanged,
  teamUpdate,
} from './store-teams.ts';
import { seesTeam, visibleTeams } from './team-reach.ts';

export interface TeamFields {
  readonly name: string;
  readonly schedule: string | null;
  /** What an identity provider calls it; unique in the organisation. */
  readonly externalId?: string | null;
}

const teamsMax = 5_000;

/** The schedule of this id, if it is one at all; whether there is one the database tells. @throws Refusal invalid_request */
function scheduleIdOf(schedule: string | null): ScheduleId | null {
  if (schedule !== null && !isUuid(schedule))
    throw refuse('invalid_request', {
      violations: [{ path: '/schedule', message: 'is not a schedule of this organisation' }],
    });
  return schedule as ScheduleId | null; // its form was checked above
}

/** @throws Refusal not_permitted, not_found (one that the caller may not see, too) */
export async function seenTeam(tx: Transaction, caller: Caller, id: string): Promise<TeamRow> {
  const team = parseId<TeamId>(id);
  const row = team === null || !seesTeam(caller, team) ? undefined : await teamFetch(tx, caller.tenant, team);
  if (!row) throw refuse('not_found');
  return row;
}

/** The same, locked before anything of it is read. @throws Refusal not_permitted, not_found */
export async function lockedTeam(tx: Transaction, caller: Caller, id: string): Promise<TeamRow> {
  const team = parseId<TeamId>(id);
  if (team !== null) await teamLock(tx, caller.tenant, team);
  return seenTeam(tx, caller, id);
}

/** The team, locked, if nobody in it is above the caller: its hours are theirs too. */
async function teamToChange(tx: Transaction, caller: Caller, id: string, revision: number | null): Promise<TeamRow> {
  const row = await lockedTeam(tx, caller, id);
  if (!mayGrant(caller.permissions, await teamPermissionList(tx, caller.tenant, row.id))) throw refuse('not_permitted');
  if (revision !== null && revision !== row.revision) throw refuse('precondition_failed');
  return row;
}

/** Nobody but administrators changes the hours of a team that they are in: they are theirs. @throws Refusal not_permitted */
async function assertNotOwnHours(tx: Transaction, caller: Caller, team: TeamRow): Promise<void> {
  if (caller.kind !== 'user' || caller.id === null) return;
  const role = await teamRoleOfMember(tx, caller.tenant, team.id, caller.id);
  if (role !== null && role !== administratorKey) throw refuse('not_permitted');
}

function target({ id, name }: Pick<TeamRow, 'id' | 'name'>): { kind: string; id: string; name: string } {
  return { kind: 'team', id, name };
}

/** @throws Refusal not_permitted */
export function assertMayUpdate(caller: Caller): void {
  if (!caller.permissions.has('teams:update')) throw refuse('not_permitted');
}

/** @throws Refusal not_permitted, invalid_request */
export async function createTeamIn(tx: Transaction, caller: Caller, fields: TeamFields): Promise<TeamRow> {
  assertMayUpdate(caller);
  // Who sees only what they supervise would not see what they made.
  if (visibleTeams(caller) !== null) throw refuse('not_permitted');
  if ((await teamCount(tx, caller.tenant)) >= teamsMax)
    throw refuse('invalid_request', { detail: `An organisation has at most ${teamsMax} teams.` });
  const id = newId<TeamId>();
  const { name, externalId = null } = fields;
  await teamInsert(tx, caller.tenant, id, {
    name,
    schedule_id: scheduleIdOf(fields.schedule),
    external_id: externalId,
  });
  await record(tx, caller, { action: 'team.create', target: target({ id, ...fields }), details: { ...fields } });
  return seenTeam(tx, caller, id);
}

/** @throws Refusal not_permitted, not_found, precondition_failed, invalid_request */
export async function updateTeamIn(
  tx: Transaction,
  caller: Caller,
  id: string,
  patch: Partial<TeamFields>,
  revision: number | null,
): Promise<TeamRow> {
  assertMayUpdate(caller);
  const schedule = patch.schedule === undefined ? undefined : scheduleIdOf(patch.schedule);
  const row = await teamToChange(tx, caller, id, revision);
  const renamed = patch.name !== undefined && patch.name !== row.name;
  const rescheduled = schedule !== undefined && schedule !== row.schedule_id;
  if (!renamed && !rescheduled && patch.externalId === undefined) return row;
  if (rescheduled) await assertNotOwnHours(tx, caller, row);
  await teamUpdate(tx, caller.tenant, row.id, {
    ...(patch.name === undefined ? {} : { name: patch.name }),
    ...(schedule === undefined ? {} : { schedule_id: schedule }),
    ...(patch.externalId === undefined ? {} : { external_id: patch.externalId }),
  });
  if (rescheduled) {
    await teamScheduleChanged(tx, caller.tenant);
    await announce(tx, { kind: 'tenant', tenant: caller.tenant });
  }
  const changed = await seenTeam(tx, caller, id);
  const externalId = patch.externalId === undefined ? {} : { externalId: patch.externalId };
  const details = { before: fieldsOf(row), after: { ...fieldsOf(changed), ...externalId } };
  await record(tx, caller, { action: 'team.update', target: target(row), details });
  return changed;
}

function fieldsOf({ name, schedule_id: schedule }: TeamRow): TeamFields {
  return { name, schedule };
}

/** @throws Refusal not_permitted, not_found, precondition_failed */
export async function removeTeamIn(
  tx: Transaction,
  caller: Caller,
  id: string,
  revision: number | null,
): Promise<void> {
  assertMayUpdate(caller);
  const row = await teamToChange(tx, caller, id, revision);
  await assertNotOwnHours(tx, caller, row);
  await teamDelete(tx, caller.tenant, row.id);
  // Its hours and its supervisors end for everybody who was in it.
  await teamScheduleChanged(tx, caller.tenant);
  await announce(tx, { kind: 'tenant', tenant: caller.tenant });
  const details = { ...fieldsOf(row), members: row.members };
  await record(tx, caller, { action: 'team.delete', target: target(row), details });
}
