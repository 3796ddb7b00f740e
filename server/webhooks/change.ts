/** Making, changing and removing endpoints, and their secrets. An entry of the audit log holds the host of a URL, never the rest. */
import { record } from '../audit/audit.ts';
import type { Caller, Permission } from '../kernel/caller.ts';
import { newId, parseId, type WebhookId } from '../kernel/ids.ts';
import { refuse, type Violation } from '../kernel/refusal.ts';
import type { Database, Transaction } from '../platform/database.ts';
import type { Sealer } from '../platform/seal.ts';
import { type DestinationPolicy, readDestination } from './destination.ts';
import { isKnownEvent, tidyEvents } from './events.ts';
import { newSecret, previousSecretHours, sealSecret } from './secret.ts';
import {
  type WebhookChange,
  type WebhookRow,
  webhookCountLocked,
  webhookDelete,
  webhookFetch,
  webhookFetchForUpdate,
  webhookInsert,
  webhookSecretReplace,
  webhookUpdate,
} from './store.ts';

/** More than anybody can tell apart; each costs every event a look. */
const webhooksMax = 50;

export interface WebhookFields {
  readonly name: string;
  readonly url: string;
  readonly events: readonly string[];
}

export type WebhookPatch = Partial<WebhookFields & { readonly enabled: boolean }>;

export interface ChangeTools {
  readonly database: Database;
  readonly sealer: Sealer;
  readonly policy: DestinationPolicy;
}

/** What a webhook is sent is the audit log, so nobody learns it by one who may not read it. */
export const managing = ['webhooks:manage', 'audit:read'] as const satisfies readonly Permission[];

/** @throws Refusal not_permitted */
export function assertMayManage(caller: Caller): void {
  if (!managing.every((permission) => caller.permissions.has(permission))) throw refuse('not_permitted');
}

/** @throws Refusal invalid_request with every fault */
function assertSound({ url, events }: Partial<WebhookFields>, policy: DestinationPolicy): void {
  const violations: Violation[] = [];
  if (url !== undefined) {
    const read = readDestination(url, policy);
    if (typeof read === 'string') violations.push({ path: '/url', message: read });
  }
  (events ?? []).forEach((wanted, at) => {
    if (!isKnownEvent(wanted))
      violations.push({ path: `/events/${at}`, message: 'is no event; docs/webhooks.md names them' });
  });
  if (violations.length > 0) throw refuse('invalid_request', { violations });
}

/** @throws Refusal not_found */
export async function fetchWebhook(tx: Transaction, caller: Caller, id: string): Promise<WebhookRow> {
  const webhookId = parseId<WebhookId>(id);
  const row = webhookId === null ? undefined : await webhookFetch(tx, caller.tenant, webhookId);
  if (!row) throw refuse('not_found');
  return row;
}

/** The newest state of one that is to be changed. @throws Refusal not_found, precondition_failed */
async function lockWebhook(tx: Transaction, caller: Caller, id: string, revision: number | null): Promise<WebhookRow> {
  const webhookId = parseId<WebhookId>(id);
  const row = webhookId === null ? undefined : await webhookFetchForUpdate(tx, caller.tenant, webhookId);
  if (!row) throw refuse('not_found');
  if (revision !== null && revision !== row.revision) throw refuse('precondition_failed');
  return row;
}

/** A URL may hold a token of the receiver's, so only where it leads is told. */
function told({ name, url, events, enabled }: Partial<WebhookRow>): Record<string, unknown> {
  return {
    ...(name === undefined ? {} : { name }),
    ...(url === undefined ? {} : { host: new URL(url).host }),
    ...(events === undefined ? {} : { events }),
    ...(enabled === undefined ? {} : { enabled }),
  };
}

function target({ id, name }: Pick<WebhookRow, 'id' | 'name'>): { kind: string; id: string; name: string } {
  return { kind: 'webhook', id, name };
}

