/**
 * Factors owns what a person proves besides the password: codes by mail, authenticator apps, passkeys, recovery codes, and the
 * browsers trusted to need none of them. Sign-in asks it to send and to judge; users ask it what somebody has. It never opens a
 * session, never decides whether a factor is due beyond the pure rule in due.ts, and never shows a secret a second time.
 */
import type { TenantId, UserId } from '../kernel/ids.ts';
import type { Transaction } from '../platform/database.ts';
import type { OwnFactors } from './due.ts';
import { ownFactorsFetch } from './store.ts';

/** What a person has enrolled; nothing at all for whoever has never tried. */
export async function ownFactors(tx: Transaction, tenant: TenantId, user: UserId): Promise<OwnFactors> {
  const row = await ownFactorsFetch(tx, tenant, user);
  return {
    emailCode: row?.email_code ?? false,
    totp: row?.totp ?? false,
    passkey: (row?.passkeys ?? 0) > 0,
    recoveryCodes: row?.recovery_codes ?? 0,
  };
}
