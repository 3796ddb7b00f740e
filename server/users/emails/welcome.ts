/**
 * What a new person is mailed (P1): a temporary password, or a link to choose the first one, as the organisation set it. And
 * sending it again: whatever was sent before is dead with the same transaction.
 */
import { record } from '../../audit/audit.ts';
import type { Caller } from '../../kernel/caller.ts';
import { now } from '../../kernel/clock.ts';
import type { UserId } from '../../kernel/ids.ts';
import { refuse } from '../../kernel/refusal.ts';
import type { OutgoingMail } from '../../mail/mail.ts';
import { issueLink } from '../../passwords/links.ts';
import type { PreparedPassword } from '../../passwords/passwords.ts';
import { temporaryPassword } from '../../passwords/temporary.ts';
import type { Transaction } from '../../platform/database.ts';
import { newToken } from '../../platform/http/http.ts';
import { announce } from '../../platform/notify.ts';
import { signInPath } from '../../tenants/sign-in-path.ts';
import type { Tenant } from '../../tenants/tenants.ts';
import { instantInWords } from '../../texts/refusal-message.ts';
import type { UsersOptions } from '../acts.ts';
import { auditTarget, reachUser } from '../reach.ts';
import { addressForPasswords } from './email-confirmation.ts';
import { recipientOf } from './recipient.ts';

/** Whom a welcome mail goes to. */
export interface Newcomer {
  readonly id: UserId;
  readonly username: string;
  readonly first_name: string;
  readonly last_name: string;
  readonly locale: string | null;
  readonly email: string;
}

/** Whether this organisation welcomes people with an address by a link. */
export function welcomesByLink(tenant: Tenant): boolean {
  return tenant.settings.welcome === 'activation_link';
}

/** The mail with the temporary password. */
export function temporaryPasswordMail(tenant: Tenant, to: Newcomer, plain: string): OutgoingMail {
  const validUntil = now().add({ hours: tenant.settings.temporaryPassword.mailHours });
  const recipient = recipientOf(tenant, to);
  return {
    ...recipient,
    template: 'welcome',
    parameters: {
      link: signInPath[tenant.kind],
      address: tenant.origin,
      username: to.username,
      temporaryPassword: plain,
      validUntil: instantInWords(recipient.user.language, validUntil.toString(), tenant.timeZone),
    },
    expiresAt: new Date(validUntil.epochMilliseconds),
  };
}

/** The mail with a link for the first password. */
export function activationMail(
  tenant: Tenant,
  to: Newcomer,
  link: { readonly path: string; readonly expiresAt: Date },
): OutgoingMail {
  const hours = tenant.settings.temporaryPassword.mailHours;
  return {
    ...recipientOf(tenant, to),
    template: 'activation_link',
    parameters: { link: link.path, hours, username: to.username, address: tenant.origin },
    expiresAt: link.expiresAt,
  };
}

/** Mails the temporary password. */
export async function sendTemporaryPassword(
  { mail }: UsersOptions,
  tx: Transaction,
  tenant: Tenant,
  to: Newcomer,
  plain: string,
): Promise<void> {
  await mail.send(tx, temporaryPasswordMail(tenant, to, plain));
}

/**
 * Issues a link for the first password and mails it; every older link of the person is dead.
 * @throws Refusal precondition_failed when the address changed meanwhile
 */
export async function sendActivationLink(
  { mail }: UsersOptions,
  tx: Transaction,
  tenant: Tenant,
  to: Newcomer,
): Promise<void> {
  const hours = tenant.settings.temporaryPassword.mailHours;
  const owner = { tenant: tenant.id, user: to.id };
  const link = await issueLink(tx, owner, { purpose: 'activation', minutes: hours * 60, perHourMax: null });
  if (link === null) throw new Error('A link without a limit was refused.');
  if (link.address !== to.email) throw refuse('precondition_failed');
  await mail.send(tx, activationMail(tenant, to, link));
}

/** The password that takes the place of the old one: sent, or known to nobody where a link is sent instead. */
interface Replacement {
  readonly plain: string | null;
  /** Null where there is no old one to be replaced. */
  readonly prepared: PreparedPassword | null;
}

async function replacementOf({ passwords }: UsersOptions, tenant: Tenant, id: UserId, isSet: boolean) {
  const owner = { tenant: tenant.id, user: id };
  const plain = welcomesByLink(tenant) ? null : temporaryPassword(tenant.settings.passwordPolicy);
  const prepared = plain !== null || isSet ? await passwords.prepareGenerated(owner, plain ?? newToken()) : null;
  return { plain, prepared } satisfies Replacement;
}

/**
 * Sends the welcome again: a new temporary password, or a new link. The one before, whatever it was, ends with it, and so does
 * everything opened with it.
 * @throws Refusal not_permitted, not_found, no_email_address, email_unconfirmed, precondition_failed (chosen meanwhile), unavailable
 */
export async function sendWelcomeAgain(
  options: UsersOptions,
  tenant: Tenant,
  caller: Caller,
  id: string,
): Promise<void> {
  const { database, passwords } = options;
  const { passwordPolicy: policy, temporaryPassword: hours } = tenant.settings;
  const before = await database.withTenant(tenant.id, async (tx) => {
    const row = await reachUser(tx, tenant, caller, id, 'password:set');
    addressForPasswords(row);
    return { id: row.id, isSet: (await passwords.state(tx, { tenant: tenant.id, user: row.id })).set };
  });
  const { plain, prepared } = await replacementOf(options, tenant, before.id, before.isSet);
  await database.withTenant(tenant.id, async (tx) => {
    // Asked again: while the password was being hashed, the caller or the user may have become someone else.
    const row = await reachUser(tx, tenant, caller, id, 'password:set');
    const email = addressForPasswords(row);
    const owner = { tenant: tenant.id, user: row.id };
    if (prepared === null && (await passwords.state(tx, owner)).set) throw refuse('precondition_failed');
    if (prepared !== null)
      await passwords.set(tx, owner, prepared, {
        temporary: true,
        // Beside a link there is no password to enter with: the old one is replaced by one that has expired already.
        expiresHours: plain === null ? 0 : hours.mailHours,
        changedBy: caller.name ?? caller.kind,
        history: policy.history,
        guarded: false,
      });
    await announce(tx, { kind: 'user', tenant: tenant.id, user: row.id });
    const details = { by: plain === null ? 'activation_link' : 'temporary_password' };
    await record(tx, caller, { action: 'user.welcome', target: auditTarget(row), details });
    const to = { ...row, email };
    if (plain === null) await sendActivationLink(options, tx, tenant, to);
    else await sendTemporaryPassword(options, tx, tenant, to, plain);
  });
}
