/** Writing one attribute of a user: the same for the members of a body (POST, PUT) and for the operations of a PATCH. Pure. */
import { attributesIn, matches } from './filter.ts';
import { booleanOf, membersOf, textOf } from './json.ts';
import { type Path, readPath } from './path.ts';
import { refuseScim } from './refusal.ts';
import {
  defaultRole,
  emailOf,
  extensionOf,
  externalIdOf,
  isMain,
  isNotKept,
  isReadOnly,
  languageOf,
  nameOf,
  phoneOf,
  preferred,
  roleOf,
  type UserDraft,
  userNameOf,
  usherSchema,
} from './user-draft.ts';

export type Verb = 'add' | 'replace' | 'remove';

type Multiple = 'emails' | 'phonenumbers' | 'roles';

function held(draft: UserDraft, attribute: Multiple): string | null {
  if (attribute === 'emails') return draft.email;
  return attribute === 'phonenumbers' ? draft.phone : draft.role;
}

function put(draft: UserDraft, attribute: Multiple, value: unknown): void {
  if (attribute === 'emails') draft.email = emailOf(new Map([['value', value]]));
  else if (attribute === 'phonenumbers') draft.phone = phoneOf(value);
  else draft.role = roleOf(value === null ? [] : [{ value }]) ?? defaultRole;
}

/** The one value there is, or would be, as the filter in brackets sees it. */
function entryOf(draft: UserDraft, attribute: Multiple): Map<string, string | boolean> {
  const entry = new Map<string, string | boolean>([['primary', true]]);
  if (attribute !== 'roles') entry.set('type', 'work');
  const value = held(draft, attribute);
  if (value !== null) entry.set('value', value);
  return entry;
}

/** `emails[type eq "work"].value` and the like. Values of other types are not kept, and passed over. */
function writeFiltered(draft: UserDraft, attribute: Multiple, path: Path, verb: Verb, value: unknown): void {
  const { filter, sub } = path;
  if (filter === null) return;
  if (!matches(filter, entryOf(draft, attribute))) {
    if (verb === 'replace' && attributesIn(filter).includes('value'))
      throw refuseScim('noTarget', 'There is no such value.');
    return;
  }
  if (sub !== null && sub !== 'value') return;
  if (verb === 'remove') put(draft, attribute, null);
  else put(draft, attribute, sub === 'value' ? value : (preferred(value, attribute)?.get('value') ?? null));
}

function writeAll(draft: UserDraft, attribute: Multiple, verb: Verb, value: unknown): void {
  if (attribute === 'roles') {
    draft.role = roleOf(value) ?? (verb === 'replace' ? defaultRole : draft.role);
    return;
  }
  const entry = preferred(value, attribute);
  const replaces = verb === 'replace' || (entry !== undefined && (held(draft, attribute) === null || isMain(entry)));
  if (replaces) put(draft, attribute, entry?.get('value') ?? null);
}

function removeFrom(draft: UserDraft, attribute: Multiple, value: unknown): void {
  const named = value === undefined || value === null ? null : preferred(value, attribute)?.get('value');
  if (named === null || named === held(draft, attribute)) put(draft, attribute, null);
}

function writeMultiple(draft: UserDraft, attribute: Multiple, path: Path, verb: Verb, value: unknown): void {
  if (path.filter !== null) writeFiltered(draft, attribute, path, verb, value);
  else if (path.sub !== null && path.sub !== 'value') return;
  else if (verb === 'remove') removeFrom(draft, attribute, value);
  else if (path.sub === 'value') put(draft, attribute, value);
  else writeAll(draft, attribute, verb, value);
}

function writeName(draft: UserDraft, sub: string | null, value: unknown): void {
  if (sub === null) {
    const members =
      value === null || value === undefined
        ? new Map([
            ['givenname', null],
            ['familyname', null],
          ])
        : membersOf(value);
    if (members === null) throw refuseScim('invalidValue', 'name must be an object.');
    for (const [name, member] of members) writeName(draft, name, member);
  } else if (sub === 'givenname') draft.givenName = nameOf(value, 'name.givenName');
  else if (sub === 'familyname') draft.familyName = nameOf(value, 'name.familyName');
}

