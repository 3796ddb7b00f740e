/**
 * What SCIM may write of a user, attribute by attribute, and how values from outside are read: one address and one telephone number
 * (`work`), one role. What the core and the enterprise schema also have and Usher does not keep is passed over, so that the
 * usual mappings of identity providers work as they are. Pure.
 */
import { booleanOf, membersOf, textOf } from './json.ts';
import { refuseScim } from './refusal.ts';

export interface UserDraft {
  userName: string;
  externalId: string | null;
  givenName: string;
  familyName: string;
  email: string | null;
  phone: string | null;
  language: string | null;
  extension: string | null;
  active: boolean;
  /** Key of the role. */
  role: string;
  /** Only ever written. */
  password: string | null;
}

export const userSchema = 'urn:ietf:params:scim:schemas:core:2.0:User';
/** The form is what Entra asks of the URN of an extension. */
export const usherSchema = 'urn:ietf:params:scim:schemas:extension:usher:2.0:User';

/** Of a user whose role nobody names. */
export const defaultRole = 'agent';

/** In the core schema (RFC 7643 section 4.1) and not kept. `displayName` and `name.formatted` follow from the name. */
const notKept: ReadonlySet<string> = new Set([
  'displayname',
  'nickname',
  'profileurl',
  'title',
  'usertype',
  'locale',
  'timezone',
  'ims',
  'photos',
  'addresses',
  'entitlements',
  'x509certificates',
]);

export function isNotKept(attribute: string): boolean {
  return notKept.has(attribute);
}

/** Assigned by the server (RFC 7643 sections 3.1 and 4.1.2). */
const readOnly: ReadonlySet<string> = new Set(['id', 'meta', 'groups', 'schemas']);

export function isReadOnly(attribute: string): boolean {
  return readOnly.has(attribute);
}

/** `+351 (21) 000-0000`, `tel:+35121…;ext=1` → what is dialled. @throws Refusal invalidValue */
export function phoneOf(value: unknown): string | null {
  const said = textOf(value, 'phoneNumbers.value')?.trim() ?? '';
  if (said === '') return null;
  const digits = said
    .slice(0, 100)
    .replace(/^tel:/i, '')
    .replace(/;.*$/, '')
    .replace(/[\s().\-/\u2010-\u2015]/g, '');
  if (!/^\+?\d{1,31}$/.test(digits)) throw refuseScim('invalidValue', 'phoneNumbers.value is no telephone number.');
  return digits;
}

/** The first of a list like that of Accept-Language (RFC 7643 section 4.1.1), as far as Usher can tell it; null for no other. */
export function languageOf(value: unknown): string | null {
  const first = (textOf(value, 'preferredLanguage') ?? '').slice(0, 200).split(/[,;]/)[0]?.trim() ?? '';
  const [, language, region] = /^([a-z]{2})(?:[-_]([a-z]{2}))?(?:[-_].*)?$/i.exec(first) ?? [];
  if (language === undefined) return null;
  return region === undefined ? language.toLowerCase() : `${language.toLowerCase()}-${region.toUpperCase()}`;
}

export function extensionOf(value: unknown): string | null {
  const said = textOf(value, 'extension');
  if (said === null || said === '') return null;
  if (!/^\d{1,10}$/.test(said)) throw refuseScim('invalidValue', 'extension must be 1 to 10 digits.');
  return said;
}

export function externalIdOf(value: unknown): string | null {
  const said = textOf(value, 'externalId');
  if (said === null || said === '') return null;
  if (said.length > 200) throw refuseScim('invalidValue', 'externalId must have at most 200 characters.');
  return said;
}

/** Values of a multi-valued attribute: a list, one object, or (Entra) a text. */
function entriesOf(value: unknown, what: string): ReadonlyMap<string, unknown>[] {
  if (value === null || value === undefined) return [];
  const list = Array.isArray(value) ? value : [value];
  if (list.length > 50) throw refuseScim('invalidValue', `${what} has too many values.`);
  return list.map((one) => {
    const entry = typeof one === 'string' ? new Map([['value', one]]) : membersOf(one);
    if (entry === null) throw refuseScim('invalidValue', `${what} could not be read.`);
    return entry;
  });
}

function isPrimary(entry: ReadonlyMap<string, unknown>): boolean {
  const primary = entry.get('primary');
  return primary !== undefined && primary !== null && booleanOf(primary, 'primary');
}

function isWork(entry: ReadonlyMap<string, unknown>): boolean {
  const type = entry.get('type');
  return typeof type === 'string' && type.toLowerCase() === 'work';
}

/** Of several the one to keep: the primary one, else that of type `work`, else the first. Undefined where there is none. */
export function preferred(value: unknown, what: string): ReadonlyMap<string, unknown> | undefined {
  const entries = entriesOf(value, what);
  return entries.find(isPrimary) ?? entries.find(isWork) ?? entries[0];
}

/** A value that may take the place of one that is there already. */
export function isMain(entry: ReadonlyMap<string, unknown>): boolean {
  return isPrimary(entry) || isWork(entry) || !entry.has('type');
}

/** @throws Refusal invalidValue for several different ones: a user has one role */
export function roleOf(value: unknown): string | null {
  const keys = new Set(
    entriesOf(value, 'roles').flatMap((entry) => {
      const key = textOf(entry.get('value'), 'roles.value')?.trim().toLowerCase();
      return key ? [key] : [];
    }),
  );
  if (keys.size > 1) throw refuseScim('invalidValue', 'A user has one role.');
  const [key = null] = keys;
  return key;
}

export function userNameOf(value: unknown): string {
  const said = textOf(value, 'userName')?.trim() ?? '';
  if (said === '') throw refuseScim('invalidValue', 'userName is needed.');
  return said;
}

export function nameOf(value: unknown, what: string): string {
  return textOf(value, what)?.trim() ?? '';
}

export function emailOf(entry: ReadonlyMap<string, unknown> | undefined): string | null {
  return textOf(entry?.get('value'), 'emails.value')?.trim() || null;
}
