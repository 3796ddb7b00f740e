/** SQL of the doctor: one look at the catalogue and at the queues, as the owner. */
import { sql } from 'kysely';
import type { Transaction } from '../platform/database.ts';

export interface DatabaseHealth {
  readonly version: string;
  readonly versionNumber: number;
  readonly at: Date;
  readonly roleReady: boolean;
  /** Tables of tenants without row-level security. */
  readonly unguarded: readonly string[];
  readonly migrations: readonly string[];
  readonly jobsWaiting: number;
  readonly jobsFailed: number;
  /** In the last seven days. */
  readonly mailsFailed: number;
}

export async function databaseHealth(tx: Transaction): Promise<DatabaseHealth> {
  const { rows } = await sql<DatabaseHealth>`SELECT
    current_setting('server_version') AS version, current_setting('server_version_num')::integer AS "versionNumber", clock_timestamp() AS at,
    coalesce((SELECT pg_has_role(current_user, oid, 'MEMBER') FROM pg_roles WHERE rolname = 'usher_app'), false) AS "roleReady",
    ARRAY(SELECT c.relname::text FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id'
      WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND NOT c.relrowsecurity ORDER BY 1) AS unguarded,
    ARRAY(SELECT name FROM migrations ORDER BY name) AS migrations,
    (SELECT count(*)::integer FROM graphile_worker.jobs WHERE run_at < now() AND attempts < max_attempts) AS "jobsWaiting",
    (SELECT count(*)::integer FROM graphile_worker.jobs WHERE attempts >= max_attempts) AS "jobsFailed",
    (SELECT count(*)::integer FROM mails WHERE status = 'failed' AND created_at > now() - interval '7 days') AS "mailsFailed"`.execute(
    tx,
  );
  const [row] = rows;
  if (row === undefined) throw new Error('The database answered nothing.');
  return row;
}
