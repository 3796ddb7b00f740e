/**
 * Roles owns what each role may do and where it lands after sign-in. Users refer to a role; sessions carry its permissions.
 * Every organisation starts with three built-in roles; custom ones come with the console. It never grants anything by itself.
 */
import type { Permission } from '../kernel/caller.ts';
import { newId, type RoleId, type TenantId } from '../kernel/ids.ts';
import type { Transaction } from '../platform/database.ts';
import { type RoleRow, roleFetchByKey, roleInsertMany, roleList } from './store.ts';

export type { RoleRow } from './store.ts';

interface BuiltInRole {
  readonly key: string;
  readonly name: string;
  readonly home: string;
  readonly permissions: readonly Permission[];
}

/** The roles every organisation starts with (S4). Supervisors act on the members of their teams only (M3). */
export const builtInRoles: readonly BuiltInRole[] = [
  {
    key: 'administrator',
    name: 'Administrator',
    home: '/console',
    permissions: [
      'users:read',
      'users:create',
      'users:update',
      'users:disable',
      'users:unlock',
      'users:sign_out',
      'users:password:set',
      'users:credentials:read',
      'users:email:assign',
      'users:second_factor:reset',
      'users:overtime',
      'users:message',
      'users:disconnect',
      'users:station:release',
      'users:station:assign',
      'roles:read',
      'roles:update',
      'teams:read',
      'teams:update',
      'schedules:read',
      'schedules:update',
      'seats:read',
      'settings:read',
      'settings:update',
      'audit:read',
      'api_keys:manage',
    ],
  },
  {
    key: 'supervisor',
    name: 'Supervisor',
    home: '/home',
    permissions: [
      'team:read',
      'team:unlock',
      'team:sign_out',
      'team:password:set',
      'team:credentials:read',
      'team:email:assign',
      'team:overtime',
      'team:message',
      'team:disconnect',
      'team:station:release',
      'roles:read',
      'teams:read',
      'schedules:read',
      'seats:read',
    ],
  },
  { key: 'agent', name: 'Agent', home: '/home', permissions: [] },
];

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
      reserved_seats: role.key === 'administrator',
    })),
  );
}

export function findRole(tx: Transaction, tenant: TenantId, key: string): Promise<RoleRow | undefined> {
  return roleFetchByKey(tx, tenant, key);
}

export function listRoles(tx: Transaction, tenant: TenantId): Promise<RoleRow[]> {
  return roleList(tx, tenant);
}

/** `team:x` is contained in `users:x`: who may act on everyone may act on a team. */
function covers(held: ReadonlySet<string>, wanted: string): boolean {
  return held.has(wanted) || (wanted.startsWith('team:') && held.has(wanted.replace('team:', 'users:')));
}

/** Nobody grants what they do not have (M3): true when every permission of the role is among those held. */
export function mayGrant(held: ReadonlySet<string>, permissions: readonly string[]): boolean {
  return permissions.every((permission) => covers(held, permission));
}
