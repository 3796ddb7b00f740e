/** SQL of the audit log. Ids are UUIDv7, so their order is the order of time. */
import { type Insertable, type RawBuilder, type Selectable, sql } from 'kysely';
import type { TenantId } from '../kernel/ids.ts';
import type { Transaction } from '../platform/database.ts';
import type { AuditEventTable } from '../platform/tables.ts';

export type AuditRow = Selectable<AuditEventTable>;

export interface AuditFilter {
  readonly limit: number;
  readonly cursor?: string;
  readonly action?: string;
  readonly outcome?: 'done' | 'refused' | 'failed';
  readonly user?: string;
  readonly reference?: string;
}

export type NewAuditRow = Insertable<AuditEventTable>;

export async function auditInsert(tx: Transaction, rows: NewAuditRow | NewAuditRow[]): Promise<void> {
  await tx.insertInto('audit_events').values(rows).execute();
}

/** The same as SQL, once for each row of `source`: a part of the statement that does the act. */
export function auditInsertion(row: NewAuditRow, source: string): RawBuilder<unknown> {
  const entries = Object.entries(row);
  const columns = sql.join(entries.map(([column]) => sql.ref(column)));
  return sql`INSERT INTO audit_events (${columns}) SELECT ${sql.join(entries.map(([, value]) => sql`${value}`))} FROM ${sql.ref(source)}`;
}

export async function auditList(tx: Transaction, tenant: TenantId, filter: AuditFilter): Promise<AuditRow[]> {
  let query = tx.selectFrom('audit_events').selectAll().where('tenant_id', '=', tenant);
  const { cursor, action, outcome, user, reference } = filter;
  // A cursor is an id of ours, checked by the door; the cast only brands it.
  if (cursor !== undefined) query = query.where('id', '<', cursor as AuditRow['id']);
  if (action !== undefined) query = query.where('action', '=', action);
  if (outcome !== undefined) query = query.where('outcome', '=', outcome);
  if (reference !== undefined) query = query.where('reference', '=', reference);
  if (user !== undefined) query = query.where((is) => is.or([is('actor_id', '=', user), is('target_id', '=', user)]));
  return query
    .orderBy('id', 'desc')
    .limit(filter.limit + 1)
    .execute();
}

/**
 * Deletes the oldest entries over `days` old, at most `limit` of each tenant, along the primary key: an id begins with the
 * milliseconds of its making (RFC 9562, 5.7), by the clock of a process, so the database's has the last word. @returns how many
 */
export async function auditPrune(tx: Transaction, days: number, limit: number): Promise<number> {
  const result = await sql`DELETE FROM audit_events WHERE (tenant_id, id) IN (
    SELECT old.tenant_id, old.id FROM tenants t CROSS JOIN LATERAL (
      SELECT e.tenant_id, e.id FROM audit_events e WHERE e.tenant_id = t.id AND e.at < now() - make_interval(days => ${days})
        AND e.id < rpad(lpad(to_hex((extract(epoch FROM now() - make_interval(days => ${days})) * 1000)::bigint), 12, '0'), 32, '0')::uuid
      ORDER BY e.id LIMIT ${limit}) old)`.execute(tx);
  return Number(result.numAffectedRows ?? 0n);
}
