/**
 * Stations owns who sits at which number (T1–T3): a station is unique in the organisation at any instant, whether it is assigned
 * to somebody (static) or taken by whoever comes first (dynamic). Sign-in and the session's own page take one; a supervisor
 * releases it. It follows the holder's seat, by a foreign key: whatever loses the seat releases it. It never ends a session.
 */
import { record } from '../audit/audit.ts';
import type { Caller } from '../kernel/caller.ts';
import type { TenantId, UserId } from '../kernel/ids.ts';
import { refuse } from '../kernel/refusal.ts';
import type { Database, Transaction } from '../platform/database.ts';
import { announce } from '../platform/notify.ts';
import type { Tenant } from '../tenants/tenants.ts';
import { reachUser } from '../users/reach.ts';
import { ensureStation, stationPattern } from '../users/station.ts';
import type { Users } from '../users/users.ts';
import { judgeStation } from './station-rules.ts';
import {
  connectionIdsOf,
  type StationListRow,
  type StationOfRow,
  type StationRow,
  stationHolder,
  stationList,
  stationLock,
  stationOfUser,
  stationPersonLock,
  stationRelease,
  stationSeatLock,
  stationTake,
} from './store.ts';

/** Somebody who has a station. */
export interface StationPerson {
  readonly id: string;
  readonly username: string;
  readonly name: string;
}

/** A number that is assigned to somebody, or that somebody is at. */
export interface Station {
  readonly station: string;
  readonly assignedTo: StationPerson | null;
  readonly heldBy: StationPerson | null;
  readonly heldSince: string | null;
}

export interface StationQuery {
  readonly limit: number;
  readonly cursor: string | null;
  readonly search: string | null;
}

export interface Stations {
  /** By number; a supervisor sees what the members of their teams have. @throws Refusal not_permitted, invalid_request */
  list(caller: Caller, query: StationQuery): Promise<{ items: Station[]; next: string | null }>;
  /** Makes the number this user's own. @throws Refusal not_permitted, not_found (either of them), station_taken */
  assign(tenant: Tenant, caller: Caller, station: string, user: string): Promise<void>;
  /** The number is nobody's own any more; who is at it stays. @throws Refusal not_permitted, not_found */
  unassign(tenant: Tenant, caller: Caller, station: string): Promise<void>;
  /** Whoever is at the number is asked for one again; session and seat stay. @throws Refusal not_permitted, not_found */
  release(tenant: Tenant, caller: Caller, station: string): Promise<void>;
}

function nameOf(row: StationRow): string {
  return `${row.holder_first_name ?? ''} ${row.holder_last_name ?? ''}`.trim() || (row.holder_username ?? '');
}

function taken(row: StationRow | undefined, mayKnow: boolean): Error {
  return refuse('station_taken', row !== undefined && row.holder_id !== null && mayKnow ? { heldBy: nameOf(row) } : {});
}

/**
 * Takes a station for somebody who has a seat, and gives back the one they had: both or neither. The same one again changes
 * nothing. Call it after the seat is taken.
 * @param user their `station_mode` is read anew; it is in the row that sign-in has anyway
 * @throws Refusal station_taken (with `heldBy` for who may read users), station_not_yours, station_unknown, invalid_request,
 * user_limit_reached (their seat was lost)
 */
export async function takeStation(
  tx: Transaction,
  tenant: Tenant,
  user: { readonly id: UserId },
  station: string,
): Promise<void> {
  if (!stationPattern.test(station))
    throw refuse('invalid_request', { violations: [{ path: '/station', message: 'must be 1 to 10 digits' }] });
  // One after the other on the wire, in the order in which everybody locks.
  const [person, seated, , rows] = await Promise.all([
    stationPersonLock(tx, tenant.id, user.id),
    stationSeatLock(tx, tenant.id, user.id),
    ensureStation(tx, tenant.id, station),
    stationLock(tx, tenant.id, user.id, station),
  ]);
  if (person === undefined) throw refuse('not_found');
  const asked = rows.find((row) => row.station === station);
  const refused = judgeStation({
    user: user.id,
    mode: person.station_mode,
    assigned: rows.find((row) => row.assigned_to === user.id)?.station ?? null,
    station,
    assignedTo: asked?.assigned_to ?? null,
    holder: asked?.holder_id ?? null,
    ranges: tenant.settings.stations.ranges,
  });
  if (refused === 'station_taken') throw taken(asked, person.may_know);
  if (refused === 'invalid_request' || !person.uses_seat)
    throw refuse('invalid_request', { violations: [{ path: '/station', message: 'is not for people who use none' }] });
  if (refused !== null) throw refuse(refused);
  if (!seated) throw refuse('user_limit_reached');
  if (asked?.holder_id === user.id) return;
  if (rows.some((row) => row.holder_id === user.id)) await stationRelease(tx, tenant.id, user.id);
  if (!(await stationTake(tx, tenant.id, user.id, station))) throw taken(undefined, false);
  await announce(tx, { kind: 'connected', tenant: tenant.id });
}

