/** SQL of connections, and of what sessions and seats owe to them. */
import { sql } from 'kysely';
import type { BrowserId, SessionId, TenantId, UserId } from '../kernel/ids.ts';
import type { Transaction } from '../platform/database.ts';

/** Seconds after its last tab went in which a session counts as connected: a reload, or a change of networks. */
const recentSeconds = 10;

export interface OtherSessionRow {
  readonly id: SessionId;
  readonly browser_name: string;
  readonly address: string;
  readonly created_at: Date;
  readonly tabs: number;
  readonly connected_recently: boolean;
}

/** Live sessions of a user in other browsers than `browser` (null: in any), oldest first. */
export async function sessionListOfOthers(
  tx: Transaction,
  tenant: TenantId,
  user: UserId,
  browser: BrowserId | null,
  kind: 'browser' | 'native',
): Promise<OtherSessionRow[]> {
  const { rows } = await sql<OtherSessionRow>`
    SELECT s.id, s.browser_name, s.address, s.created_at, t.tabs,
      t.tabs > 0 OR coalesce(s.disconnected_at > now() - make_interval(secs => ${recentSeconds}), false) AS connected_recently
    FROM live_sessions s CROSS JOIN LATERAL (
      SELECT count(*)::integer AS tabs FROM connections c WHERE c.tenant_id = s.tenant_id AND c.session_id = s.id) t
    WHERE s.tenant_id = ${tenant} AND s.user_id = ${user} AND s.kind = ${kind} AND s.browser_id IS DISTINCT FROM ${browser}
    ORDER BY s.created_at, s.id LIMIT 200`.execute(tx);
  return rows;
}
