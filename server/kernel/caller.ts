/** Who asks, from where, and what they may do: handed to every door that authorises or audits. */
import type { SessionId, TeamId, TenantId } from './ids.ts';

/**
 * Everything that can be permitted, one verb each. `users:*` reaches everyone of the organisation, `team:*` the members of
 * the teams one supervises. `organizations:*` and `installation:*` exist in the
 * operators' own tenant only.
 */
export const permissions = [
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
  'team:read',
  'team:unlock',
  'team:sign_out',
  'team:password:set',
  'team:portal_password:set',
  'team:credentials:read',
  'team:email:assign',
  'team:second_factor:reset',
  'users:overtime',
  'users:message',
  'team:overtime',
  'team:message',
  'team:disconnect',
  'team:station:release',
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
  'organizations:read',
  'organizations:create',
  'organizations:update',
  'organizations:suspend',
  'organizations:delete',
  'organizations:export',
  'installation:read',
  'installation:update',
] as const;
export type Permission = (typeof permissions)[number];

/** Where a request came from; `reference` is the number told in errors and found in the audit log (S8.8). */
export interface Origin {
  readonly address: string;
  readonly browser: string;
  readonly reference: string;
}

export interface Caller {
  readonly kind: 'user' | 'api_key' | 'operator' | 'command_line' | 'system' | 'nobody';
  readonly id: string | null;
  readonly name: string | null;
  readonly tenant: TenantId;
  readonly permissions: ReadonlySet<Permission>;
  /** Teams this caller supervises; `team:*` permissions reach their members. */
  readonly supervises: readonly TeamId[];
  readonly session: SessionId | null;
  readonly origin: Origin;
}

/** The caller of work that nobody asked for: clean-up, jobs. */
export function systemCaller(tenant: TenantId, name: string): Caller {
  return {
    kind: 'system',
    id: null,
    name,
    tenant,
    permissions: new Set(permissions),
    supervises: [],
    session: null,
    origin: { address: '', browser: '', reference: '' },
  };
}

/** The operator at the terminal: whoever may read the key file may do everything. */
export function commandLineCaller(tenant: TenantId): Caller {
  return { ...systemCaller(tenant, 'command line'), kind: 'command_line' };
}

/** Someone who has not signed in. */
export function nobodyCaller(tenant: TenantId, origin: Origin): Caller {
  return {
    kind: 'nobody',
    id: null,
    name: null,
    tenant,
    permissions: new Set(),
    supervises: [],
    session: null,
    origin,
  };
}
