// An audit log of the past, made by SQL: what a test looks for among, and what only a log of years has.
import { sql } from 'kysely';
import type { Tenant } from '../../server/tenants/tenants.ts';
import type { TestApp } from './app.ts';

/** So many entries, one a second, the last of them a second ago: sign-ins by `names` in turn, every tenth refused. */
export async function pastEntries(
  app: TestApp,
  tenant: Tenant,
  count: number,
  names: readonly string[] = ['ana'],
): Promise<void> {
  await app.app.house.database.withSystem(async (tx) => {
    // Many at once, on a busy machine.
    await sql`SET LOCAL statement_timeout = '120s'`.execute(tx);
    await sql`INSERT INTO audit_events (tenant_id, id, at, action, outcome, reason, actor_kind, actor_name, target_kind, target_name, address, browser, details)
      SELECT ${tenant.id},
        (lpad(to_hex((extract(epoch FROM made.at) * 1000)::bigint), 12, '0') || '7' || lpad(to_hex(n), 19, '0'))::uuid,
        made.at, 'session.start', CASE WHEN n % 10 = 0 THEN 'refused' ELSE 'done' END,
        CASE WHEN n % 10 = 0 THEN 'incorrect_credentials' END,
        CASE WHEN n % 10 = 0 THEN 'nobody' ELSE 'user' END,
        CASE WHEN n % 10 <> 0 THEN made.name END, 'user', made.name,
        '198.51.100.' || n % 50, 'Firefox on Windows', '{}'
      FROM generate_series(1, ${sql.lit(count)}) AS n CROSS JOIN LATERAL (
        SELECT now() - make_interval(secs => ${sql.lit(count)} - n + 1) AS at,
          (${[...names]}::text[])[1 + n % ${sql.lit(names.length)}] AS name) AS made`.execute(tx);
  });
}
