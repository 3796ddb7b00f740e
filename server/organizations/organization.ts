/** An organisation as operators see it, and the rules its fields must meet. Pure. */
import { now } from '../kernel/clock.ts';
import { refuse, type Violation } from '../kernel/refusal.ts';
import { originOf } from '../tenants/addresses.ts';
import { chooseLanguage, languages } from '../texts/texts.ts';
import { nameViolations } from '../users/identifiers.ts';
import { domainFault, domainInAscii, type Installation } from './domain.ts';
import type { OrganizationChange, OrganizationRow } from './store.ts';

export interface Organization {
  readonly slug: string;
  /** Host name of its own; null where it has only the address below the base host. */
  readonly domain: string | null;
  readonly name: string;
  readonly timeZone: string;
  readonly locale: string | null;
  readonly seats: number;
  /** Whether its administrators may make roles that take no seat. */
  readonly seatlessRoles: boolean;
  readonly status: 'active' | 'suspended';
  readonly address: string;
  readonly users: number;
  readonly seatsInUse: number;
  readonly exportedRecently: boolean;
  readonly createdAt: string;
}

export interface NewOrganization {
  readonly slug: string;
  readonly name: string;
  readonly timeZone?: string;
  readonly locale?: string | null;
  readonly seats: number;
  readonly seatlessRoles?: boolean;
  readonly administrator?: {
    readonly username: string;
    readonly email?: string | null;
    readonly firstName?: string;
    readonly lastName?: string;
  };
}

export interface OrganizationPatch {
  readonly slug?: string;
  /** As an operator types it; null removes it. */
  readonly domain?: string | null;
  readonly name?: string;
  readonly timeZone?: string;
  readonly locale?: string | null;
  readonly seats?: number;
  /** False also makes those that take none take one. */
  readonly seatlessRoles?: boolean;
}

/** Names that mean something else below the base host, or might one day. */
const reservedSlugs = new Set([
  'operator',
  'operators',
  'www',
  'api',
  'admin',
  'setup',
  'mail',
  'smtp',
  'assets',
  'static',
  'status',
  'usher',
  'localhost',
]);
const slugPattern = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;
function isTimeZone(name: string): boolean {
  try {
    return now().toZonedDateTimeISO(name).timeZoneId !== '' && !/^[+-]/.test(name);
  } catch {
    return false;
  }
}

function violationsOf(input: OrganizationPatch, installation: Installation): Violation[] {
  const found: Violation[] = [];
  const fault = input.domain == null ? null : domainFault(input.domain, installation);
  if (fault !== null) found.push({ path: '/domain', message: fault });
  if (input.slug !== undefined && (!slugPattern.test(input.slug) || input.slug.startsWith('xn--')))
    found.push({ path: '/slug', message: 'must be a DNS label: 1 to 63 lower-case letters, digits and inner hyphens' });
  if (input.name !== undefined && (input.name.trim() === '' || /[\p{Cc}\p{Zl}\p{Zp}]/u.test(input.name)))
    found.push({ path: '/name', message: 'must be 1 to 200 visible characters' });
  if (input.timeZone !== undefined && !isTimeZone(input.timeZone))
    found.push({ path: '/timeZone', message: 'is not an IANA time zone like Europe/Lisbon' });
  if (input.locale != null && chooseLanguage([input.locale]) !== input.locale.split('-')[0])
    found.push({ path: '/locale', message: `is not one of ${languages.join(', ')}` });
  return found;
}

/** @throws Refusal invalid_request with every fault, slug_reserved */
export function assertFit(input: OrganizationPatch, installation: Installation): void {
  const violations = violationsOf(input, installation);
  if (violations.length > 0) throw refuse('invalid_request', { violations });
  if (input.slug !== undefined && reservedSlugs.has(input.slug)) throw refuse('slug_reserved');
}

/** @throws Refusal invalid_request when the first administrator's names are not fit, before anything exists */
export function assertAdministrator(administrator: NewOrganization['administrator']): void {
  if (administrator === undefined) return;
  const violations = nameViolations(administrator).map((one) => ({ ...one, path: `/administrator${one.path}` }));
  if (violations.length > 0) throw refuse('invalid_request', { violations });
}

/** The columns that a fit patch changes. */
export function changeOf(patch: OrganizationPatch): OrganizationChange {
  return {
    ...(patch.slug === undefined ? {} : { slug: patch.slug }),
    ...(patch.domain === undefined ? {} : { domain: patch.domain === null ? null : domainInAscii(patch.domain) }),
    ...(patch.name === undefined ? {} : { name: patch.name.trim() }),
    ...(patch.timeZone === undefined ? {} : { time_zone: patch.timeZone }),
    ...(patch.locale === undefined ? {} : { locale: patch.locale }),
    ...(patch.seats === undefined ? {} : { seats: patch.seats }),
    ...(patch.seatlessRoles === undefined ? {} : { seatless_roles: patch.seatlessRoles }),
  };
}

/** What the API shows of a row; `base` is the origin below which organisations live. */
export function organizationOf(row: OrganizationRow, base: URL): Organization {
  return {
    slug: row.slug,
    domain: row.domain,
    name: row.name,
    timeZone: row.time_zone,
    locale: row.locale,
    seats: row.seats,
    seatlessRoles: row.seatless_roles,
    status: row.status,
    address: originOf({ kind: 'organization', slug: row.slug, domain: row.domain }, base),
    users: row.users,
    seatsInUse: row.seats_in_use,
    exportedRecently: row.exported_recently,
    createdAt: row.created_at.toISOString(),
  };
}
