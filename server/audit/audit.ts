/**
 * Audit owns the record of who did what, when and from where, and why it was refused. Every door writes its entry in the
 * transaction of the act, so an act whose entry cannot be written does not happen (log-out, disable, revoke and disconnect
 * excepted: those must always work, and use `recordAfterwards`). It never decides anything and never holds a secret.
 */

import type { RawBuilder } from 'kysely';
import type { Caller } from '../kernel/caller.ts';
import { type AuditEventId, isUuid, newId, parseId } from '../kernel/ids.ts';
import { refuse } from '../kernel/refusal.ts';
import type { Database, Transaction } from '../platform/database.ts';
import type { AuditAction } from './actions.ts';
import { type AuditFilter, type AuditRow, auditInsert, auditInsertion, auditList, type NewAuditRow } from './store.ts';

export interface AuditEntry {
  /** Noun and verb, e.g. `user.unlock`, `session.start`: one of actions.ts. */
  readonly action: AuditAction;
  readonly outcome?: 'done' | 'refused' | 'failed';
  /** The refusal code, when refused. */
  readonly reason?: string;
  readonly target?: { readonly kind: string; readonly id: string | null; readonly name: string | null };
  /** What changed, without secrets. */
  readonly details?: Readonly<Record<string, unknown>>;
}

/** One entry as the API shows it. */
export interface AuditEvent {
  readonly id: string;
  readonly at: string;
  readonly action: string;
  readonly outcome: 'done' | 'refused' | 'failed';
  readonly reason: string | null;
  readonly actor: { readonly kind: string; readonly id: string | null; readonly name: string | null };
  readonly target: { readonly kind: string; readonly id: string | null; readonly name: string | null } | null;
  readonly address: string | null;
  readonly browser: string | null;
  readonly reference: string | null;
  readonly details: Record<string, unknown>;
}

function rowOf(caller: Caller, entry: AuditEntry): NewAuditRow {
  return {
    tenant_id: caller.tenant,
    id: newId<AuditEventId>(),
    action: entry.action,
    outcome: entry.outcome ?? 'done',
    reason: entry.reason ?? null,
    actor_kind: caller.kind,
    actor_id: caller.id,
    actor_name: caller.name,
    target_kind: entry.target?.kind ?? null,
    target_id: entry.target?.id ?? null,
    target_name: entry.target?.name ?? null,
    address: caller.origin.address || null,
    browser: caller.origin.browser || null,
    reference: caller.origin.reference || null,
    details: JSON.stringify(entry.details ?? {}),
  };
}

/** Writes the entry with the act's own transaction. */
export async function record(tx: Transaction, caller: Caller, entry: AuditEntry): Promise<void> {
  await auditInsert(tx, rowOf(caller, entry));
}

/** The same for many acts at once, by one statement. */
export async function recordMany(tx: Transaction, caller: Caller, entries: readonly AuditEntry[]): Promise<void> {
  if (entries.length > 0)
    await auditInsert(
      tx,
      entries.map((entry) => rowOf(caller, entry)),
    );
}

/** SQL that writes the entry for each row of `source`, a name in WITH: for an act that is one statement and should stay one. */
export function recording(caller: Caller, entry: AuditEntry, source: string): RawBuilder<unknown> {
  return auditInsertion(rowOf(caller, entry), source);
}

/** For acts that must always work: writes the entry in its own transaction and reports, but swallows, a failure. */
export async function recordAfterwards(
  database: Database,
  caller: Caller,
  entry: AuditEntry,
  onError: (error: unknown) => void,
): Promise<void> {
  try {
    await database.withTenant(caller.tenant, (tx) => record(tx, caller, entry));
  } catch (error) {
    onError(error);
  }
}

function eventOf(row: AuditRow): AuditEvent {
  return {
    id: row.id,
    at: row.at.toISOString(),
    action: row.action,
    outcome: row.outcome,
    reason: row.reason,
    actor: { kind: row.actor_kind, id: row.actor_id, name: row.actor_name },
    target: row.target_kind === null ? null : { kind: row.target_kind, id: row.target_id, name: row.target_name },
    address: row.address,
    browser: row.browser,
    reference: row.reference,
    details: row.details,
  };
}

/**
 * Newest first.
 * @param filter.cursor the `next` of the page before
 * @throws Refusal not_permitted, invalid_request (a cursor that is none)
 */
export async function listEvents(
  database: Database,
  caller: Caller,
  filter: AuditFilter,
): Promise<{ items: AuditEvent[]; next: string | null }> {
  if (!caller.permissions.has('audit:read')) throw refuse('not_permitted');
  if (filter.cursor !== undefined && parseId(filter.cursor) === null)
    throw refuse('invalid_request', { detail: 'cursor is not one of ours' });
  if (filter.user !== undefined && !isUuid(filter.user))
    throw refuse('invalid_request', { detail: 'user is not the id of a user' });
  const rows = await database.withTenant(caller.tenant, (tx) => auditList(tx, caller.tenant, filter));
  const items = rows.slice(0, filter.limit).map(eventOf);
  return { items, next: rows.length > filter.limit ? (items.at(-1)?.id ?? null) : null };
}
