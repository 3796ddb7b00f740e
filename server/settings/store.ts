/** SQL of whom a setting would affect: counts of people, never their names. */
import { sql } from 'kysely';
import type { TenantId } from '../kernel/ids.ts';
import type { Transaction } from '../platform/database.ts';

/** People who are alike in what decides about their second factor. */
export interface FactorGroup {
  readonly role: string;
  readonly hasEmail: boolean;
  readonly emailCode: boolean;
  readonly totp: boolean;
  readonly passkey: boolean;
  readonly recoveryCodes: boolean;
  readonly people: number;
}

export interface EffectRow {
  readonly people: number;
  readonly groups: readonly FactorGroup[];
  readonly older: number | null;
  readonly unseen: number | null;
}

/**
 * Everyone who may sign in (neither disabled nor inactive), as groups; how many have chosen their password longer ago than
 * `passwordDays`, and how many have not been here for `inactiveDays`, by the rule of users/store-inactivity.ts.
 */
export async function effectsCount(
  tx: Transaction,
  tenant: TenantId,
  { passwordDays, inactiveDays }: { readonly passwordDays: number | null; readonly inactiveDays: number | null },
): Promise<EffectRow> {
  const { rows } = await sql<EffectRow>`
    WITH able AS (
      SELECT u.id, u.last_sign_in_at, u.active_since, r.key AS role, u.email IS NOT NULL AS has_email,
        coalesce(f.email_code, false) AS email_code, f.totp_confirmed_at IS NOT NULL AS totp, coalesce(f.passkeys, 0) > 0 AS passkey,
        coalesce(f.recovery_codes, 0) > 0 AS recovery_codes, p.changed_at, p.temporary
      FROM users u
      JOIN roles r ON r.tenant_id = u.tenant_id AND r.id = u.role_id
      LEFT JOIN user_factors f ON f.tenant_id = u.tenant_id AND f.user_id = u.id
      LEFT JOIN passwords p ON p.tenant_id = u.tenant_id AND p.user_id = u.id
      WHERE u.tenant_id = ${tenant} AND u.status = 'active' AND NOT u.disabled),
    alike AS (
      SELECT role, has_email, email_code, totp, passkey, recovery_codes, count(*) AS people FROM able
      GROUP BY role, has_email, email_code, totp, passkey, recovery_codes)
    SELECT (SELECT count(*)::integer FROM able) AS people,
      (SELECT coalesce(json_agg(json_build_object('role', role, 'hasEmail', has_email, 'emailCode', email_code, 'totp', totp,
        'passkey', passkey, 'recoveryCodes', recovery_codes, 'people', people) ORDER BY role, has_email), '[]') FROM alike) AS groups,
      CASE WHEN ${passwordDays}::integer IS NOT NULL THEN (SELECT count(*)::integer FROM able
        WHERE NOT temporary AND changed_at < now() - make_interval(days => ${passwordDays}::integer)) END AS older,
      CASE WHEN ${inactiveDays}::integer IS NOT NULL THEN (SELECT count(*)::integer FROM able a
        WHERE greatest(a.last_sign_in_at, a.active_since) < now() - make_interval(days => ${inactiveDays}::integer)
          AND NOT EXISTS (SELECT FROM sessions s WHERE s.tenant_id = ${tenant} AND s.user_id = a.id
            AND s.last_seen_at > now() - make_interval(days => ${inactiveDays}::integer))) END AS unseen`.execute(tx);
  const [row] = rows;
  // A SELECT without FROM answers one row; the check narrows.
  return row ?? { people: 0, groups: [], older: null, unseen: null };
}
