/** SQL of the doctor: one look at the catalogue and at the queues, as the owner. */
import { sql } from 'kysely';
import type { Transaction } from '../platform/database.ts';
import { type AppliedMigration, migrationList } from './store.ts';

export interface DatabaseHealth {
  readonly version: string;
  readonly versionNumber: number;
  readonly at: Date;
  readonly roleReady: boolean;
  /** Tables of tenants without row-level security. */
  readonly unguarded: readonly string[];
}

/** What every database can tell, whatever schema it has. */
export async function databaseHealth(tx: Transaction): Promise<DatabaseHealth> {
  const { rows } = await sql<DatabaseHealth>`SELECT
    current_setting('server_version') AS version, current_setting('server_version_num')::integer AS "versionNumber", clock_timestamp() AS at,
    coalesce((SELECT pg_has_role(current_user, oid, 'MEMBER') FROM pg_roles WHERE rolname = 'usher_app'), false) AS "roleReady",
    ARRAY(SELECT c.relname::text FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id'
      WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND NOT c.relrowsecurity ORDER BY 1) AS unguarded`.execute(
    tx,
  );
  return onlyRow(rows);
}

export interface SchemaHealth {
  readonly migrations: readonly AppliedMigration[];
  /** The job queue is complete. */
  readonly queueReady: boolean;
}

/** Which migrations were applied; none where nobody has ever migrated. */
export async function schemaHealth(tx: Transaction): Promise<SchemaHealth> {
  const { rows } = await sql<{ migrated: boolean; queueReady: boolean }>`SELECT
    to_regclass('public.migrations') IS NOT NULL AS migrated,
    to_regprocedure('usher_enqueue(text, json, timestamptz, text, integer, integer)') IS NOT NULL AS "queueReady"`.execute(
    tx,
  );
  const { migrated, queueReady } = onlyRow(rows);
  return { migrations: migrated ? await migrationList(tx) : [], queueReady };
}

export interface QueueHealth {
  readonly jobsWaiting: number;
  readonly jobsFailed: number;
  /** In the last seven days. */
  readonly mailsFailed: number;
}

/** @throws Error of the database where the schema is older than the queues */
export async function queueHealth(tx: Transaction): Promise<QueueHealth> {
  const { rows } = await sql<QueueHealth>`SELECT
    (SELECT count(*)::integer FROM graphile_worker.jobs WHERE run_at < now() AND attempts < max_attempts) AS "jobsWaiting",
    (SELECT count(*)::integer FROM graphile_worker.jobs WHERE attempts >= max_attempts) AS "jobsFailed",
    (SELECT count(*)::integer FROM mails WHERE status = 'failed' AND created_at > now() - interval '7 days') AS "mailsFailed"`.execute(
    tx,
  );
  return onlyRow(rows);
}

/**
 * Organisations, by slug, of which seat_usage does not say what the rows of seats say. One statement, so that both are of one moment.
 * @throws Error of the database where the schema is older than seats
 */
export async function seatsMiscounted(tx: Transaction): Promise<readonly string[]> {
  const { rows } = await sql<{ slug: string }>`
    WITH held AS (
      SELECT tenant_id, role_id, count(*) AS n, count(*) FILTER (WHERE NOT reserved) AS unreserved FROM seats GROUP BY tenant_id, role_id),
    counted AS (
      SELECT tenant_id, sum(n) AS in_use, sum(unreserved) AS unreserved, jsonb_object_agg(role_id, n) AS by_role FROM held GROUP BY tenant_id)
    SELECT t.slug FROM tenants t LEFT JOIN seat_usage u ON u.tenant_id = t.id LEFT JOIN counted c ON c.tenant_id = t.id
    WHERE (coalesce(u.in_use, 0), coalesce(u.unreserved, 0), coalesce(u.by_role, '{}'))
      IS DISTINCT FROM (coalesce(c.in_use, 0), coalesce(c.unreserved, 0), coalesce(c.by_role, '{}')) ORDER BY t.slug`.execute(
    tx,
  );
  return rows.map(({ slug }) => slug);
}

function onlyRow<Row>(rows: readonly Row[]): Row {
  const [row] = rows;
  if (row === undefined) throw new Error('The database answered nothing.');
  return row;
}