function writeSingle(draft: UserDraft, attribute: string, value: unknown): boolean {
  switch (attribute) {
    case 'username':
      draft.userName = userNameOf(value);
      return true;
    case 'externalid':
      draft.externalId = externalIdOf(value);
      return true;
    case 'preferredlanguage':
      draft.language = languageOf(value);
      return true;
    case 'active':
      if (value === null || value === undefined) throw refuseScim('mutability', 'active cannot be removed.');
      draft.active = booleanOf(value, 'active');
      return true;
    case 'password':
      draft.password = textOf(value, 'password');
      if (draft.password === null) throw refuseScim('mutability', 'password cannot be removed.');
      return true;
    default:
      return false;
  }
}

/** The extension of Usher's own; others, the enterprise one among them, are not kept. */
function writeExtended(draft: UserDraft, path: Path, value: unknown): void {
  if (path.schema !== usherSchema.toLowerCase()) return;
  if (path.attribute === 'extension') draft.extension = extensionOf(value);
  else if (path.attribute === '') {
    const members = value === null || value === undefined ? new Map([['extension', null]]) : membersOf(value);
    if (members?.has('extension')) draft.extension = extensionOf(members.get('extension'));
  } else throw refuseScim('invalidPath', `There is no attribute ${path.attribute}.`);
}

/**
 * Writes what a path names.
 * @param value undefined for `remove` without one
 * @throws Refusal invalidPath, invalidFilter, invalidValue, mutability, noTarget
 */
export function writeUser(draft: UserDraft, path: Path, verb: Verb, value: unknown): void {
  if (path.schema !== null) writeExtended(draft, path, verb === 'remove' ? null : value);
  else if (path.attribute === '') writeMembers(draft, verb, value);
  else writeCore(draft, path, verb, value);
}

function writeCore(draft: UserDraft, path: Path, verb: Verb, value: unknown): void {
  const { attribute, sub, filter } = path;
  if (isReadOnly(attribute)) throw refuseScim('mutability', `${attribute} is read-only.`);
  if (isNotKept(attribute)) return;
  if (attribute === 'emails' || attribute === 'phonenumbers' || attribute === 'roles') {
    writeMultiple(draft, attribute, path, verb, value);
    return;
  }
  if (filter !== null) throw refuseScim('invalidPath', `${attribute} has one value.`);
  const written = verb === 'remove' ? null : value;
  if (attribute === 'name') writeName(draft, sub, written);
  else if (sub !== null || !writeSingle(draft, attribute, written))
    throw refuseScim('invalidPath', `There is no attribute ${attribute}${sub === null ? '' : `.${sub}`}.`);
}

/** Each member of an object as if it were a path of its own: Entra writes `name.givenName` and `emails[type eq "work"].value` so. */
export function writeMembers(draft: UserDraft, verb: Verb, value: unknown): void {
  const members = membersOf(value);
  if (members === null) throw refuseScim('invalidValue', 'Without a path the value is an object.');
  for (const [name, member] of members) {
    const path = readPath(name);
    // What the server assigns itself is passed over in a body (RFC 7644 sections 3.3 and 3.5.1).
    if (path.schema === null && (isReadOnly(path.attribute) || path.attribute === '')) continue;
    writeUser(draft, path, verb, member);
  }
}

const writable =
  /^(username|externalid|name|emails|phonenumbers|roles|active|password|preferredlanguage)$|^urn:ietf:params:scim:schemas:extension:usher:2\.0:user$/;

/** The members of a whole resource: unknown ones are passed over. */
export function writeBody(draft: UserDraft, body: ReadonlyMap<string, unknown>): void {
  for (const [name, member] of body) if (writable.test(name)) writeUser(draft, readPath(name), 'replace', member);
}
