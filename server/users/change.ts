/** Changing a user: names, role, state. What makes sessions invalid is announced with the change. */
import { record, recordAfterwards } from '../audit/audit.ts';
import type { Caller } from '../kernel/caller.ts';
import type { RoleId, ScheduleId, UserId } from '../kernel/ids.ts';
import { refuse } from '../kernel/refusal.ts';
import type { Transaction } from '../platform/database.ts';
import { announce } from '../platform/notify.ts';
import type { Tenant } from '../tenants/tenants.ts';
import type { Language } from '../texts/texts.ts';
import type { ActOn, UserPatch, UsersOptions } from './acts.ts';
import { followEmailChange } from './emails/email-change.ts';
import { userEmailDoubt } from './emails/store-emails.ts';
import { assertNames } from './identifiers.ts';
import { assertRecentForSelf } from './own-account.ts';
import {
  assertNotLast,
  assertNotOwnPlace,
  auditTarget,
  reachToChange,
  reachUser,
  roleToGive,
  scheduleToAssign,
} from './reach.ts';
import { applyStation, assertStationChoice, type StationChoice } from './station.ts';
import { type UserChange, type UserRow, userUpdate } from './store.ts';
import { stationOwner, stationTakeBack } from './store-stations.ts';
import { lockTeamsNamed, setTeamsOfUser } from './teams/team-members.ts';
import { type User, userOf } from './user.ts';

function changeOf(patch: UserPatch, role: RoleId | undefined, schedule: ScheduleId | null | undefined): UserChange {
  return {
    ...(patch.username === undefined ? {} : { username: patch.username.trim() }),
    ...(patch.email === undefined ? {} : { email: patch.email?.trim() || null }),
    ...(patch.firstName === undefined ? {} : { first_name: patch.firstName.trim() }),
    ...(patch.lastName === undefined ? {} : { last_name: patch.lastName.trim() }),
    ...(role === undefined ? {} : { role_id: role }),
    ...(patch.status === undefined ? {} : { status: patch.status }),
    ...(patch.locale === undefined ? {} : { locale: patch.locale }),
    ...(patch.extension === undefined ? {} : { extension: patch.extension }),
    ...(patch.number === undefined ? {} : { number: patch.number }),
    ...(patch.station === undefined ? {} : { station_mode: patch.station.mode }),
    ...(schedule === undefined ? {} : { schedule_id: schedule }),
    ...(patch.externalId === undefined ? {} : { external_id: patch.externalId }),
  };
}

/**
 * F3: a supervisor fills the empty address of an agent of their team, so that codes can be mailed there; they never change one.
 * Links and temporary passwords are not, until the agent has confirmed it.
 * @throws Refusal not_permitted (there is one already, or another second factor), not_found, precondition_failed, identifier_taken, invalid_request
 */
function assignEmail(
  { database, mail, secondFactorOf }: UsersOptions,
  { tenant, caller, id, revision }: ActOn,
  email: string,
): Promise<{ user: User; revision: number }> {
  return database.withTenant(tenant.id, async (tx) => {
    const row = await reachUser(tx, tenant, caller, id, 'email:assign');
    if (row.email !== null) throw refuse('not_permitted');
    // Somebody who has a factor of their own needs no code by mail, and a mailbox of the supervisor's choice must not replace it.
    const { totp, passkeys } = await secondFactorOf(tx, tenant.id, row.id);
    if (totp || passkeys > 0) throw refuse('not_permitted');
    // At the revision at which it was empty, so that of two who fill it at once one is told.
    const seen = revision ?? row.revision;
    if (!(await userUpdate(tx, tenant.id, row.id, { email: email.trim() }, seen))) throw refuse('precondition_failed');
    await userEmailDoubt(tx, tenant.id, row.id);
    await announce(tx, { kind: 'user', tenant: tenant.id, user: row.id });
    await record(tx, caller, { action: 'user.email.assign', target: auditTarget(row), details: { email } });
    const changed = await reachUser(tx, tenant, caller, id, 'read');
    await followEmailChange({ mail }, tx, tenant, row, changed);
    return { user: userOf(changed), revision: changed.revision };
  });
}

