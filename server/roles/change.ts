/** Making, changing and removing a role: who may, what a role may be, and what follows from it. */
import { record } from '../audit/audit.ts';
import type { Caller, Permission } from '../kernel/caller.ts';
import { isUuid, newId, parseId, type RoleId, type UserId } from '../kernel/ids.ts';
import { refuse } from '../kernel/refusal.ts';
import type { Database, Transaction } from '../platform/database.ts';
import { announce } from '../platform/notify.ts';
import { operatorsTenantId, type Tenants } from '../tenants/tenants.ts';
import { administratorKey } from './built-in.ts';
import { judgeHome } from './home.ts';
import { mayGrant } from './may-grant.ts';
import { difference, inOrder, type Role, type RoleFields, roleOf } from './role.ts';
import {
  type RoleRow,
  roleCount,
  roleDelete,
  roleFetchForUpdate,
  roleIdOfUser,
  roleInsertMany,
  roleScheduleChanged,
  roleSeatlessLock,
  roleUpdate,
  roleUserCount,
} from './store.ts';

export interface RolesOptions {
  readonly database: Database;
  readonly tenants: Tenants;
  /** Homes on plain http are for trying things out. */
  readonly production: boolean;
}

export type NewRole = Pick<RoleFields, 'name'> & { readonly key: string } & Partial<RoleFields>;

/** More than anybody can tell apart, and still one list. */
const rolesMax = 200;

const defaults = {
  home: '/home',
  permissions: [],
  usesSeat: true,
  seatsMax: null,
  reservedSeats: false,
  stationRequired: false,
  connectedIsActive: true,
  schedule: null,
} as const satisfies Omit<RoleFields, 'name'>;

function invalid(path: string, message: string): Error {
  return refuse('invalid_request', { violations: [{ path, message }] });
}

/**
 * An application is somebody else's: what is served here has a path, and another organisation's host is no home. Asked before
 * the transaction, because it looks at all organisations.
 * @throws Refusal invalid_request
 */
async function assertElsewhere({ tenants }: RolesOptions, home: string | undefined): Promise<void> {
  if (home === undefined || !URL.canParse(home)) return;
  if (await tenants.servesHost(new URL(home)))
    throw invalid('/home', 'is a host of Usher: give the path of a page of your organisation instead');
}

/** The home in the form in which it is stored. @throws Refusal invalid_request */
function homeOf({ production }: RolesOptions, { home, permissions }: Pick<RoleFields, 'home' | 'permissions'>): string {
  const judged = judgeHome(home, { permissions, production });
  if (judged.kind === 'fault') throw invalid('/home', judged.fault);
  return judged.home;
}

/** The operators' one role is what the migration made it. @throws Refusal not_permitted */
function assertMayChangeRoles(caller: Caller): void {
  if (!caller.permissions.has('roles:update') || caller.tenant === operatorsTenantId) throw refuse('not_permitted');
}

/** @throws Refusal invalid_request */
function assertSound(role: RoleFields): void {
  if (role.schedule !== null && !isUuid(role.schedule))
    throw invalid('/schedule', 'is not a schedule of this organisation');
  if (role.stationRequired && !role.usesSeat)
    throw invalid('/stationRequired', 'needs a seat: a station is held with one');
}

/**
 * How many people may be in at once is the licence: only operators decide that some need no seat.
 * @throws Refusal invalid_request
 */
function assertSeats(usesSeat: boolean | undefined, allowed: boolean): void {
  if (usesSeat === false && !allowed)
    throw invalid('/usesSeat', 'can only be switched off where the operators of this installation allow it');
}

/**
 * Somebody must always be able to come in and mend things: administrators keep their permissions, no hours and no question for a
 * station keep them all out, at least one seat may be theirs, and so may the reserved ones of a full house.
 * @throws Refusal invalid_request
 */
function assertNotLockedOut(row: RoleRow, change: Partial<RoleFields>): void {
  if (!row.built_in || row.key !== administratorKey) return;
  const reason = 'so that somebody can always administer';
  if (change.permissions !== undefined) throw invalid('/permissions', `of administrators stay as they are, ${reason}`);
  if (change.schedule !== undefined && change.schedule !== null)
    throw invalid('/schedule', `cannot be set for all administrators, ${reason}`);
  if (change.seatsMax === 0) throw invalid('/seatsMax', `of administrators is at least 1, ${reason}`);
  if (change.reservedSeats === false) throw invalid('/reservedSeats', `stay open to administrators, ${reason}`);
  if (change.stationRequired === true) throw invalid('/stationRequired', `is not for administrators, ${reason}`);
}

/**
 * May this caller change this role? Nobody changes one that holds more than they do, and only administrators change the one
 * they hold: seats, hours and stations are rules for those who have it.
 */
async function assertMayChange(tx: Transaction, caller: Caller, row: RoleRow): Promise<void> {
  if (!mayGrant(caller.permissions, row.permissions)) throw refuse('not_permitted');
  const user = caller.kind === 'user' ? parseId<UserId>(caller.id ?? '') : null;
  const own = user !== null && (await roleIdOfUser(tx, caller.tenant, user)) === row.id;
  if (own && !(row.built_in && row.key === administratorKey)) throw refuse('not_permitted');
}

