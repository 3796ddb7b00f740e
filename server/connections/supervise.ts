/** What a supervisor or an administrator does to tabs of others: disconnects one, or writes to them. */
import { randomUUID } from 'node:crypto';
import { type AuditEntry, record, recordAfterwards } from '../audit/audit.ts';
import type { Caller } from '../kernel/caller.ts';
import { now } from '../kernel/clock.ts';
import { type ConnectionId, parseId, type UserId } from '../kernel/ids.ts';
import { refuse } from '../kernel/refusal.ts';
import type { Database, Transaction } from '../platform/database.ts';
import { announce } from '../platform/notify.ts';
import type { Tenant } from '../tenants/tenants.ts';
import { auditTarget, reachUser } from '../users/reach.ts';
import { displayName } from '../users/user.ts';
import { findUser } from '../users/users.ts';
import { takeOut } from './disconnect.ts';
import { type ConnectionOfUser, connectionFetch, connectionListByUser } from './store.ts';

/** A supervisor writes to one tab, or to a person in all their tabs. */
export type MessageTo = { readonly connection: string } | { readonly user: string };

async function tabOf(tx: Transaction, tenant: Tenant, caller: Caller, text: string): Promise<ConnectionOfUser> {
  const id = parseId<ConnectionId>(text);
  const tab = id === null ? undefined : await connectionFetch(tx, tenant.id, id);
  if (tab !== undefined) return tab;
  // Whoever may look learns that it is not there; the others nothing.
  const mayLook = caller.permissions.has('users:read') || caller.permissions.has('team:read');
  throw refuse(mayLook ? 'not_found' : 'not_permitted');
}

/**
 * Ends the stream of a tab; its session goes on. Works even where its audit entry cannot be written.
 * @throws Refusal not_permitted, not_found
 */
export async function disconnectTab(
  { database, onError }: { readonly database: Database; readonly onError: (error: unknown) => void },
  tenant: Tenant,
  caller: Caller,
  id: string,
): Promise<void> {
  const person = await database.withTenant(tenant.id, async (tx) => {
    const tab = await tabOf(tx, tenant, caller, id);
    const row = await reachUser(tx, tenant, caller, tab.user, 'disconnect');
    await takeOut(tx, tab, caller.name);
    return row;
  });
  const entry: AuditEntry = { action: 'connection.disconnect', target: auditTarget(person) };
  await recordAfterwards(database, caller, entry, onError);
}

/** Whom the message is from, as the person reads it. */
async function authorOf(tx: Transaction, tenant: Tenant, caller: Caller): Promise<string> {
  const id = caller.session === null ? null : parseId<UserId>(caller.id ?? '');
  const row = id === null ? undefined : await findUser(tx, tenant, { id });
  return row === undefined ? (caller.name ?? '') : displayName(row);
}

/**
 * Shows a text in open tabs, whichever processes hold them. The audit log says who wrote to whom; the text is between the two, and
 * is kept nowhere.
 * @throws Refusal not_permitted, not_found (also when no tab is open)
 */
export async function sendMessage(
  database: Database,
  tenant: Tenant,
  caller: Caller,
  to: MessageTo,
  text: string,
): Promise<void> {
  await database.withTenant(tenant.id, async (tx) => {
    const tab = 'connection' in to ? await tabOf(tx, tenant, caller, to.connection) : null;
    const person = await reachUser(tx, tenant, caller, tab?.user ?? ('user' in to ? to.user : ''), 'message');
    const connections =
      tab === null ? (await connectionListByUser(tx, tenant.id, person.id)).map(({ id }) => id) : [tab.id];
    if (connections.length === 0) throw refuse('not_found', { detail: 'No tab of theirs is open.' });
    const data = { id: randomUUID(), text, from: await authorOf(tx, tenant, caller), at: now().toString() };
    await announce(tx, { kind: 'connection', tenant: tenant.id, connections, event: 'message', data, closes: false });
    const details = { tabs: connections.length, characters: text.length };
    await record(tx, caller, { action: 'user.message', target: auditTarget(person), details });
  });
}
