/** Initials for an avatar. */

interface Named {
  readonly firstName: string;
  readonly lastName: string;
  readonly username: string;
}

// Letters may be several code units long: a segmenter counts what people see as one.
const letters = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

function first(name: string): string {
  for (const { segment } of letters.segment(name.trim())) return segment;
  return '';
}

/** First letters of first and last name, in capitals; of the username where there are no names. */
export function initialsOf({ firstName, lastName, username }: Named): string {
  const initials = first(firstName) + first(lastName);
  return (initials === '' ? first(username) : initials).toLocaleUpperCase();
}

/** The first letter or digit of an organisation's name, in capitals: stands in for a missing logo. */
export function firstLetter(name: string): string {
  return /[\p{L}\p{N}]/u.exec(name)?.[0].toLocaleUpperCase() ?? '•';
}
