/** SQL of what sign-in and sessions learn of a person's hours, as columns of their one query about them. */
import { type RawBuilder, sql } from 'kysely';

/** What `scheduleNow` needs. The columns are null where nothing limits the person. */
export interface ScheduleColumns {
  /** JSON list of the definitions that apply: their own; else those of their teams; else that of their role. */
  readonly schedule_definitions: string | null;
  /** Milliseconds of Unix time by the database's clock. */
  readonly schedule_now_ms: number;
  readonly overtime_until_ms: number | null;
  /** When something last changed that may put them out. */
  readonly schedule_changed_ms: number | null;
}

function milliseconds(moment: RawBuilder<unknown>): RawBuilder<number | null> {
  return sql`floor(extract(epoch FROM ${moment}) * 1000)::float8`;
}

const overtimeUntil = milliseconds(sql`u.overtime_until`);
const changedAt = milliseconds(
  sql`greatest(u.schedule_changed_at, (SELECT n.schedules_changed_at FROM tenants n WHERE n.id = u.tenant_id))`,
);

/** Holds the role that may mend everything, as SQL. */
export const isAdministrator = sql<boolean>`(r.built_in AND r.key = 'administrator')`;

/**
 * Columns of a query that joins `users u` and `roles r`. The most specific one wins; of administrators only their own counts, so
 * that no team keeps out everybody who could mend it. Whoever has no schedule costs three looks into indexes.
 */
export function hoursColumns(): RawBuilder<ScheduleColumns> {
  return sql<ScheduleColumns>`CASE WHEN u.schedule_id IS NOT NULL
      THEN (SELECT jsonb_build_array(d.definition) FROM schedules d WHERE d.tenant_id = u.tenant_id AND d.id = u.schedule_id)
      WHEN ${isAdministrator} THEN NULL
      ELSE coalesce(
        (SELECT jsonb_agg(d.definition ORDER BY d.id) FROM schedules d WHERE d.tenant_id = u.tenant_id AND d.id IN (
          SELECT t.schedule_id FROM team_members m JOIN teams t ON t.tenant_id = m.tenant_id AND t.id = m.team_id
          WHERE m.tenant_id = u.tenant_id AND m.user_id = u.id)),
        (SELECT jsonb_build_array(d.definition) FROM schedules d WHERE d.tenant_id = r.tenant_id AND d.id = r.schedule_id))
      END::text AS schedule_definitions,
    ${milliseconds(sql`now()`)} AS schedule_now_ms,
    ${overtimeUntil} AS overtime_until_ms,
    ${changedAt} AS schedule_changed_ms`;
}

/** True where nothing of the hours of `users u` is newer than these columns, each SQL of milliseconds, were when they were read. */
export function hoursUnchanged(
  overtimeUntilMs: RawBuilder<unknown>,
  changedMs: RawBuilder<unknown>,
): RawBuilder<boolean> {
  return sql<boolean>`(${overtimeUntil} IS NOT DISTINCT FROM ${overtimeUntilMs} AND ${changedAt} IS NOT DISTINCT FROM ${changedMs})`;
}
