/** A person's own open tabs, and disconnecting one, from whichever tab they look. */
import { type AuditEntry, recordAfterwards } from '../audit/audit.ts';
import type { Caller } from '../kernel/caller.ts';
import { type ConnectionId, parseId, type SessionId, type TenantId, type UserId } from '../kernel/ids.ts';
import { refuse } from '../kernel/refusal.ts';
import type { Database } from '../platform/database.ts';
import { takeOut } from './disconnect.ts';
import { type OpenTab, openTabsOf } from './open.ts';
import { connectionFetch, connectionListByUser } from './store.ts';

export interface OwnTabs {
  /** @param session whose tabs are the current browser's */
  list(tenant: TenantId, user: UserId, session: SessionId): Promise<OpenTab[]>;
  /** @throws Refusal not_found (no tab of theirs, or not open any more) */
  disconnect(caller: Caller, user: UserId, id: string): Promise<void>;
}

export function createOwnTabs(database: Database, onError: (error: unknown) => void): OwnTabs {
  return {
    async list(tenant, user, session) {
      const rows = await database.withTenant(tenant, (tx) => connectionListByUser(tx, tenant, user));
      return openTabsOf(rows, session);
    },
    async disconnect(caller, user, text) {
      const id = parseId<ConnectionId>(text);
      if (id === null) throw refuse('not_found');
      await database.withTenant(caller.tenant, async (tx) => {
        const tab = await connectionFetch(tx, caller.tenant, id);
        if (tab?.user !== user) throw refuse('not_found');
        await takeOut(tx, tab, null);
      });
      const entry: AuditEntry = {
        action: 'connection.disconnect',
        target: { kind: 'user', id: user, name: caller.name },
      };
      await recordAfterwards(database, caller, entry, onError);
    },
  };
}