/** What the fields of a change were before it. */
function heldBefore(row: UserRow, patch: UserPatch): Record<string, unknown> {
  const held: Record<string, unknown> = { ...userOf(row) };
  const given = Object.entries(patch).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given.map(([name]) => [name, held[name]]));
}

/** The address, where nothing else is to be changed. */
function onlyEmail({ email, ...others }: UserPatch): string | null {
  return email && Object.values(others).every((value) => value === undefined) ? email : null;
}

/**
 * @throws Refusal not_permitted, not_found, precondition_failed, identifier_taken, last_administrator, invalid_request,
 * recent_authentication_required (one's own username or address), station_taken, user_limit_reached (no seat of the new role is free)
 */
export async function updateUser(
  options: UsersOptions,
  on: ActOn,
  patch: UserPatch,
): Promise<{ user: User; revision: number }> {
  const { database } = options;
  const { tenant, caller } = on;
  assertNames(patch);
  if (!caller.permissions.has('users:update')) {
    const email = onlyEmail(patch);
    if (email === null) throw refuse('not_permitted');
    return assignEmail(options, on, email);
  }
  return database.withTenant(tenant.id, (tx) => updateUserIn(options, tx, on, patch));
}

/** The same, by who may change everybody, in a transaction of theirs. @throws Refusal as `updateUser` */
export async function updateUserIn(
  options: UsersOptions,
  tx: Transaction,
  { tenant, caller, id, revision }: ActOn,
  patch: UserPatch,
): Promise<{ user: User; revision: number }> {
  assertNames(patch);
  if (!caller.permissions.has('users:update')) throw refuse('not_permitted');
  if (patch.station !== undefined) assertStationChoice(caller, patch.station);
  const teams = patch.teams === undefined ? null : await lockTeamsNamed(tx, caller, patch.teams);
  const row = await reachToChange(tx, tenant, caller, id);
  if (patch.email !== undefined || patch.username !== undefined)
    await assertRecentForSelf(options, tx, tenant, caller, row);
  const newRole = patch.role !== undefined && patch.role !== row.role ? patch.role : null;
  const role = newRole === null ? undefined : await roleToGive(tx, tenant, caller, row, newRole);
  if (role === undefined && patch.status === 'inactive') await assertNotLast(tx, tenant, row);
  const schedule =
    patch.schedule === undefined ? undefined : await scheduleToAssign(tx, tenant, caller, row, patch.schedule);
  if (!(await userUpdate(tx, tenant.id, row.id, changeOf(patch, role, schedule), revision)))
    throw refuse('precondition_failed');
  if (teams !== null) {
    assertNotOwnPlace(tenant, caller, row);
    await setTeamsOfUser(tx, caller, row, teams);
  }
  if (patch.station !== undefined) await applyStation(tx, tenant.id, row.id, patch.station);
  await announce(tx, { kind: 'user', tenant: tenant.id, user: row.id });
  const details = { change: patch, before: heldBefore(row, patch) };
  await record(tx, caller, { action: 'user.update', target: auditTarget(row), details });
  const changed = await reachUser(tx, tenant, caller, id, 'read');
  await followEmailChange(options, tx, tenant, row, changed);
  return { user: userOf(changed), revision: changed.revision };
}

/**
 * A person's choice of their own language, which needs no permission.
 * @throws Refusal not_permitted for anyone else's, not_found
 */
export async function changeOwnLocale(
  { database }: UsersOptions,
  tenant: Tenant,
  caller: Caller,
  id: UserId,
  locale: Language | null,
): Promise<void> {
  if (caller.id !== id) throw refuse('not_permitted');
  await database.withTenant(tenant.id, async (tx) => {
    if (!(await userUpdate(tx, tenant.id, id, { locale }, null))) throw refuse('not_found');
    await announce(tx, { kind: 'user', tenant: tenant.id, user: id });
    const target = { kind: 'user', id, name: caller.name };
    await record(tx, caller, { action: 'user.update', target, details: { change: { locale } } });
  });
}

