/** Teams (M3): who supervises whom, and in which hours they work. A supervisor sees their own only. */
import type { Caller } from '../../kernel/caller.ts';
import { parseId, type UserId } from '../../kernel/ids.ts';
import { refuse } from '../../kernel/refusal.ts';
import type { Database, Transaction } from '../../platform/database.ts';
import { type TeamRow, teamList } from './store-teams.ts';
import {
  assertMayUpdate,
  createTeamIn,
  lockedTeam,
  removeTeamIn,
  seenTeam,
  type TeamFields,
  updateTeamIn,
} from './team-change.ts';
import { listMembers, type MemberPage, putMembers, removeMembers } from './team-members.ts';
import { visibleTeams } from './team-reach.ts';

export type { TeamFields };

export interface Team {
  readonly id: string;
  readonly name: string;
  readonly schedule: string | null;
  /** Everybody in it, supervisors included. */
  readonly members: number;
  /** The first ten of those who supervise it, by name. */
  readonly supervisors: readonly { readonly id: string; readonly username: string; readonly name: string }[];
}

export interface TeamListQuery {
  readonly limit: number;
  readonly cursor: string | null;
  readonly search: string | null;
}

/** What can be done to teams in one transaction. Refused as the doors of the same names are. */
export interface TeamActs {
  readonly tx: Transaction;
  create(fields: TeamFields): Promise<string>;
  /** Locks the team, before anything of it is read. @throws Refusal not_permitted, not_found */
  lock(id: string): Promise<void>;
  update(id: string, patch: Partial<TeamFields>): Promise<void>;
  put(id: string, users: readonly string[]): Promise<void>;
  take(id: string, users: readonly string[]): Promise<void>;
  remove(id: string): Promise<void>;
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
  /**
   * For who makes one act of several of these: a transaction to do them in, in which nothing is done if one is refused.
   * Whoever has it has this caller's powers and no others.
   */
  together<Result>(caller: Caller, work: (acts: TeamActs) => Promise<Result>): Promise<Result>;
  /** Takes people out of it. @throws Refusal not_permitted, not_found, invalid_request */
  take(caller: Caller, id: string, users: readonly string[]): Promise<void>;
}

function teamOf(row: TeamRow): Team {
  const { id, name, schedule_id: schedule, members, supervisors } = row;
  return { id, name, schedule, members, supervisors };
}

function shown(row: TeamRow): { team: Team; revision: number } {
  return { team: teamOf(row), revision: row.revision };
}

function assertMayRead(caller: Caller): void {
  if (!caller.permissions.has('teams:read')) throw refuse('not_permitted');
}

function actsIn(tx: Transaction, caller: Caller): TeamActs {
  const locked = (id: string) => {
    assertMayUpdate(caller);
    return lockedTeam(tx, caller, id);
  };
  return {
    tx,
    create: async (fields) => (await createTeamIn(tx, caller, fields)).id,
    lock: async (id) => void (await locked(id)),
    update: async (id, patch) => void (await updateTeamIn(tx, caller, id, patch, null)),
    put: async (id, users) => putMembers(tx, caller, await locked(id), userIds(users), false),
    take: async (id, users) => removeMembers(tx, caller, await locked(id), userIds(users)),
    remove: (id) => removeTeamIn(tx, caller, id, null),
  };
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
    create: async (caller, fields) =>
      shown(await database.withTenant(caller.tenant, (tx) => createTeamIn(tx, caller, fields))),
    update: async (caller, id, patch, revision) =>
      shown(await database.withTenant(caller.tenant, (tx) => updateTeamIn(tx, caller, id, patch, revision))),
    remove: (caller, id, revision) =>
      database.withTenant(caller.tenant, (tx) => removeTeamIn(tx, caller, id, revision)),
    together: (caller, work) => database.withTenant(caller.tenant, (tx) => work(actsIn(tx, caller))),
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
