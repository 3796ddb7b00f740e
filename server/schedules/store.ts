/** SQL of schedules, and of what one person's hours are made of. */
import { type Selectable, sql } from 'kysely';
import type { ScheduleId, TenantId, UserId } from '../kernel/ids.ts';
import { refuse } from '../kernel/refusal.ts';
import type { Transaction } from '../platform/database.ts';
import type { ScheduleTable } from '../platform/tables/connected.ts';
import { hoursColumns, isAdministrator, type ScheduleColumns } from './store-columns.ts';

/** A schedule with how many users, teams and roles it is assigned to. */
export interface ScheduleRow extends Pick<Selectable<ScheduleTable>, 'id' | 'name' | 'definition' | 'revision'> {
  readonly users: number;
  readonly teams: number;
  readonly roles: number;
}

/** A constraint said no: tells which one, as the refusal a person understands. */
function translateConflict(error: unknown): unknown {
  if (!(error instanceof Error) || !('constraint' in error)) return error;
  if (error.constraint === 'schedule_name_unique')
    return refuse('invalid_request', { violations: [{ path: '/name', message: 'belongs to another schedule' }] });
  const assignments: unknown[] = ['user_schedule', 'team_schedule', 'role_schedule'];
  return assignments.includes(error.constraint) ? refuse('schedule_in_use', {}, error) : error;
}

const assigned = (table: 'users' | 'teams' | 'roles') =>
  sql`(SELECT count(*)::integer FROM ${sql.table(table)} a WHERE a.tenant_id = d.tenant_id AND a.schedule_id = d.id) AS ${sql.ref(table)}`;
const columns = sql`d.id, d.name, d.definition, d.revision, ${assigned('users')}, ${assigned('teams')}, ${assigned('roles')}`;

/** By name. */
export async function scheduleList(tx: Transaction, tenant: TenantId, limit: number): Promise<ScheduleRow[]> {
  const { rows } = await sql<ScheduleRow>`SELECT ${columns} FROM schedules d WHERE d.tenant_id = ${tenant}
    ORDER BY lower(d.name), d.id LIMIT ${limit}`.execute(tx);
  return rows;
}

export async function scheduleFetch(
  tx: Transaction,
  tenant: TenantId,
  id: ScheduleId,
): Promise<ScheduleRow | undefined> {
  const { rows } =
    await sql<ScheduleRow>`SELECT ${columns} FROM schedules d WHERE d.tenant_id = ${tenant} AND d.id = ${id}`.execute(
      tx,
    );
  return rows[0];
}

/** Locks it for a change. */
export async function scheduleLock(tx: Transaction, tenant: TenantId, id: ScheduleId): Promise<void> {
  await sql`SELECT FROM schedules WHERE tenant_id = ${tenant} AND id = ${id} FOR UPDATE`.execute(tx);
}

/** @returns false when there are `limit` already. @throws Refusal invalid_request (the name belongs to another) */
export async function scheduleInsert(
  tx: Transaction,
  schedule: { readonly tenant: TenantId; readonly id: ScheduleId; readonly name: string; readonly definition: object },
  limit: number,
): Promise<boolean> {
  const { tenant, id, name, definition } = schedule;
  try {
    const { rows } = await sql`INSERT INTO schedules (tenant_id, id, name, definition)
      SELECT ${tenant}, ${id}, ${name}, ${JSON.stringify(definition)}::jsonb
      WHERE (SELECT count(*) FROM schedules WHERE tenant_id = ${tenant}) < ${limit} RETURNING 1`.execute(tx);
    return rows.length > 0;
  } catch (error) {
    throw translateConflict(error);
  }
}

/** @throws Refusal invalid_request (the name belongs to another) */
export async function scheduleUpdate(
  tx: Transaction,
  tenant: TenantId,
  id: ScheduleId,
  { name, definition }: { readonly name: string; readonly definition: object },
): Promise<void> {
  try {
    await sql`UPDATE schedules SET name = ${name}, definition = ${JSON.stringify(definition)}::jsonb, revision = revision + 1, updated_at = now()
      WHERE tenant_id = ${tenant} AND id = ${id}`.execute(tx);
  } catch (error) {
    throw translateConflict(error);
  }
}

