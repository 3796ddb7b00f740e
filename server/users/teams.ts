/** Teams (M3): who supervises whom, and in which hours they work. A supervisor sees their own only. */
import { record } from '../audit/audit.ts';
import type { Caller } from '../kernel/caller.ts';
import { isUuid, newId, parseId, type ScheduleId, type TeamId, type UserId } from '../kernel/ids.ts';
import { refuse } from '../kernel/refusal.ts';
import type { Database, Transaction } from '../platform/database.ts';
import { announce } from '../platform/notify.ts';
import { administratorKey } from '../roles/built-in.ts';
import { mayGrant } from '../roles/may-grant.ts';
import {
  type TeamRow,
  teamCount,
  teamDelete,
  teamFetch,
  teamInsert,
  teamList,
  teamLock,
  teamPermissionList,
  teamRoleOfMember,
  teamScheduleChanged,
  teamUpdate,
} from './store-teams.ts';
import { listMembers, type MemberPage, putMembers, removeMembers } from './team-members.ts';
import { seesTeam, visibleTeams } from './team-reach.ts';

export interface Team {
  readonly id: string;
  readonly name: string;
  readonly schedule: string | null;
  /** Everybody in it, supervisors included. */
  readonly members: number;
  /** The first ten of those who supervise it, by name. */
  readonly supervisors: readonly { readonly id: string; readonly username: string; readonly name: string }[];
}

export interface TeamFields {
  readonly name: string;
  readonly schedule: string | null;
}

export interface TeamListQuery {
  readonly limit: number;
  readonly cursor: string | null;
  readonly search: string | null;
}

export interface Teams {
  /** By name. @throws Refusal not_permitted */
  list(caller: Caller, query: TeamListQuery): Promise<{ items: Team[]; next: string | null }>;
  /** @throws Refusal not_permitted, not_found */
  get(caller: Caller, id: string): Promise<{ team: Team; revision: number }>;
  /** @throws Refusal not_permitted, invalid_request */
  create(caller: Caller, fields: TeamFields): Promise<{ team: Team; revision: number }>;
  /** @throws Refusal not_permitted, not_found, precondition_failed, invalid_request */
  update(
    caller: Caller,
    id: string,
    patch: Partial<TeamFields>,
    revision: number | null,
  ): Promise<{ team: Team; revision: number }>;
  /** @throws Refusal not_permitted, not_found, precondition_failed */
  remove(caller: Caller, id: string, revision: number | null): Promise<void>;
  /** By username. @throws Refusal not_permitted, not_found */
  members(caller: Caller, id: string, page: Omit<TeamListQuery, 'search'>): Promise<MemberPage>;
  /** Puts people into it, or changes whether they supervise it. @throws Refusal not_permitted, not_found, invalid_request */
  put(caller: Caller, id: string, users: readonly string[], supervises: boolean): Promise<void>;
  /** Takes people out of it. @throws Refusal not_permitted, not_found, invalid_request */
  take(caller: Caller, id: string, users: readonly string[]): Promise<void>;
}

const teamsMax = 5_000;

function teamOf(row: TeamRow): Team {
  const { id, name, schedule_id: schedule, members, supervisors } = row;
  return { id, name, schedule, members, supervisors };
}

function shown(row: TeamRow): { team: Team; revision: number } {
  return { team: teamOf(row), revision: row.revision };
}

/** The schedule of this id, if it is one at all; whether there is one the database tells. @throws Refusal invalid_request */
function scheduleIdOf(schedule: string | null): ScheduleId | null {
  if (schedule !== null && !isUuid(schedule))
    throw refuse('invalid_request', {
      violations: [{ path: '/schedule', message: 'is not a schedule of this organisation' }],
    });
  return schedule as ScheduleId | null; // its form was checked above
}

/** @throws Refusal not_permitted, not_found (one that the caller may not see, too) */
async function seenTeam(tx: Transaction, caller: Caller, id: string): Promise<TeamRow> {
  const team = parseId<TeamId>(id);
  const row = team === null || !seesTeam(caller, team) ? undefined : await teamFetch(tx, caller.tenant, team);
  if (!row) throw refuse('not_found');
  return row;
}

