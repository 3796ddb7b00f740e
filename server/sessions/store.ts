/** SQL of sessions. Which ones are live says the view live_sessions, for everybody; nobody has to end one for it to be over. */
import { type RawBuilder, sql } from 'kysely';
import type { PasskeyId, SessionId, TeamId, TenantId, UserId } from '../kernel/ids.ts';
import type { Transaction } from '../platform/database.ts';
import { type ScheduleColumns, sameHours, scheduleColumns } from '../schedules/schedules.ts';

/** A live session with what its use needs to know of the person. */
export interface SessionRow extends ScheduleColumns {
  readonly id: SessionId;
  readonly user_id: UserId;
  readonly kind: 'browser' | 'native';
  readonly created_at: Date;
  readonly authenticated_at: Date;
  readonly last_seen_at: Date;
  readonly idle_minutes: number;
  readonly absolute_expires_at: Date;
  readonly username: string;
  readonly email: string | null;
  readonly first_name: string;
  readonly last_name: string;
  readonly locale: string | null;
  readonly disabled: boolean;
  readonly status: 'active' | 'inactive';
  readonly role_key: string;
  readonly role_name: string;
  readonly role_home: string;
  readonly permissions: string[];
  readonly supervises: TeamId[];
  readonly password_changed_at: Date;
  /** Since when they have a seat; null when they have none. */
  readonly seat_since: Date | null;
  /** The station they hold. */
  readonly station: string | null;
  readonly station_mode: 'static' | 'dynamic' | 'none';
  /** Until the absolute end, by the database's clock. */
  readonly absolute_left_seconds: number;
}

/** A session as its owner or an administrator sees it in a list. */
export interface SessionListRow {
  readonly id: SessionId;
  readonly browser_name: string;
  readonly address: string;
  readonly created_at: Date;
  readonly last_seen_at: Date;
}

/** As in the view live_sessions, for who has found the session `s` already, with its user `u`, role `r` and password `p`. */
const liveCondition: RawBuilder<boolean> = sql`session_is_live(s.ended_at, s.absolute_expires_at, s.last_seen_at, s.idle_minutes,
  s.password_revision, p.revision, s.user_epoch, u.session_epoch,
  r.connected_is_active AND (SELECT true FROM connections c WHERE c.tenant_id = s.tenant_id AND c.session_id = s.id LIMIT 1))`;

export async function sessionFetch(
  tx: Transaction,
  tenant: TenantId,
  tokenHash: Buffer,
): Promise<SessionRow | undefined> {
  // Found first and by its token alone: a planner without statistics, as on a new installation, would rather go through all
  // sessions of all users by the index of the live ones.
  const { rows } = await sql<SessionRow>`
    WITH s AS MATERIALIZED (
      SELECT tenant_id, id, user_id, kind, created_at, authenticated_at, last_seen_at, idle_minutes, absolute_expires_at, ended_at,
        password_revision, user_epoch FROM sessions WHERE tenant_id = ${tenant} AND token_hash = ${tokenHash})
    SELECT s.id, s.user_id, s.kind, s.created_at, s.authenticated_at, s.last_seen_at, s.idle_minutes, s.absolute_expires_at,
      u.username, u.email, u.first_name, u.last_name, u.locale, u.disabled, u.status,
      r.key AS role_key, r.name AS role_name, r.home AS role_home, r.permissions, p.changed_at AS password_changed_at,
      (SELECT claimed_at FROM seats WHERE tenant_id = s.tenant_id AND user_id = s.user_id) AS seat_since,
      (SELECT station FROM stations WHERE tenant_id = s.tenant_id AND holder_id = s.user_id) AS station, u.station_mode,
      extract(epoch FROM s.absolute_expires_at - now())::float8 AS absolute_left_seconds,
      ARRAY(SELECT m.team_id FROM team_members m WHERE m.tenant_id = s.tenant_id AND m.user_id = s.user_id AND m.supervises) AS supervises,
      ${scheduleColumns()}
    FROM s
    JOIN users u ON u.tenant_id = s.tenant_id AND u.id = s.user_id
    JOIN roles r ON r.tenant_id = u.tenant_id AND r.id = u.role_id
    LEFT JOIN passwords p ON p.tenant_id = s.tenant_id AND p.user_id = s.user_id
    WHERE ${liveCondition}`.execute(tx);
  return rows[0];
}

