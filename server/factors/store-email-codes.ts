/** SQL of codes by mail: one row per sign-in, overwritten by the next code, so that at most one is alive. */
import { sql } from 'kysely';
import type { FlowId, TenantId, UserId } from '../kernel/ids.ts';
import type { Transaction } from '../platform/database.ts';

const minutesValid = 5;
const secondsApart = 30;
/** The first code and five more. */
const sendsMax = 6;
const triesMax = 5;

/** Where the code of a sign-in stands, all by the database's clock. */
export interface EmailCodeRow {
  readonly sent_at: Date;
  readonly expires_at: Date;
  readonly expired: boolean;
  readonly used: boolean;
  readonly tries_left: boolean;
  readonly resends_left: boolean;
  readonly expires_in_seconds: number;
  readonly resend_in_seconds: number;
  readonly resend_at: Date;
}

const columns = sql`c.sent_at, c.expires_at, c.expires_at <= now() AS expired, c.used_at IS NOT NULL AS used, c.tries < ${sql.lit(triesMax)} AS tries_left,
  c.sends < ${sql.lit(sendsMax)} AS resends_left, greatest(0, ceil(extract(epoch FROM c.expires_at - now())))::integer AS expires_in_seconds,
  greatest(0, ceil(extract(epoch FROM c.sent_at - now()) + ${sql.lit(secondsApart)}))::integer AS resend_in_seconds,
  c.sent_at + make_interval(secs => ${sql.lit(secondsApart)}) AS resend_at`;

/**
 * Makes `mac` the sign-in's code, if there is none yet, or the last one was sent long enough ago and not too often.
 * @returns undefined when it may not be sent now
 */
export async function emailCodePut(
  tx: Transaction,
  code: { tenant: TenantId; flow: FlowId; user: UserId; mac: Buffer },
): Promise<EmailCodeRow | undefined> {
  const { rows } = await sql<EmailCodeRow>`
    INSERT INTO email_codes AS c (tenant_id, flow_id, user_id, code_mac, expires_at)
    VALUES (${code.tenant}, ${code.flow}, ${code.user}, ${code.mac}, now() + make_interval(mins => ${sql.lit(minutesValid)}))
    ON CONFLICT (tenant_id, flow_id) DO UPDATE SET code_mac = excluded.code_mac, sends = c.sends + 1, sent_at = now(),
      expires_at = excluded.expires_at, tries = 0
    WHERE c.used_at IS NULL AND c.sends < ${sql.lit(sendsMax)} AND c.sent_at <= now() - make_interval(secs => ${sql.lit(secondsApart)})
    RETURNING ${columns}`.execute(tx);
  return rows[0];
}

export async function emailCodeFetch(
  tx: Transaction,
  tenant: TenantId,
  flow: FlowId,
): Promise<EmailCodeRow | undefined> {
  const { rows } = await sql<EmailCodeRow>`
    SELECT ${columns} FROM email_codes c WHERE c.tenant_id = ${tenant} AND c.flow_id = ${flow}`.execute(tx);
  return rows[0];
}

/** Takes one of the code's tries before it is compared. @returns what to compare with; undefined when it is over */
export async function emailCodeReserve(tx: Transaction, tenant: TenantId, flow: FlowId): Promise<Buffer | undefined> {
  const { rows } = await sql<{ code_mac: Buffer }>`
    UPDATE email_codes SET tries = tries + 1 WHERE tenant_id = ${tenant} AND flow_id = ${flow}
      AND used_at IS NULL AND expires_at > now() AND tries < ${sql.lit(triesMax)}
    RETURNING code_mac`.execute(tx);
  return rows[0]?.code_mac;
}

/** Uses the code up. @returns true for exactly one of many, and for none once another code was sent */
export async function emailCodeUse(tx: Transaction, tenant: TenantId, flow: FlowId, mac: Buffer): Promise<boolean> {
  const result = await tx
    .updateTable('email_codes')
    .set({ used_at: sql`now()` })
    .where('tenant_id', '=', tenant)
    .where('flow_id', '=', flow)
    .where('code_mac', '=', mac)
    .where('used_at', 'is', null)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}
