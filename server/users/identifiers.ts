/** Usernames and e-mail addresses as identifiers: one case-insensitive namespace (S2, CVE-2021-3754). Pure. */
import { refuse, type Violation } from '../kernel/refusal.ts';

/** Control characters, separators, what changes the direction of text, and the mark of what could not be read have no place in a name people type. */
const unusable = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\u{fffd}]/u;
/** In the name of a person what joins letters stays, as several languages need it; what turns text around would show another name. */
const unusableInName = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u{fffd}\u{202a}-\u{202e}\u{2066}-\u{2069}]/u;

/**
 * The form in which identifiers are compared: NFKC, lower case, outer white space gone (a paste often carries some). NUL, which
 * PostgreSQL takes in no text and no name may contain, becomes a mark that makes the text nobody's.
 */
export function foldIdentifier(text: string): string {
  return text.normalize('NFKC').trim().toLowerCase().normalize('NFKC').replaceAll('\0', '\u{fffd}');
}

/** Why a username is refused; null when it is fine. 1 to 100 characters, no white space, nothing invisible. */
export function usernameFault(username: string): string | null {
  const folded = foldIdentifier(username);
  if (folded.length < 1 || username.length > 100) return 'must have 1 to 100 characters';
  if (unusable.test(username) || /\s/u.test(username)) return 'must not contain spaces or invisible characters';
  return null;
}

/** Why an address is refused; null when it is fine. RFC 5321 limits; whether it exists only a mail can tell. */
export function emailFault(email: string): string | null {
  if (email.length > 254 || (email.split('@')[0]?.length ?? 0) > 64) return 'is longer than an e-mail address can be';
  if (unusable.test(email) || !/^[^\s@<>()[\]\\,;:"]+@[^\s@<>()[\]\\,;:"]+\.[^\s@<>()[\]\\,;:".]+$/u.test(email))
    return 'is not an e-mail address like ana@example.com';
  return null;
}

/** Why a person's name is refused; null when it is fine. */
export function personNameFault(name: string): string | null {
  if (name.length > 100) return 'must have at most 100 characters';
  if (unusableInName.test(name)) return 'must not contain line breaks or control characters';
  return null;
}

interface Names {
  readonly username?: string | undefined;
  readonly email?: string | null | undefined;
  readonly firstName?: string | undefined;
  readonly lastName?: string | undefined;
}

/** All faults of the names given, with JSON pointers. */
export function nameViolations(names: Names): Violation[] {
  const checks: readonly (readonly [string, string | null])[] = [
    ['/username', names.username === undefined ? null : usernameFault(names.username)],
    ['/email', names.email ? emailFault(names.email) : null],
    ['/firstName', names.firstName === undefined ? null : personNameFault(names.firstName)],
    ['/lastName', names.lastName === undefined ? null : personNameFault(names.lastName)],
  ];
  return checks.flatMap(([path, message]) => (message === null ? [] : [{ path, message }]));
}

/** @throws Refusal invalid_request with every fault of the names given */
export function assertNames(names: Parameters<typeof nameViolations>[0]): void {
  const violations = nameViolations(names);
  if (violations.length > 0) throw refuse('invalid_request', { violations });
}
