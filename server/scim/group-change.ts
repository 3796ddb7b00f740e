/** What is asked of a team: a name, an externalId, and who is in it, gathered from a body or from the operations of a PATCH. Pure. */
import type { Condition } from './filter.ts';
import { membersOf, textOf } from './json.ts';
import type { Operation } from './patch.ts';
import { type Path, readPath } from './path.ts';
import { refuseScim } from './refusal.ts';
import { externalIdOf } from './user-draft.ts';
import type { Verb } from './user-write.ts';

export interface GroupChange {
  name?: string;
  externalId?: string | null;
  /** Whoever is in it and not in `put` leaves. */
  replaced: boolean;
  readonly put: Set<string>;
  readonly taken: Set<string>;
}

/** Members that one request may name: the seats of a large site, and a transaction of about a second. */
const membersMax = 5_000;

export const groupSchema = 'urn:ietf:params:scim:schemas:core:2.0:Group';

export function noChange(): GroupChange {
  return { replaced: false, put: new Set(), taken: new Set() };
}

function idsOf(value: unknown): string[] {
  if (value === null || value === undefined) return [];
  const list = Array.isArray(value) ? value : [value];
  if (list.length > membersMax)
    throw refuseScim('tooMany', `At most ${membersMax} members at a time: send the others in another request.`);
  return list.map((one) => {
    const id = typeof one === 'string' ? one : textOf(membersOf(one)?.get('value'), 'members.value');
    if (id === null) throw refuseScim('invalidValue', 'members.value is needed.');
    return id.toLowerCase();
  });
}

/** The ids in `value eq "…" or value eq "…"`. */
function idsIn(condition: Condition): string[] {
  if (condition.kind === 'or') return condition.parts.flatMap(idsIn);
  if (condition.kind === 'compare' && condition.attribute === 'value' && condition.operator === 'eq')
    return [String(condition.value).toLowerCase()];
  throw refuseScim('invalidFilter', 'Members are named by value eq "id".');
}

function add(change: GroupChange, ids: readonly string[]): void {
  for (const id of ids) {
    change.put.add(id);
    change.taken.delete(id);
  }
}

function take(change: GroupChange, ids: readonly string[]): void {
  for (const id of ids) {
    change.put.delete(id);
    if (!change.replaced) change.taken.add(id);
  }
}

function replaceAll(change: GroupChange, ids: readonly string[]): void {
  change.replaced = true;
  change.taken.clear();
  change.put.clear();
  add(change, ids);
}

function writeMembers(change: GroupChange, { filter }: Path, verb: Verb, value: unknown): void {
  if (filter !== null) {
    const ids = idsIn(filter);
    if (verb === 'remove') take(change, ids);
    else add(change, ids);
  } else if (verb === 'add') add(change, idsOf(value));
  else if (verb === 'replace') replaceAll(change, idsOf(value));
  // Entra names whom it removes by a value beside the path.
  else if (value === undefined || value === null) replaceAll(change, []);
  else take(change, idsOf(value));
  if (change.put.size > membersMax || change.taken.size > membersMax)
    throw refuseScim('tooMany', `At most ${membersMax} members at a time: send the others in another request.`);
}

function nameOf(value: unknown): string {
  const name = textOf(value, 'displayName')?.trim() ?? '';
  if (name === '' || name.length > 100) throw refuseScim('invalidValue', 'displayName must have 1 to 100 characters.');
  if (/[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]/u.test(name)) throw refuseScim('invalidValue', 'displayName must be one line.');
  return name;
}

function write(change: GroupChange, path: Path, verb: Verb, value: unknown): void {
  const { schema, attribute } = path;
  if (schema !== null) return;
  if (attribute === 'members') writeMembers(change, path, verb, value);
  else if (attribute === 'displayname') {
    if (verb === 'remove') throw refuseScim('mutability', 'displayName cannot be removed.');
    change.name = nameOf(value);
  } else if (attribute === 'externalid') change.externalId = verb === 'remove' ? null : externalIdOf(value);
  else if (attribute === 'id' || attribute === 'meta') throw refuseScim('mutability', `${attribute} is read-only.`);
  else throw refuseScim('invalidPath', `There is no attribute ${attribute}.`);
}

/** The members of a whole resource; what the server assigns itself, and what is unknown, is passed over. */
export function writeGroup(change: GroupChange, body: ReadonlyMap<string, unknown>, verb: Verb): void {
  for (const [name, value] of body)
    if (name === 'members' || name === 'displayname' || name === 'externalid')
      write(change, readPath(name), verb, value);
}

/** @throws Refusal invalidPath, invalidFilter, invalidValue, mutability, tooMany */
export function groupPatch(operations: readonly Operation[]): GroupChange {
  const change = noChange();
  for (const { verb, path, value } of operations) {
    if (path !== null && path.attribute !== '') {
      write(change, path, verb, value);
      continue;
    }
    const members = membersOf(value);
    if (members === null) throw refuseScim('invalidValue', 'Without a path the value is an object.');
    writeGroup(change, members, verb);
  }
  return change;
}
