/**
 * SQL of the lock-out (S9). A bucket holds the distinct passwords tried for one user in one place: "elsewhere", or a browser
 * that signed this user in before. An attempt is reserved by one guarded statement before anything is hashed, so that however
 * many arrive at once, at most `threshold` distinct passwords are ever judged. Unknown identifiers have buckets of the same
 * kind, so that they lock, and cost, exactly like known ones.
 */
import { type RawBuilder, sql } from 'kysely';
import type { TenantId, UserId } from '../kernel/ids.ts';
import type { Transaction } from '../platform/database.ts';
import { sourceFailuresMax, sourceFailuresShare, sourceWindowMinutes } from './limits.ts';
import { addressFailures, browserFailures, type SourceLook } from './store-source.ts';

/** How an organisation locks; minutes are null when only an administrator unlocks. */
export interface LockRule {
  readonly threshold: number;
  readonly timedMinutes: number | null;
}

export interface Bucket {
  readonly subject: string;
  readonly bucket: string;
}

export interface AttemptRequest extends SourceLook {
  /** Folded: NFKC, lower case. */
  readonly identifier: string;
  readonly byUsername: boolean;
  readonly byEmail: boolean;
  /** `unknown:` + HMAC of the identifier. */
  readonly unknownSubject: string;
  /** HMAC of tenant and password; the database mixes in subject and bucket. */
  readonly passwordMac: Buffer;
  /** Failures of the source after which nothing goes through; 0: nothing does, null: they do not matter. */
  readonly failuresMax: number | null;
  readonly rule: LockRule;
}

export interface AttemptReservation extends Bucket {
  readonly user_id: UserId | null;
  /** `reserved`: go on and judge. Everything else is refused without hashing. */
  readonly verdict: 'reserved' | 'locked' | 'source_limited' | 'unproven';
  /** The same wrong password was tried before: judged, not counted. */
  readonly repeated: boolean;
  /** Its failure would lock "elsewhere": one of the locks that the source may cause must be reserved first. */
  readonly fills: boolean;
  /** When a timed lock ends; null when only a person unlocks. */
  readonly locked_until: Date | null;
}

/** What else is to be read of the person whom the identifier means, in the same statement: columns, and joins from `p.user_id`. */
export interface PersonFacts {
  readonly columns: RawBuilder<unknown>;
  readonly joins: RawBuilder<unknown>;
}

/** So many people a source may lock in its window. */
const sourceLocksMax = 10;
/** Wrong passwords that were tried before, which nothing else limits: each still costs an evaluation. */
const sourceRepeatsMax = 100;
/** Hours after which an unknown identifier's failures are forgotten. */
const unknownHours = 24;

/** When a full bucket opens again by itself, as SQL; `a` is the bucket. */
function reopens(rule: LockRule): RawBuilder<Date | null> {
  const unknown = sql`CASE WHEN a.subject LIKE 'unknown:%' THEN a.tried_at + make_interval(hours => ${unknownHours}) END`;
  if (rule.timedMinutes === null) return sql`(${unknown})`;
  return sql`least(coalesce(a.locked_at, a.tried_at) + make_interval(mins => ${rule.timedMinutes}), ${unknown})`;
}

/** The moment a locked person is told, as SQL: the same for known and unknown, or it would tell which one it is. */
function toldUntil(rule: LockRule): RawBuilder<Date | null> {
  return rule.timedMinutes === null
    ? sql`NULL::timestamptz`
    : sql`coalesce(a.locked_at, a.tried_at) + make_interval(mins => ${rule.timedMinutes})`;
}

/** True while a bucket refuses new passwords, as SQL; `a` is the bucket. A lock outlives a threshold that was raised since. */
function isFull(rule: LockRule): RawBuilder<boolean> {
  return sql`((a.locked_at IS NOT NULL OR cardinality(a.tried) >= ${rule.threshold}) AND NOT coalesce(${reopens(rule)} <= now(), false))`;
}

/** Where an attempt goes through, as SQL: there is room, or the same password is among those tried and no failure has locked. */
function hasRoom(rule: LockRule, mayFill: boolean): RawBuilder<boolean> {
  const same = sql`excluded.tried[1] = ANY (a.tried)`;
  return mayFill
    ? sql`(a.locked_at IS NULL AND (cardinality(a.tried) < ${rule.threshold} OR ${same}))`
    : sql`(a.locked_at IS NULL AND (cardinality(a.tried) < ${rule.threshold - 1} OR (cardinality(a.tried) < ${rule.threshold} AND ${same})))`;
}