/**
 * Who has a role may supervise teams that the caller does not: what is added for teams, the caller must have over everyone, unless
 * nobody has the role yet.
 */
async function assertMayEmpower(
  tx: Transaction,
  caller: Caller,
  row: RoleRow,
  wanted: readonly Permission[],
): Promise<void> {
  const held: ReadonlySet<string> = caller.permissions;
  const added = wanted.filter((permission) => permission.startsWith('team:') && !row.permissions.includes(permission));
  if (added.every((permission) => held.has(permission.replace('team:', 'users:')))) return;
  if ((await roleUserCount(tx, caller.tenant, row.id)) > 0) throw refuse('not_permitted');
}

function target(row: Pick<Role, 'id' | 'key'>): { kind: string; id: string; name: string } {
  return { kind: 'role', id: row.id, name: row.key };
}

/** @throws Refusal not_permitted, invalid_request */
export async function createRole(options: RolesOptions, caller: Caller, input: NewRole): Promise<RoleRow> {
  assertMayChangeRoles(caller);
  const { key, ...chosen } = input;
  const wanted: RoleFields = { ...defaults, ...chosen, permissions: inOrder(chosen.permissions ?? []) };
  if (!mayGrant(caller.permissions, wanted.permissions)) throw refuse('not_permitted');
  assertSound(wanted);
  const home = homeOf(options, wanted);
  await assertElsewhere(options, home);
  return options.database.withTenant(caller.tenant, async (tx) => {
    if (!wanted.usesSeat) assertSeats(false, await roleSeatlessLock(tx, caller.tenant));
    if ((await roleCount(tx, caller.tenant)) >= rolesMax)
      throw refuse('invalid_request', { detail: `An organisation has at most ${rolesMax} roles.` });
    const id = newId<RoleId>();
    const { columns } = difference({ id, key, builtIn: false, ...defaults, name: '' }, { ...wanted, home });
    await roleInsertMany(tx, [{ tenant_id: caller.tenant, id, key, name: wanted.name, ...columns }]);
    const row = await roleFetchForUpdate(tx, caller.tenant, id);
    if (!row) throw new Error('A role inserted a moment ago is gone.');
    await record(tx, caller, { action: 'role.create', target: target(row), details: { role: roleOf(row) } });
    return row;
  });
}

async function lockRole(tx: Transaction, caller: Caller, id: string): Promise<RoleRow> {
  const roleId = parseId<RoleId>(id);
  const row = roleId === null ? undefined : await roleFetchForUpdate(tx, caller.tenant, roleId);
  if (!row) throw refuse('not_found');
  return row;
}

/** @throws Refusal not_permitted, not_found, precondition_failed, invalid_request */
export async function updateRole(
  options: RolesOptions,
  caller: Caller,
  id: string,
  patch: Partial<RoleFields>,
  revision: number | null,
): Promise<RoleRow> {
  assertMayChangeRoles(caller);
  await assertElsewhere(options, patch.home);
  return options.database.withTenant(caller.tenant, async (tx) => {
    const seatless = patch.usesSeat === false && (await roleSeatlessLock(tx, caller.tenant));
    const row = await lockRole(tx, caller, id);
    await assertMayChange(tx, caller, row);
    if (revision !== null && revision !== row.revision) throw refuse('precondition_failed');
    // What stands in the table is of the closed list, because only this slice writes it.
    const current = { ...roleOf(row), permissions: inOrder(row.permissions as Permission[]) };
    const ordered = patch.permissions === undefined ? patch : { ...patch, permissions: inOrder(patch.permissions) };
    const { before, after, columns } = difference(current, ordered);
    if (Object.keys(after).length === 0) return row;
    assertNotLockedOut(row, after);
    const whole: RoleFields = { ...current, ...ordered };
    if (!mayGrant(caller.permissions, whole.permissions)) throw refuse('not_permitted');
    await assertMayEmpower(tx, caller, row, whole.permissions);
    assertSound(whole);
    assertSeats(after.usesSeat === false ? false : undefined, seatless);
    // Judged again with new permissions: a page that the role may not open any more is no home.
    if ('home' in after || 'permissions' in after) columns.home = homeOf(options, whole);
    const changed = await roleUpdate(tx, caller.tenant, row.id, columns);
    if ('schedule' in after) await roleScheduleChanged(tx, caller.tenant);
    await announce(tx, { kind: 'tenant', tenant: caller.tenant });
    await record(tx, caller, { action: 'role.update', target: target(row), details: { before, after } });
    return changed;
  });
}

/** @throws Refusal not_permitted (also built-in ones), not_found, precondition_failed, role_in_use */
export async function removeRole(
  { database }: RolesOptions,
  caller: Caller,
  id: string,
  revision: number | null,
): Promise<void> {
  assertMayChangeRoles(caller);
  await database.withTenant(caller.tenant, async (tx) => {
    const row = await lockRole(tx, caller, id);
    if (row.built_in) throw refuse('not_permitted');
    await assertMayChange(tx, caller, row);
    if (revision !== null && revision !== row.revision) throw refuse('precondition_failed');
    await roleDelete(tx, caller.tenant, row.id);
    await record(tx, caller, { action: 'role.delete', target: target(row), details: { role: roleOf(row) } });
  });
}
