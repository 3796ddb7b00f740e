/** What each mail says: its facts, its one action, and what to do if it was not you. Pure; render.ts gives it its look. */
import type { Text, TextKey } from '../texts/texts.ts';

/** What a caller hands over per template, as texts that people read. `address` of the notices is a network address. */
export interface MailParameters {
  welcome: {
    readonly address: string;
    readonly username: string;
    readonly temporaryPassword: string;
    readonly validUntil: string;
  };
  password_changed: { readonly when: string; readonly browser: string; readonly address: string };
  new_browser: { readonly when: string; readonly browser: string; readonly address: string };
  locked: { readonly when: string; readonly address: string };
  /** `address` is where the person logs in. The password itself is handed over, never mailed. */
  password_set_by_administrator: { readonly address: string };
}
export type MailTemplate = keyof MailParameters;

interface TemplateRule {
  readonly texts: readonly [subject: TextKey, lead: TextKey, action: TextKey, notYou: TextKey];
  /** Path on the organisation's host that the one button leads to. */
  readonly path: string;
  /** Parameters shown, in this order, with their labels. */
  readonly facts: readonly (readonly [parameter: string, label: TextKey])[];
}

const when = ['when', 'mail.field.when'] as const;
const browser = ['browser', 'mail.field.browser'] as const;
const network = ['address', 'mail.field.network'] as const;
const address = ['address', 'mail.field.address'] as const;

const rules: Record<MailTemplate, TemplateRule> = {
  welcome: {
    texts: ['mail.welcome.subject', 'mail.welcome.lead', 'mail.welcome.action', 'mail.welcome.notYou'],
    path: '/sign-in',
    facts: [
      address,
      ['username', 'mail.field.username'],
      ['temporaryPassword', 'mail.field.temporaryPassword'],
      ['validUntil', 'mail.field.validUntil'],
    ],
  },
  password_changed: {
    texts: [
      'mail.passwordChanged.subject',
      'mail.passwordChanged.lead',
      'mail.passwordChanged.action',
      'mail.passwordChanged.notYou',
    ],
    path: '/account',
    facts: [when, browser, network],
  },
  new_browser: {
    texts: ['mail.newBrowser.subject', 'mail.newBrowser.lead', 'mail.newBrowser.action', 'mail.newBrowser.notYou'],
    path: '/account',
    facts: [when, browser, network],
  },
  locked: {
    texts: ['mail.locked.subject', 'mail.locked.lead', 'mail.locked.action', 'mail.locked.notYou'],
    path: '/help',
    facts: [when, network],
  },
  password_set_by_administrator: {
    texts: ['mail.passwordSet.subject', 'mail.passwordSet.lead', 'mail.passwordSet.action', 'mail.passwordSet.notYou'],
    path: '/sign-in',
    facts: [address],
  },
};

export interface MailContent {
  readonly subject: string;
  readonly lead: string;
  readonly facts: readonly { readonly label: string; readonly value: string }[];
  readonly action: { readonly label: string; readonly href: string };
  readonly notYou: string;
}

/** True for the name of a template: stored mails are read back through it. */
export function isMailTemplate(name: string): name is MailTemplate {
  return Object.hasOwn(rules, name);
}

/**
 * The content of one mail in one language.
 * @param organization its name and its stored origin, the only source of links
 */
export function mailContent(
  template: MailTemplate,
  parameters: Readonly<Record<string, string>>,
  organization: { readonly name: string; readonly origin: string },
  text: Text,
): MailContent {
  const { texts, path, facts } = rules[template];
  const [subject, lead, action, notYou] = texts;
  const names = { organization: organization.name };
  return {
    subject: text(subject, names),
    lead: text(lead, names),
    facts: facts.map(([parameter, label]) => ({ label: text(label), value: parameters[parameter] ?? '' })),
    action: { label: text(action), href: new URL(path, organization.origin).href },
    notYou: text(notYou, names),
  };
}
