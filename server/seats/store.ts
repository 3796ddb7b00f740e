/**
 * SQL of seats. Who may have one is decided by the triggers and functions of migrations/0005_connected.sql, whichever statement
 * asks; here they are only asked.
 */
import { type RawBuilder, sql } from 'kysely';
import type { RoleId, TenantId, UserId } from '../kernel/ids.ts';
import type { Transaction } from '../platform/database.ts';

/** Minutes for which a seat waits for the session that it was taken for, in the same transaction. */
const openingMinutes = 1;

/**
 * CTEs that take a seat within a statement, the last of them `seated`: one row if the user has a seat or needs none.
 * @param source name of a CTE of at most one row with the user's newest `role_id`; without a row no seat is taken
 * @param minutes how long it is held if no tab ever connects
 */
export function seatTaken(tenant: TenantId, user: UserId, source: string, minutes: number): RawBuilder<unknown> {
  return sql`seat_role AS (SELECT r.uses_seat FROM ${sql.ref(source)} AS asked JOIN roles r ON r.tenant_id = ${tenant} AND r.id = asked.role_id),
    seat_taken AS (
      INSERT INTO seats (tenant_id, user_id, held_until) SELECT ${tenant}, ${user}, now() + make_interval(mins => ${minutes}) FROM seat_role WHERE uses_seat
      ON CONFLICT (tenant_id, user_id) DO UPDATE SET held_until = greatest(seats.held_until, excluded.held_until) RETURNING 1),
    seated AS (SELECT 1 FROM seat_taken UNION ALL SELECT 1 FROM seat_role WHERE NOT uses_seat)`;
}

/** @returns whether the user has a seat now, or needs none */
export async function seatTake(tx: Transaction, tenant: TenantId, user: UserId): Promise<boolean> {
  const { rows } = await sql<{ seated: boolean }>`
    WITH person AS MATERIALIZED (SELECT role_id FROM users WHERE tenant_id = ${tenant} AND id = ${user} FOR NO KEY UPDATE),
    ${seatTaken(tenant, user, 'person', openingMinutes)}
    SELECT EXISTS (SELECT FROM seated) AS seated`.execute(tx);
  return rows[0]?.seated === true;
}

/** As long as the users' sessions say from now on; frees those of whom none does. */
export async function seatsSettle(tx: Transaction, tenant: TenantId, users: readonly UserId[]): Promise<void> {
  await sql`SELECT seats_settle(${tenant}, ${users}::uuid[])`.execute(tx);
}

/** @returns how many seats were freed */
export async function seatsReap(tx: Transaction, tenant: TenantId): Promise<number> {
  const { rows } = await sql<{ freed: number }>`SELECT seats_reap(${tenant}) AS freed`.execute(tx);
  return rows[0]?.freed ?? 0;
}

/** Organisations in which a seat is past its time, at most `limit`. Runs as the owner. */
export async function seatTenantsLate(tx: Transaction, limit: number): Promise<TenantId[]> {
  const { rows } = await sql<{ tenant_id: TenantId }>`SELECT DISTINCT tenant_id FROM seats WHERE held_until <= now()
    ORDER BY tenant_id LIMIT ${limit}`.execute(tx);
  return rows.map((row) => row.tenant_id);
}

/** A tab lives: no grace is running, unless what it is a tab of has ended meanwhile. @returns false when the user has no seat */
export async function seatHold(tx: Transaction, tenant: TenantId, user: UserId): Promise<boolean> {
  // Most tabs are not the first of their user: those lock nothing but the row, and write nothing.
  const { rows } = await sql`
    WITH held AS MATERIALIZED (SELECT held_until FROM seats WHERE tenant_id = ${tenant} AND user_id = ${user} FOR NO KEY UPDATE),
    kept AS (UPDATE seats SET held_until = 'infinity' WHERE tenant_id = ${tenant} AND user_id = ${user}
      AND EXISTS (SELECT FROM held WHERE held_until <> 'infinity') AND EXISTS (SELECT FROM live_sessions WHERE tenant_id = ${tenant} AND user_id = ${user}))
    SELECT 1 FROM held`.execute(tx);
  return rows.length > 0;
}

/**
 * The last tabs of these users went: grace begins where nothing else holds the seat. In the order in which everybody locks seats.
 */
