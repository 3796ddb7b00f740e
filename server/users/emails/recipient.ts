/** How a mail is addressed to a user: the organisation's look, the person's name and language. */
import type { UserId } from '../../kernel/ids.ts';
import type { OutgoingMail } from '../../mail/mail.ts';
import type { Tenant } from '../../tenants/tenants.ts';
import { chooseLanguage } from '../../texts/texts.ts';
import { displayName } from '../user.ts';

interface Recipient {
  readonly id: UserId;
  readonly username: string;
  readonly first_name: string;
  readonly last_name: string;
  readonly email: string;
  readonly locale: string | null;
}

/** The parts of a mail that say from which organisation it comes and to whom it goes. */
export function recipientOf(tenant: Tenant, person: Recipient): Pick<OutgoingMail, 'tenant' | 'user'> {
  const { id, name, origin, settings } = tenant;
  return {
    tenant: { id, name, origin, accentColor: settings.branding.accentColor },
    user: {
      id: person.id,
      name: displayName(person),
      email: person.email,
      language: chooseLanguage([person.locale, tenant.locale]),
    },
  };
}