/**
 * Finds whom the identifier means, chooses the bucket and reserves the attempt: one statement, the same for known and unknown.
 * An attempt goes through when its bucket is not full, or when the same password is in it already and no failure has locked it.
 * @param mayFill false: nothing that fills a bucket is reserved, so that it can be committed unseen; "locked" then means "ask again"
 */
export async function attemptReserve<Facts extends object>(
  tx: Transaction,
  request: AttemptRequest,
  mayFill: boolean,
  facts: PersonFacts,
): Promise<AttemptReservation & Facts> {
  const { tenant, rule } = request;
  const spent = sql`coalesce(${reopens(rule)} <= now(), false)`;
  const { rows } = await sql<AttemptReservation & Facts>`
    WITH person AS (
      SELECT user_id FROM user_identifiers WHERE tenant_id = ${tenant} AND identifier = ${request.identifier}
        AND ((is_username AND ${request.byUsername}) OR (is_email AND ${request.byEmail}))),
    subject AS (
      SELECT coalesce('user:' || (SELECT user_id FROM person), ${request.unknownSubject}) AS subject, (SELECT user_id FROM person) AS user_id),
    known AS (
      SELECT 'browser:' || k.browser AS bucket
      FROM subject s, unnest(${request.knownUsers}::uuid[], ${request.knownBrowsers}::uuid[]) AS k (user_id, browser)
      WHERE k.user_id = s.user_id AND NOT EXISTS (
        SELECT FROM attempt_buckets a WHERE a.tenant_id = ${tenant} AND a.subject = s.subject AND a.bucket = 'browser:' || k.browser
          AND (a.locked_at IS NOT NULL OR ${isFull(rule)}))
      LIMIT 1),
    place AS (SELECT subject, user_id, coalesce((SELECT bucket FROM known), 'elsewhere') AS bucket FROM subject),
    attempt AS (
      SELECT p.subject, p.user_id, p.bucket, m.mac, coalesce(m.mac = ANY (a.tried), false) AS repeated, ${toldUntil(rule)} AS locked_until,
        ${browserFailures} AS browser_failures
      FROM place p CROSS JOIN LATERAL (SELECT sha256(${request.passwordMac}::bytea || convert_to(p.subject || '/' || p.bucket, 'UTF8')) AS mac) m
      LEFT JOIN attempt_buckets a ON a.tenant_id = ${tenant} AND a.subject = p.subject AND a.bucket = p.bucket),
    limited AS (
      SELECT FROM source_failures f, attempt t WHERE f.tenant_id = ${tenant} AND f.source = ${request.source} AND NOT ${request.sourceExempt}::boolean
        AND f.window_started_at > now() - make_interval(mins => ${sourceWindowMinutes})
        AND ((t.repeated AND f.repeats >= ${sourceRepeatsMax}) OR (t.bucket = 'elsewhere'
          AND (cardinality(f.lock_subjects) >= ${sourceLocksMax} OR CASE WHEN f.failures >= ${sourceFailuresMax}
            THEN f.failures >= (SELECT count(*) FROM users WHERE tenant_id = ${tenant}) * ${sourceFailuresShare}::float8 ELSE false END)))),
    unproven AS (
      SELECT FROM attempt t WHERE ${request.failuresMax}::integer <= CASE WHEN t.bucket <> 'elsewhere' THEN t.browser_failures
        WHEN ${request.sourceExempt}::boolean THEN 0 ELSE ${addressFailures(tenant, request.source)} END),
    reserved AS (
      INSERT INTO attempt_buckets AS a (tenant_id, subject, bucket, tried)
      SELECT ${tenant}, subject, bucket, ARRAY[mac] FROM attempt WHERE NOT EXISTS (SELECT FROM limited)
        AND NOT EXISTS (SELECT FROM unproven) AND ${mayFill || rule.threshold > 1}::boolean
      ON CONFLICT (tenant_id, subject, bucket) DO UPDATE SET tried_at = now(),
        tried = CASE WHEN ${spent} THEN excluded.tried WHEN excluded.tried[1] = ANY (a.tried) THEN a.tried ELSE a.tried || excluded.tried END,
        locked_at = CASE WHEN ${spent} THEN NULL ELSE a.locked_at END
      WHERE ${spent} OR ${hasRoom(rule, mayFill)}
      RETURNING cardinality(a.tried) >= ${rule.threshold} AS fills)
    SELECT p.subject, p.bucket, p.user_id, p.repeated, p.locked_until,
      coalesce((SELECT fills FROM reserved), false) AND p.bucket = 'elsewhere' AND NOT ${request.sourceExempt}::boolean AS fills,
      CASE WHEN EXISTS (SELECT FROM reserved) THEN 'reserved' WHEN EXISTS (SELECT FROM limited) THEN 'source_limited'
        WHEN EXISTS (SELECT FROM unproven) THEN 'unproven' ELSE 'locked' END AS verdict,
      ${facts.columns}
    FROM attempt p ${facts.joins}`.execute(tx);
  const row = rows[0];
  if (row === undefined) throw new Error('The attempt reservation gave no row.');
  return row;
}

