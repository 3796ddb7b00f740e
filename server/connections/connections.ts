/**
 * Connections owns the tabs that are connected now: an event stream each, which is the connection; how many a person may have, what
 * their tabs are told, and the view of who is there. Routes call it, and sign-in asks it for a person's other browsers. It never
 * decides whether somebody may enter: it asks what every request asks, and tells the tabs.
 */
import type { BrowserId, SessionId, TenantId, UserId } from '../kernel/ids.ts';
import type { Transaction } from '../platform/database.ts';
import { sessionListOfOthers } from './store.ts';

/** A session of the same person in another browser, or in another native client. */
export interface OtherSession {
  readonly id: SessionId;
  readonly browser: string;
  readonly address: string;
  readonly since: string;
  readonly tabs: number;
  /** A tab is connected, or the last one went moments ago: it may be a reload. */
  readonly connectedRecently: boolean;
}

/**
 * The person's live sessions of one kind in other browsers than this one, oldest first: what the limit of browsers counts. Locks
 * nothing, so whoever acts on it holds the user's row.
 */
export async function othersOf(
  tx: Transaction,
  tenant: TenantId,
  user: UserId,
  browser: BrowserId | null,
  kind: 'browser' | 'native',
): Promise<OtherSession[]> {
  const rows = await sessionListOfOthers(tx, tenant, user, browser, kind);
  return rows.map((row) => ({
    id: row.id,
    browser: row.browser_name,
    address: row.address,
    since: row.created_at.toISOString(),
    tabs: row.tabs,
    connectedRecently: row.connected_recently,
  }));
}
