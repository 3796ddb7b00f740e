/** The administrator's and supervisor's acts on one person's credentials (P7, S9): set, look, unlock. Never reading one. */
import { record } from '../audit/audit.ts';
import type { Caller } from '../kernel/caller.ts';
import type { UserId } from '../kernel/ids.ts';
import type { OutgoingMail } from '../mail/mail.ts';
import { lockStateOf, locksOf, unlockUser } from '../passwords/lockout.ts';
import type { PreparedPassword } from '../passwords/passwords.ts';
import { temporaryPassword } from '../passwords/temporary.ts';
import type { Transaction } from '../platform/database.ts';
import { announce } from '../platform/notify.ts';
import { signInPath } from '../tenants/sign-in-path.ts';
import type { Tenant } from '../tenants/tenants.ts';
import type { Credentials, LockedCredential, PasswordChoice, UsersOptions, WelcomeDelivery } from './acts.ts';
import { recipientOf } from './emails/recipient.ts';
import { assertRecentForSelf } from './own-account.ts';
import { auditTarget, reachUser } from './reach.ts';
import type { UserRow } from './store.ts';
import { lockRuleOf, passwordContextOf } from './user.ts';

/** Tells the owner that an administrator, perhaps they themselves, set their password; the password itself is handed over. */
function noticeOf(tenant: Tenant, row: UserRow, email: string): OutgoingMail {
  const to = recipientOf(tenant, { ...row, email });
  return {
    ...to,
    template: 'password_set_by_administrator',
    parameters: { link: signInPath[tenant.kind], address: tenant.origin },
  };
}

/** A password that was judged and hashed for this user, before a transaction is open. */
export interface PreparedChoice {
  readonly id: UserId;
  readonly password: PreparedPassword;
  readonly temporary: boolean;
  /** The password itself where it was generated. */
  readonly generated: string | null;
}

/** @throws Refusal not_permitted, not_found, password_policy, password_reused */
export async function prepareChoice(
  { database, passwords }: UsersOptions,
  tenant: Tenant,
  caller: Caller,
  id: string,
  choice: PasswordChoice,
): Promise<PreparedChoice> {
  const { passwordPolicy: policy } = tenant.settings;
  const row = await database.withTenant(tenant.id, (tx) => reachUser(tx, tenant, caller, id, 'password:set'));
  const owner = { tenant: tenant.id, user: row.id };
  if ('generate' in choice) {
    const generated = temporaryPassword(policy);
    return { id: row.id, password: await passwords.prepareGenerated(owner, generated), temporary: true, generated };
  }
  const password = await passwords.prepare(owner, choice.password, policy, passwordContextOf(tenant, row));
  return { id: row.id, password, temporary: choice.temporary, generated: null };
}

/** @throws Refusal not_permitted, not_found, password_reused, recent_authentication_required (one's own) */
export async function applyChoice(
  options: UsersOptions,
  tx: Transaction,
  tenant: Tenant,
  caller: Caller,
  { id, password, temporary, generated }: PreparedChoice,
): Promise<void> {
  const { passwordPolicy: policy, temporaryPassword: hours } = tenant.settings;
  // Asked again: while the password was being hashed, the caller or the user may have become someone else.
  const current = await reachUser(tx, tenant, caller, id, 'password:set');
  await assertRecentForSelf(options, tx, tenant, caller, current);
  await options.passwords.set(tx, { tenant: tenant.id, user: id }, password, {
    temporary,
    expiresHours: hours.handedOverHours,
    changedBy: caller.name ?? caller.kind,
    history: policy.history,
    guarded: false,
  });
  await announce(tx, { kind: 'user', tenant: tenant.id, user: id });
  const details = { temporary, generated: generated !== null };
  await record(tx, caller, { action: 'user.password.set', target: auditTarget(current), details });
  if (current.email !== null) await options.mail.send(tx, noticeOf(tenant, current, current.email));
}

/**
 * Sets the web access password, which also unlocks and ends what the old one opened. The policy binds the administrator too.
 * @returns the password when it was generated: the only time it can be read
 * @throws Refusal not_permitted, not_found, password_policy, password_reused, recent_authentication_required (one's own)
 */
export async function setUserPassword(
  options: UsersOptions,
  tenant: Tenant,
  caller: Caller,
  id: string,
  choice: PasswordChoice,
): Promise<{ temporaryPassword?: string }> {
  const prepared = await prepareChoice(options, tenant, caller, id, choice);
  await options.database.withTenant(tenant.id, (tx) => applyChoice(options, tx, tenant, caller, prepared));
  return prepared.generated === null ? {} : { temporaryPassword: prepared.generated };
}

async function welcomeOf(
  { mail }: UsersOptions,
  tx: Transaction,
  tenant: Tenant,
  id: UserId,
): Promise<WelcomeDelivery | null> {
  const last = await mail.lastOf(tx, tenant.id, id, ['welcome', 'activation_link']);
  return last === null ? null : { status: last.status, at: last.at.toISOString(), reason: last.error };
}

/** State of each credential of a user. @throws Refusal not_permitted, not_found */
export function userCredentials(
  options: UsersOptions,
  tenant: Tenant,
  caller: Caller,
  id: string,
): Promise<Credentials> {
  const { database, passwords, portal } = options;
  const { passwordPolicy: policy, portalPassword: rules } = tenant.settings;
  const rule = lockRuleOf(tenant);
  return database.withTenant(tenant.id, async (tx) => {
    const row = await reachUser(tx, tenant, caller, id, 'credentials:read');
    const owner = { tenant: tenant.id, user: row.id };
    const state = await passwords.state(tx, owner, policy.maxAgeDays);
    const locks = await locksOf(tx, tenant.id, row.id, rule);
    const secondFactor = await options.secondFactorOf(tx, tenant.id, row.id);
    return {
      web: { ...state, ...lockStateOf(locks.elsewhere) },
      portal: { ...(await portal.state(tx, owner, rule)), rules },
      secondFactor: {
        ...secondFactor,
        required: options.factorRequired(tenant.settings.secondFactor, row.role),
        methods: tenant.settings.secondFactor.methods,
      },
      welcome: await welcomeOf(options, tx, tenant, row.id),
    };
  });
}

/**
 * Lifts the lock of one credential, everywhere; unlocking what is not locked is fine.
 * @throws Refusal not_permitted, not_found
 */
export async function unlockUserAccount(
  { database, portal }: UsersOptions,
  tenant: Tenant,
  caller: Caller,
  id: string,
  credential: LockedCredential,
): Promise<void> {
  await database.withTenant(tenant.id, async (tx) => {
    const row = await reachUser(tx, tenant, caller, id, 'unlock');
    const owner = { tenant: tenant.id, user: row.id };
    const wasLocked = credential === 'web' ? row.locked : (await portal.state(tx, owner, lockRuleOf(tenant))).locked;
    if (credential === 'web') await unlockUser(tx, tenant.id, row.id);
    else await portal.unlock(tx, owner);
    await record(tx, caller, { action: 'user.unlock', target: auditTarget(row), details: { credential, wasLocked } });
  });
}
