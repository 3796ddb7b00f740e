/** The little that a form can say about an e-mail address; only a mail that arrives proves one. */
import { text } from '../texts/texts.ts';

/** A fault in words, or null: empty is allowed, otherwise there is one `@` with something on both sides (RFC 5321). */
export function emailFault(email: string): string | null {
  const trimmed = email.trim();
  return trimmed === '' || /^[^\s@]+@[^\s@]+$/.test(trimmed) ? null : text('user.email.invalid');
}