/** The same, locked before anything of it is read. @throws Refusal not_permitted, not_found */
async function lockedTeam(tx: Transaction, caller: Caller, id: string): Promise<TeamRow> {
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

function assertMayRead(caller: Caller): void {
  if (!caller.permissions.has('teams:read')) throw refuse('not_permitted');
}

function assertMayUpdate(caller: Caller): void {
  if (!caller.permissions.has('teams:update')) throw refuse('not_permitted');
}

async function createTeam(database: Database, caller: Caller, fields: TeamFields): Promise<TeamRow> {
  assertMayUpdate(caller);
  // Who sees only what they supervise would not see what they made.
  if (visibleTeams(caller) !== null) throw refuse('not_permitted');
  const schedule_id = scheduleIdOf(fields.schedule);
  return database.withTenant(caller.tenant, async (tx) => {
    if ((await teamCount(tx, caller.tenant)) >= teamsMax)
      throw refuse('invalid_request', { detail: `An organisation has at most ${teamsMax} teams.` });
    const id = newId<TeamId>();
    await teamInsert(tx, caller.tenant, id, { name: fields.name, schedule_id });
    await record(tx, caller, { action: 'team.create', target: target({ id, ...fields }), details: { ...fields } });
    return seenTeam(tx, caller, id);
  });
}

async function updateTeam(
  database: Database,
  caller: Caller,
  id: string,
  patch: Partial<TeamFields>,
  revision: number | null,
): Promise<TeamRow> {
  assertMayUpdate(caller);
  const schedule = patch.schedule === undefined ? undefined : scheduleIdOf(patch.schedule);
  return database.withTenant(caller.tenant, async (tx) => {
    const row = await teamToChange(tx, caller, id, revision);
    const renamed = patch.name !== undefined && patch.name !== row.name;
    const rescheduled = schedule !== undefined && schedule !== row.schedule_id;
    if (!renamed && !rescheduled) return row;
    if (rescheduled) await assertNotOwnHours(tx, caller, row);
    await teamUpdate(tx, caller.tenant, row.id, {
      ...(patch.name === undefined ? {} : { name: patch.name }),
      ...(schedule === undefined ? {} : { schedule_id: schedule }),
    });
    if (rescheduled) {
      await teamScheduleChanged(tx, caller.tenant);
      await announce(tx, { kind: 'tenant', tenant: caller.tenant });
    }
    const changed = await seenTeam(tx, caller, id);
    const details = { before: fieldsOf(row), after: fieldsOf(changed) };
    await record(tx, caller, { action: 'team.update', target: target(row), details });
    return changed;
  });
}

function fieldsOf({ name, schedule_id: schedule }: TeamRow): TeamFields {
  return { name, schedule };
}

async function removeTeam(database: Database, caller: Caller, id: string, revision: number | null): Promise<void> {
  assertMayUpdate(caller);
  await database.withTenant(caller.tenant, async (tx) => {
    const row = await teamToChange(tx, caller, id, revision);
    await assertNotOwnHours(tx, caller, row);
    await teamDelete(tx, caller.tenant, row.id);
    // Its hours and its supervisors end for everybody who was in it.
    await teamScheduleChanged(tx, caller.tenant);
    await announce(tx, { kind: 'tenant', tenant: caller.tenant });
    const details = { ...fieldsOf(row), members: row.members };
    await record(tx, caller, { action: 'team.delete', target: target(row), details });
  });
}

/** @param database every door here opens its own transaction */
export function createTeams({ database }: { readonly database: Database }): Teams {
  return {
    async list(caller, { limit, cursor, search }) {
      assertMayRead(caller);
      const filter = { limit, after: cursor, search, only: visibleTeams(caller) };
      const rows = await database.withTenant(caller.tenant, (tx) => teamList(tx, caller.tenant, filter));
      const page = rows.slice(0, limit);
      return { items: page.map(teamOf), next: rows.length > limit ? (page.at(-1)?.name ?? null) : null };
    },
    async get(caller, id) {
      assertMayRead(caller);
      return shown(await database.withTenant(caller.tenant, (tx) => seenTeam(tx, caller, id)));
    },
    create: async (caller, fields) => shown(await createTeam(database, caller, fields)),
    update: async (caller, id, patch, revision) => shown(await updateTeam(database, caller, id, patch, revision)),
    remove: (caller, id, revision) => removeTeam(database, caller, id, revision),
    async members(caller, id, page) {
      assertMayRead(caller);
      return database.withTenant(caller.tenant, async (tx) =>
        listMembers(tx, caller, await seenTeam(tx, caller, id), page),
      );
    },
    async put(caller, id, users, supervises) {
      assertMayUpdate(caller);
      await database.withTenant(caller.tenant, async (tx) =>
        putMembers(tx, caller, await lockedTeam(tx, caller, id), userIds(users), supervises),
      );
    },
    async take(caller, id, users) {
      assertMayUpdate(caller);
      await database.withTenant(caller.tenant, async (tx) =>
        removeMembers(tx, caller, await lockedTeam(tx, caller, id), userIds(users)),
      );
    },
  };
}

/** @throws Refusal invalid_request, naming the first that is no id */
function userIds(texts: readonly string[]): UserId[] {
  return texts.map((text, index) => {
    const id = parseId<UserId>(text);
    if (id === null)
      throw refuse('invalid_request', {
        violations: [{ path: `/users/${index}`, message: 'is not a user you may see' }],
      });
    return id;
  });
}
