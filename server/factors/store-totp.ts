/**
 * SQL of authenticator apps. A secret is pending, for one place (a sign-in or a session), until a code of it was entered there;
 * only then it becomes the factor. Steps are those of the database's clock.
 */
import { type RawBuilder, sql } from 'kysely';
import type { FlowId, SessionId, TenantId, UserId } from '../kernel/ids.ts';
import type { Transaction } from '../platform/database.ts';

const currentStep: RawBuilder<number> = sql`floor(extract(epoch FROM now()) / 30)::float8`;

/** A secret as it is stored, and which step it is now. */
export interface TotpRow {
  readonly sealed: Buffer;
  readonly current_step: number;
}

/** Replaces whatever was pending; a confirmed app goes on meanwhile. */
export async function totpPend(
  tx: Transaction,
  tenant: TenantId,
  user: UserId,
  place: FlowId | SessionId,
  sealed: Buffer,
): Promise<void> {
  await sql`INSERT INTO user_factors (tenant_id, user_id, totp_pending_sealed, totp_pending_for)
    VALUES (${tenant}, ${user}, ${sealed}, ${place})
    ON CONFLICT (tenant_id, user_id) DO UPDATE SET totp_pending_sealed = excluded.totp_pending_sealed, totp_pending_for = excluded.totp_pending_for`.execute(
    tx,
  );
}

/** What is pending for this place; undefined when nothing is, or for another. */
export async function totpPendingFetch(
  tx: Transaction,
  tenant: TenantId,
  user: UserId,
  place: FlowId | SessionId,
): Promise<TotpRow | undefined> {
  const { rows } =
    await sql<TotpRow>`SELECT totp_pending_sealed AS sealed, ${currentStep} AS current_step FROM user_factors
    WHERE tenant_id = ${tenant} AND user_id = ${user} AND totp_pending_for = ${place}`.execute(tx);
  return rows[0];
}

/** The pending secret becomes the factor, and the code that proved it is used; exactly one of many callers gets true. */
export async function totpConfirm(
  tx: Transaction,
  tenant: TenantId,
  user: UserId,
  pending: Buffer,
  step: number,
): Promise<boolean> {
  const { rows } =
    await sql`UPDATE user_factors SET totp_sealed = totp_pending_sealed, totp_confirmed_at = now(), totp_last_step = ${step},
      totp_pending_sealed = NULL, totp_pending_for = NULL
    WHERE tenant_id = ${tenant} AND user_id = ${user} AND totp_pending_sealed = ${pending} RETURNING 1`.execute(tx);
  return rows.length > 0;
}

/** The confirmed secret, and of which step a code was used last. */
export async function totpFetch(
  tx: Transaction,
  tenant: TenantId,
  user: UserId,
): Promise<(TotpRow & { readonly last_step: number | null }) | undefined> {
  const { rows } = await sql<TotpRow & { last_step: number | null }>`
    SELECT totp_sealed AS sealed, ${currentStep} AS current_step, totp_last_step::float8 AS last_step FROM user_factors
    WHERE tenant_id = ${tenant} AND user_id = ${user} AND totp_confirmed_at IS NOT NULL`.execute(tx);
  return rows[0];
}

/** Uses up the code of a step, and of all before it (RFC 6238 5.2); exactly one of many callers gets true. */
export async function totpUse(
  tx: Transaction,
  tenant: TenantId,
  user: UserId,
  sealed: Buffer,
  step: number,
): Promise<boolean> {
  const { rows } =
    await sql`UPDATE user_factors SET totp_last_step = ${step} WHERE tenant_id = ${tenant} AND user_id = ${user}
    AND totp_confirmed_at IS NOT NULL AND totp_sealed = ${sealed} AND (totp_last_step IS NULL OR totp_last_step < ${step}) RETURNING 1`.execute(
      tx,
    );
  return rows.length > 0;
}

/** Forgets app and pending secret. @returns whether there was an app */
export async function totpDelete(tx: Transaction, tenant: TenantId, user: UserId): Promise<boolean> {
  const { rows } =
    await sql`UPDATE user_factors SET totp_sealed = NULL, totp_confirmed_at = NULL, totp_last_step = NULL,
      totp_pending_sealed = NULL, totp_pending_for = NULL
    WHERE tenant_id = ${tenant} AND user_id = ${user} AND totp_confirmed_at IS NOT NULL RETURNING 1`.execute(tx);
  return rows.length > 0;
}
