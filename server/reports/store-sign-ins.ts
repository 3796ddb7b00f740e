/**
 * SQL of sign-ins and refusals, counted from the audit log. An id of the log begins with the milliseconds of its making (RFC 9562,
 * 5.7), so a span of time is a span of the primary key, whatever the log's size; the process that made the id may have been
 * wrong by a little, so the span is taken wider and the database's own time decides.
 */
import { type RawBuilder, sql } from 'kysely';
import type { TenantId } from '../kernel/ids.ts';
import type { Transaction } from '../platform/database.ts';
import type { Range } from './range.ts';

/** Minutes by which the clock of a process may be off the database's; `doctor` complains much earlier. */
const skewMinutes = 5;

/** What was refused on the way into a session: at the password, the code, the tabs, the station, the seat. */
const refusedOnTheWayIn: RawBuilder<boolean> = sql`e.outcome = 'refused' AND (e.action = 'session.start' OR e.action LIKE 'sign\_in.%')`;

/** The smallest id that anything written at `at` (SQL of a time) can have. */
function lowestId(at: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`rpad(lpad(to_hex((extract(epoch FROM ${at}) * 1000)::bigint), 12, '0'), 32, '0')::uuid`;
}

/** True for entries written from `from` to before `to`, both SQL of a time. */
function writtenWithin(from: RawBuilder<unknown>, to: RawBuilder<unknown>): RawBuilder<boolean> {
  const skew = sql`make_interval(mins => ${sql.lit(skewMinutes)})`;
  return sql<boolean>`e.id >= ${lowestId(sql`${from} - ${skew}`)} AND e.id < ${lowestId(sql`${to} + ${skew}`)}
    AND e.at >= ${from} AND e.at < ${to}`;
}

export interface SignInCount {
  readonly at: Date;
  readonly sign_ins: number;
  readonly refused: Readonly<Record<string, number>>;
}

/** By step, oldest first; steps in which nobody came are left out. */
export async function signInCounts(
  tx: Transaction,
  tenant: TenantId,
  { from, to, stepMinutes }: Range,
): Promise<SignInCount[]> {
  const [first, end] = [from, to].map((instant) => sql`${instant.toString()}::timestamptz`) as [
    RawBuilder<unknown>,
    RawBuilder<unknown>,
  ]; // of a pair comes a pair
  const { rows } = await sql<SignInCount>`
    WITH counted AS (
      SELECT date_bin(make_interval(mins => ${stepMinutes}), e.at, ${first}) AS at,
        CASE WHEN e.outcome = 'refused' THEN coalesce(e.reason, 'internal') END AS refusal, count(*)::integer AS n
      FROM audit_events e
      WHERE e.tenant_id = ${tenant} AND ${writtenWithin(first, end)}
        AND (e.action = 'session.start' AND e.outcome = 'done' OR ${refusedOnTheWayIn})
      GROUP BY 1, 2)
    SELECT at, coalesce(sum(n) FILTER (WHERE refusal IS NULL), 0)::integer AS sign_ins,
      coalesce(jsonb_object_agg(refusal, n) FILTER (WHERE refusal IS NOT NULL), '{}') AS refused
    FROM counted GROUP BY at ORDER BY at`.execute(tx);
  return rows;
}

/** SQL: how often somebody found no seat in that span, of the tenant that `tenant` (SQL) names. */
export function seatRefusals(
  tenant: RawBuilder<unknown>,
  from: RawBuilder<unknown>,
  to: RawBuilder<unknown>,
): RawBuilder<number> {
  return sql<number>`(SELECT count(*)::integer FROM audit_events e WHERE e.tenant_id = ${tenant} AND ${writtenWithin(from, to)}
    AND e.reason = 'user_limit_reached' AND ${refusedOnTheWayIn})`;
}
