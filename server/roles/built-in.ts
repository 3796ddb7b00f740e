/** The roles every organisation starts with (S4). Supervisors act on the members of their teams only (M3). */
import type { Permission } from '../kernel/caller.ts';

interface BuiltInRole {
  readonly key: string;
  readonly name: string;
  readonly home: string;
  readonly permissions: readonly Permission[];
}

/** The role that keeps its permissions and can always come in, so that somebody can always mend everything else. */
export const administratorKey = 'administrator';

export const builtInRoles: readonly BuiltInRole[] = [
  {
    key: administratorKey,
    name: 'Administrator',
    home: '/console',
    permissions: [
      'users:read',
      'users:create',
      'users:update',
      'users:disable',
      'users:unlock',
      'users:sign_out',
      'users:delete',
      'users:import',
      'users:export',
      'users:password:set',
      'users:portal_password:set',
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
      'audit:export',
      'api_keys:manage',
      'webhooks:manage',
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
      'team:portal_password:set',
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