/** True when a source's window is over and the next begins, as SQL; `f` is the source. */
const windowOver = sql`f.window_started_at <= now() - make_interval(mins => ${sourceWindowMinutes})`;

/**
 * Reserves one of the locks that a source may cause in its window, before the try that would cause it is judged: however many
 * tries are on their way at once, no more than the limit become locks. Once per subject. Follows `attemptReserve`.
 * @returns false when none is left: the reservation must be undone with its transaction
 */
export async function sourceLockReserve(
  tx: Transaction,
  tenant: TenantId,
  source: Buffer,
  subject: string,
): Promise<boolean> {
  const { rows } = await sql`
    INSERT INTO source_failures AS f (tenant_id, source, lock_subjects) VALUES (${tenant}, ${source}, ARRAY[${subject}])
    ON CONFLICT (tenant_id, source) DO UPDATE SET
      window_started_at = CASE WHEN ${windowOver} THEN now() ELSE f.window_started_at END,
      failures = CASE WHEN ${windowOver} THEN 0 ELSE f.failures END,
      repeats = CASE WHEN ${windowOver} THEN 0 ELSE f.repeats END,
      lock_subjects = CASE WHEN ${windowOver} THEN excluded.lock_subjects WHEN ${subject} = ANY (f.lock_subjects) THEN f.lock_subjects
        ELSE f.lock_subjects || excluded.lock_subjects END
    WHERE ${windowOver} OR ${subject} = ANY (f.lock_subjects) OR cardinality(f.lock_subjects) < ${sourceLocksMax}
    RETURNING 1`.execute(tx);
  return rows.length > 0;
}

/** Gives a reserved lock back: the password was right. */
export async function sourceLockRelease(
  tx: Transaction,
  tenant: TenantId,
  source: Buffer,
  subject: string,
): Promise<void> {
  await sql`UPDATE source_failures SET lock_subjects = array_remove(lock_subjects, ${subject})
    WHERE tenant_id = ${tenant} AND source = ${source} AND ${subject} = ANY (lock_subjects)`.execute(tx);
}

/**
 * Notes that the judged password was wrong: locks a full bucket, counts against the source.
 * @returns whether this very failure locked the bucket
 */
export async function attemptFail(
  tx: Transaction,
  tenant: TenantId,
  at: Bucket,
  rule: LockRule,
  source: { readonly key: Buffer; readonly failures: number; readonly repeats: number },
): Promise<boolean> {
  const { rows } = await sql<{ locked: boolean }>`
    WITH locked AS (
      UPDATE attempt_buckets a SET locked_at = now()
      WHERE a.tenant_id = ${tenant} AND a.subject = ${at.subject} AND a.bucket = ${at.bucket} AND a.locked_at IS NULL AND cardinality(a.tried) >= ${rule.threshold}
      RETURNING 1),
    counted AS (
      INSERT INTO source_failures AS f (tenant_id, source, failures, repeats)
      SELECT ${tenant}, ${source.key}, ${source.failures}, ${source.repeats} WHERE ${source.failures + source.repeats > 0}::boolean
      ON CONFLICT (tenant_id, source) DO UPDATE SET
        window_started_at = CASE WHEN ${windowOver} THEN now() ELSE f.window_started_at END,
        failures = CASE WHEN ${windowOver} THEN excluded.failures ELSE f.failures + excluded.failures END,
        repeats = CASE WHEN ${windowOver} THEN excluded.repeats ELSE f.repeats + excluded.repeats END,
        lock_subjects = CASE WHEN ${windowOver} THEN '{}' ELSE f.lock_subjects END)
    SELECT EXISTS (SELECT FROM locked) AS locked`.execute(tx);
  return rows[0]?.locked ?? false;
}

/** The erasure of one bucket, after the right password, as SQL; also a part of other statements. */
export function attemptErasure(tenant: TenantId, at: Bucket): RawBuilder<unknown> {
  return sql`DELETE FROM attempt_buckets WHERE tenant_id = ${tenant} AND subject = ${at.subject} AND bucket = ${at.bucket} RETURNING 1`;
}

