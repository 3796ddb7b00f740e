/**
 * SQL of portal passwords (P8) and of their lock-out. An attempt is reserved by one guarded statement before anything is hashed, so
 * that however many arrive at once, at most `threshold` distinct ones are ever judged for a person; an extension that nobody has
 * locks, and costs, exactly like one that somebody has.
 */
import { type RawBuilder, type Selectable, sql } from 'kysely';
import type { TenantId, UserId } from '../kernel/ids.ts';
import type { Transaction } from '../platform/database.ts';
import type { PortalPasswordTable } from '../platform/tables/portal.ts';
import { sourceFailuresMax, sourceFailuresShare, sourceWindowMinutes } from './limits.ts';
import type { LockRule } from './store-attempts.ts';

export type PortalPasswordRow = Selectable<PortalPasswordTable>;

export function portalPasswordFetch(
  tx: Transaction,
  tenant: TenantId,
  user: UserId,
): Promise<PortalPasswordRow | undefined> {
  return tx
    .selectFrom('portal_passwords')
    .selectAll()
    .where('tenant_id', '=', tenant)
    .where('user_id', '=', user)
    .executeTakeFirst();
}

export interface PortalPasswordWrite {
  readonly tenant: TenantId;
  readonly user: UserId;
  readonly sealed: Buffer;
  readonly changedBy: string;
}

export async function portalPasswordPut(tx: Transaction, write: PortalPasswordWrite): Promise<void> {
  await sql`INSERT INTO portal_passwords AS p (tenant_id, user_id, sealed, changed_by)
    VALUES (${write.tenant}, ${write.user}, ${write.sealed}, ${write.changedBy})
    ON CONFLICT (tenant_id, user_id) DO UPDATE SET sealed = excluded.sealed, changed_by = excluded.changed_by, changed_at = now(),
      revision = p.revision + 1`.execute(tx);
}

/** Hours after which an unknown extension's failures are forgotten. */
const unknownHours = 24;

/** When a full bucket opens again by itself, as SQL; `a` is the bucket. */
function reopens(rule: LockRule): RawBuilder<Date | null> {
  const unknown = sql`CASE WHEN a.subject LIKE 'unknown:%' THEN a.tried_at + make_interval(hours => ${unknownHours}) END`;
  return sql`least(${toldUntil(rule)}, ${unknown})`;
}

/** The moment a locked person is told, as SQL: the same for known and unknown, or it would tell which one it is. */
function toldUntil(rule: LockRule): RawBuilder<Date | null> {
  return rule.timedMinutes === null
    ? sql`NULL::timestamptz`
    : sql`coalesce(a.locked_at, a.tried_at) + make_interval(mins => ${rule.timedMinutes})`;
}

export interface PortalAttemptRequest {
  readonly tenant: TenantId;
  /** Whom it is for; exactly one of the two. */
  readonly extension: string | null;
  readonly user: UserId | null;
  /** `unknown:` + HMAC of what was given. */
  readonly unknownSubject: string;
  /** HMAC of tenant and what was tried; the database mixes in the subject. */
  readonly pinMac: Buffer;
  /** HMAC of where it comes from; null where that stands for too many people to be limited. */
  readonly source: Buffer | null;
  readonly rule: LockRule;
}

export interface PortalAttemptReservation {
  readonly subject: string;
  readonly user_id: UserId | null;
  readonly username: string | null;
  readonly extension: string | null;
  readonly sealed: Buffer | null;
  /** `reserved`: go on and judge. Everything else is refused without hashing. */
  readonly verdict: 'reserved' | 'locked' | 'source_limited';
  /** The same wrong one was tried before: judged, not counted. */
  readonly repeated: boolean;
  /** When a timed lock ends; null when only a person unlocks. */
  readonly locked_until: Date | null;
}

