/**
 * API keys owns the credentials of programs: made by the command line or an administrator, shown once, stored as SHA-256 of
 * 256 random bits. Whoever authenticates a request asks `resolve`. A key never has a permission its maker lacked.
 */

import { record, recordAfterwards } from '../audit/audit.ts';
import type { Caller, Origin, Permission } from '../kernel/caller.ts';
import { type ApiKeyId, newId, parseId, type TenantId } from '../kernel/ids.ts';
import { refuse } from '../kernel/refusal.ts';
import type { Database } from '../platform/database.ts';
import { newToken, tokenHash } from '../platform/http.ts';
import { apiKeyInsert, apiKeyList, apiKeyRevoke, apiKeyUse } from './store.ts';

/** Tells people, and secret scanners, what they have found. */
const prefix = 'usher_';

export interface ApiKey {
  readonly id: string;
  readonly name: string;
  readonly permissions: readonly string[];
  readonly createdAt: string;
  readonly createdBy: string;
  readonly lastUsedAt: string | null;
  readonly expiresAt: string | null;
}

export interface NewApiKey {
  readonly name: string;
  readonly permissions: readonly Permission[];
  readonly expiresAt?: string | null;
}

/** @throws Refusal invalid_request for a moment that does not exist */
function instantOf(text: string): Date {
  try {
    return new Date(Temporal.Instant.from(text).epochMilliseconds);
  } catch {
    throw refuse('invalid_request', {
      violations: [{ path: '/expiresAt', message: 'is not a moment like 2027-01-31T12:00:00Z' }],
    });
  }
}

/** @returns the key itself: the only time it can be read. @throws Refusal not_permitted */
export async function createApiKey(
  database: Database,
  caller: Caller,
  input: NewApiKey,
): Promise<{ id: string; key: string }> {
  if (!caller.permissions.has('api_keys:manage')) throw refuse('not_permitted');
  if (!input.permissions.every((permission) => caller.permissions.has(permission))) throw refuse('not_permitted');
  const expiresAt = input.expiresAt == null ? null : instantOf(input.expiresAt);
  const key = prefix + newToken();
  const id = newId<ApiKeyId>();
  await database.withTenant(caller.tenant, async (tx) => {
    await apiKeyInsert(tx, {
      tenant_id: caller.tenant,
      id,
      name: input.name,
      key_hash: tokenHash(key),
      permissions: [...input.permissions],
      created_by: caller.name ?? caller.kind,
      expires_at: expiresAt,
    });
    await record(tx, caller, {
      action: 'api_key.create',
      target: { kind: 'api_key', id, name: input.name },
      details: { permissions: input.permissions },
    });
  });
  return { id, key };
}

export async function listApiKeys(database: Database, caller: Caller): Promise<{ items: ApiKey[]; next: null }> {
  if (!caller.permissions.has('api_keys:manage')) throw refuse('not_permitted');
  const rows = await database.withTenant(caller.tenant, (tx) => apiKeyList(tx, caller.tenant));
  const items = rows.map((row) => ({
    id: row.id,
    name: row.name,
    permissions: row.permissions,
    createdAt: row.created_at.toISOString(),
    createdBy: row.created_by,
    lastUsedAt: row.last_used_at?.toISOString() ?? null,
    expiresAt: row.expires_at?.toISOString() ?? null,
  }));
  return { items, next: null };
}

/** Works even where its audit entry cannot be written. @throws Refusal not_permitted, not_found */
export async function revokeApiKey(
  database: Database,
  caller: Caller,
  id: string,
  onError: (error: unknown) => void,
): Promise<void> {
  if (!caller.permissions.has('api_keys:manage')) throw refuse('not_permitted');
  const keyId = parseId<ApiKeyId>(id);
  await database.withTenant(caller.tenant, async (tx) => {
    if (keyId === null || !(await apiKeyRevoke(tx, caller.tenant, keyId))) throw refuse('not_found');
  });
  const target = { kind: 'api_key', id: keyId, name: null };
  await recordAfterwards(database, caller, { action: 'api_key.revoke', target }, onError);
}

/** The caller behind a bearer key on this tenant's host; null when there is no such live key. */
export async function resolveApiKey(
  database: Database,
  tenant: TenantId,
  key: string,
  origin: Origin,
): Promise<Caller | null> {
  if (!key.startsWith(prefix) || key.length > 100) return null;
  const row = await database.withTenant(tenant, (tx) => apiKeyUse(tx, tenant, tokenHash(key)));
  if (!row) return null;
  // Permissions were checked against the closed list when the key was made.
  const permissions = new Set(row.permissions as Permission[]);
  return { kind: 'api_key', id: row.id, name: row.name, tenant, permissions, supervises: [], session: null, origin };
}
