/**
 * Audit owns the record of who did what, when and from where, and why it was refused. Every door writes its entry in the
 * transaction of the act, so an act whose entry cannot be written does not happen (log-out, disable, revoke and disconnect
 * excepted: those must always work, and use `recordAfterwards`). An act that no transaction holds is `beginning` before it and
 * `completing` after it. It never decides anything and never holds a secret.
 */

import type { RawBuilder } from 'kysely';
import type { Caller } from '../kernel/caller.ts';
import { type AuditEventId, newId } from '../kernel/ids.ts';
import { Refusal } from '../kernel/refusal.ts';
import type { Database, Transaction } from '../platform/database.ts';
import type { AuditAction } from './actions.ts';
import { auditInsert, auditInsertion, type NewAuditRow } from './store.ts';

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

/** References of requests for which a refusal stands in the log already; only the newest, since each is asked for soon or never. */
const refusedReferences = new Set<string>();
const referencesMax = 5_000;

/** True once for a request of which a door has recorded a refusal, so that nobody records it again. */
export function takeRefused(reference: string): boolean {
  return refusedReferences.delete(reference);
}

function noteRefused(reference: string): void {
  if (reference === '') return;
  const [oldest] = refusedReferences;
  if (refusedReferences.size >= referencesMax && oldest !== undefined) refusedReferences.delete(oldest);
  refusedReferences.add(reference);
}

function rowOf(caller: Caller, entry: Omit<AuditEntry, 'outcome'> & { outcome?: NewAuditRow['outcome'] }): NewAuditRow {
  if (entry.outcome === 'refused') noteRefused(caller.origin.reference);
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

/** Entries of one statement: each has some fifteen parameters, of which PostgreSQL takes 65,535. */
const batchSize = 2_000;

/** The same for many acts at once, by one statement for each two thousand. */
export async function recordMany(tx: Transaction, caller: Caller, entries: readonly AuditEntry[]): Promise<void> {
  for (let start = 0; start < entries.length; start += batchSize)
    await auditInsert(
      tx,
      entries.slice(start, start + batchSize).map((entry) => rowOf(caller, entry)),
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

/** An act whose beginning is written down and whose end is not yet. A job that ends it in another process keeps the id. */
export interface Begun {
  readonly id: AuditEventId;
  readonly caller: Caller;
  readonly entry: AuditEntry;
}

/** How an act ended, with what is known by then. */
export interface Ending {
  readonly outcome: 'done' | 'refused' | 'failed';
  /** The refusal code, when refused; one word why, when failed. */
  readonly reason?: string;
  /** Added to the details of the beginning. */
  readonly details?: Readonly<Record<string, unknown>>;
}

/**
 * Writes down that an act begins which cannot be one transaction (a file, a stream, a call to outside, work in the background), in a
 * transaction of its own, before anything of it happens. What breaks off in between stays in the log as not completed.
 */
export async function beginning(
  database: Database,
  caller: Caller,
  entry: Omit<AuditEntry, 'outcome'>,
): Promise<Begun> {
  const row = rowOf(caller, { ...entry, outcome: 'begun' });
  await database.withTenantOnce(caller.tenant, (tx) => auditInsert(tx, row));
  return { id: row.id, caller, entry };
}

/**
 * Writes down how it ended: with the last transaction of the act where there is one. An act ends once; a second ending is refused by
 * the database.
 */
export async function completing(tx: Transaction, { id, caller, entry }: Begun, ending: Ending): Promise<void> {
  const { outcome, reason } = ending;
  const details = { ...entry.details, ...ending.details };
  const row = rowOf(caller, { ...entry, outcome, details, ...(reason === undefined ? {} : { reason }) });
  await auditInsert(tx, { ...row, completes: id });
}

/** How an act ended that threw: refused with its code, or failed. */
function endingOf(error: unknown): Ending {
  return error instanceof Refusal && error.code !== 'internal' && error.code !== 'unavailable'
    ? { outcome: 'refused', reason: error.code }
    : { outcome: 'failed', reason: 'internal' };
}

/**
 * Runs an act between its beginning and its end: `act` completes it itself with its last transaction, by the second argument it is
 * given; if it throws, the end is written for it. That this cannot be written hides nothing: the beginning stays as not completed.
 */
export async function undertaking<Result>(
  database: Database,
  caller: Caller,
  entry: Omit<AuditEntry, 'outcome'>,
  act: (begun: Begun) => Promise<Result>,
): Promise<Result> {
  const begun = await beginning(database, caller, entry);
  try {
    return await act(begun);
  } catch (error) {
    await database.withTenantOnce(caller.tenant, (tx) => completing(tx, begun, endingOf(error))).catch(() => undefined);
    throw error;
  }
}
