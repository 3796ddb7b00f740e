/**
 * SQL that opens a session: one statement that checks again what it was judged by, takes the seat, ends the sessions whose place
 * it takes, and writes the audit entries. Whatever stops it stops all of it.
 */
import { type RawBuilder, sql } from 'kysely';
import type { BrowserId, PasskeyId, SessionId, TenantId, UserId } from '../kernel/ids.ts';
import type { Transaction } from '../platform/database.ts';
import { seatTaking } from '../seats/seats.ts';
import { countedCondition, gateOf, hereCondition, inUseCondition } from './store-others.ts';

export interface SessionInsert {
  readonly tenant: TenantId;
  readonly id: SessionId;
  readonly tokenHash: Buffer;
  readonly user: UserId;
  readonly kind: 'browser' | 'native';
  readonly browserId: BrowserId;
  readonly browserName: string;
  readonly address: string;
  readonly methods: readonly string[];
  /** The password this session is opened with, or beside; null for a person who has none. */
  readonly passwordRevision: number | null;
  /** The passkey that opened it without a password. */
  readonly passkey: PasskeyId | null;
  readonly idleMinutes: number;
  readonly absoluteHours: number;
  /** The `sign_ins` of the user when the other sessions were judged; null when their rows are locked since. */
  readonly signIns: number | null;
  /** How many sessions of this kind a person may have in all; those that are not in use elsewhere make room. */
  readonly browsersMax: number;
  /** There are others, as far as the caller knows; false only together with `signIns` or under the lock of their rows. */
  readonly others: boolean;
  /** The session that this browser had until now, of whomever. */
  readonly replaces: SessionId | null;
}

/** What became of it: `full` = no seat was free; `changed` = something it was judged by is not as it was. */
export type Opened = 'opened' | 'full' | 'changed';

/** What else is in the statement. */
export interface InsertParts {
  /** What is erased first, whether the session is opened or not; locked first, as a change of password does. */
  readonly before: RawBuilder<unknown> | null;
  /** Writes the audit entry for each row of `opened`. */
  readonly recorded: RawBuilder<unknown>;
  /** Writes the audit entry about sessions that were replaced, for the one row of `displaced`. */
  readonly displaced: RawBuilder<unknown>;
  /** Tells the other processes of it, for the same row. */
  readonly told: RawBuilder<unknown>;
}

/** The person's other sessions of this kind, locked. Those over by a change of password are nobody's, and do no harm here. */
function mineOf(session: SessionInsert): RawBuilder<unknown> {
  return sql`mine AS MATERIALIZED (
      SELECT s.id, s.created_at, ${hereCondition(session)} AS here, ${inUseCondition} AS in_use FROM sessions s
      WHERE s.tenant_id = ${session.tenant} AND s.user_id = ${session.user} AND ${countedCondition(session)} AND s.ended_at IS NULL
        AND s.absolute_expires_at > now() AND (s.last_seen_at + make_interval(mins => s.idle_minutes) > now() OR ${inUseCondition})
        AND (SELECT count(*) FROM current) >= 0 ORDER BY s.id FOR NO KEY UPDATE),`;
}

/** Those of this browser end, and of the others as many as are too many, the oldest first. */
function replacedOf(
  { tenant, user, browserName, browsersMax }: SessionInsert,
  parts: InsertParts,
): RawBuilder<unknown> {
  return sql`leaving AS (
      SELECT id FROM mine WHERE here
      UNION ALL (SELECT id FROM mine WHERE NOT here AND NOT in_use ORDER BY created_at, id
        LIMIT greatest(0, (SELECT count(*) FROM mine WHERE NOT here) - ${browsersMax - 1}::integer))),
    replaced AS (
      UPDATE sessions SET ended_at = now(), end_reason = 'replaced', replaced_in = ${browserName} WHERE tenant_id = ${tenant} AND user_id = ${user}
        AND id IN (SELECT id FROM leaving) AND ended_at IS NULL AND EXISTS (SELECT FROM opened) RETURNING 1),
    displaced AS (SELECT FROM replaced LIMIT 1),
    displaced_recorded AS (${parts.displaced}),
    told AS (${parts.told}),`;
}

/**
 * Opens a session if the password it is opened with is still the current one and the user may still enter: a change that
 * commits first wins, and one that commits later makes the session invalid by its revision or epoch. The seat is taken with it,
 * and the sessions whose place it takes end with it. One statement; if it does not open, nothing was done but `before`.
 */
export async function sessionInsert(
  tx: Transaction,
  session: SessionInsert,
  parts: InsertParts,
): Promise<{ opened: Opened; displaced: boolean }> {
  const { tenant, user, others } = session;
  const inUse = sql`(SELECT count(*) FROM mine WHERE NOT here AND in_use)`;
  const { rows } = await sql<{ seen: boolean; opened: boolean; displaced: boolean }>`
    WITH ${others ? sql`gate AS MATERIALIZED (SELECT ${gateOf(tenant, user)}),` : sql``}
    before AS (${parts.before ?? sql`SELECT 1`}),
    current AS (
      SELECT FROM passwords WHERE tenant_id = ${tenant} AND user_id = ${user} AND revision = ${session.passwordRevision}
        AND (SELECT count(*) FROM before WHERE ${others ? sql`(SELECT count(*) FROM gate) >= 0` : sql`true`}) >= 0 FOR SHARE),
    ${others ? mineOf(session) : sql``}
    seen AS (
      SELECT u.session_epoch, u.role_id FROM users u WHERE u.tenant_id = ${tenant} AND u.id = ${user} AND NOT u.disabled AND u.status = 'active'
        AND (${session.passwordRevision}::integer IS NULL OR EXISTS (SELECT FROM current))
        AND u.sign_ins = coalesce(${session.signIns}::integer, u.sign_ins) AND ${others ? sql`${inUse} < ${session.browsersMax}::integer` : sql`true`}
      FOR NO KEY UPDATE),
    ${seatTaking(tenant, user, 'seen', session.idleMinutes)},
    opened AS (
      INSERT INTO sessions (tenant_id, id, token_hash, user_id, kind, browser_id, browser_name, address, methods, passkey_id, password_revision, user_epoch, idle_minutes, absolute_expires_at)
      SELECT ${tenant}, ${session.id}, ${session.tokenHash}, ${user}, ${session.kind}, ${session.browserId}, ${session.browserName},
        ${session.address}, ${[...session.methods]}, ${session.passkey}, ${session.passwordRevision}, seen.session_epoch, ${session.idleMinutes}, now() + make_interval(hours => ${session.absoluteHours})
      FROM seen, seated RETURNING 1),
    ${others ? replacedOf(session, parts) : sql``}
    noted AS (
      UPDATE users SET last_sign_in_at = now(), sign_ins = sign_ins + 1 WHERE tenant_id = ${tenant} AND id = ${user} AND EXISTS (SELECT FROM opened)),
    recorded AS (${parts.recorded})
    SELECT EXISTS (SELECT FROM seen) AS seen, EXISTS (SELECT FROM opened) AS opened, ${others ? sql`(SELECT count(*) FROM told) > 0` : sql`false`} AS displaced`.execute(
    tx,
  );
  const [row] = rows;
  if (row?.opened === true) return { opened: 'opened', displaced: row.displaced };
  return { opened: row?.seen === true ? 'full' : 'changed', displaced: false };
}