/** @returns the secret too: the only time it can be read. @throws Refusal not_permitted, invalid_request */
export async function createWebhook(
  { database, sealer, policy }: ChangeTools,
  caller: Caller,
  fields: WebhookFields,
): Promise<{ row: WebhookRow; secret: string }> {
  assertMayManage(caller);
  assertSound(fields, policy);
  const { name, url } = fields;
  const events = tidyEvents(fields.events);
  const id = newId<WebhookId>();
  const secret = newSecret();
  const sealed = sealSecret(sealer, caller.tenant, id, secret);
  const row = await database.withTenant(caller.tenant, async (tx) => {
    if ((await webhookCountLocked(tx, caller.tenant)) >= webhooksMax)
      throw refuse('invalid_request', { detail: `An organisation has at most ${webhooksMax} webhooks.` });
    const created_by = caller.name ?? caller.kind;
    await webhookInsert(tx, { tenant_id: caller.tenant, id, name, url, events, secret_sealed: sealed, created_by });
    const details = told({ url, events });
    await record(tx, caller, { action: 'webhook.create', target: target({ id, name }), details });
    return fetchWebhook(tx, caller, id);
  });
  return { row, secret };
}

function changeOf({ events, enabled, ...rest }: WebhookPatch): WebhookChange {
  return {
    ...rest,
    ...(events === undefined ? {} : { events: tidyEvents(events) }),
    ...(enabled === undefined ? {} : { enabled, disabled_reason: enabled ? null : ('administrator' as const) }),
  };
}

/** @throws Refusal not_permitted, not_found, precondition_failed, invalid_request */
export async function updateWebhook(
  { database, policy }: ChangeTools,
  caller: Caller,
  id: string,
  patch: WebhookPatch,
  revision: number | null,
): Promise<WebhookRow> {
  assertMayManage(caller);
  assertSound(patch, policy);
  return database.withTenant(caller.tenant, async (tx) => {
    const before = await lockWebhook(tx, caller, id, revision);
    const change = changeOf(patch);
    const { disabled_reason: _, ...named } = change;
    const names = Object.keys(named) as (keyof typeof named)[]; // the keys of the object it is asked of
    const changed = names.filter((name) => JSON.stringify(before[name]) !== JSON.stringify(named[name]));
    if (changed.length === 0) return before;
    const anew = changed.includes('url') || (changed.includes('enabled') && named.enabled === true);
    const after = await webhookUpdate(tx, before, change, anew);
    const only = (row: WebhookRow) => told(Object.fromEntries(changed.map((name) => [name, row[name]])));
    const details = { before: only(before), after: only(after) };
    await record(tx, caller, { action: 'webhook.update', target: target(after), details });
    return after;
  });
}

/**
 * The secret before goes on signing for a day, so that receivers can take the new one over in their own time.
 * @throws Refusal not_permitted, not_found
 */
export async function replaceSecret(
  { database, sealer }: ChangeTools,
  caller: Caller,
  id: string,
): Promise<{ row: WebhookRow; secret: string }> {
  assertMayManage(caller);
  const secret = newSecret();
  const row = await database.withTenant(caller.tenant, async (tx) => {
    const before = await lockWebhook(tx, caller, id, null);
    const sealed = sealSecret(sealer, caller.tenant, before.id, secret);
    const after = await webhookSecretReplace(tx, before, sealed, previousSecretHours);
    await record(tx, caller, { action: 'webhook.secret.replace', target: target(after) });
    return after;
  });
  return { row, secret };
}

/** @throws Refusal not_permitted, not_found, precondition_failed */
export async function removeWebhook(
  { database }: ChangeTools,
  caller: Caller,
  id: string,
  revision: number | null,
): Promise<void> {
  assertMayManage(caller);
  await database.withTenant(caller.tenant, async (tx) => {
    const row = await lockWebhook(tx, caller, id, revision);
    await webhookDelete(tx, caller.tenant, row.id);
    const { url, events } = row;
    await record(tx, caller, { action: 'webhook.delete', target: target(row), details: told({ url, events }) });
  });
}
