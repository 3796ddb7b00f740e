/** SQL of second factors as a whole: what a person has, taking all of it away, clean-up. Each kind has a file of its own. */
import { type RawBuilder, sql } from 'kysely';
import type { TenantId, UserId } from '../kernel/ids.ts';
import type { Transaction } from '../platform/database.ts';

export interface OwnFactorsRow {
  readonly email_code: boolean;
  readonly totp: boolean;
  readonly passkeys: number;
  readonly recovery_codes: number;
}

/** What user_factors, perhaps without a row, says that a person has. */
export const ownColumns: RawBuilder<unknown> = sql`coalesce(f.email_code, false) AS email_code, f.totp_confirmed_at IS NOT NULL AS totp,
  coalesce(f.passkeys, 0) AS passkeys, coalesce(f.recovery_codes, 0) AS recovery_codes`;

export async function ownFactorsFetch(
  tx: Transaction,
  tenant: TenantId,
  user: UserId,
): Promise<OwnFactorsRow | undefined> {
  const { rows } = await sql<OwnFactorsRow>`
    SELECT ${ownColumns} FROM user_factors f WHERE f.tenant_id = ${tenant} AND f.user_id = ${user}`.execute(tx);
  return rows[0];
}

/** Takes away all that a person has, and what they tried today. */
export async function factorsDelete(tx: Transaction, tenant: TenantId, user: UserId): Promise<void> {
  // The person's row first: whoever is about to add something waits, and then finds it gone.
  for (const table of ['user_factors', 'passkeys', 'recovery_codes', 'trusted_browsers', 'passkey_challenges'] as const)
    await tx.deleteFrom(table).where('tenant_id', '=', tenant).where('user_id', '=', user).execute();
}

/** The person chooses the e-mailed code, or no longer. */
export async function emailCodeChoose(tx: Transaction, tenant: TenantId, user: UserId, chosen: boolean): Promise<void> {
  await sql`INSERT INTO user_factors (tenant_id, user_id, email_code) VALUES (${tenant}, ${user}, ${chosen})
    ON CONFLICT (tenant_id, user_id) DO UPDATE SET email_code = excluded.email_code`.execute(tx);
}

/** Clean-up across tenants. */
export async function challengePrune(tx: Transaction): Promise<void> {
  await sql`DELETE FROM passkey_challenges WHERE expires_at < now() - interval '1 hour'`.execute(tx);
}

/** Others that would change this person's factors wait until the end of the transaction, for a first factor too. */
export async function factorsLock(tx: Transaction, tenant: TenantId, user: UserId): Promise<void> {
  await sql`INSERT INTO user_factors AS f (tenant_id, user_id) VALUES (${tenant}, ${user})
    ON CONFLICT (tenant_id, user_id) DO UPDATE SET user_id = f.user_id`.execute(tx);
}