/** Finds whom it is for and reserves the attempt: one statement, the same for known and unknown. */
export async function portalAttemptReserve(
  tx: Transaction,
  request: PortalAttemptRequest,
): Promise<PortalAttemptReservation> {
  const { tenant, rule } = request;
  const spent = sql`coalesce(${reopens(rule)} <= now(), false)`;
  const { rows } = await sql<PortalAttemptReservation>`
    WITH person AS (
      SELECT id, username, extension FROM users
      WHERE tenant_id = ${tenant} AND (extension = ${request.extension}::text OR id = ${request.user}::uuid)),
    place AS (SELECT coalesce('user:' || (SELECT id FROM person), ${request.unknownSubject}) AS subject),
    attempt AS (
      SELECT p.subject, m.mac, coalesce(m.mac = ANY (a.tried), false) AS repeated, ${toldUntil(rule)} AS locked_until
      FROM place p CROSS JOIN LATERAL (SELECT sha256(${request.pinMac}::bytea || convert_to(p.subject, 'UTF8')) AS mac) m
      LEFT JOIN portal_attempts a ON a.tenant_id = ${tenant} AND a.subject = p.subject),
    limited AS (
      SELECT FROM source_failures f WHERE f.tenant_id = ${tenant} AND f.source = ${request.source}::bytea
        AND f.window_started_at > now() - make_interval(mins => ${sourceWindowMinutes})
        AND CASE WHEN f.failures >= ${sourceFailuresMax}
          THEN f.failures >= (SELECT count(*) FROM users WHERE tenant_id = ${tenant}) * ${sourceFailuresShare}::float8 ELSE false END),
    reserved AS (
      INSERT INTO portal_attempts AS a (tenant_id, subject, tried)
      SELECT ${tenant}, subject, ARRAY[mac] FROM attempt WHERE NOT EXISTS (SELECT FROM limited)
      ON CONFLICT (tenant_id, subject) DO UPDATE SET tried_at = now(),
        tried = CASE WHEN ${spent} THEN excluded.tried WHEN excluded.tried[1] = ANY (a.tried) THEN a.tried ELSE a.tried || excluded.tried END,
        locked_at = CASE WHEN ${spent} THEN NULL ELSE a.locked_at END
      WHERE ${spent} OR (a.locked_at IS NULL AND (cardinality(a.tried) < ${rule.threshold} OR excluded.tried[1] = ANY (a.tried)))
      RETURNING 1)
    SELECT t.subject, t.repeated, t.locked_until, p.id AS user_id, p.username, p.extension, w.sealed,
      CASE WHEN EXISTS (SELECT FROM reserved) THEN 'reserved' WHEN EXISTS (SELECT FROM limited) THEN 'source_limited' ELSE 'locked' END AS verdict
    FROM attempt t LEFT JOIN person p ON true
    LEFT JOIN portal_passwords w ON w.tenant_id = ${tenant} AND w.user_id = p.id`.execute(tx);
  const row = rows[0];
  if (row === undefined) throw new Error('The reservation of a portal attempt gave no row.');
  return row;
}

/**
 * Notes that what was judged was wrong: locks a full bucket, counts against the source.
 * @returns whether this very failure locked it
 */
export async function portalAttemptFail(
  tx: Transaction,
  tenant: TenantId,
  { subject, repeated }: PortalAttemptReservation,
  rule: LockRule,
  source: Buffer | null,
): Promise<boolean> {
  const windowOver = sql`f.window_started_at <= now() - make_interval(mins => ${sourceWindowMinutes})`;
  const { rows } = await sql<{ locked: boolean }>`
    WITH locked AS (
      UPDATE portal_attempts a SET locked_at = now()
      WHERE a.tenant_id = ${tenant} AND a.subject = ${subject} AND a.locked_at IS NULL AND cardinality(a.tried) >= ${rule.threshold}
      RETURNING 1),
    counted AS (
      INSERT INTO source_failures AS f (tenant_id, source, failures)
      SELECT ${tenant}, ${source}::bytea, 1 WHERE ${source !== null && !repeated}::boolean
      ON CONFLICT (tenant_id, source) DO UPDATE SET
        window_started_at = CASE WHEN ${windowOver} THEN now() ELSE f.window_started_at END,
        failures = CASE WHEN ${windowOver} THEN excluded.failures ELSE f.failures + excluded.failures END)
    SELECT EXISTS (SELECT FROM locked) AS locked`.execute(tx);
  return rows[0]?.locked ?? false;
}

/** Erases what was tried: after the right one, an unlock, a change. @returns whether there was anything */
export async function portalAttemptErase(tx: Transaction, tenant: TenantId, subject: string): Promise<boolean> {
  const result = await tx
    .deleteFrom('portal_attempts')
    .where('tenant_id', '=', tenant)
    .where('subject', '=', subject)
    .executeTakeFirst();
  return result.numDeletedRows > 0n;
}

/** A lock as it is now. */
interface PortalLockRow {
  readonly since: Date;
  /** When it opens by itself; null when only a person unlocks. */
  readonly until: Date | null;
}

export async function portalLockFetch(
  tx: Transaction,
  tenant: TenantId,
  user: UserId,
  rule: LockRule,
): Promise<PortalLockRow | null> {
  const { rows } = await sql<PortalLockRow>`
    SELECT coalesce(a.locked_at, a.tried_at) AS since, ${toldUntil(rule)} AS until FROM portal_attempts a
    WHERE a.tenant_id = ${tenant} AND a.subject = ${`user:${user}`}
      AND (a.locked_at IS NOT NULL OR cardinality(a.tried) >= ${rule.threshold}) AND NOT coalesce(${reopens(rule)} <= now(), false)`.execute(
    tx,
  );
  return rows[0] ?? null;
}

/** Clean-up across tenants: what no rule can still refer to, and unknown extensions beyond `unknownMax`, oldest first. */
export async function portalAttemptPrune(tx: Transaction, unknownMax: number): Promise<void> {
  await sql`DELETE FROM portal_attempts WHERE subject LIKE 'unknown:%' AND tried_at < now() - make_interval(hours => ${unknownHours})`.execute(
    tx,
  );
  await sql`DELETE FROM portal_attempts a USING (
      SELECT tenant_id, subject, row_number() OVER (PARTITION BY tenant_id ORDER BY tried_at DESC) AS place
      FROM portal_attempts WHERE subject LIKE 'unknown:%') old
    WHERE old.place > ${unknownMax} AND a.tenant_id = old.tenant_id AND a.subject = old.subject`.execute(tx);
}