/** @throws Refusal schedule_in_use */
export async function scheduleDelete(tx: Transaction, tenant: TenantId, id: ScheduleId): Promise<void> {
  try {
    await tx.deleteFrom('schedules').where('tenant_id', '=', tenant).where('id', '=', id).execute();
  } catch (error) {
    throw translateConflict(error);
  }
}

/** Whether a schedule is one of a person's hours: their own, a team's or their role's. Nobody is above the rules they are under. */
export async function scheduleBinds(tx: Transaction, tenant: TenantId, id: ScheduleId, user: UserId): Promise<boolean> {
  const { rows } = await sql`SELECT FROM users u JOIN roles r ON r.tenant_id = u.tenant_id AND r.id = u.role_id
    WHERE u.tenant_id = ${tenant} AND u.id = ${user} AND NOT (${isAdministrator}) AND (u.schedule_id = ${id} OR r.schedule_id = ${id}
      OR EXISTS (SELECT FROM team_members m JOIN teams t ON t.tenant_id = m.tenant_id AND t.id = m.team_id
        WHERE m.tenant_id = u.tenant_id AND m.user_id = u.id AND t.schedule_id = ${id}))`.execute(tx);
  return rows.length > 0;
}

/** Whom the change puts out has a minute from now. */
export async function tenantSchedulesChanged(tx: Transaction, tenant: TenantId): Promise<void> {
  await sql`UPDATE tenants SET schedules_changed_at = now() WHERE id = ${tenant}`.execute(tx);
}

/** What applies to one person, and where it comes from. */
export interface PersonHoursRow extends ScheduleColumns {
  readonly overtime_until: Date | null;
  /** From where the most specific schedule comes. */
  readonly source: 'user' | 'teams' | 'role' | 'none';
  readonly schedules: readonly { readonly id: ScheduleId; readonly name: string }[];
}

/** @param forUpdate locks the user's row, so that two who add overtime add up */
export async function personHoursFetch(
  tx: Transaction,
  tenant: TenantId,
  user: UserId,
  forUpdate = false,
): Promise<PersonHoursRow | undefined> {
  const ofTeams = sql`SELECT t.schedule_id FROM team_members m JOIN teams t ON t.tenant_id = m.tenant_id AND t.id = m.team_id
    WHERE m.tenant_id = u.tenant_id AND m.user_id = u.id AND t.schedule_id IS NOT NULL`;
  const { rows } = await sql<PersonHoursRow>`
    SELECT ${hoursColumns()}, u.overtime_until, s.source,
      coalesce((SELECT jsonb_agg(jsonb_build_object('id', d.id, 'name', d.name) ORDER BY d.name) FROM schedules d
        WHERE d.tenant_id = u.tenant_id AND CASE s.source WHEN 'user' THEN d.id = u.schedule_id
          WHEN 'teams' THEN d.id IN (${ofTeams}) WHEN 'role' THEN d.id = r.schedule_id ELSE false END), '[]') AS schedules
    FROM users u JOIN roles r ON r.tenant_id = u.tenant_id AND r.id = u.role_id
    CROSS JOIN LATERAL (SELECT CASE WHEN u.schedule_id IS NOT NULL THEN 'user' WHEN ${isAdministrator} THEN 'none' WHEN EXISTS (${ofTeams}) THEN 'teams'
      WHEN r.schedule_id IS NOT NULL THEN 'role' ELSE 'none' END AS source) s
    WHERE u.tenant_id = ${tenant} AND u.id = ${user} ${forUpdate ? sql`FOR UPDATE OF u` : sql``}`.execute(tx);
  return rows[0];
}

/** @param untilMs milliseconds of Unix time */
export async function overtimeSet(tx: Transaction, tenant: TenantId, user: UserId, untilMs: number): Promise<void> {
  await sql`UPDATE users SET overtime_until = to_timestamp(${untilMs / 1000}::float8)
    WHERE tenant_id = ${tenant} AND id = ${user}`.execute(tx);
}

/** Overtime that was taken back: whom that puts out has a minute from now. @param untilMs milliseconds of Unix time; null = none */
export async function overtimeReset(
  tx: Transaction,
  tenant: TenantId,
  user: UserId,
  untilMs: number | null,
): Promise<void> {
  const until = untilMs === null ? null : untilMs / 1000;
  await sql`UPDATE users SET overtime_until = to_timestamp(${until}::float8), schedule_changed_at = now()
    WHERE tenant_id = ${tenant} AND id = ${user}`.execute(tx);
}
