/**
 * The portal password of a person (P8): set by who may do so for others, or by its owner; and judged, for who lets people in by
 * telephone. Setting it unlocks it; the owner is told by mail.
 */
import { record } from '../audit/audit.ts';
import { type Caller, nobodyCaller, type Origin } from '../kernel/caller.ts';
import { now } from '../kernel/clock.ts';
import type { UserId } from '../kernel/ids.ts';
import { type Refusal, refuse } from '../kernel/refusal.ts';
import type { OutgoingMail } from '../mail/mail.ts';
import { sourceWindowMinutes } from '../passwords/limits.ts';
import type { PortalPasswordState, PortalSubject, PortalVerdict } from '../passwords/portal.ts';
import { generatedPortalPassword } from '../passwords/portal-generated.ts';
import type { PortalPasswordRules } from '../passwords/portal-rules.ts';
import type { Transaction } from '../platform/database.ts';
import type { Tenant } from '../tenants/tenants.ts';
import { instantInWords } from '../texts/refusal-message.ts';
import type { PortalPasswordChoice, UsersOptions } from './acts.ts';
import { recipientOf } from './emails/recipient.ts';
import { assertRecentForSelf } from './own-account.ts';
import { auditTarget, reachUser } from './reach.ts';
import { type UserRow, userFetch } from './store.ts';
import { lockRuleOf } from './user.ts';

/** Tells the owner, wherever they are, that their portal password is another now. */
function noticeOf(tenant: Tenant, row: UserRow, email: string, caller: Caller): OutgoingMail {
  const to = recipientOf(tenant, { ...row, email });
  const when = instantInWords(to.user.language, now().toString(), tenant.timeZone);
  const own = caller.id === row.id;
  // From where an administrator did it is nobody's business but the audit log's.
  const { browser, address } = own ? caller.origin : { browser: '', address: '' };
  return { ...to, template: 'portal_password_set', parameters: { when, browser, address } };
}

interface NewPortalPassword {
  readonly tenant: Tenant;
  readonly caller: Caller;
  /** Whose it is. */
  readonly row: UserRow;
  readonly sealed: Buffer;
  readonly generated: boolean;
}

async function store(
  { mail, portal }: UsersOptions,
  tx: Transaction,
  { tenant, caller, row, sealed, generated }: NewPortalPassword,
): Promise<void> {
  await portal.set(tx, { tenant: tenant.id, user: row.id }, sealed, caller.name ?? caller.kind);
  const action = caller.id === row.id ? 'user.portal_password.change' : 'user.portal_password.set';
  await record(tx, caller, { action, target: auditTarget(row), details: { generated } });
  if (row.email !== null) await mail.send(tx, noticeOf(tenant, row, row.email, caller));
}

/**
 * Sets the portal password of somebody, which also unlocks it. The rules bind administrators too.
 * @returns the password when it was generated: the only time it can be read
 * @throws Refusal not_permitted, not_found, portal_password_policy, recent_authentication_required (one's own), unavailable
 */
export async function setUserPortalPassword(
  options: UsersOptions,
  tenant: Tenant,
  caller: Caller,
  id: string,
  choice: PortalPasswordChoice,
): Promise<{ portalPassword?: string }> {
  const { database, portal } = options;
  const rules = tenant.settings.portalPassword;
  const row = await database.withTenant(tenant.id, (tx) => reachUser(tx, tenant, caller, id, 'portal_password:set'));
  const owner = { tenant: tenant.id, user: row.id };
  const generated = 'generate' in choice;
  const pin = generated ? generatedPortalPassword(rules, row.extension) : choice.password;
  const sealed = await portal.prepare(owner, pin, rules, row.extension);
  await database.withTenant(tenant.id, async (tx) => {
    // Asked again: while it was being hashed, the caller or the user may have become someone else.
    const current = await reachUser(tx, tenant, caller, id, 'portal_password:set');
    await assertRecentForSelf(options, tx, tenant, caller, current);
    await store(options, tx, { tenant, caller, row: current, sealed, generated });
  });
  return generated ? { portalPassword: pin } : {};
}

