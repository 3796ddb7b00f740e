/** What each mail says: its facts, its one action, and what to do if it was not you. Pure; content.ts puts it into words. */
import type { TextKey } from '../texts/texts.ts';

interface Occasion {
  readonly when: string;
  readonly browser: string;
  /** Network address. */
  readonly address: string;
}

/** What can happen to the factors of an account (F4). */
export type FactorChange =
  | 'totp_on'
  | 'totp_off'
  | 'passkey_added'
  | 'passkey_removed'
  | 'recovery_codes_new'
  | 'email_code_on'
  | 'email_code_off'
  | 'reset_by_administrator';

/**
 * What a caller hands over per template, as texts that people read in the language of the mail, and numbers. `when` names a
 * moment with its time zone; `link` is a path on the organisation's host, or a whole address that begins with its origin.
 * A fact given as '' is left out.
 */
export interface MailParameters {
  /** `address` is where the person logs in, `link` the page of it. */
  welcome: {
    readonly link: string;
    readonly address: string;
    readonly username: string;
    readonly temporaryPassword: string;
    readonly validUntil: string;
  };
  /** The same, for organisations that let people choose their first password by a link. */
  activation_link: {
    readonly link: string;
    readonly hours: number;
    readonly username: string;
    readonly address: string;
  };
  /** F2. Six digits; `minutes` it is valid. */
  code: Occasion & { readonly code: string; readonly minutes: number };
  /** R2. `address` is the network address from which it was asked for. */
  reset_link: { readonly link: string; readonly minutes: number; readonly when: string; readonly address: string };
  /** However it was changed: by oneself, on the forced page, or by a link. */
  password_changed: Occasion;
  new_browser: Occasion;
  locked: { readonly when: string; readonly address: string };
  /** `address` is where the person logs in, `link` the page of it. The password itself is handed over, never mailed. */
  password_set_by_administrator: { readonly link: string; readonly address: string };
  portal_password_set: Occasion; // `browser` and `address` '' when an administrator did it
  factor_changed: Occasion & { readonly change: FactorChange };
  /** To the old address and to the new one. `newAddress` masked; '' when the account has none any more. */
  email_changed: { readonly newAddress: string; readonly when: string };
  expiry_warning: { readonly days: number; readonly when: string };
  /** To who may manage webhooks: one answered that it is gone, or nothing has arrived for days. `webhook` is its name. */
  webhook_disabled: {
    readonly link: string;
    readonly webhook: string;
    readonly host: string;
    readonly reason: 'gone' | 'failing';
    readonly when: string;
  };
  /** M5: an administrator tries whether mail arrives. */
  test: { readonly when: string };
}
export type MailTemplate = keyof MailParameters;

/** Parameters as they are stored and shown. */
export type Facts = Readonly<Record<string, string>>;

export interface TemplateRule {
  readonly subject: TextKey;
  /** The first line: what a list of mails previews after the subject. */
  readonly lead: TextKey | ((facts: Facts) => TextKey);
  readonly action: TextKey;
  readonly notYou: TextKey;
  readonly why?: TextKey;
  /** Where the one button leads on the organisation's host; `parameter` = the link given; null = nowhere, there is no button. */
  readonly leadsTo: string | { readonly parameter: string } | null;
  /** The parameter that is a number of minutes, hours or days, told in the texts as {duration}. */
  readonly duration?: readonly [parameter: string, unit: 'minute' | 'hour' | 'day'];
  /** Parameters shown, in this order, with their labels. */
  readonly facts: readonly (readonly [parameter: string, label: TextKey])[];
  /** The parameter shown largest: what the person came for. */
  readonly large?: string;
}

const when = ['when', 'mail.field.when'] as const;
const browser = ['browser', 'mail.field.browser'] as const;
const network = ['address', 'mail.field.network'] as const;
const address = ['address', 'mail.field.address'] as const;
const username = ['username', 'mail.field.username'] as const;

const factorLeads: Record<FactorChange, TextKey> = {
  totp_on: 'mail.factor.totpOn',
  totp_off: 'mail.factor.totpOff',
  passkey_added: 'mail.factor.passkeyAdded',
  passkey_removed: 'mail.factor.passkeyRemoved',
  recovery_codes_new: 'mail.factor.recoveryCodesNew',
  email_code_on: 'mail.factor.emailCodeOn',
  email_code_off: 'mail.factor.emailCodeOff',
  reset_by_administrator: 'mail.factor.resetByAdministrator',
};

function isFactorChange(value: string | undefined): value is FactorChange {
  return value !== undefined && Object.hasOwn(factorLeads, value);
}

