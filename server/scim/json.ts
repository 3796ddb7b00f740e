/** Reading bodies: attribute names in any case (RFC 7643 section 2.1), and nothing of an object but its own members. Pure. */
import { refuseScim } from './refusal.ts';

/** Members of an object by their name in lower case; null when it is no object. A Map has no prototype that a name could reach. */
export function membersOf(value: unknown): ReadonlyMap<string, unknown> | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  return new Map(Object.entries(value).map(([name, member]) => [name.toLowerCase(), member]));
}

/** @throws Refusal invalidSyntax */
export function objectOf(value: unknown, what: string): ReadonlyMap<string, unknown> {
  const members = membersOf(value);
  if (members === null) throw refuseScim('invalidSyntax', `${what} is no object.`);
  return members;
}

/** A text, or null for null. @throws Refusal invalidValue */
export function textOf(value: unknown, what: string): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value !== 'string') throw refuseScim('invalidValue', `${what} must be a text.`);
  return value;
}

/** A boolean; Entra writes it as a text, "True" or "False". @throws Refusal invalidValue */
export function booleanOf(value: unknown, what: string): boolean {
  if (typeof value === 'boolean') return value;
  if (typeof value === 'string' && /^true$/i.test(value)) return true;
  if (typeof value === 'string' && /^false$/i.test(value)) return false;
  throw refuseScim('invalidValue', `${what} must be true or false.`);
}

/** @throws Refusal invalidSyntax where the body does not name this schema */
export function assertSchema(body: ReadonlyMap<string, unknown>, schema: string): void {
  const named = body.get('schemas');
  const wanted = schema.toLowerCase();
  const found = Array.isArray(named) && named.some((one) => typeof one === 'string' && one.toLowerCase() === wanted);
  if (!found) throw refuseScim('invalidSyntax', `schemas must name ${schema}.`);
}
