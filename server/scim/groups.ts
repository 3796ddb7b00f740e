/** Teams as SCIM groups: each request one transaction, in which every act is one of the door of teams. */
import type { Caller } from '../kernel/caller.ts';
import { parseId, type TeamId, type UserId } from '../kernel/ids.ts';
import { refuse } from '../kernel/refusal.ts';
import type { Database, Transaction } from '../platform/database.ts';
import { visibleTeams } from '../users/teams/team-reach.ts';
import type { TeamActs } from '../users/teams/teams.ts';
import type { Answered, AnsweredList, Asked, ScimOptions } from './asked.ts';
import { type GroupChange, groupPatch, groupSchema, noChange, writeGroup } from './group-change.ts';
import { groupResource, groupVersion } from './group-resource.ts';
import { assertSchema, objectOf } from './json.ts';
import { cursorOf, type ListQuery, readListing } from './listing.ts';
import { readPatch } from './patch.ts';
import { refuseScim } from './refusal.ts';
import {
  type ScimGroupRow,
  type ScimMemberRow,
  scimGroupFetch,
  scimGroupPage,
  scimMemberIds,
  scimMemberList,
} from './store-groups.ts';

/** All refuse with what the doors of teams refuse with, and a scimType where the protocol has one. */
export interface ScimGroups {
  /** @param withMembers who is in the teams is asked for, too */
  list(asked: Asked, query: ListQuery, withMembers: boolean): Promise<AnsweredList>;
  get(asked: Asked, id: string, withMembers: boolean): Promise<Answered>;
  create(asked: Asked, body: unknown): Promise<Answered>;
  /** @param version as of If-Match, without quotes; null = any */
  replace(asked: Asked, id: string, body: unknown, version: string | null): Promise<Answered>;
  patch(asked: Asked, id: string, body: unknown, version: string | null): Promise<Answered>;
  remove(asked: Asked, id: string, version: string | null): Promise<void>;
}

/** Members of all teams of one answer. */
const membersMax = 20_000;

function assertMayRead({ permissions }: Caller): void {
  if (!permissions.has('teams:read')) throw refuse('not_permitted');
}

async function rowOf(tx: Transaction, { caller, tenant }: Asked, id: string): Promise<ScimGroupRow> {
  assertMayRead(caller);
  const team = parseId<TeamId>(id);
  const seen = team !== null && (visibleTeams(caller)?.includes(team) ?? true);
  const row = seen ? await scimGroupFetch(tx, tenant.id, team) : undefined;
  if (!row) throw refuse('not_found');
  return row;
}

/** @throws Refusal tooMany: a part of the members would look like all of them */
async function membersOf(tx: Transaction, { tenant }: Asked, teams: readonly TeamId[]): Promise<ScimMemberRow[]> {
  const members = await scimMemberList(tx, tenant.id, teams, membersMax + 1);
  if (members.length > membersMax)
    throw refuseScim(
      'tooMany',
      `More than ${membersMax} members: ask with excludedAttributes=members, or for fewer groups.`,
    );
  return members;
}

async function answeredIn(tx: Transaction, asked: Asked, id: string, withMembers: boolean): Promise<Answered> {
  const row = await rowOf(tx, asked, id);
  const members = withMembers ? await membersOf(tx, asked, [row.id]) : null;
  return { resource: groupResource(row, members, asked.base), version: groupVersion(row) };
}

async function list(database: Database, asked: Asked, query: ListQuery, withMembers: boolean): Promise<AnsweredList> {
  assertMayRead(asked.caller);
  const listing = readListing(query);
  const only = visibleTeams(asked.caller);
  return database.withTenant(asked.tenant.id, async (tx) => {
    const { rows, total, more } = await scimGroupPage(tx, asked.tenant.id, listing, only);
    const members = withMembers
      ? await membersOf(
          tx,
          asked,
          rows.map(({ id }) => id),
        )
      : null;
    const byTeam = Map.groupBy(members ?? [], ({ team_id }) => team_id);
    const last = rows.at(-1);
    return {
      resources: rows.map((row) =>
        groupResource(row, members === null ? null : (byTeam.get(row.id) ?? []), asked.base),
      ),
      total,
      startIndex: listing.cursor === null ? listing.startIndex : null,
      nextCursor: listing.cursor !== null && more && last ? cursorOf(last.id) : null,
    };
  });
}