/** Live sessions of a user, newest first. */
export async function sessionListByUser(tx: Transaction, tenant: TenantId, user: UserId): Promise<SessionListRow[]> {
  const { rows } = await sql<SessionListRow>`
    SELECT id, browser_name, address, created_at, last_seen_at FROM live_sessions
    WHERE tenant_id = ${tenant} AND user_id = ${user} ORDER BY created_at DESC, id DESC LIMIT 200`.execute(tx);
  return rows;
}

/** @returns whether there was a live session to end */
export async function sessionEnd(
  tx: Transaction,
  tenant: TenantId,
  user: UserId,
  id: SessionId,
  reason: string,
): Promise<boolean> {
  const result = await tx
    .updateTable('sessions')
    .set({ ended_at: sql`now()`, end_reason: reason })
    .where('tenant_id', '=', tenant)
    .where('user_id', '=', user)
    .where('id', '=', id)
    .where('ended_at', 'is', null)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

/** Ends sessions of a user but perhaps one, in the order in which everybody locks them. @returns how many */
async function sessionEndWhere(
  tx: Transaction,
  tenant: TenantId,
  user: UserId,
  { reason, except, condition }: { reason: string; except: SessionId | null; condition: RawBuilder<boolean> },
): Promise<number> {
  const { rows } = await sql`
    WITH ending AS MATERIALIZED (
      SELECT id FROM sessions WHERE tenant_id = ${tenant} AND user_id = ${user} AND ended_at IS NULL AND id IS DISTINCT FROM ${except}::uuid AND ${condition}
      ORDER BY id FOR NO KEY UPDATE)
    UPDATE sessions s SET ended_at = now(), end_reason = ${reason} FROM ending
    WHERE s.tenant_id = ${tenant} AND s.id = ending.id AND s.ended_at IS NULL RETURNING 1`.execute(tx);
  return rows.length;
}

/** Ends all sessions of a user but perhaps one. @returns how many */
export function sessionEndAll(
  tx: Transaction,
  tenant: TenantId,
  user: UserId,
  reason: string,
  except: SessionId | null,
): Promise<number> {
  return sessionEndWhere(tx, tenant, user, { reason, except, condition: sql`true` });
}

/** A session that was ended, and whose it was. */
export interface EndedSession {
  readonly id: SessionId;
  readonly reason: string;
  readonly user_id: UserId;
  readonly username: string;
}

/** A session that was found to be over by time. */
export interface SessionOverdue {
  readonly session: SessionId;
  readonly reason: string;
  /** Its person's hours, as they were judged. */
  readonly hours: Pick<ScheduleColumns, 'overtime_until_ms' | 'schedule_changed_ms'>;
}

/** Nothing came between that prolongs it: a use, overtime, other hours. For the session `s`, judged as `asked` says. */
const stillOverdue: RawBuilder<boolean> = sql`(CASE asked.reason WHEN 'idle' THEN s.last_seen_at + make_interval(mins => s.idle_minutes) <= now()
  WHEN 'outside_schedule' THEN EXISTS (SELECT FROM users u WHERE u.tenant_id = s.tenant_id AND u.id = s.user_id
    AND ${sameHours(sql`asked.overtime_until_ms`, sql`asked.schedule_changed_ms`)}) ELSE true END)`;

/**
 * Ends many sessions; those that are over already keep their reason, and those that were prolonged go on. Locked in the order in
 * which everybody locks them, and looked at after that.
 * @returns those that ended by this
 */
export async function sessionEndMany(
  tx: Transaction,
  tenant: TenantId,
  ends: readonly SessionOverdue[],
): Promise<EndedSession[]> {
  const ids = ends.map(({ session }) => session);
  const columns = [
    sql`${ids}::uuid[]`,
    sql`${ends.map(({ reason }) => reason)}::text[]`,
    sql`${ends.map(({ hours }) => hours.overtime_until_ms)}::float8[]`,
    sql`${ends.map(({ hours }) => hours.schedule_changed_ms)}::float8[]`,
  ];
  await sql`SELECT FROM sessions WHERE tenant_id = ${tenant} AND id = ANY (${ids}::uuid[]) AND ended_at IS NULL ORDER BY id FOR NO KEY UPDATE`.execute(
    tx,
  );
  const { rows } = await sql<EndedSession>`
    UPDATE sessions s SET ended_at = now(), end_reason = asked.reason
    FROM unnest(${sql.join(columns)}) AS asked (id, reason, overtime_until_ms, schedule_changed_ms)
    WHERE s.tenant_id = ${tenant} AND s.id = asked.id AND s.ended_at IS NULL AND ${stillOverdue}
    RETURNING s.id, asked.reason, s.user_id, (SELECT username FROM users u WHERE u.tenant_id = s.tenant_id AND u.id = s.user_id) AS username`.execute(
    tx,
  );
  return rows;
}

/** Ends the sessions that a passkey (null: any) opened, because it is removed, but perhaps one. */
export async function sessionEndByPasskey(
  tx: Transaction,
  tenant: TenantId,
  user: UserId,
  passkey: PasskeyId | null,
  except: SessionId | null,
): Promise<void> {
  const condition = sql<boolean>`passkey_id IS NOT NULL AND passkey_id = coalesce(${passkey}::uuid, passkey_id)`;
  await sessionEndWhere(tx, tenant, user, { reason: 'passkey_removed', except, condition });
}

/** Whether its owner has proved who they are in the last `minutes`. */
export async function sessionIsRecent(
  tx: Transaction,
  tenant: TenantId,
  id: SessionId,
  minutes: number,
): Promise<boolean> {
  const { rows } = await sql`SELECT FROM sessions WHERE tenant_id = ${tenant} AND id = ${id} AND ended_at IS NULL
    AND authenticated_at > now() - make_interval(mins => ${minutes})`.execute(tx);
  return rows.length > 0;
}

/**
 * The session goes on with a new token, because its owner has proved who they are (ASVS 5.0 V7.2.4).
 * @param passwordRevision of the password they have just chosen; null when it is the same
 */
export async function sessionRenew(
  tx: Transaction,
  tenant: TenantId,
  id: SessionId,
  hash: Buffer,
  passwordRevision: number | null,
): Promise<void> {
  await tx
    .updateTable('sessions')
    .set({
      token_hash: hash,
      authenticated_at: sql`now()`,
      ...(passwordRevision === null ? {} : { password_revision: passwordRevision }),
    })
    .where('tenant_id', '=', tenant)
    .where('id', '=', id)
    .execute();
}

/**
 * Notes use of many sessions at once, across tenants; `seconds` is how long ago each was last used. Locked in the order in which
 * everybody locks them.
 */
export async function sessionTouchMany(
  tx: Transaction,
  uses: readonly { tenant: TenantId; id: SessionId; seconds: number }[],
): Promise<void> {
  await sql`
    WITH used AS MATERIALIZED (
      SELECT s.tenant_id, s.id, asked.seconds FROM sessions s
      JOIN unnest(${uses.map((use) => use.tenant)}::uuid[], ${uses.map((use) => use.id)}::uuid[], ${uses.map((use) => use.seconds)}::float8[]) AS asked (tenant_id, id, seconds)
        ON asked.tenant_id = s.tenant_id AND asked.id = s.id
      WHERE s.ended_at IS NULL ORDER BY s.tenant_id, s.id FOR NO KEY UPDATE OF s)
    UPDATE sessions s SET last_seen_at = greatest(s.last_seen_at, now() - make_interval(secs => used.seconds)) FROM used
    WHERE s.tenant_id = used.tenant_id AND s.id = used.id`.execute(tx);
}

/** Clean-up across tenants: sessions over for a week are forgotten. */
export async function sessionPrune(tx: Transaction): Promise<void> {
  await sql`DELETE FROM sessions WHERE ended_at < now() - interval '7 days' OR absolute_expires_at < now() - interval '7 days'`.execute(
    tx,
  );
}