export async function seatsLoosen(
  tx: Transaction,
  users: readonly { readonly tenant: TenantId; readonly user: UserId }[],
): Promise<void> {
  await sql`
    WITH loose AS MATERIALIZED (
      SELECT s.tenant_id, s.user_id FROM seats s
      JOIN (SELECT DISTINCT * FROM unnest(${users.map(({ tenant }) => tenant)}::uuid[], ${users.map(({ user }) => user)}::uuid[])) AS gone (tenant_id, user_id)
        ON gone.tenant_id = s.tenant_id AND gone.user_id = s.user_id
      ORDER BY s.tenant_id, s.user_id FOR NO KEY UPDATE OF s)
    UPDATE seats s SET held_until = coalesce(greatest(seat_hold(s.tenant_id, s.user_id), (
        SELECT max(least(now() + seat_grace(s.tenant_id), l.absolute_expires_at)) FROM live_sessions l WHERE l.tenant_id = s.tenant_id AND l.user_id = s.user_id)), now())
    FROM loose WHERE s.tenant_id = loose.tenant_id AND s.user_id = loose.user_id`.execute(tx);
}

/**
 * The house was away for so long: every grace that was running goes on for as long again. Of one that began meanwhile, or once it was
 * back and before anybody noticed, that is no more than has passed since. Across tenants, as the owner.
 */
export async function seatsPostpone(tx: Transaction, seconds: number): Promise<void> {
  await sql`
    WITH running AS MATERIALIZED (
      SELECT s.tenant_id, s.user_id, (
          SELECT least(make_interval(secs => ${seconds}), clock_timestamp() - max(l.disconnected_at)) FROM sessions l
          WHERE l.tenant_id = s.tenant_id AND l.user_id = s.user_id AND l.ended_at IS NULL AND l.disconnected_at IS NOT NULL) AS stood
      FROM seats s WHERE held_until < 'infinity' AND held_until > now() - make_interval(secs => ${seconds})
      ORDER BY tenant_id, user_id FOR NO KEY UPDATE)
    UPDATE seats s SET held_until = held_until + running.stood FROM running
    WHERE s.tenant_id = running.tenant_id AND s.user_id = running.user_id AND running.stood > interval '0'`.execute(tx);
}

/** Nobody takes or frees a seat of the organisation until this transaction ends. */
export async function seatLock(tx: Transaction, tenant: TenantId): Promise<void> {
  await sql`SELECT seat_lock(${tenant})`.execute(tx);
}

export interface SeatUsageRow {
  readonly capacity: number;
  readonly in_use: number;
  /** Of them, those held by people who may not take reserved ones. */
  readonly unreserved: number;
  /** Most at once today, as far as somebody has come or gone today. */
  readonly peak_today: number;
}

export async function seatUsageFetch(tx: Transaction, tenant: TenantId): Promise<SeatUsageRow | undefined> {
  const { rows } = await sql<SeatUsageRow>`
    SELECT t.seats AS capacity, coalesce(u.in_use, 0) AS in_use, coalesce(u.unreserved, 0) AS unreserved,
      coalesce(CASE WHEN u.day < (now() AT TIME ZONE t.time_zone)::date THEN u.in_use ELSE u.peak END, 0) AS peak_today
    FROM tenants t LEFT JOIN seat_usage u ON u.tenant_id = t.id WHERE t.id = ${tenant}`.execute(tx);
  return rows[0];
}

export interface SeatPoolRow {
  readonly id: RoleId;
  readonly key: string;
  readonly name: string;
  readonly in_use: number;
  readonly seats_max: number | null;
  readonly reserved_seats: boolean;
}

/** Roles that use seats, by name, with what each one holds. */
export async function seatPoolList(tx: Transaction, tenant: TenantId): Promise<SeatPoolRow[]> {
  const { rows } = await sql<SeatPoolRow>`
    SELECT r.id, r.key, r.name, coalesce((u.by_role ->> r.id::text)::integer, 0) AS in_use, r.seats_max, r.reserved_seats
    FROM roles r LEFT JOIN seat_usage u ON u.tenant_id = r.tenant_id WHERE r.tenant_id = ${tenant} AND r.uses_seat ORDER BY r.name, r.key`.execute(
    tx,
  );
  return rows;
}
