/** What a mail is about, as callers hand it over and as it is stored: encrypted, for it may hold a password or a code. */
import type { MailId, TenantId, UserId } from '../kernel/ids.ts';
import type { Sealer } from '../platform/seal.ts';
import { type Language, languages } from '../texts/texts.ts';
import type { MailMatter } from './render.ts';
import { linkOf, type MailParameters, type MailTemplate } from './templates.ts';

interface Addressed {
  /** `origin` as stored, e.g. `https://acme.usher.example`: every link is built from it. */
  readonly tenant: {
    readonly id: TenantId;
    readonly name: string;
    readonly origin: string;
    readonly accentColor: string | null;
  };
  readonly user: {
    readonly id: UserId | null;
    readonly name: string;
    readonly email: string;
    readonly language: Language;
  };
  /** After this moment, by the database's clock, it is not sent any more. */
  readonly expiresAt?: Date;
}

/** A mail to be sent: whose, to whom, and what it says. */
export type OutgoingMail = {
  [Template in MailTemplate]: Addressed & {
    readonly template: Template;
    readonly parameters: MailParameters[Template];
  };
}[MailTemplate];

const sealedFor = (tenant: TenantId, id: MailId) => [tenant, id, 'mail'];
/** @throws Error for a link to anywhere but the organisation's host: a mistake of the caller, found when it is made */
function matterOf(mail: OutgoingMail): MailMatter {
  const { tenant, user } = mail;
  const entries = Object.entries<string | number>({ ...mail.parameters });
  const parameters = Object.fromEntries(entries.map(([name, value]) => [name, String(value)]));
  if (parameters.link !== undefined && linkOf(parameters.link, tenant.origin) === null)
    throw new Error('A mail may lead to its own organisation only.');
  return {
    tenant: { name: tenant.name, origin: tenant.origin, accentColor: tenant.accentColor },
    user: { name: user.name, language: user.language },
    parameters,
  };
}

/** @throws Error as `matterOf` */
export function sealMatter(sealer: Sealer, id: MailId, mail: OutgoingMail): Buffer {
  return sealer.seal(JSON.stringify(matterOf(mail)), sealedFor(mail.tenant.id, id));
}

/** @throws UnsealError */
export function unsealMatter(sealer: Sealer, tenant: TenantId, id: MailId, sealed: Buffer): MailMatter {
  const json = sealer.unseal(sealed, sealedFor(tenant, id)).toString('utf8');
  // Written by `sealMatter` and authenticated by the seal. A language may have been dropped since.
  const matter = JSON.parse(json) as MailMatter;
  const language = languages.find((one) => one === matter.user.language) ?? 'en';
  return { ...matter, user: { ...matter.user, language } };
}
