/** SQL of what operators see of the installation. It crosses tenants and therefore runs as the owner; it reads no contents. */
import { sql } from 'kysely';
import type { MailId, NodeId } from '../kernel/ids.ts';
import type { Transaction } from '../platform/database.ts';

export interface NodeRow {
  readonly id: NodeId;
  readonly started_at: Date;
  readonly beat_at: Date;
  readonly tabs: number;
}

/** Processes that are there, or were a moment ago; the oldest first. */
export async function nodeList(tx: Transaction): Promise<NodeRow[]> {
  const { rows } = await sql<NodeRow>`SELECT n.id, n.started_at, n.beat_at,
      (SELECT count(*)::integer FROM connections c WHERE c.node_id = n.id) AS tabs FROM nodes n ORDER BY n.started_at, n.id`.execute(
    tx,
  );
  return rows;
}

export interface Totals {
  readonly organizations: number;
  readonly suspended: number;
  readonly users: number;
  readonly seats: number;
  readonly seatsInUse: number;
  readonly tabs: number;
  readonly jobsWaiting: number;
  readonly jobsFailed: number;
  readonly mailsQueued: number;
  /** In the last seven days. */
  readonly mailsFailed: number;
}

/** Users are counted as the planner knows them: exactly would mean to read a million rows for a number nobody checks. */
export async function totalsFetch(tx: Transaction): Promise<Totals> {
  const { rows } = await sql<Totals>`SELECT
    count(*) FILTER (WHERE t.kind = 'organization')::integer AS organizations,
    count(*) FILTER (WHERE t.kind = 'organization' AND t.status = 'suspended')::integer AS suspended,
    (SELECT CASE WHEN c.reltuples < 10000 THEN (SELECT count(*) FROM users) ELSE c.reltuples END::integer FROM pg_class c WHERE c.oid = 'users'::regclass) AS users,
    coalesce(sum(t.seats) FILTER (WHERE t.kind = 'organization'), 0)::integer AS seats,
    (SELECT coalesce(sum(in_use), 0)::integer FROM seat_usage) AS "seatsInUse",
    (SELECT count(*)::integer FROM connections) AS tabs,
    (SELECT count(*)::integer FROM graphile_worker.jobs WHERE attempts < max_attempts) AS "jobsWaiting",
    (SELECT count(*)::integer FROM graphile_worker.jobs WHERE attempts >= max_attempts) AS "jobsFailed",
    (SELECT count(*)::integer FROM mails WHERE status = 'queued') AS "mailsQueued",
    (SELECT count(*)::integer FROM mails WHERE status = 'failed' AND created_at > now() - interval '7 days') AS "mailsFailed"
    FROM tenants t`.execute(tx);
  const [totals] = rows;
  if (totals === undefined) throw new Error('The database answered nothing.');
  return totals;
}

export interface JobRow {
  readonly id: string;
  readonly task: string;
  readonly state: 'waiting' | 'running' | 'failed';
  readonly attempts: number;
  readonly max_attempts: number;
  readonly run_at: Date;
  readonly last_error: string | null;
}

/** By id, which is the order in which they were made. */
export async function jobList(
  tx: Transaction,
  {
    state,
    limit,
    after,
  }: { readonly state: JobRow['state'] | null; readonly limit: number; readonly after: string | null },
): Promise<JobRow[]> {
  const { rows } = await sql<JobRow>`
    SELECT id, task, state, attempts, max_attempts, run_at, last_error FROM (
      SELECT j.id, j.task_identifier AS task, j.attempts, j.max_attempts, j.run_at, left(j.last_error, 500) AS last_error,
        CASE WHEN j.locked_at IS NOT NULL THEN 'running' WHEN j.attempts >= j.max_attempts THEN 'failed' ELSE 'waiting' END AS state
      FROM graphile_worker.jobs j WHERE ${after}::bigint IS NULL OR j.id > ${after}::bigint) AS jobs
    WHERE ${state}::text IS NULL OR state = ${state} ORDER BY id LIMIT ${limit + 1}`.execute(tx);
  return rows;
}

/** @returns the task that is tried anew; null when there is no such job that nobody works on */
export async function jobRetry(tx: Transaction, id: string): Promise<string | null> {
  const { rows } = await sql<{ task: string }>`
    WITH retried AS (SELECT * FROM graphile_worker.reschedule_jobs(ARRAY[${id}::bigint], run_at => now(), attempts => 0))
    SELECT j.task_identifier AS task FROM retried r JOIN graphile_worker.jobs j ON j.id = r.id`.execute(tx);
  return rows[0]?.task ?? null;
}

export interface MailRow {
  readonly id: MailId;
  readonly slug: string;
  readonly template: string;
  readonly recipient: string;
  readonly status: 'queued' | 'failed' | 'expired';
  readonly attempts: number;
  readonly last_error: string | null;
  readonly created_at: Date;
}

/** The newest first: ids are UUIDv7, so their order is the order of time. */
export async function mailList(
  tx: Transaction,
  {
    state,
    limit,
    before,
  }: { readonly state: MailRow['status'] | null; readonly limit: number; readonly before: string | null },
): Promise<MailRow[]> {
  const { rows } = await sql<MailRow>`
    SELECT m.id, t.slug, m.template, m.recipient, m.status, m.attempts, left(m.last_error, 500) AS last_error, m.created_at
    FROM mails m JOIN tenants t ON t.id = m.tenant_id
    WHERE m.status <> 'sent' AND (${state}::text IS NULL OR m.status = ${state}) AND (${before}::uuid IS NULL OR m.id < ${before}::uuid)
    ORDER BY m.id DESC LIMIT ${limit + 1}`.execute(tx);
  return rows;
}
