/** SQL of one person's sessions as administrators see them, with the tabs that each has connected. */
import { sql } from 'kysely';
import type { TenantId, UserId } from '../kernel/ids.ts';
import type { Transaction } from '../platform/database.ts';
import type { SessionListRow } from './store.ts';

export interface PersonSessionRow extends SessionListRow {
  readonly kind: 'browser' | 'native';
  /** The station that the person holds. */
  readonly station: string | null;
  readonly tabs: readonly {
    readonly id: string;
    readonly address: string;
    readonly browser: string;
    readonly since: string;
  }[];
}

/** Live sessions of a user, newest first; tabs oldest first. */
export async function personSessionList(tx: Transaction, tenant: TenantId, user: UserId): Promise<PersonSessionRow[]> {
  const { rows } = await sql<PersonSessionRow>`
    SELECT s.id, s.kind, s.browser_name, s.address, s.created_at, s.last_seen_at,
      (SELECT station FROM stations WHERE tenant_id = s.tenant_id AND holder_id = s.user_id) AS station,
      coalesce((SELECT json_agg(json_build_object('id', c.id, 'address', c.address, 'browser', c.browser_name, 'since', c.opened_at)
        ORDER BY c.opened_at, c.id) FROM connections c WHERE c.tenant_id = s.tenant_id AND c.session_id = s.id), '[]') AS tabs
    FROM live_sessions s WHERE s.tenant_id = ${tenant} AND s.user_id = ${user}
    ORDER BY s.created_at DESC, s.id DESC LIMIT 200`.execute(tx);
  return rows;
}
