/** SQL of second factors: what a person has, and clean-up. Codes, recovery codes and browsers have files of their own. */
import { sql } from 'kysely';
import type { TenantId, UserId } from '../kernel/ids.ts';
import type { Transaction } from '../platform/database.ts';

export interface OwnFactorsRow {
  readonly email_code: boolean;
  readonly totp: boolean;
  readonly passkeys: number;
  readonly recovery_codes: number;
}

export async function ownFactorsFetch(
  tx: Transaction,
  tenant: TenantId,
  user: UserId,
): Promise<OwnFactorsRow | undefined> {
  const { rows } = await sql<OwnFactorsRow>`
    SELECT email_code, totp_confirmed_at IS NOT NULL AS totp, passkeys, recovery_codes FROM user_factors
    WHERE tenant_id = ${tenant} AND user_id = ${user}`.execute(tx);
  return rows[0];
}

/** Clean-up across tenants. */
export async function challengePrune(tx: Transaction): Promise<void> {
  await sql`DELETE FROM passkey_challenges WHERE expires_at < now() - interval '1 hour'`.execute(tx);
}

/** Clean-up across tenants. */
export async function trustedBrowserPrune(tx: Transaction): Promise<void> {
  await sql`DELETE FROM trusted_browsers WHERE expires_at < now() - interval '1 hour'`.execute(tx);
}