export interface LockRow {
  /** Where passwords are refused: `elsewhere`, or a browser that signed this user in before. */
  readonly bucket: string;
  /** When it opens again by itself; null when a person has to unlock. */
  readonly until: Date | null;
  readonly since: Date | null;
}

/** Every place where a user's password is refused now. */
export async function attemptLocks(
  tx: Transaction,
  tenant: TenantId,
  user: UserId,
  rule: LockRule,
): Promise<LockRow[]> {
  const { rows } =
    await sql<LockRow>`SELECT a.bucket, ${toldUntil(rule)} AS until, coalesce(a.locked_at, a.tried_at) AS since FROM attempt_buckets a
    WHERE a.tenant_id = ${tenant} AND a.subject = ${`user:${user}`} AND ${isFull(rule)}`.execute(tx);
  return rows;
}

/** Erases all buckets of a user: unlock and password change. @returns whether there was anything to erase */
export async function attemptEraseAll(tx: Transaction, tenant: TenantId, user: UserId): Promise<boolean> {
  const result = await tx
    .deleteFrom('attempt_buckets')
    .where('tenant_id', '=', tenant)
    .where('subject', '=', `user:${user}`)
    .executeTakeFirst();
  return result.numDeletedRows > 0n;
}

/** Erases those buckets of a user that are not locked: the password changed, and nobody lifted the lock. */
export async function attemptEraseOpen(tx: Transaction, tenant: TenantId, user: UserId, rule: LockRule): Promise<void> {
  await sql`DELETE FROM attempt_buckets a WHERE a.tenant_id = ${tenant} AND a.subject = ${`user:${user}`} AND NOT ${isFull(rule)}`.execute(
    tx,
  );
}

/** Whether a bucket is locked now: asked again where a sign-in begun with a password goes on. */
export async function attemptIsLocked(tx: Transaction, tenant: TenantId, at: Bucket, rule: LockRule): Promise<boolean> {
  const { rows } = await sql<{ locked: boolean }>`SELECT ${isFull(rule)} AS locked FROM attempt_buckets a
    WHERE a.tenant_id = ${tenant} AND a.subject = ${at.subject} AND a.bucket = ${at.bucket}`.execute(tx);
  return rows[0]?.locked ?? false;
}

/** SQL for "this user is locked elsewhere", for lists; `userId` is the column that holds the id. */
export function lockedElsewhere(tenant: TenantId, userId: RawBuilder<unknown>, rule: LockRule): RawBuilder<boolean> {
  return sql`EXISTS (SELECT FROM attempt_buckets a WHERE a.tenant_id = ${tenant} AND a.subject = 'user:' || ${userId} AND a.bucket = 'elsewhere' AND ${isFull(rule)})`;
}

/**
 * SQL that selects the ids of everybody of whom the same is true: few, of a table that holds those alone who failed lately. OFFSET
 * keeps the cast in here: it is not leakproof, so that under row-level security no index of users would be used for its result.
 */
export function lockedElsewhereUsers(tenant: TenantId, rule: LockRule): RawBuilder<unknown> {
  return sql`SELECT id FROM (SELECT CASE WHEN a.subject LIKE 'user:%' THEN substr(a.subject, 6)::uuid END AS id FROM attempt_buckets a
    WHERE a.tenant_id = ${tenant} AND a.bucket = 'elsewhere' AND ${isFull(rule)} OFFSET 0) locked`;
}

/** Clean-up across tenants: what no rule can still refer to, and unknown identifiers beyond `unknownMax`, oldest first. */
export async function attemptPrune(tx: Transaction, unknownMax: number): Promise<void> {
  await sql`DELETE FROM attempt_buckets WHERE subject LIKE 'unknown:%' AND tried_at < now() - make_interval(hours => ${unknownHours})`.execute(
    tx,
  );
  await sql`DELETE FROM attempt_buckets a USING (
      SELECT tenant_id, subject, bucket, row_number() OVER (PARTITION BY tenant_id ORDER BY tried_at DESC) AS place
      FROM attempt_buckets WHERE subject LIKE 'unknown:%') old
    WHERE old.place > ${unknownMax} AND a.tenant_id = old.tenant_id AND a.subject = old.subject AND a.bucket = old.bucket`.execute(
    tx,
  );
  await sql`DELETE FROM source_failures WHERE window_started_at < now() - make_interval(mins => ${sourceWindowMinutes})`.execute(
    tx,
  );
}