/** What the owner's page needs: the state, and the rules for a new one. */
export interface OwnPortalPassword extends PortalPasswordState {
  readonly rules: PortalPasswordRules;
  readonly extension: string | null;
}

async function ownRow(tx: Transaction, tenant: Tenant, caller: Caller, user: UserId): Promise<UserRow> {
  const row = caller.id === user ? await userFetch(tx, tenant.id, user, lockRuleOf(tenant)) : undefined;
  if (!row) throw refuse('not_permitted');
  return row;
}

/** One's own; needs no permission. @throws Refusal not_permitted for anyone else's */
export function ownPortalPassword(
  { database, portal }: UsersOptions,
  tenant: Tenant,
  caller: Caller,
  user: UserId,
): Promise<OwnPortalPassword> {
  return database.withTenant(tenant.id, async (tx) => {
    const { extension } = await ownRow(tx, tenant, caller, user);
    const state = await portal.state(tx, { tenant: tenant.id, user }, lockRuleOf(tenant));
    return { ...state, rules: tenant.settings.portalPassword, extension };
  });
}

/**
 * Sets one's own, which also unlocks it; needs no permission.
 * @throws Refusal not_permitted for anyone else's, portal_password_policy, recent_authentication_required, unavailable
 */
export async function setOwnPortalPassword(
  options: UsersOptions,
  tenant: Tenant,
  caller: Caller,
  user: UserId,
  pin: string,
): Promise<void> {
  const { database, portal } = options;
  const rules = tenant.settings.portalPassword;
  const { extension } = await database.withTenant(tenant.id, async (tx) => {
    const row = await ownRow(tx, tenant, caller, user);
    await assertRecentForSelf(options, tx, tenant, caller, row);
    return row;
  });
  const sealed = await portal.prepare({ tenant: tenant.id, user }, pin, rules, extension);
  await database.withTenant(tenant.id, async (tx) => {
    const row = await ownRow(tx, tenant, caller, user);
    await assertRecentForSelf(options, tx, tenant, caller, row);
    await store(options, tx, { tenant, caller, row, sealed, generated: false });
  });
}

/** One attempt to be let in by the portal password. */
export interface PortalSignIn {
  readonly subject: PortalSubject;
  readonly password: string;
  /** Where it comes from, e.g. a telephone's address; null where one source stands for many people, and is not limited. */
  readonly source: string | null;
  readonly origin: Origin;
}

function refusalOf(verdict: Exclude<PortalVerdict, { verdict: 'right' }>): Refusal {
  if (verdict.verdict === 'wrong') return refuse('incorrect_credentials');
  if (verdict.verdict === 'unfit') return refuse('portal_password_policy', { violations: verdict.violations });
  if (verdict.verdict === 'source_limited')
    return refuse('rate_limited', { retryAfterSeconds: sourceWindowMinutes * 60 });
  return verdict.until === null ? refuse('too_many_attempts') : refuse('too_many_attempts', { until: verdict.until });
}

/**
 * Judges a portal password; each refusal is in the audit log. Says who it is, and nothing about whether they may come in.
 * @throws Refusal incorrect_credentials, too_many_attempts, rate_limited, portal_password_policy (right, but it follows from the
 * extension that they were given since), unavailable
 */
export async function judgePortalPassword(
  { database, portal }: UsersOptions,
  tenant: Tenant,
  { subject, password, source, origin }: PortalSignIn,
): Promise<{ readonly id: UserId; readonly username: string }> {
  const rules = tenant.settings.portalPassword;
  const attempt = { tenant: tenant.id, subject, pin: password, source, rule: lockRuleOf(tenant), rules };
  const verdict = await portal.judge(attempt);
  if (verdict.verdict === 'right') return verdict.person;
  const refusal = refusalOf(verdict);
  const { person } = verdict;
  await database.withTenant(tenant.id, (tx) =>
    record(tx, nobodyCaller(tenant.id, origin), {
      action: 'portal.authenticate',
      outcome: 'refused',
      reason: refusal.code,
      target: { kind: 'user', id: person?.id ?? null, name: person?.username ?? null },
      details: verdict.verdict === 'wrong' && verdict.locked ? { locked: true } : {},
    }),
  );
  throw refusal;
}
