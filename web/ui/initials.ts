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
