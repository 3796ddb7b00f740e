/** SQL that writes to the audit log, and that ages it. Ids are UUIDv7, so their order is the order of time. */
import { type Insertable, type RawBuilder, type Selectable, sql } from 'kysely';
import type { AuditEventId } from '../kernel/ids.ts';
import type { Transaction } from '../platform/database.ts';
import type { AuditEventTable } from '../platform/tables/tables.ts';

export type AuditRow = Selectable<AuditEventTable>;

/** Its id is made by the door, which may have to name it. */
export type NewAuditRow = Insertable<AuditEventTable> & { readonly id: AuditEventId };

export async function auditInsert(tx: Transaction, rows: NewAuditRow | NewAuditRow[]): Promise<void> {
  await tx.insertInto('audit_events').values(rows).execute();
}

/** The same as SQL, once for each row of `source`: a part of the statement that does the act. */
export function auditInsertion(row: NewAuditRow, source: string): RawBuilder<unknown> {
  const entries = Object.entries(row);
  const columns = sql.join(entries.map(([column]) => sql.ref(column)));
  return sql`INSERT INTO audit_events (${columns}) SELECT ${sql.join(entries.map(([, value]) => sql`${value}`))} FROM ${sql.ref(source)}`;
}

/**
 * Deletes each tenant's oldest entries that are over as many days old as it keeps them, at most `limit` of each, along the primary
 * key: an id begins with the milliseconds of its making (RFC 9562, 5.7), by the clock of a process, so the database's has the
 * last word. @param daysUnlessSet for tenants that chose no number @returns how many
 */
export async function auditPrune(tx: Transaction, daysUnlessSet: number, limit: number): Promise<number> {
  const result = await sql`DELETE FROM audit_events WHERE (tenant_id, id) IN (
    SELECT old.tenant_id, old.id FROM (
      SELECT t.id, now() - make_interval(days => coalesce((t.settings #>> '{audit,retentionDays}')::integer, ${daysUnlessSet})) AS since
      FROM tenants t) AS kept CROSS JOIN LATERAL (
      SELECT e.tenant_id, e.id FROM audit_events e WHERE e.tenant_id = kept.id AND e.at < kept.since
        AND e.id < rpad(lpad(to_hex((extract(epoch FROM kept.since) * 1000)::bigint), 12, '0'), 32, '0')::uuid
      ORDER BY e.id LIMIT ${limit}) old)`.execute(tx);
  return Number(result.numAffectedRows ?? 0n);
}
