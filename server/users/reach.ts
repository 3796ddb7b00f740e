/** Whom a caller may act on, and what no act may do: grant what the caller lacks, or remove the last who can administer. */
import type { Caller } from '../kernel/caller.ts';
import { parseId, type RoleId, type ScheduleId, type UserId } from '../kernel/ids.ts';
import { refuse } from '../kernel/refusal.ts';
import type { Transaction } from '../platform/database.ts';
import { mayGrant } from '../roles/may-grant.ts';
import { findRole, findRoles, holdRole, type RoleRow } from '../roles/roles.ts';
import type { Tenant } from '../tenants/tenants.ts';
import { refuseRole, refuseSchedule } from './conflicts.ts';
import { type UserRow, userCountOthersWithRole, userFetch, userLock } from './store.ts';
import { supervisedList } from './teams/store-team-members.ts';
import { mayEmpower } from './teams/team-reach.ts';
import { lockRuleOf, mayActOn, type UserVerb } from './user.ts';

const administrators: Readonly<Record<Tenant['kind'], string>> = {
  organization: 'administrator',
  operators: 'operator',
};

/**
 * The user, if this caller may do this to them; someone whom the caller may not even see does not exist for them.
 * @throws Refusal not_found, not_permitted
 */
export async function reachUser(
  tx: Transaction,
  tenant: Tenant,
  caller: Caller,
  id: string,
  verb: UserVerb,
): Promise<UserRow> {
  const userId = parseId<UserId>(id);
  const row = userId === null ? undefined : await userFetch(tx, tenant.id, userId, lockRuleOf(tenant));
  if (!row || !mayActOn(caller, 'read', row)) {
    if (caller.permissions.has('users:read') || caller.permissions.has('team:read')) throw refuse('not_found');
    throw refuse('not_permitted');
  }
  if (!mayActOn(caller, verb, row)) throw refuse('not_permitted');
  return row;
}

/** The user, if this caller may change them: nobody changes someone who may do more than they. */
export async function reachToChange(tx: Transaction, tenant: Tenant, caller: Caller, id: string): Promise<UserRow> {
  const row = await reachUser(tx, tenant, caller, id, 'read');
  if (!mayGrant(caller.permissions, row.role_permissions)) throw refuse('not_permitted');
  return row;
}

/** How the audit log names a user. */
export function auditTarget(row: Pick<UserRow, 'id' | 'username'>): { kind: string; id: string; name: string } {
  return { kind: 'user', id: row.id, name: row.username };
}

/** At least one person who can enter must be able to administer, or nobody could ever mend anything. */
export async function assertNotLast(tx: Transaction, tenant: Tenant, row: UserRow): Promise<void> {
  const role = administrators[tenant.kind];
  if (row.role !== role || row.disabled || row.status !== 'active') return;
  if ((await userCountOthersWithRole(tx, tenant.id, role, row.id)) === 0) throw refuse('last_administrator');
}

/** @throws Refusal invalid_request for a text that is no id */
export function scheduleIdOf(schedule: string | null): ScheduleId | null {
  if (schedule === null) return null;
  const id = parseId<ScheduleId>(schedule);
  if (id === null) throw refuseSchedule();
  return id;
}

/**
 * May this caller give these hours to this user? Nobody but administrators chooses their own, and one administrator stays
 * without, so that no hours keep everybody out who could mend them.
 * @throws Refusal not_permitted, invalid_request
 */
export async function scheduleToAssign(
  tx: Transaction,
  tenant: Tenant,
  caller: Caller,
  row: UserRow,
  schedule: string | null,
): Promise<ScheduleId | null> {
  const administrator = administrators[tenant.kind];
  if (caller.id === row.id && row.role !== administrator) throw refuse('not_permitted');
  const id = scheduleIdOf(schedule);
  if (id === null) return null;
  if (row.role === administrator && (await userCountOthersWithRole(tx, tenant.id, administrator, row.id, true)) === 0)
    throw refuseSchedule('of the last administrator who has none stays so, or nobody could mend it');
  return id;
}

/** @throws Refusal invalid_request, not_permitted */
function assertGrantable(caller: Caller, role: RoleRow | undefined): RoleRow {
  if (!role) throw refuseRole();
  if (!mayGrant(caller.permissions, role.permissions)) throw refuse('not_permitted');
  return role;
}

/** Throws, for a key among these, what `roleToGrant` would refuse it with; asks once for all of them. */
export async function rolesGrantable(
  tx: Transaction,
  tenant: Tenant,
  caller: Caller,
  keys: readonly string[],
): Promise<(key: string) => void> {
  const roles = new Map((await findRoles(tx, tenant.id, keys)).map((role) => [role.key, role]));
  return (key) => void assertGrantable(caller, roles.get(key));
}

/** The role behind a key, if the caller may grant it. @throws Refusal invalid_request, not_permitted */
export async function roleToGrant(tx: Transaction, tenant: Tenant, caller: Caller, key: string): Promise<RoleId> {
  return assertGrantable(caller, await findRole(tx, tenant.id, key)).id;
}

/** Nobody but administrators chooses where they belong themselves: with a role and teams come hours and seats. @throws Refusal not_permitted */
export function assertNotOwnPlace(tenant: Tenant, caller: Caller, row: UserRow): void {
  if (caller.id === row.id && row.role !== administrators[tenant.kind]) throw refuse('not_permitted');
}

/**
 * The same for somebody who is there already: what the role may do to teams, they may do at once to those that they supervise.
 * @throws Refusal invalid_request, not_permitted, last_administrator
 */
export async function roleToGive(
  tx: Transaction,
  tenant: Tenant,
  caller: Caller,
  row: UserRow,
  key: string,
): Promise<RoleId> {
  assertNotOwnPlace(tenant, caller, row);
  // Locked, role and user, so that neither gets more of what is judged here before this is committed: the one a power, the other
  // a team to supervise.
  const role = assertGrantable(caller, await holdRole(tx, tenant.id, key));
  await assertNotLast(tx, tenant, row); // first: it locks administrators in the order of their ids
  await userLock(tx, tenant.id, row.id);
  const powers = role.permissions.filter((permission) => permission.startsWith('team:'));
  const supervised = powers.length === 0 ? [] : await supervisedList(tx, tenant.id, row.id);
  const inReach = supervised.every((team) => caller.supervises.includes(team));
  if (supervised.length > 0 && !mayEmpower(caller, powers, inReach)) throw refuse('not_permitted');
  return role.id;
}
