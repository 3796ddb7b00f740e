/**
 * SQL that reads the audit log, a page at a time, newest first. An id begins with the milliseconds of its making (RFC 9562, 5.7), so
 * a span of time is a span of every index here, whatever the log's size; the process that made the id may have been wrong by a
 * little, so the span is taken wider and the database's own time decides. What no index helps with (a part of a name) is looked for
 * in so many entries at a time.
 */
import { type RawBuilder, sql } from 'kysely';
import type { AuditEventId, TenantId } from '../kernel/ids.ts';
import type { Transaction } from '../platform/database.ts';
import type { AuditRow } from './store.ts';

/** Entries that one page looks through for a part of a name until it is full: 100,000 in all. */
const walks = [1_000, 9_000, 30_000, 60_000] as const;
/** Minutes by which the clock of a process may be off the database's; `doctor` complains much earlier. */
const skewMinutes = 5;

export type OutcomeFilter = AuditRow['outcome'] | 'unfinished';

export interface AuditFilter {
  /** One of them. */
  readonly actions?: readonly string[];
  readonly outcome?: OutcomeFilter;
  readonly reason?: string;
  readonly actor?: string;
  readonly target?: string;
  /** As the one who acted, or the one it was done to. */
  readonly user?: string;
  readonly address?: string;
  readonly reference?: string;
  /** A part of the actor's or target's name. */
  readonly search?: string;
  /** RFC 3339, inclusive. */
  readonly from?: string;
  /** RFC 3339, exclusive. */
  readonly to?: string;
  /** False leaves out beginnings that another entry says the end of. */
  readonly completed: boolean;
}

export interface AuditPage {
  readonly limit: number;
  /** Where the page before ended. */
  readonly cursor: AuditEventId | null;
  readonly direction: 'older' | 'newer';
}

export interface ListedRow extends AuditRow {
  /** The entry that says the end of this one. */
  readonly completed_by: AuditEventId | null;
}

type Condition = RawBuilder<boolean>;

/** The smallest id that anything written at `at` (SQL of a time) can have. */
function lowestId(at: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`rpad(lpad(to_hex((extract(epoch FROM ${at}) * 1000)::bigint), 12, '0'), 32, '0')::uuid`;
}

const skew = sql`make_interval(mins => ${sql.lit(skewMinutes)})`;

/** True for entries `e` written from `from` on, SQL of a time. */
function auditFrom(from: RawBuilder<unknown>): Condition {
  return sql`(e.at >= ${from} AND e.id >= ${lowestId(sql`${from} - ${skew}`)})`;
}

/** True for entries `e` written before `to`, SQL of a time. */
function auditBefore(to: RawBuilder<unknown>): Condition {
  return sql`(e.at < ${to} AND e.id < ${lowestId(sql`${to} + ${skew}`)})`;
}

const endedBy = sql<AuditEventId | null>`(SELECT c.id FROM audit_events c WHERE c.tenant_id = e.tenant_id AND c.completes = e.id)`;

function outcomeIs(outcome: OutcomeFilter): Condition {
  return outcome === 'unfinished' ? sql`(e.outcome = 'begun' AND ${endedBy} IS NULL)` : sql`e.outcome = ${outcome}`;
}

/** What indexes help with, all of it. */
function conditions(tenant: TenantId, filter: AuditFilter): Condition[] {
  const { outcome, reason, actor, target, address, reference, from, to } = filter;
  const all: Condition[] = [sql`e.tenant_id = ${tenant}`];
  if (outcome !== undefined) all.push(outcomeIs(outcome));
  if (reason !== undefined) all.push(sql`e.reason = ${reason}`);
  if (actor !== undefined) all.push(sql`e.actor_id = ${actor}`);
  if (target !== undefined) all.push(sql`e.target_id = ${target}`);
  if (address !== undefined) all.push(sql`e.address = ${address}`);
  if (reference !== undefined) all.push(sql`e.reference = ${reference}`);
  if (from !== undefined) all.push(auditFrom(sql`${from}::timestamptz`));
  if (to !== undefined) all.push(auditBefore(sql`${to}::timestamptz`));
  if (!filter.completed && outcome === undefined) all.push(sql`(e.outcome <> 'begun' OR ${endedBy} IS NULL)`);
  return all;
}

const both = (all: readonly Condition[]): Condition => sql`${sql.join([...all], sql` AND `)}`;

/** True where an index other than the primary key finds few rows by itself, so that the actions are better sifted than looked up. */
function isNarrow({ reason, actor, target, user, address, reference, search }: AuditFilter): boolean {
  const narrow = [reason, actor, target, user, address, reference, search];
  return narrow.some((one) => one !== undefined);
}

function beyond({ cursor, direction }: AuditPage): Condition[] {
  if (cursor === null) return [];
  return [direction === 'older' ? sql`e.id < ${cursor}` : sql`e.id > ${cursor}`];
}

/** Rows of one index, in their order. @param limit how many to read at most */
function branch(all: readonly Condition[], page: AuditPage, limit: number): RawBuilder<unknown> {
  return sql`SELECT e.* FROM audit_events e WHERE ${both(all)} ORDER BY e.id ${ordered(page)} LIMIT ${limit}`;
}

