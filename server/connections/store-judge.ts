/** SQL that tells of many tabs at once where they stand. */
import { type RawBuilder, sql } from 'kysely';
import type { ConnectionId, SessionId, TenantId } from '../kernel/ids.ts';
import type { Transaction } from '../platform/database.ts';
import { type ScheduleColumns, scheduleColumns } from '../schedules/schedules.ts';

/** Where a tab's session stands, and its person. The columns of what is gone altogether are null. */
export interface VerdictRow extends ScheduleColumns {
  readonly id: ConnectionId;
  /** Its row is there. */
  readonly counted: boolean;
  /** Null when the session is gone. */
  readonly live: boolean | null;
  /** Needs a seat and has none. */
  readonly seatless: boolean;
  readonly ended_at: Date | null;
  readonly end_reason: string | null;
  readonly disabled: boolean;
  readonly status: 'active' | 'inactive';
  /** Disabled or made inactive since it was opened. */
  readonly barred: boolean;
  readonly other_password: boolean;
  readonly absolute_left_ms: number;
  /** Null where a tab counts as use. */
  readonly idle_left_ms: number | null;
  /** May see who else is there. */
  readonly may_watch: boolean | null;
  /** The browser in which its person signed in instead, where that ended it. */
  readonly replaced_in: string | null;
}

/** The session that a token opens, or opened once; null if there never was one, or its end is too long ago. */
export async function sessionOfToken(tx: Transaction, tenant: TenantId, hash: Buffer): Promise<SessionId | null> {
  const { rows } = await sql<{ id: SessionId }>`
    SELECT id FROM sessions WHERE tenant_id = ${tenant} AND token_hash = ${hash}`.execute(tx);
  return rows[0]?.id ?? null;
}

/** As in the view live_sessions: to join the view to many tabs, all live sessions would be read. */
const liveCondition: RawBuilder<boolean> = sql`session_is_live(s.ended_at, s.absolute_expires_at, s.last_seen_at, s.idle_minutes,
  s.password_revision, p.revision, s.user_epoch, u.session_epoch,
  r.connected_is_active AND (SELECT true FROM connections n WHERE n.tenant_id = s.tenant_id AND n.session_id = s.id LIMIT 1))`;

/** In no order. Across tenants, as the owner. */
export async function verdictList(
  tx: Transaction,
  tabs: readonly { readonly tenant: TenantId; readonly id: ConnectionId; readonly session: SessionId }[],
): Promise<VerdictRow[]> {
  const { rows } = await sql<VerdictRow>`
    SELECT tab.id, c.id IS NOT NULL AS counted, CASE WHEN s.id IS NOT NULL THEN coalesce(${liveCondition}, false) END AS live, s.ended_at, s.end_reason, u.disabled, u.status,
      coalesce(r.uses_seat AND (SELECT true FROM seats t WHERE t.tenant_id = u.tenant_id AND t.user_id = u.id LIMIT 1) IS NULL, false) AS seatless,
      s.user_epoch <> u.session_epoch AS barred,
      s.password_revision IS NOT NULL AND s.password_revision IS DISTINCT FROM p.revision AS other_password,
      (extract(epoch FROM s.absolute_expires_at - now()) * 1000)::float8 AS absolute_left_ms,
      CASE WHEN NOT r.connected_is_active
        THEN (extract(epoch FROM s.last_seen_at - now()) * 1000)::float8 + s.idle_minutes * 60000 END AS idle_left_ms,
      r.permissions && ARRAY['users:read', 'team:read'] AS may_watch, s.replaced_in, ${scheduleColumns()}
    FROM unnest(${tabs.map(({ tenant }) => tenant)}::uuid[], ${tabs.map(({ id }) => id)}::uuid[], ${tabs.map(({ session }) => session)}::uuid[])
      AS tab (tenant_id, id, session_id)
    LEFT JOIN connections c ON c.tenant_id = tab.tenant_id AND c.id = tab.id
    LEFT JOIN sessions s ON s.tenant_id = tab.tenant_id AND s.id = tab.session_id
    LEFT JOIN users u ON u.tenant_id = s.tenant_id AND u.id = s.user_id
    LEFT JOIN roles r ON r.tenant_id = u.tenant_id AND r.id = u.role_id
    LEFT JOIN passwords p ON p.tenant_id = s.tenant_id AND p.user_id = s.user_id`.execute(tx);
  return rows;
}