/** The person's tabs and sessions hear at which station they are now. */
export async function tellStation(
  tx: Transaction,
  tenant: TenantId,
  user: UserId,
  station: string | null,
): Promise<void> {
  const connections = await connectionIdsOf(tx, tenant, user);
  if (connections.length > 0)
    await announce(tx, { kind: 'connection', tenant, connections, event: 'station', data: { station }, closes: false });
  await announce(tx, { kind: 'user', tenant, user });
  await announce(tx, { kind: 'connected', tenant });
}

/** Gives back what the user holds. @returns which it was; null when none */
export function releaseStation(tx: Transaction, tenant: TenantId, user: UserId): Promise<string | null> {
  return stationRelease(tx, tenant, user);
}

/** What the user has. `assigned` prefills the question (T2). @throws Refusal not_found */
export async function stationOf(tx: Transaction, tenant: TenantId, user: UserId): Promise<StationOfRow> {
  const row = await stationOfUser(tx, tenant, user);
  if (row === undefined) throw refuse('not_found');
  return row;
}

function person(id: UserId | null, username: string | null, name: string | null): StationPerson | null {
  return id === null ? null : { id, username: username ?? '', name: name ?? '' };
}

function shown(row: StationListRow): Station {
  return {
    station: row.station,
    assignedTo: person(row.assigned_to, row.assigned_username, row.assigned_name),
    heldBy: person(row.holder_id, row.holder_username, row.holder_name),
    heldSince: row.held_since?.toISOString() ?? null,
  };
}

async function list(database: Database, caller: Caller, query: StationQuery): ReturnType<Stations['list']> {
  const everyone = caller.permissions.has('users:read');
  if (!everyone && !caller.permissions.has('team:read')) throw refuse('not_permitted');
  const { limit, cursor, search } = query;
  if (cursor !== null && !stationPattern.test(cursor))
    throw refuse('invalid_request', { detail: 'cursor is not one of ours' });
  const teams = everyone ? null : caller.supervises;
  const rows = await database.withTenant(caller.tenant, (tx) =>
    stationList(tx, caller.tenant, { limit, after: cursor, search, teams }),
  );
  const items = rows.slice(0, limit).map(shown);
  return { items, next: rows.length > limit ? (items.at(-1)?.station ?? null) : null };
}

/** A number as a path holds it: what is none, nobody has. */
function assertNumber(station: string): void {
  if (!stationPattern.test(station)) throw refuse('not_found');
}

async function release({ database }: StationsOptions, tenant: Tenant, caller: Caller, station: string): Promise<void> {
  if (!caller.permissions.has('users:station:release') && !caller.permissions.has('team:station:release'))
    throw refuse('not_permitted');
  assertNumber(station);
  await database.withTenant(tenant.id, async (tx) => {
    const holder = await stationHolder(tx, tenant.id, station);
    if (holder === null) throw refuse('not_found');
    const { username } = await reachUser(tx, tenant, caller, holder, 'station:release');
    await stationRelease(tx, tenant.id, holder);
    await announce(tx, { kind: 'user', tenant: tenant.id, user: holder });
    const connections = await connectionIdsOf(tx, tenant.id, holder);
    const { assigned } = await stationOf(tx, tenant.id, holder);
    const data = { by: caller.name, assigned };
    if (connections.length > 0)
      await announce(tx, {
        kind: 'connection',
        tenant: tenant.id,
        connections,
        event: 'station_released',
        data,
        closes: false,
      });
    await announce(tx, { kind: 'connected', tenant: tenant.id });
    const target = { kind: 'user', id: holder, name: username };
    await record(tx, caller, { action: 'station.release', target, details: { station } });
  });
}

export interface StationsOptions {
  readonly database: Database;
  readonly users: Pick<Users, 'setStation' | 'takeBackStation'>;
}

export function createStations(options: StationsOptions): Stations {
  const { database, users } = options;
  return {
    list: (caller, query) => list(database, caller, query),
    async assign(tenant, caller, station, user) {
      if (!caller.permissions.has('users:station:assign')) throw refuse('not_permitted');
      assertNumber(station);
      await users.setStation(tenant, caller, user, { mode: 'static', id: station });
    },
    async unassign(tenant, caller, station) {
      if (!caller.permissions.has('users:station:assign')) throw refuse('not_permitted');
      assertNumber(station);
      await users.takeBackStation(tenant, caller, station);
    },
    release: (tenant, caller, station) => release(options, tenant, caller, station),
  };
}