export const templateRules: Record<MailTemplate, TemplateRule> = {
  welcome: {
    subject: 'mail.welcome.subject',
    lead: 'mail.welcome.lead',
    action: 'mail.welcome.action',
    notYou: 'mail.welcome.notYou',
    leadsTo: { parameter: 'link' },
    facts: [
      address,
      username,
      ['temporaryPassword', 'mail.field.temporaryPassword'],
      ['validUntil', 'mail.field.validUntil'],
    ],
  },
  activation_link: {
    subject: 'mail.activation.subject',
    lead: 'mail.activation.lead',
    action: 'mail.activation.action',
    notYou: 'mail.activation.notYou',
    leadsTo: { parameter: 'link' },
    duration: ['hours', 'hour'],
    facts: [address, username],
  },
  code: {
    subject: 'mail.code.subject',
    // The code stands where a list of mails shows it, but not in the subject: mail servers write subjects into their logs.
    lead: 'mail.code.lead',
    action: 'mail.code.action',
    notYou: 'mail.code.notYou',
    // A code is typed where it was asked for. A mail that leads to a page for codes would teach people to follow such links.
    leadsTo: null,
    duration: ['minutes', 'minute'],
    facts: [['code', 'mail.field.code'], when, browser, network],
    large: 'code',
  },
  reset_link: {
    subject: 'mail.reset.subject',
    lead: 'mail.reset.lead',
    action: 'mail.reset.action',
    notYou: 'mail.reset.notYou',
    leadsTo: { parameter: 'link' },
    duration: ['minutes', 'minute'],
    facts: [when, network],
  },
  password_changed: {
    subject: 'mail.passwordChanged.subject',
    lead: 'mail.passwordChanged.lead',
    action: 'mail.passwordChanged.action',
    notYou: 'mail.passwordChanged.notYou',
    leadsTo: '/account',
    facts: [when, browser, network],
  },
  new_browser: {
    subject: 'mail.newBrowser.subject',
    lead: 'mail.newBrowser.lead',
    action: 'mail.newBrowser.action',
    notYou: 'mail.newBrowser.notYou',
    leadsTo: '/account',
    facts: [when, browser, network],
  },
  locked: {
    subject: 'mail.locked.subject',
    lead: 'mail.locked.lead',
    action: 'mail.locked.action',
    notYou: 'mail.locked.notYou',
    leadsTo: '/help',
    facts: [when, network],
  },
  password_set_by_administrator: {
    subject: 'mail.passwordSet.subject',
    lead: 'mail.passwordSet.lead',
    action: 'mail.passwordSet.action',
    notYou: 'mail.passwordSet.notYou',
    leadsTo: { parameter: 'link' },
    facts: [address],
  },
  portal_password_set: {
    subject: 'mail.portalPassword.subject',
    lead: ({ browser }) => (browser ? 'mail.portalPassword.lead' : 'mail.portalPassword.byAdministrator'),
    action: 'mail.portalPassword.action',
    notYou: 'mail.portalPassword.notYou',
    leadsTo: '/account/portal-password',
    facts: [when, browser, network],
  },
  factor_changed: {
    subject: 'mail.factor.subject',
    lead: ({ change }) => (isFactorChange(change) ? factorLeads[change] : 'mail.factor.lead'),
    action: 'mail.factor.action',
    notYou: 'mail.factor.notYou',
    leadsTo: '/account',
    facts: [when, browser, network],
  },
  email_changed: {
    subject: 'mail.emailChanged.subject',
    lead: ({ newAddress }) => (newAddress ? 'mail.emailChanged.lead' : 'mail.emailChanged.removed'),
    action: 'mail.emailChanged.action',
    notYou: 'mail.emailChanged.notYou',
    why: 'mail.emailChanged.why',
    leadsTo: '/help',
    facts: [['newAddress', 'mail.field.newAddress'], when],
  },
  expiry_warning: {
    subject: 'mail.expiry.subject',
    lead: 'mail.expiry.lead',
    action: 'mail.expiry.action',
    notYou: 'mail.expiry.notYou',
    leadsTo: '/account/password',
    duration: ['days', 'day'],
    facts: [['when', 'mail.field.expires']],
  },
  webhook_disabled: {
    subject: 'mail.webhookDisabled.subject',
    lead: ({ reason }) => (reason === 'gone' ? 'mail.webhookDisabled.gone' : 'mail.webhookDisabled.failing'),
    action: 'mail.webhookDisabled.action',
    notYou: 'mail.webhookDisabled.notYou',
    why: 'mail.webhookDisabled.why',
    leadsTo: { parameter: 'link' },
    facts: [['webhook', 'mail.field.webhook'], ['host', 'mail.field.host'], when],
  },
  test: {
    subject: 'mail.test.subject',
    lead: 'mail.test.lead',
    action: 'mail.test.action',
    notYou: 'mail.test.notYou',
    leadsTo: '/console/settings/mail',
    facts: [when],
  },
};

// The keys of a literal are its own: Object.keys merely widens them to string.
export const mailTemplates = Object.keys(templateRules) as readonly MailTemplate[];

/** True for the name of a template: stored mails are read back through it. */
export function isMailTemplate(name: string): name is MailTemplate {
  return Object.hasOwn(templateRules, name);
}

/**
 * The address of a link on the organisation's host, null when it leads anywhere else: links are built from the stored origin.
 * @param link a path, or a whole address
 */
export function linkOf(link: string, origin: string): string | null {
  const url = URL.parse(link, origin);
  return url !== null && url.origin === new URL(origin).origin ? url.href : null;
}
