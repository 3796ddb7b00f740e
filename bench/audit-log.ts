// An audit log of a month, written by SQL: a million acts would take hours.
import type { Tenant } from '../server/tenants/tenants.ts';
import { withClient } from './crowd.ts';

/** What came of people, mostly coming and going, in shares of a hundred, and what a few administrators did to them. */
const insertion = `
  INSERT INTO audit_events (tenant_id, id, at, action, outcome, reason, actor_kind, actor_id, actor_name, target_kind, target_id, target_name,
    address, browser, reference, details)
  SELECT $1, uuidv7(shift), now() + shift, kind.action, kind.outcome, kind.reason,
    CASE WHEN kind.refused THEN 'nobody' ELSE 'user' END, CASE WHEN kind.own THEN p.id WHEN kind.refused THEN NULL ELSE boss.id END,
    CASE WHEN kind.own THEN p.username WHEN kind.refused THEN NULL ELSE boss.username END,
    'user', p.id, p.username, '10.' || e.n % 20 || '.' || (e.n / 20) % 200 || '.7', 'Chrome on Windows',
    CASE WHEN kind.refused THEN substr(md5(e.n::text), 1, 8) ELSE '' END, '{"methods": ["pwd"]}'
  FROM generate_series(1, $2::integer) e (n)
  CROSS JOIN LATERAL (SELECT make_interval(secs => -30.0 * 86400 * (1 - e.n::float8 / $2::float8)) AS shift, e.n % 100 AS share) at
  CROSS JOIN LATERAL (SELECT
    CASE WHEN e.n % 5000 = 99 THEN 'user.export' WHEN share < 55 THEN 'session.start' WHEN share < 95 THEN 'session.end'
      WHEN share < 97 THEN 'user.update' WHEN share < 99 THEN 'user.unlock' ELSE 'user.password.set' END AS action,
    CASE WHEN e.n % 5000 = 99 THEN 'begun' WHEN share BETWEEN 45 AND 54 THEN 'refused' ELSE 'done' END AS outcome,
    CASE WHEN share BETWEEN 45 AND 54 THEN 'incorrect_credentials' WHEN share BETWEEN 55 AND 94 THEN 'logged_out' END AS reason,
    share BETWEEN 45 AND 54 AS refused, share < 45 OR share BETWEEN 55 AND 94 AS own) kind
  JOIN people p ON p.n = hashint4(e.n) & $3::integer
  CROSS JOIN (SELECT id, username FROM users WHERE tenant_id = $1 AND username = 'boss') boss
  ORDER BY e.n`;

/** Writes a month of entries, evenly over the time, about people of the organisation. Indexes are made after them, as a restored backup's are. */
export async function addAuditEntries(ownerUrl: string, tenant: Tenant, count: number): Promise<void> {
  await withClient(ownerUrl, async (client) => {
    await client.query(`SET maintenance_work_mem = '256MB'; SET work_mem = '128MB'; SET synchronous_commit = off`);
    // Nobody listens for them yet.
    await client.query('ALTER TABLE audit_events DISABLE TRIGGER webhook_events');
    const { rows: indexes } = await client.query<{ name: string; definition: string }>(
      `SELECT indexname AS name, indexdef AS definition FROM pg_indexes WHERE tablename = 'audit_events' AND indexname NOT LIKE '%_pkey'`,
    );
    await client.query(indexes.map(({ name }) => `DROP INDEX ${name}`).join('; '));
    await client.query(
      'CREATE TEMPORARY TABLE people AS SELECT (row_number() OVER () - 1)::integer AS n, id, username FROM users WHERE tenant_id = $1',
      [tenant.id],
    );
    const { rows } = await client.query<{ count: number }>('SELECT count(*)::integer AS count FROM people');
    // The greatest power of two, less one: a mask picks people evenly.
    const mask = 2 ** Math.floor(Math.log2(rows[0]?.count ?? 1)) - 1;
    await client.query('ANALYZE people');
    await client.query(insertion, [tenant.id, count, mask]);
    for (const { definition } of indexes) await client.query(definition);
    await client.query('ALTER TABLE audit_events ENABLE TRIGGER webhook_events');
    await client.query('VACUUM ANALYZE audit_events');
  });
}
