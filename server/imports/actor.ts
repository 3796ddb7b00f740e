/**
 * In whose name an import goes on while nobody waits: whoever asked for it, with what they might do then and may do still. A role
 * that was taken away, a person who was disabled, a key that was revoked or an organisation that was suspended stops it.
 */
import { permissionsOfApiKey } from '../api-keys/api-keys.ts';
import type { Caller, Permission } from '../kernel/caller.ts';
import { type ApiKeyId, parseId, type TeamId, type UserId } from '../kernel/ids.ts';
import { refuse } from '../kernel/refusal.ts';
import type { Transaction } from '../platform/database.ts';
import type { Tenant } from '../tenants/tenants.ts';
import { teamsSupervisedBy } from '../users/teams/team-members.ts';
import { findUser } from '../users/users.ts';

/** As it is stored. */
export interface Actor {
  readonly kind: Caller['kind'];
  readonly id: string | null;
  readonly name: string | null;
  readonly permissions: readonly Permission[];
  readonly supervises: readonly TeamId[];
  readonly origin: Caller['origin'];
}

export function actorOf({ kind, id, name, permissions, supervises, origin }: Caller): Actor {
  return { kind, id, name, permissions: [...permissions], supervises, origin };
}

export function isActor(actor: Actor, caller: Caller): boolean {
  return actor.kind === caller.kind && actor.id === caller.id;
}

interface Still {
  readonly permissions: readonly string[];
  readonly supervises: readonly TeamId[];
}

async function stillOf(tx: Transaction, tenant: Tenant, actor: Actor): Promise<Still> {
  if (actor.kind === 'user') {
    const id = parseId<UserId>(actor.id ?? '');
    const row = id === null ? undefined : await findUser(tx, tenant, { id });
    if (!row || row.disabled || row.status !== 'active') throw refuse('not_permitted');
    const supervised = await teamsSupervisedBy(tx, tenant.id, row.id);
    return {
      permissions: row.role_permissions,
      supervises: actor.supervises.filter((team) => supervised.includes(team)),
    };
  }
  if (actor.kind === 'api_key') {
    const id = parseId<ApiKeyId>(actor.id ?? '');
    const permissions = id === null ? null : await permissionsOfApiKey(tx, tenant.id, id);
    if (permissions === null) throw refuse('not_permitted');
    return { permissions, supervises: [] };
  }
  return actor;
}

/** @throws Refusal organization_suspended, not_permitted when they may not import any more */
export async function callerOfActor(tx: Transaction, tenant: Tenant, actor: Actor): Promise<Caller> {
  if (tenant.status === 'suspended') throw refuse('organization_suspended');
  const still = await stillOf(tx, tenant, actor);
  const permissions = new Set(actor.permissions.filter((permission) => still.permissions.includes(permission)));
  if (!permissions.has('users:import') || !permissions.has('users:create')) throw refuse('not_permitted');
  const { kind, id, name, origin } = actor;
  return { kind, id, name, tenant: tenant.id, permissions, supervises: still.supervises, session: null, origin };
}