function userIdsOf(ids: ReadonlySet<string>): UserId[] {
  return [...ids].map((id) => {
    const user = parseId<UserId>(id);
    if (user === null) throw refuseScim('invalidValue', 'members.value is no user of this organisation.');
    return user;
  });
}

/** Puts in and takes out whom the change is about, and leaves alone who is where they should be: a supervisor stays one. */
async function moveMembers(acts: TeamActs, { tenant }: Asked, id: TeamId, change: GroupChange): Promise<void> {
  const put = userIdsOf(change.put);
  const taken = [...change.taken].flatMap((one) => parseId<UserId>(one) ?? []);
  if (!change.replaced && put.length === 0 && taken.length === 0) return;
  const inside = await scimMemberIds(acts.tx, tenant.id, id, change.replaced ? null : [...put, ...taken]);
  const leaving = change.replaced
    ? [...inside].filter((one) => !change.put.has(one))
    : taken.filter((one) => inside.has(one));
  const coming = put.filter((one) => !inside.has(one));
  if (leaving.length > 0) await acts.take(id, leaving);
  if (coming.length > 0) await acts.put(id, coming);
}

function changed(
  { teams }: ScimOptions,
  asked: Asked,
  id: string,
  change: GroupChange,
  version: string | null,
): Promise<Answered> {
  assertMayRead(asked.caller);
  return teams.together(asked.caller, async (acts) => {
    await acts.lock(id);
    const row = await rowOf(acts.tx, asked, id);
    if (version !== null && version !== row.version) throw refuse('precondition_failed');
    const { name, externalId } = change;
    const patch = {
      ...(name === undefined || name === row.name ? {} : { name }),
      ...(externalId === undefined || externalId === row.external_id ? {} : { externalId }),
    };
    if (Object.keys(patch).length > 0) await acts.update(id, patch);
    await moveMembers(acts, asked, row.id, change);
    return answeredIn(acts.tx, asked, id, true);
  });
}

/** A whole resource; who is in it is left alone where it does not say. */
function bodyChange(body: unknown): GroupChange & { name: string } {
  const members = objectOf(body, 'The body');
  assertSchema(members, groupSchema);
  const change = noChange();
  writeGroup(change, members, 'replace');
  const { name } = change;
  if (name === undefined) throw refuseScim('invalidValue', 'displayName is needed.');
  return { ...change, name };
}

async function create({ teams }: ScimOptions, asked: Asked, body: unknown): Promise<Answered> {
  assertMayRead(asked.caller);
  const change = bodyChange(body);
  const { name, externalId = null } = change;
  return teams.together(asked.caller, async (acts) => {
    const id = await acts.create({ name, schedule: null, externalId });
    const row = await rowOf(acts.tx, asked, id);
    await moveMembers(acts, asked, row.id, change);
    return answeredIn(acts.tx, asked, id, true);
  });
}

export function createScimGroups(options: ScimOptions): ScimGroups {
  const { database, teams } = options;
  return {
    list: (asked, query, withMembers) => list(database, asked, query, withMembers),
    get: (asked, id, withMembers) =>
      database.withTenant(asked.tenant.id, (tx) => answeredIn(tx, asked, id, withMembers)),
    create: (asked, body) => create(options, asked, body),
    replace: (asked, id, body, version) => changed(options, asked, id, bodyChange(body), version),
    patch: (asked, id, body, version) => changed(options, asked, id, groupPatch(readPatch(body)), version),
    async remove(asked, id, version) {
      assertMayRead(asked.caller);
      await teams.together(asked.caller, async (acts) => {
        await acts.lock(id);
        const row = await rowOf(acts.tx, asked, id);
        if (version !== null && version !== row.version) throw refuse('precondition_failed');
        await acts.remove(id);
      });
    },
  };
}
