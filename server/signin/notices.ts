/** What the owner of an account is told by mail about signing in: a new browser, a lock. Rules and contents only. */
import type { CodeMail } from '../factors/email-code.ts';
import type { Origin } from '../kernel/caller.ts';
import { now } from '../kernel/clock.ts';
import { parseId, type TenantId, type UserId } from '../kernel/ids.ts';
import type { Mail, OutgoingMail } from '../mail/mail.ts';
import type { FactorChange } from '../mail/templates.ts';
import { isLocked } from '../passwords/lockout.ts';
import type { Database } from '../platform/database.ts';
import type { Tenant, Tenants } from '../tenants/tenants.ts';
import { localeOf } from '../texts/refusal-message.ts';
import type { Language } from '../texts/texts.ts';
import { recipientOf } from '../users/emails/recipient.ts';
import { lockRuleOf } from '../users/user.ts';
import type { DeviceEntry } from './device-cookie.ts';
import { type PersonRow, personFetch } from './store.ts';

/** Formatters by language and time zone: making one costs a hundred times what using it does. */
const momentFormats = new Map<string, Intl.DateTimeFormat>();
const momentFormatsMax = 200;

function momentFormat(language: Language, timeZone: string): Intl.DateTimeFormat {
  const key = `${language} ${timeZone}`;
  const known = momentFormats.get(key);
  if (known) return known;
  if (momentFormats.size >= momentFormatsMax) momentFormats.clear();
  const made = new Intl.DateTimeFormat(localeOf[language], { dateStyle: 'full', timeStyle: 'long', timeZone });
  momentFormats.set(key, made);
  return made;
}

/** The moment, in the organisation's time zone, with the zone's name. */
export function whenText(tenant: Tenant, language: Language): string {
  return momentFormat(language, tenant.timeZone).format(now().epochMilliseconds);
}

/** Whom a notice goes to, and in which language. */
type Addressee = Pick<PersonRow, 'id' | 'username' | 'first_name' | 'last_name' | 'email' | 'locale'>;

/** Who gets it, and in which look; null when the person has no address. */
function addressed(tenant: Tenant, person: Addressee): Pick<OutgoingMail, 'tenant' | 'user'> | null {
  const { email } = person;
  return email === null ? null : recipientOf(tenant, { ...person, email });
}

/**
 * The new-browser mail: not at the very first sign-in, not on a browser that signed this person in before, and not on a shared
 * desk (a browser that other people use), where it would come every morning and be read by nobody.
 */
export function noticeOf(
  tenant: Tenant,
  person: PersonRow,
  devices: readonly DeviceEntry[],
  origin: Origin,
): OutgoingMail | null {
  if (person.last_sign_in_at === null || devices.length > 0) return null;
  const to = addressed(tenant, person);
  if (to === null) return null;
  return {
    ...to,
    template: 'new_browser',
    parameters: { when: whenText(tenant, to.user.language), browser: origin.browser, address: origin.address },
  };
}

/** The mail about one's own password having changed (ASVS 5.0 6.3.7); null when there is no address. */
export function changedNotice(tenant: Tenant, person: Addressee, { browser, address }: Origin): OutgoingMail | null {
  const to = addressed(tenant, person);
  if (to === null) return null;
  const when = whenText(tenant, to.user.language);
  return { ...to, template: 'password_changed', parameters: { when, browser, address } };
}

/** The mail about a second factor having changed (ASVS 5.0 6.3.7); null when there is no address. */
export function factorNotice(
  tenant: Tenant,
  person: Addressee,
  { browser, address }: Origin,
  change: FactorChange,
): OutgoingMail | null {
  const to = addressed(tenant, person);
  if (to === null) return null;
  const when = whenText(tenant, to.user.language);
  return { ...to, template: 'factor_changed', parameters: { change, when, browser, address } };
}

/** To whom the code of a sign-in goes, and what its mail says (F2); null when there is no address. */
export function codeMailOf(tenant: Tenant, person: PersonRow, { browser, address }: Origin): CodeMail | null {
  const to = addressed(tenant, person);
  return to === null ? null : { to, when: whenText(tenant, to.user.language), browser, address };
}

/** Tells the owner that the account is locked; for an identifier that nobody has, it does nothing. */
export function lockedNotice(database: Database, tenants: Tenants, mail: Mail): (payload: unknown) => Promise<void> {
  return async (payload) => {
    const given = payload as { tenant: TenantId; user: string | null; address: string }; // written by attempt.ts only
    const user = given.user === null ? null : parseId<UserId>(given.user);
    if (user === null) return;
    const tenant = await tenants.byId(given.tenant);
    await database.withTenant(tenant.id, async (tx) => {
      const person = await personFetch(tx, tenant.id, user, { maxAgeDays: null });
      const to = person && addressed(tenant, person);
      const elsewhere = { subject: `user:${user}`, bucket: 'elsewhere' };
      if (!to || !(await isLocked(tx, tenant.id, elsewhere, lockRuleOf(tenant)))) return;
      await mail.send(tx, {
        ...to,
        template: 'locked',
        parameters: { when: whenText(tenant, to.user.language), address: given.address },
      });
    });
  };
}
