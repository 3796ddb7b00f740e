// One of each mail, for tests and for looking at them.
import { newId, type TenantId, type UserId } from '../../server/kernel/ids.ts';
import type { OutgoingMail } from '../../server/mail/mail.ts';
import type { FactorChange, MailParameters, MailTemplate } from '../../server/mail/templates.ts';
import type { Language } from '../../server/texts/texts.ts';

const origin = 'https://northwind.usher.example';
const when = 'Friday 20 November 2026, 09:00 CET';
const occasion = { when, browser: 'Firefox on Linux', address: '203.0.113.9' };

export const factorChanges: readonly FactorChange[] = [
  'totp_on',
  'totp_off',
  'passkey_added',
  'passkey_removed',
  'recovery_codes_new',
  'email_code_on',
  'email_code_off',
  'reset_by_administrator',
];

/** What each template is given at least once. */
export const sampleParameters: { readonly [Template in MailTemplate]: readonly MailParameters[Template][] } = {
  welcome: [
    {
      link: `${origin}/sign-in`,
      address: origin,
      username: 'ana.perez',
      temporaryPassword: 'Kiwi-4821-mesa',
      validUntil: 'Sat 21 Nov, 09:00 CET',
    },
  ],
  activation_link: [
    {
      link: `${origin}/reset-password#Zk3vQ9pXw2LmT7rYb5NcJ8hDf4GsAq6E`,
      hours: 24,
      username: 'ana.perez',
      address: origin,
    },
  ],
  code: [{ code: '482913', minutes: 5, ...occasion }],
  reset_link: [
    { link: '/reset-password#Zk3vQ9pXw2LmT7rYb5NcJ8hDf4GsAq6E', minutes: 60, when, address: occasion.address },
  ],
  password_changed: [occasion],
  new_browser: [occasion],
  locked: [{ when, address: occasion.address }],
  password_set_by_administrator: [{ link: `${origin}/sign-in`, address: origin }],
  portal_password_set: [occasion, { when, browser: '', address: '' }],
  factor_changed: factorChanges.map((change) => ({ change, ...occasion })),
  email_changed: [
    { newAddress: 'a•••@northwind.example', when },
    { newAddress: '', when },
  ],
  expiry_warning: [
    { days: 7, when },
    { days: 1, when },
  ],
  webhook_disabled: (['gone', 'failing'] as const).map((reason) => ({
    link: '/console/settings/webhooks/1',
    webhook: 'Payroll',
    host: 'hooks.northwind.example',
    reason,
    when,
  })),
  test: [{ when }],
};

/** Every sample as a mail to be sent. */
export function sampleMails(tenant: TenantId, language: Language = 'en'): OutgoingMail[] {
  const user = { id: newId<UserId>(), name: 'Ana Pérez', email: 'ana@northwind.example', language };
  return Object.entries(sampleParameters).flatMap(([template, list]) =>
    list.map(
      (parameters) =>
        ({
          tenant: { id: tenant, name: 'Northwind', origin, accentColor: '#aa3300' },
          user,
          template,
          parameters,
        }) as OutgoingMail, // the table above pairs each template with its own parameters
    ),
  );
}