/**
 * The act itself, in the transaction given. Enabling is recorded with it; disabling, once that is committed, by `recordDisabled`.
 * @throws Refusal not_permitted, not_found, last_administrator, precondition_failed
 */
export async function setDisabledIn(
  tx: Transaction,
  { tenant, caller, id, revision }: ActOn,
  disabled: boolean,
): Promise<UserRow> {
  if (!caller.permissions.has('users:disable')) throw refuse('not_permitted');
  const row = await reachToChange(tx, tenant, caller, id);
  if (disabled) await assertNotLast(tx, tenant, row);
  if (!(await userUpdate(tx, tenant.id, row.id, { disabled }, revision))) throw refuse('precondition_failed');
  await announce(tx, { kind: 'user', tenant: tenant.id, user: row.id });
  if (!disabled) await record(tx, caller, { action: 'user.enable', target: auditTarget(row) });
  return row;
}

export function recordDisabled(
  { database, onError }: Pick<UsersOptions, 'database' | 'onError'>,
  caller: Caller,
  row: UserRow,
): Promise<void> {
  return recordAfterwards(database, caller, { action: 'user.disable', target: auditTarget(row) }, onError);
}

/**
 * Disabling works even where its audit entry cannot be written, so that nobody stays in for want of a log; enabling does not.
 * @throws Refusal not_permitted, not_found, last_administrator
 */
export async function setUserDisabled(
  { database, onError }: UsersOptions,
  tenant: Tenant,
  caller: Caller,
  id: string,
  disabled: boolean,
): Promise<void> {
  const on = { tenant, caller, id, revision: null };
  const row = await database.withTenant(tenant.id, (tx) => setDisabledIn(tx, on, disabled));
  if (disabled) await recordDisabled({ database, onError }, caller, row);
}

/** @throws Refusal not_permitted, not_found, invalid_request, station_taken (naming who has it) */
export async function setUserStation(
  { database }: UsersOptions,
  tenant: Tenant,
  caller: Caller,
  id: string,
  choice: StationChoice,
): Promise<void> {
  assertStationChoice(caller, choice);
  await database.withTenant(tenant.id, async (tx) => {
    const row = await reachToChange(tx, tenant, caller, id);
    if (!(await userUpdate(tx, tenant.id, row.id, { station_mode: choice.mode }, null))) throw refuse('not_found');
    await applyStation(tx, tenant.id, row.id, choice);
    await announce(tx, { kind: 'user', tenant: tenant.id, user: row.id });
    await record(tx, caller, { action: 'user.station', target: auditTarget(row), details: { station: choice } });
  });
}

/** Takes a number back from whoever it is assigned to. @throws Refusal not_permitted, not_found (nobody, or another by then) */
export async function takeBackStation(
  { database }: UsersOptions,
  tenant: Tenant,
  caller: Caller,
  station: string,
): Promise<void> {
  const choice: StationChoice = { mode: 'dynamic' };
  assertStationChoice(caller, choice);
  await database.withTenant(tenant.id, async (tx) => {
    const owner = await stationOwner(tx, tenant.id, station);
    if (!owner?.assigned) throw refuse('not_found');
    const row = await reachToChange(tx, tenant, caller, owner.id);
    if (!(await userUpdate(tx, tenant.id, row.id, { station_mode: choice.mode }, null))) throw refuse('not_found');
    if (!(await stationTakeBack(tx, tenant.id, row.id, station))) throw refuse('not_found');
    await announce(tx, { kind: 'user', tenant: tenant.id, user: row.id });
    await record(tx, caller, { action: 'user.station', target: auditTarget(row), details: { station: choice } });
  });
}
