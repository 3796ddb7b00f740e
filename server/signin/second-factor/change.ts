/**
 * What every change of one's own second factors has in common: recent authentication, nobody else changing them meanwhile, an
 * audit entry, a mail to the owner, and that caches hear of it. All of it or nothing, in one transaction.
 */
import type { AuditAction } from '../../audit/actions.ts';
import { record } from '../../audit/audit.ts';
import { type FactorSubject, factorRequired, type OwnFactors, usableMethods } from '../../factors/due.ts';
import { distrustBrowsers, lockedOwnFactors } from '../../factors/factors.ts';
import type { Caller } from '../../kernel/caller.ts';
import { refuse } from '../../kernel/refusal.ts';
import type { Mail } from '../../mail/mail.ts';
import type { FactorChange } from '../../mail/templates.ts';
import type { Database, Transaction } from '../../platform/database.ts';
import { announce } from '../../platform/notify.ts';
import { assertRecent, type SessionRow } from '../../sessions/sessions.ts';
import type { Tenant } from '../../tenants/tenants.ts';
import { factorNotice } from '../notices.ts';

/** The person who is signed in, in their organisation. */
export interface Owner {
  readonly tenant: Tenant;
  readonly session: SessionRow;
  readonly caller: Caller;
}

/** How a change is written down and told. */
export interface Change {
  /** Audit action, `user.factor.add` and its like. */
  readonly action: AuditAction;
  readonly details: Readonly<Record<string, unknown>>;
  /** Null when the owner need not hear of it. */
  readonly notice: FactorChange | null;
}

/** The session's owner as mails address them. */
export function personOf(session: SessionRow) {
  return { ...session, id: session.user_id };
}

/** What the rules of due.ts decide from. */
export function subjectOf(person: Pick<SessionRow, 'role_key' | 'email'>, own: OwnFactors): FactorSubject {
  return { role: person.role_key, hasEmail: person.email !== null, own };
}

/**
 * Runs `work` with what the person has now. A refusal inside takes everything back.
 * @throws Refusal recent_authentication_required, and those of `work`
 */
export async function changeFactors<Result>(
  { database, mail }: { readonly database: Database; readonly mail: Mail },
  { tenant, session, caller }: Owner,
  change: Change,
  work: (tx: Transaction, own: OwnFactors) => Promise<Result>,
): Promise<Result> {
  return database.withTenant(tenant.id, async (tx) => {
    await assertRecent(tx, tenant.id, session.id);
    const result = await work(tx, await lockedOwnFactors(tx, tenant.id, session.user_id));
    if (change.notice !== null) await distrustBrowsers(tx, tenant.id, session.user_id);
    await announce(tx, { kind: 'user', tenant: tenant.id, user: session.user_id });
    const target = { kind: 'user', id: session.user_id, name: session.username };
    await record(tx, caller, { action: change.action, target, details: change.details });
    const notice = change.notice && factorNotice(tenant, personOf(session), caller.origin, change.notice);
    if (notice) await mail.send(tx, notice);
    return result;
  });
}

/**
 * What the organisation requires cannot be removed: with `left` the person must still have something to prove.
 * Recovery codes are for the day when that something is lost, so they are not it.
 * @throws Refusal second_factor_required
 */
export function assertStillMet({ tenant, session }: Owner, left: OwnFactors): void {
  const setting = tenant.settings.secondFactor;
  if (!factorRequired(setting, session.role_key)) return;
  const usable = usableMethods(setting, subjectOf(session, left)).filter((method) => method !== 'recovery_code');
  if (usable.length === 0) throw refuse('second_factor_required');
}

/** @throws Refusal not_permitted when the organisation does not allow the method */
export function assertAllowed(tenant: Tenant, method: 'email_code' | 'totp' | 'passkey'): void {
  if (!tenant.settings.secondFactor.methods.includes(method)) throw refuse('not_permitted');
}