/** The rows that a filter's indexes find, at most `limit` of each: one index for each action, or for each part that a user has. */
function source(tenant: TenantId, filter: AuditFilter, page: AuditPage, limit: number): RawBuilder<unknown> {
  const all = [...conditions(tenant, filter), ...beyond(page)];
  const { actions, user } = filter;
  if (actions !== undefined && !isNarrow(filter)) {
    const of = branch([...all, sql`e.action = wanted.action`], page, limit);
    return sql`(SELECT found.* FROM unnest(${[...actions]}::text[]) AS wanted (action) CROSS JOIN LATERAL (${of}) AS found)`;
  }
  if (actions !== undefined) all.push(sql`e.action = ANY (${[...actions]}::text[])`);
  if (user === undefined) return sql`(${branch(all, page, limit)})`;
  const acted = branch([...all, sql`e.actor_id = ${user}`], page, limit);
  const suffered = branch([...all, sql`e.target_id = ${user} AND e.actor_id IS DISTINCT FROM ${user}`], page, limit);
  return sql`((${acted}) UNION ALL (${suffered}))`;
}

/** `%` and `_` of what is looked for mean themselves. */
function containing(search: string): string {
  return `%${search.replace(/[\\%_]/g, '\\$&')}%`;
}

/** Newest first, or the other way round. */
function ordered({ direction }: AuditPage): RawBuilder<unknown> {
  return direction === 'older' ? sql`DESC` : sql`ASC`;
}

const withEnd = sql`e.*, CASE WHEN e.outcome = 'begun' THEN ${endedBy} END AS completed_by`;

/** An entry of which a part of a name is true; where both names are the same, as of who did something for themselves, it is looked at once. */
function namedLike(search: string): Condition {
  const like = containing(search);
  // Plain letters need no tables of letters of every script, which would cost half as much again.
  const rules = /^[\x20-\x7e]*$/.test(search) ? sql`COLLATE "C"` : sql``;
  return sql`(e.actor_name ${rules} ILIKE ${like}
    OR (e.target_name IS DISTINCT FROM e.actor_name AND e.target_name ${rules} ILIKE ${like}))`;
}

export interface ListedRows {
  /** At most one more than the page holds, in the page's direction. */
  readonly rows: ListedRow[];
  /** The entry at which a search had looked through as many as it may; null when it saw the last one, or found a page full. */
  readonly end: { readonly id: AuditEventId; readonly at: Date } | null;
}

/** The first entries that a filter leaves, without a search. */
async function firstRows(
  tx: Transaction,
  tenant: TenantId,
  filter: AuditFilter,
  page: AuditPage,
): Promise<ListedRow[]> {
  const limit = page.limit + 1;
  const { rows } = await sql<ListedRow>`
    SELECT ${withEnd} FROM ${source(tenant, filter, page, limit)} AS e
    ORDER BY e.id ${ordered(page)} LIMIT ${limit}`.execute(tx);
  return rows;
}

type Search = AuditFilter & { readonly search: string };

/** Looks through so many entries, once: those whose names fit, and where it ended, come of the same walk, which keeps ids only. */
async function walk(
  tx: Transaction,
  tenant: TenantId,
  filter: Search,
  page: AuditPage,
  entries: number,
): Promise<ListedRows> {
  const order = ordered(page);
  const { rows: all } = await sql<ListedRow & { is_end: boolean }>`
    WITH walked AS MATERIALIZED (
      SELECT (array_agg(e.id) FILTER (WHERE ${namedLike(filter.search)}))[1:${sql.lit(page.limit + 1)}] AS found,
        (array_agg(e.id))[${sql.lit(entries)}] AS ended
      FROM (SELECT * FROM ${source(tenant, filter, page, entries)} AS e ORDER BY e.id ${order} LIMIT ${entries}) AS e
    )
    SELECT ${withEnd}, false AS is_end FROM audit_events e
      WHERE e.tenant_id = ${tenant} AND e.id = ANY ((SELECT found FROM walked)::uuid[])
    UNION ALL
    SELECT ${withEnd}, true AS is_end FROM audit_events e
      WHERE e.tenant_id = ${tenant} AND e.id = (SELECT ended FROM walked)
    ORDER BY id ${order}`.execute(tx);
  return { rows: all.filter((row) => !row.is_end), end: all.find((row) => row.is_end) ?? null };
}

/** Walk after walk, each longer than the one before, so that a name which many entries have costs no long one. */
async function searchRows(tx: Transaction, tenant: TenantId, filter: Search, page: AuditPage): Promise<ListedRows> {
  const rows: ListedRow[] = [];
  let end: ListedRows['end'] = null;
  for (const entries of walks) {
    const rest = { ...page, limit: page.limit - rows.length, cursor: end?.id ?? page.cursor };
    const walked = await walk(tx, tenant, filter, rest, entries);
    rows.push(...walked.rows);
    if (rows.length > page.limit) return { rows, end: null };
    end = walked.end;
    if (end === null) break;
  }
  return { rows, end };
}

/** What a filter leaves of the log, a page of it. */
export async function auditList(
  tx: Transaction,
  tenant: TenantId,
  filter: AuditFilter,
  page: AuditPage,
): Promise<ListedRows> {
  const { search } = filter;
  if (search !== undefined) return searchRows(tx, tenant, { ...filter, search }, page);
  return { rows: await firstRows(tx, tenant, filter, page), end: null };
}
