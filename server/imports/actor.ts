/**
 * In whose name an import goes on while nobody waits: whoever asked for it, with what they might do then and may do still. A role
 * that was taken away, a person who was disabled, or a key that was revoked stops it.
 */
import { isApiKeyLive } from '../api-keys/api-keys.ts';
import type { Caller, Permission } from '../kernel/caller.ts';
import { type ApiKeyId, parseId, type TeamId, type UserId } from '../kernel/ids.ts';
import { refuse } from '../kernel/refusal.ts';
import type { Transaction } from '../platform/database.ts';
import type { Tenant } from '../tenants/tenants.ts';
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

async function stillPermitted(tx: Transaction, tenant: Tenant, actor: Actor): Promise<readonly string[]> {
  if (actor.kind === 'user') {
    const id = parseId<UserId>(actor.id ?? '');
    const row = id === null ? undefined : await findUser(tx, tenant, { id });
    if (!row || row.disabled || row.status !== 'active') throw refuse('not_permitted');
    return row.role_permissions;
  }
  if (actor.kind === 'api_key') {
    const id = parseId<ApiKeyId>(actor.id ?? '');
    if (id === null || !(await isApiKeyLive(tx, tenant.id, id))) throw refuse('not_permitted');
  }
  return actor.permissions;
}

/** @throws Refusal not_permitted when they may not import any more */
export async function callerOfActor(tx: Transaction, tenant: Tenant, actor: Actor): Promise<Caller> {
  const held = await stillPermitted(tx, tenant, actor);
  const permissions = new Set(actor.permissions.filter((permission) => held.includes(permission)));
  if (!permissions.has('users:import')) throw refuse('not_permitted');
  const { kind, id, name, supervises, origin } = actor;
  return { kind, id, name, tenant: tenant.id, permissions, supervises, session: null, origin };
}
