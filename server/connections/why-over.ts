/**
 * Why nobody is signed in any more: a tab that slept, or lost its network, while its session ended hears it when it comes back.
 * Only whoever has the session's token is told.
 */
import { type ConnectionId, newId } from '../kernel/ids.ts';
import type { Database } from '../platform/database.ts';
import { tokenHash } from '../platform/http/http.ts';
import type { Tenant } from '../tenants/tenants.ts';
import { endingOf } from './judge.ts';
import { sessionOfToken, verdictList } from './store-judge.ts';

/** Tells it, as the event `signed_out` would have; null when nothing is known of the token. */
export type WhyOver = (tenant: Tenant, token: string) => Promise<Readonly<Record<string, unknown>> | null>;

export function createWhyOver(database: Database, clockOffsetMs: () => number): WhyOver {
  return (tenant, token) =>
    database.withTenant(tenant.id, async (tx) => {
      const session = await sessionOfToken(tx, tenant.id, tokenHash(token));
      if (session === null) return null;
      const [row] = await verdictList(tx, [{ tenant: tenant.id, id: newId<ConnectionId>(), session }]);
      const ending = row === undefined ? null : endingOf(row, tenant, clockOffsetMs());
      return ending?.event === 'signed_out' ? ending.data : null;
    });
}
