/** SQL of sessions that hours may have ended (L3). */
import { sql } from 'kysely';
import type { SessionId, TenantId } from '../kernel/ids.ts';
import type { Transaction } from '../platform/database.ts';
import { type ScheduleColumns, scheduleColumns } from '../schedules/schedules.ts';

export interface SessionWithHours extends ScheduleColumns {
  readonly tenant_id: TenantId;
  readonly id: SessionId;
  readonly last_seen_at: Date;
}

/** Across tenants, as the owner: live sessions without a tab, of people to whom a schedule applies; the longest unseen first. */
export async function sessionListWithHours(tx: Transaction, limit: number): Promise<SessionWithHours[]> {
  const { rows } = await sql<SessionWithHours>`
    SELECT s.tenant_id, s.id, s.last_seen_at, ${scheduleColumns()}
    FROM (SELECT DISTINCT tenant_id FROM schedules) d
    JOIN live_sessions s ON s.tenant_id = d.tenant_id AND (s.connected_at IS NULL OR s.disconnected_at IS NOT NULL)
    JOIN users u ON u.tenant_id = s.tenant_id AND u.id = s.user_id
    JOIN roles r ON r.tenant_id = u.tenant_id AND r.id = u.role_id
    WHERE u.schedule_id IS NOT NULL OR r.schedule_id IS NOT NULL OR EXISTS (
      SELECT FROM team_members m JOIN teams t ON t.tenant_id = m.tenant_id AND t.id = m.team_id
      WHERE m.tenant_id = u.tenant_id AND m.user_id = u.id AND t.schedule_id IS NOT NULL)
    ORDER BY s.last_seen_at LIMIT ${limit}`.execute(tx);
  return rows;
}
