/** SQL of seats over time: the samples of each minute, and the days. */
import { type RawBuilder, sql } from 'kysely';
import type { TenantId } from '../kernel/ids.ts';
import type { Transaction } from '../platform/database.ts';
import type { Range } from './range.ts';
import { seatRefusals } from './store-sign-ins.ts';

export interface SeatSample {
  readonly at: Date;
  readonly in_use: number;
  readonly capacity: number;
}

export interface SeatDay {
  /** `2026-11-21`, of the organisation's time zone. */
  readonly day: string;
  readonly peak: number;
  readonly capacity: number | null;
  readonly refusals: number;
}

/** By step, oldest first: the most in use at once, and the capacity at the end of it. Steps without a sample are left out. */
export async function seatSamples(
  tx: Transaction,
  tenant: TenantId,
  { from, to, stepMinutes }: Range,
): Promise<SeatSample[]> {
  const first = from.toString();
  const { rows } = await sql<SeatSample>`
    SELECT date_bin(make_interval(mins => ${stepMinutes}), at, ${first}::timestamptz) AS at, max(in_use) AS in_use,
      (array_agg(capacity ORDER BY at DESC))[1] AS capacity
    FROM seat_minutes WHERE tenant_id = ${tenant} AND at >= ${first}::timestamptz AND at < ${to.toString()}::timestamptz
    GROUP BY 1 ORDER BY 1`.execute(tx);
  return rows;
}

/** The day a time falls on at the place of `t`, a row of tenants. */
function dayOf(time: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`((${time}) AT TIME ZONE t.time_zone)::date`;
}

/** When that day begins at the place of `t`. */
function startOf(day: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`((${day})::timestamp AT TIME ZONE t.time_zone)`;
}

/**
 * The days of the range that anybody is known to have been there, oldest first. Days that are over stand in seat_days; the one
 * under way, and one that is over but not yet put there, in seat_usage.
 */
export async function seatDays(tx: Transaction, tenant: TenantId, { from, to }: Range): Promise<SeatDay[]> {
  const { rows } = await sql<SeatDay>`
    WITH t AS (SELECT id, time_zone, seats, ${dayOf(sql`now()`)} AS today FROM tenants t WHERE id = ${tenant}),
    known AS (
      SELECT d.day, d.peak, d.capacity, d.refusals FROM seat_days d WHERE d.tenant_id = ${tenant}
      UNION ALL SELECT u.day, u.peak, NULL, NULL FROM seat_usage u CROSS JOIN t WHERE u.tenant_id = ${tenant} AND u.day < t.today
      UNION ALL SELECT t.today, CASE WHEN u.day < t.today THEN u.in_use ELSE u.peak END, t.seats, NULL
        FROM seat_usage u CROSS JOIN t WHERE u.tenant_id = ${tenant}),
    days AS (SELECT day, max(peak) AS peak, max(capacity) AS capacity, max(refusals) AS refusals FROM known GROUP BY day)
    SELECT days.day::text AS day, days.peak, days.capacity,
      coalesce(days.refusals, ${seatRefusals(sql`t.id`, startOf(sql`days.day`), startOf(sql`days.day + 1`))}) AS refusals
    FROM days CROSS JOIN t
    WHERE days.day BETWEEN ${dayOf(sql`${from.toString()}::timestamptz`)} AND ${dayOf(sql`${to.toString()}::timestamptz - interval '1 microsecond'`)}
    ORDER BY days.day`.execute(tx);
  return rows;
}

/**
 * Samples every organisation in which somebody has a seat, by one statement; and once more, with none, when the last one has gone,
 * so that a plot falls to zero and does not stop. A minute that was sampled already stays as it is.
 */
export async function seatsSample(tx: Transaction): Promise<void> {
  await sql`INSERT INTO seat_minutes (tenant_id, at, in_use, capacity)
    SELECT u.tenant_id, date_trunc('minute', now()), u.in_use, t.seats FROM seat_usage u JOIN tenants t ON t.id = u.tenant_id
    WHERE u.in_use > 0 OR (SELECT m.in_use FROM seat_minutes m WHERE m.tenant_id = u.tenant_id AND m.at >= now() - interval '1 hour'
      ORDER BY m.at DESC LIMIT 1) > 0
    ON CONFLICT DO NOTHING`.execute(tx);
}

/**
 * Puts days that are over where the days are, also when nobody signs in on the next one. Who is taking or freeing a seat right now
 * does the same, so their organisation is passed over.
 */
export async function seatDaysTurn(tx: Transaction): Promise<void> {
  await sql`SELECT seat_day_close(over.tenant_id) FROM (
    SELECT u.tenant_id FROM seat_usage u JOIN tenants t ON t.id = u.tenant_id
    WHERE u.day < ${dayOf(sql`now()`)} FOR UPDATE OF u SKIP LOCKED) over`.execute(tx);
}

/** Counts what is told of a day besides its peak, once it is over, so that no question goes through the log of a year. */
export async function seatDaysCount(tx: Transaction, limit: number): Promise<void> {
  await sql`
    WITH uncounted AS (SELECT tenant_id, day FROM seat_days WHERE refusals IS NULL ORDER BY tenant_id, day LIMIT ${limit})
    UPDATE seat_days d SET
      refusals = ${seatRefusals(sql`d.tenant_id`, startOf(sql`d.day`), startOf(sql`d.day + 1`))},
      capacity = (SELECT max(m.capacity) FROM seat_minutes m WHERE m.tenant_id = d.tenant_id AND m.at >= ${startOf(sql`d.day`)} AND m.at < ${startOf(sql`d.day + 1`)})
    FROM uncounted JOIN tenants t ON t.id = uncounted.tenant_id
    WHERE d.tenant_id = uncounted.tenant_id AND d.day = uncounted.day AND d.day < ${dayOf(sql`now()`)}`.execute(tx);
}

/** @returns how many samples were forgotten, at most `limit` */
export async function seatMinutesPrune(tx: Transaction, days: number, limit: number): Promise<number> {
  const result = await sql`DELETE FROM seat_minutes WHERE (tenant_id, at) IN (
    SELECT old.tenant_id, old.at FROM tenants t CROSS JOIN LATERAL (
      SELECT m.tenant_id, m.at FROM seat_minutes m WHERE m.tenant_id = t.id AND m.at < now() - make_interval(days => ${days})
      ORDER BY m.at LIMIT ${limit}) old)`.execute(tx);
  return Number(result.numAffectedRows ?? 0n);
}

export async function seatDaysPrune(tx: Transaction, days: number): Promise<void> {
  await sql`DELETE FROM seat_days WHERE day < current_date - ${days}::integer`.execute(tx);
}
