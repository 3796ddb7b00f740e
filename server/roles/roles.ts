/**
 * Roles owns what each role may do, where it lands after sign-in, and what it takes of seats, stations and hours. Users refer to
 * a role; sessions carry its permissions. Every organisation starts with three built-in roles and makes its own. It never
 * grants anything by itself, and nobody grants through it what they do not have (M3).
 */
import type { Caller } from '../kernel/caller.ts';
import { newId, parseId, type RoleId, type TenantId } from '../kernel/ids.ts';
import { refuse } from '../kernel/refusal.ts';
import type { Transaction } from '../platform/database.ts';
import { administratorKey, builtInRoles } from './built-in.ts';
import { createRole, type NewRole, type RolesOptions, removeRole, updateRole } from './change.ts';
import { type Role, type RoleFields, roleOf } from './role.ts';
import {
  type RoleRow,
  roleFetch,
  roleFetchByKey,
  roleFetchByKeyForShare,
  roleInsertMany,
  roleList,
  roleListByKeys,
  roleRequireSeats,
  roleSeatlessLock,
  roleUserCount,
} from './store.ts';

export type { RoleRow } from './store.ts';

export interface Roles {
  /** All of them, by key. @throws Refusal not_permitted */
  list(caller: Caller): Promise<Role[]>;
  /** One, and how many people have it. @throws Refusal not_permitted, not_found */
  get(caller: Caller, id: string): Promise<{ role: Role; users: number; revision: number }>;
  /** @throws Refusal not_permitted, invalid_request */
  create(caller: Caller, input: NewRole): Promise<{ role: Role; revision: number }>;
  /** @throws Refusal not_permitted, not_found, precondition_failed, invalid_request */
  update(
    caller: Caller,
    id: string,
    patch: Partial<RoleFields>,
    revision: number | null,
  ): Promise<{ role: Role; revision: number }>;
  /** @throws Refusal not_permitted, not_found, precondition_failed, role_in_use */
  remove(caller: Caller, id: string, revision: number | null): Promise<void>;
}

/** Gives a new organisation its built-in roles. */
export async function seedRoles(tx: Transaction, tenant: TenantId): Promise<void> {
  await roleInsertMany(
    tx,
    builtInRoles.map((role) => ({
      tenant_id: tenant,
      id: newId<RoleId>(),
      key: role.key,
      name: role.name,
      built_in: true,
      home: role.home,
      permissions: [...role.permissions],
      reserved_seats: role.key === administratorKey,
    })),
  );
}

/** Makes every role of the organisation take a seat; nobody makes another that takes none before this transaction is over. */
export async function requireSeats(tx: Transaction, tenant: TenantId): Promise<void> {
  await roleSeatlessLock(tx, tenant);
  await roleRequireSeats(tx, tenant);
}

export function findRole(tx: Transaction, tenant: TenantId, key: string): Promise<RoleRow | undefined> {
  return roleFetchByKey(tx, tenant, key);
}

/** The same for who gives it to somebody: what it may do stays so until the transaction ends. Before users are locked. */
export function holdRole(tx: Transaction, tenant: TenantId, key: string): Promise<RoleRow | undefined> {
  return roleFetchByKeyForShare(tx, tenant, key);
}

/** Those of these keys that there are. */
export function findRoles(tx: Transaction, tenant: TenantId, keys: readonly string[]): Promise<RoleRow[]> {
  return roleListByKeys(tx, tenant, keys);
}

function shown(row: RoleRow): { role: Role; revision: number } {
  return { role: roleOf(row), revision: row.revision };
}

export function createRoles(options: RolesOptions): Roles {
  const { database } = options;
  return {
    async list(caller) {
      if (!caller.permissions.has('roles:read')) throw refuse('not_permitted');
      return (await database.withTenant(caller.tenant, (tx) => roleList(tx, caller.tenant))).map(roleOf);
    },
    async get(caller, id) {
      if (!caller.permissions.has('roles:read')) throw refuse('not_permitted');
      const roleId = parseId<RoleId>(id);
      if (roleId === null) throw refuse('not_found');
      return database.withTenant(caller.tenant, async (tx) => {
        const row = await roleFetch(tx, caller.tenant, roleId);
        if (!row) throw refuse('not_found');
        return { ...shown(row), users: await roleUserCount(tx, caller.tenant, roleId) };
      });
    },
    create: async (caller, input) => shown(await createRole(options, caller, input)),
    update: async (caller, id, patch, revision) => shown(await updateRole(options, caller, id, patch, revision)),
    remove: (caller, id, revision) => removeRole(options, caller, id, revision),
  };
}
