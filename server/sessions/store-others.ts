/** SQL about the sessions a person has besides the one that opens: in which browsers they are, and which of them are in use. */
import { type RawBuilder, sql } from 'kysely';
import type { BrowserId, SessionId, TenantId, UserId } from '../kernel/ids.ts';
import type { Transaction } from '../platform/database.ts';

/** Where a session opens: its kind, its browser, and the session that this browser had until now. */
export interface Place {
  readonly kind: 'browser' | 'native';
  readonly browserId: BrowserId;
  readonly replaces: SessionId | null;
}

/** A reload takes a tab away and brings it back: for so long its browser still counts as in use (decision at the core). */
const reloadSeconds = 10;

/** Whether somebody has a tab of it open, or had one a moment ago; `s` is the session. */
export const inUseCondition: RawBuilder<boolean> = sql`(EXISTS (SELECT FROM connections c WHERE c.tenant_id = s.tenant_id AND c.session_id = s.id)
  OR coalesce(s.disconnected_at > now() - make_interval(secs => ${sql.lit(reloadSeconds)}), false))`;

/** True for sessions of this very browser: what opens here takes their place. */
export function hereCondition({ browserId, replaces }: Place): RawBuilder<boolean> {
  return sql`(s.browser_id = ${browserId} OR coalesce(s.id = ${replaces}::uuid, false))`;
}

/** True for sessions that the one to open counts with: those of its kind, and what this browser had, of whichever kind. */
export function countedCondition({ kind, replaces }: Place): RawBuilder<boolean> {
  return sql`(s.kind = ${kind} OR coalesce(s.id = ${replaces}::uuid, false))`;
}

/**
 * How many live sessions of this kind a person has, as an array of three numbers: here, elsewhere, and elsewhere in use.
 * @param user column that holds the person's id
 */
export function sessionCounts(tenant: TenantId, user: RawBuilder<unknown>, place: Place): RawBuilder<unknown> {
  const here = hereCondition(place);
  return sql`(SELECT ARRAY[count(*) FILTER (WHERE ${here}), count(*) FILTER (WHERE NOT ${here}), count(*) FILTER (WHERE NOT ${here} AND ${inUseCondition})]::integer[]
    FROM live_sessions s WHERE s.tenant_id = ${tenant} AND s.user_id = ${user} AND ${countedCondition(place)})`;
}

/** One of the sessions that a person has besides the one they open. */
export interface OtherSession {
  readonly user: UserId;
  readonly kind: Place['kind'];
  readonly id: SessionId;
}

/** Ends one of the person's own of this kind, because they sign in in the browser `replacedIn`. @returns whether it was live until now */
export async function sessionEndOther(
  tx: Transaction,
  tenant: TenantId,
  { user, kind, id }: OtherSession,
  replacedIn: string,
): Promise<boolean> {
  const result = await tx
    .updateTable('sessions')
    .set({ ended_at: sql`now()`, end_reason: 'replaced', replaced_in: replacedIn })
    .where('tenant_id', '=', tenant)
    .where('user_id', '=', user)
    .where('kind', '=', kind)
    .where('id', '=', id)
    .where('ended_at', 'is', null)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

/**
 * The gate through which sign-ins of one person go one at a time, until the end of the transaction: before any of their rows is
 * locked. Without it a sign-in that holds the user's row would wait for a session that opened meanwhile, and its holder for the row.
 */
export function gateOf(tenant: TenantId, user: UserId): RawBuilder<unknown> {
  return sql`pg_advisory_xact_lock(hashtextextended('sign-in ' || ${tenant}::text || ${user}::text, 0))`;
}

export async function sessionGate(tx: Transaction, tenant: TenantId, user: UserId): Promise<void> {
  await sql`SELECT ${gateOf(tenant, user)}`.execute(tx);
}

/**
 * Whoever may open a session holds these rows until the end of the transaction: their password, their sessions and that of
 * `replaces`, their own row. In this order, as everybody takes them (docs/decisions/0012).
 */
export async function sessionLockAll(
  tx: Transaction,
  tenant: TenantId,
  user: UserId,
  replaces: SessionId | null,
): Promise<void> {
  await sql`
    WITH password AS (SELECT FROM passwords WHERE tenant_id = ${tenant} AND user_id = ${user} FOR SHARE),
    held AS (
      SELECT FROM sessions WHERE tenant_id = ${tenant} AND ((user_id = ${user} AND ended_at IS NULL) OR id = ${replaces}::uuid)
        AND (SELECT count(*) FROM password) >= 0 ORDER BY id FOR NO KEY UPDATE)
    SELECT FROM users WHERE tenant_id = ${tenant} AND id = ${user} AND (SELECT count(*) FROM held) >= 0 FOR NO KEY UPDATE`.execute(
    tx,
  );
}
