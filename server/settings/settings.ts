/**
 * Settings shows administrators what they decide on before they decide: how many people a setting would affect, what the sign-in
 * page would look like, whether mail arrives. The console's Settings area calls it. It never changes a setting: tenants does.
 */
import { record } from '../audit/audit.ts';
import type { Caller } from '../kernel/caller.ts';
import { type MailId, parseId, type UserId } from '../kernel/ids.ts';
import { refuse } from '../kernel/refusal.ts';
import type { Mail, MailOutcome } from '../mail/mail.ts';
import { type MailFailure, mailFailures, mailOutcome, recentMails } from '../mail/outcomes.ts';
import type { Database } from '../platform/database.ts';
import { whenText } from '../signin/notices.ts';
import type { Tenant } from '../tenants/tenants.ts';
import { recipientOf } from '../users/emails/recipient.ts';
import { findUser } from '../users/users.ts';
import { type EffectRow, effectsCount } from './store.ts';

export interface SettingsOptions {
  readonly database: Database;
  readonly mail: Pick<Mail, 'send' | 'captured'>;
  /** From whom mails come, as configured. */
  readonly mailFrom: string;
}

/** What is asked: as many days as a setting would have; null: not asked. */
export interface EffectsQuery {
  readonly passwordDays: number | null;
  readonly inactiveDays: number | null;
}

const failuresShown = 20;
/** Test mails of one person within so many minutes. */
const testsMax = 5;
const testsMinutes = 10;

function assertMayRead(caller: Caller): void {
  if (!caller.permissions.has('settings:read')) throw refuse('not_permitted');
}

/** Whom settings would affect, in numbers. @throws Refusal not_permitted */
export async function effectsOf(
  { database }: SettingsOptions,
  caller: Caller,
  query: EffectsQuery,
): Promise<EffectRow> {
  assertMayRead(caller);
  return database.withTenant(caller.tenant, (tx) => effectsCount(tx, caller.tenant, query));
}

export interface MailOverview {
  readonly from: string;
  /** False: no mail server is configured, and mails are kept for whoever sits at the machine. */
  readonly delivered: boolean;
  readonly failures: readonly MailFailure[];
}

/** From whom this organisation's mails come, and the last that were given up. @throws Refusal not_permitted */
export async function mailOverview(
  { database, mail, mailFrom }: SettingsOptions,
  caller: Caller,
): Promise<MailOverview> {
  assertMayRead(caller);
  const failures = await database.withTenant(caller.tenant, (tx) => mailFailures(tx, caller.tenant, failuresShown));
  return { from: mailFrom, delivered: mail.captured === null, failures };
}

/**
 * Queues a mail to the caller's own address: at most 5 within 10 minutes.
 * @returns its id, by which its delivery is followed
 * @throws Refusal not_permitted, no_email_address (also for programs, which have none), rate_limited
 */
export async function sendTestMail(
  { database, mail }: SettingsOptions,
  tenant: Tenant,
  caller: Caller,
): Promise<MailId> {
  if (!caller.permissions.has('settings:update')) throw refuse('not_permitted');
  const own = caller.kind === 'user' && caller.id !== null ? parseId<UserId>(caller.id) : null;
  if (own === null) throw refuse('no_email_address');
  return database.withTenant(tenant.id, async (tx) => {
    const person = await findUser(tx, tenant, { id: own });
    if (person === undefined || person.email === null) throw refuse('no_email_address');
    const recent = await recentMails(tx, tenant.id, own, { template: 'test', minutes: testsMinutes });
    if (recent.count >= testsMax) {
      throw refuse('rate_limited', {
        retryAfterSeconds: Math.max(1, Math.ceil(testsMinutes * 60 - recent.oldestSeconds)),
      });
    }
    const to = recipientOf(tenant, { ...person, email: person.email });
    const parameters = { when: whenText(tenant, to.user.language) };
    const id = await mail.send(tx, { ...to, template: 'test', parameters });
    await record(tx, caller, { action: 'mail.test', details: { recipient: person.email } });
    return id;
  });
}

/** How a mail fares. @throws Refusal not_permitted, not_found */
export async function mailStateOf({ database }: SettingsOptions, caller: Caller, id: string): Promise<MailOutcome> {
  assertMayRead(caller);
  const parsed = parseId<MailId>(id);
  const outcome = parsed && (await database.withTenant(caller.tenant, (tx) => mailOutcome(tx, caller.tenant, parsed)));
  if (!outcome) throw refuse('not_found');
  return outcome;
}
