/** Sessions that are over by time: ended by whoever finds out first, and noted in the audit log behind that. */
import { type AuditEntry, recordMany } from '../audit/audit.ts';
import { systemCaller } from '../kernel/caller.ts';
import type { SessionId, TenantId } from '../kernel/ids.ts';
import type { Database } from '../platform/database.ts';
import { announceMany } from '../platform/notify.ts';
import { freeSeats } from '../seats/seats.ts';
import { type EndedSession, type SessionOverdue, sessionEndMany } from './store.ts';

export type EndReason =
  | 'logged_out'
  | 'logged_out_everywhere'
  | 'replaced'
  | 'other_user'
  | 'signed_out_by_administrator'
  | 'password_changed'
  | 'passkey_removed'
  | 'idle'
  | 'absolute'
  | 'outside_schedule';

/** Entries written by one statement, whose parameters PostgreSQL numbers with 16 bits. */
const entriesMax = 1_000;

function entryOf({ id, reason, user_id: user, username }: EndedSession): AuditEntry {
  return { action: 'session.end', reason, target: { kind: 'session', id, name: username }, details: { user } };
}

async function recordEnds(database: Database, tenant: TenantId, ended: readonly EndedSession[]): Promise<void> {
  const caller = systemCaller(tenant, 'session limits');
  for (let from = 0; from < ended.length; from += entriesMax) {
    const entries = ended.slice(from, from + entriesMax).map(entryOf);
    await database.withTenant(tenant, (tx) => recordMany(tx, caller, entries));
  }
}

/** A session found to be over by time, with what it was judged by. */
export interface OverdueSession extends SessionOverdue {
  readonly tenant: TenantId;
  readonly reason: EndReason;
}

/**
 * Sessions that are over by time, as of now: written down by whoever tells their tabs, so that nothing brings them back. One that was
 * prolonged since it was judged (used, overtime, other hours) goes on. A transaction for each organisation: its commit locks the one
 * row by which seats are counted, and at the end of a shift several processes do this for many organisations at once. Nobody waits
 * for the audit entries, and none that cannot be written keeps anybody in.
 * @param onError hears what goes wrong with the entries
 * @returns those that ended by this: the others are to be judged again
 */
export async function endOverdue(
  database: Database,
  ends: readonly OverdueSession[],
  onError: (error: unknown) => void,
): Promise<ReadonlySet<SessionId>> {
  const all = new Set<SessionId>();
  for (const [tenant, own] of Map.groupBy(ends, (end) => end.tenant)) {
    const ended = await database.withTenant(tenant, async (tx) => {
      const rows = await sessionEndMany(tx, tenant, own);
      await freeSeats(
        tx,
        tenant,
        rows.map((row) => row.user_id),
      );
      await announceMany(
        tx,
        own.map(({ session }) => ({ kind: 'session', tenant, session })),
      );
      return rows;
    });
    for (const { id } of ended) all.add(id);
    recordEnds(database, tenant, ended).catch(onError);
  }
  return all;
}
