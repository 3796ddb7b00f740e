/** What the form can say about an organisation's fields before the server judges them with its own rules. */
import type { OrganizationChange } from '../api/organizations.ts';

// A DNS label (RFC 1123, section 2.1): letters, digits, inner hyphens, 63 octets at most.
const slugPattern = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** Refusals by the server that are about the slug. */
export const slugRefusals = { slug_taken: 'slug', slug_reserved: 'slug' } as const;

/** Refusals by the server that are about either address. */
export const addressRefusals = { ...slugRefusals, domain_taken: 'domain' } as const;

export type SlugFault = 'missing' | 'invalid';

/** Why this cannot be an organisation's slug; null when it can. */
export function slugFault(slug: string): SlugFault | null {
  if (slug === '') return 'missing';
  return slugPattern.test(slug) ? null : 'invalid';
}

/** A slug to begin with, made of a display name: `Café Norte, S. A.` gives `cafe-norte-s-a`. */
export function slugFrom(name: string): string {
  return name
    .normalize('NFKD')
    .replaceAll(/\p{Mark}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 63)
    .replaceAll(/^-|-$/g, '');
}

/** True for a whole number of seats, 0 or more. */
export function isSeatCount(seats: number | string): seats is number {
  return typeof seats === 'number' && Number.isSafeInteger(seats) && seats >= 0;
}

/** In the form: no language of the organisation's own, each browser decides. Stored as null. */
export const browserLocale = 'browser';

/** What the form's choice is stored as. */
export function storedLocale(chosen: string): string | null {
  return chosen === browserLocale ? null : chosen;
}

interface Changeable {
  readonly name: string;
  readonly slug: string;
  /** Empty: none. The server judges it and writes it its own way. */
  readonly domain: string;
  readonly timeZone: string | null;
  /** A language, or `browserLocale`. */
  readonly locale: string;
  readonly seats: number | string;
  readonly seatlessRoles: boolean;
}

/** What differs in `after` (validated values of the form), ready to be sent; empty when nothing does. */
export function changesOf(before: Changeable, after: Changeable): OrganizationChange {
  const name = after.name.trim();
  const domain = after.domain.trim();
  return {
    ...(name === before.name ? {} : { name }),
    ...(after.slug === before.slug ? {} : { slug: after.slug }),
    ...(domain === before.domain ? {} : { domain: domain === '' ? null : domain }),
    ...(after.timeZone === before.timeZone || after.timeZone === null ? {} : { timeZone: after.timeZone }),
    ...(after.locale === before.locale ? {} : { locale: storedLocale(after.locale) }),
    ...(after.seats === before.seats || !isSeatCount(after.seats) ? {} : { seats: after.seats }),
    ...(after.seatlessRoles === before.seatlessRoles ? {} : { seatlessRoles: after.seatlessRoles }),
  };
}
