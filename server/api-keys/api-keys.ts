/**
 * API keys owns the credentials of programs: made by the command line or an administrator, shown once, stored as SHA-256 of
 * 256 random bits. Whoever authenticates a request asks `resolve`. A key never gets a permission that its maker lacks; from then
 * on it is the organisation's, and works on when its maker may less, is disabled or deleted, which the list tells.
 */

import { record, recordAfterwards } from '../audit/audit.ts';
import type { Caller, Origin, Permission } from '../kernel/caller.ts';
import { type ApiKeyId, newId, parseId, type TenantId, type UserId } from '../kernel/ids.ts';
import { refuse } from '../kernel/refusal.ts';
import type { Database, Transaction } from '../platform/database.ts';
import { newToken, tokenHash } from '../platform/http/http.ts';
import { mayGrant } from '../roles/may-grant.ts';
import {
  type ApiKeyListRow,
  apiKeyCount,
  apiKeyEndsBefore,
  apiKeyFetchForUpdate,
  apiKeyInsert,
  apiKeyList,
  apiKeyPermissions,
  apiKeyRevoke,
  apiKeyRoll,
  apiKeyUse,
  isToCome,
} from './store.ts';

/** Tells people, and secret scanners, what they have found. */
const prefix = 'usher_';

export interface ApiKey {
  readonly id: string;
  readonly name: string;
  /** The last four characters of its secret; null for old ones. */
  readonly ending: string | null;
  readonly permissions: readonly string[];
  readonly createdAt: string;
  readonly createdBy: string;
  /** What its maker may now; null when it was made by no person who is still there. */
  readonly maker: 'permitted' | 'lacking' | 'disabled' | null;
  readonly lastUsedAt: string | null;
  readonly expiresAt: string | null;
  readonly expired: boolean;
  readonly rolledAt: string | null;
  /** Until then the secret before the last rolling works. */
  readonly previousUntil: string | null;
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

/** More than anybody can keep track of, and still one list. */
const keysMax = 200;

function assertMayManage(caller: Caller): void {
  if (!caller.permissions.has('api_keys:manage')) throw refuse('not_permitted');
}

/** M3: nobody gets hold of a key that may do more than they may. */
function assertHoldsAll(caller: Caller, permissions: readonly string[]): void {
  if (!mayGrant(caller.permissions, permissions)) throw refuse('not_permitted');
}

function invalid(path: string, message: string): Error {
  return refuse('invalid_request', { violations: [{ path, message }] });
}

/** A key that ends gets hold of none that works on after it, or its end would be none. @throws Refusal not_permitted */
async function assertEndsNoLater(tx: Transaction, caller: Caller, expiresAt: Date | null): Promise<void> {
  const own = caller.kind === 'api_key' ? parseId<ApiKeyId>(caller.id ?? '') : null;
  if (own !== null && (await apiKeyEndsBefore(tx, caller.tenant, own, expiresAt))) throw refuse('not_permitted');
}

/** A new secret: what its owner gets, and what is kept of it. */
function newSecret(): { readonly key: string; readonly kept: { readonly hash: Buffer; readonly ending: string } } {
  const key = prefix + newToken();
  return { key, kept: { hash: tokenHash(key), ending: key.slice(-4) } };
}

/** @returns the key itself: the only time it can be read. @throws Refusal not_permitted, invalid_request */
export async function createApiKey(
  database: Database,
  caller: Caller,
  input: NewApiKey,
): Promise<{ id: string; key: string }> {
  assertMayManage(caller);
  assertHoldsAll(caller, input.permissions);
  const expiresAt = input.expiresAt == null ? null : instantOf(input.expiresAt);
  const { key, kept } = newSecret();
  const id = newId<ApiKeyId>();
  await database.withTenant(caller.tenant, async (tx) => {
    if (expiresAt !== null && !(await isToCome(tx, expiresAt))) throw invalid('/expiresAt', 'is over already');
    await assertEndsNoLater(tx, caller, expiresAt);
    if ((await apiKeyCount(tx, caller.tenant)) >= keysMax)
      throw refuse('invalid_request', { detail: `An organisation has at most ${keysMax} API keys.` });
    await apiKeyInsert(tx, {
      tenant_id: caller.tenant,
      id,
      name: input.name,
      key_hash: kept.hash,
      ending: kept.ending,
      permissions: [...input.permissions],
      created_by: caller.name ?? caller.kind,
      created_by_user: caller.kind === 'user' || caller.kind === 'operator' ? parseId<UserId>(caller.id ?? '') : null,
      expires_at: expiresAt,
    });
    await record(tx, caller, {
      action: 'api_key.create',
      target: { kind: 'api_key', id, name: input.name },
      details: { permissions: input.permissions, expiresAt: expiresAt?.toISOString() ?? null },
    });
  });
  return { id, key };
}

function makerOf({ maker, permissions }: ApiKeyListRow): ApiKey['maker'] {
  if (maker === null) return null;
  if (!maker.enabled) return 'disabled';
  return mayGrant(new Set(maker.permissions), permissions) ? 'permitted' : 'lacking';
}

/** @throws Refusal not_permitted */
export async function listApiKeys(database: Database, caller: Caller): Promise<{ items: ApiKey[]; next: null }> {
  assertMayManage(caller);
  const rows = await database.withTenant(caller.tenant, (tx) => apiKeyList(tx, caller.tenant, keysMax));
  const items = rows.map((row) => ({
    id: row.id,
    name: row.name,
    ending: row.ending,
    permissions: row.permissions,
    createdAt: row.created_at.toISOString(),
    createdBy: row.created_by,
    maker: makerOf(row),
    lastUsedAt: row.last_used_at?.toISOString() ?? null,
    expiresAt: row.expires_at?.toISOString() ?? null,
    expired: row.expired,
    rolledAt: row.rolled_at?.toISOString() ?? null,
    previousUntil: row.previous_works ? (row.previous_until?.toISOString() ?? null) : null,
  }));
  return { items, next: null };
}

/**
 * @param keepHours so long the secret it has now works on
 * @returns the new secret: the only time it can be read
 * @throws Refusal not_permitted (the key may more than the caller, or outlives the key that asks, too), not_found (none, or it is over)
 */
export async function rollApiKey(
  database: Database,
  caller: Caller,
  id: string,
  keepHours: number,
): Promise<{ id: string; key: string }> {
  assertMayManage(caller);
  const keyId = parseId<ApiKeyId>(id);
  const { key, kept } = newSecret();
  await database.withTenant(caller.tenant, async (tx) => {
    const row = keyId === null ? undefined : await apiKeyFetchForUpdate(tx, caller.tenant, keyId);
    if (!row) throw refuse('not_found');
    assertHoldsAll(caller, row.permissions);
    await assertEndsNoLater(tx, caller, row.expires_at);
    await apiKeyRoll(tx, row, kept, keepHours);
    const target = { kind: 'api_key', id: row.id, name: row.name };
    await record(tx, caller, { action: 'api_key.roll', target, details: { keepHours } });
  });
  return { id, key };
}

/** Works even where its audit entry cannot be written. @throws Refusal not_permitted, not_found */
export async function revokeApiKey(
  database: Database,
  caller: Caller,
  id: string,
  onError: (error: unknown) => void,
): Promise<void> {
  assertMayManage(caller);
  const keyId = parseId<ApiKeyId>(id);
  const name = await database.withTenant(caller.tenant, async (tx) => {
    const revoked = keyId === null ? undefined : await apiKeyRevoke(tx, caller.tenant, keyId);
    if (revoked === undefined) throw refuse('not_found');
    return revoked;
  });
  await recordAfterwards(
    database,
    caller,
    { action: 'api_key.revoke', target: { kind: 'api_key', id: keyId, name } },
    onError,
  );
}

/** What a key may do now, null for none that is live: for work that goes on in its name. */
export function permissionsOfApiKey(tx: Transaction, tenant: TenantId, id: ApiKeyId): Promise<string[] | null> {
  return apiKeyPermissions(tx, tenant, id);
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
