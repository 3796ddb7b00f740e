/**
 * Words that an attacker who knows the person and the organisation tries first (NIST SP 800-63B-4 section 3.1.1.2,
 * ASVS 6.2.11). Pure, and shared with the page. It finds words and judges how much of a password is made of them.
 *
 * A password is refused when fewer than four letters remain once every context word in it is covered. "Northwind2026!",
 * "N0rthw1nd-2026" and "Pedro.Northwind" leave none; "my northwind badge fell in the lake" leaves plenty. Digits and
 * punctuation do not count, because a word with a year, a counter or an exclamation mark is what people write when
 * told to add some.
 */

/** Who chooses the password, and where. Absent and null parts are skipped. */
export interface PasswordContext {
  readonly organizationSlug?: string | null;
  readonly organizationName?: string | null;
  readonly username?: string | null;
  readonly email?: string | null;
  readonly firstName?: string | null;
  readonly lastName?: string | null;
}

const product = 'usher';
const wordLengthMin = 4;
const otherLettersMin = 4;
const letter = /^\p{L}$/u;
const separators = /[^\p{L}\p{M}\p{Nd}]+/u;

/** Look-alikes, each mapped to one letter. 1, |, ! and l all become i, in word and password alike. */
const lookAlikes = new Map(
  Object.entries({
    '0': 'o',
    '1': 'i',
    '|': 'i',
    '!': 'i',
    l: 'i',
    '2': 'z',
    '3': 'e',
    '€': 'e',
    '4': 'a',
    '@': 'a',
    '5': 's',
    $: 's',
    '7': 't',
    '+': 't',
    '8': 'b',
    '9': 'g',
  }),
);

/** Base letter of a code point: lower case, without accents, look-alikes resolved. Marks fold to ''. */
function fold(codePoint: string): string {
  const base = codePoint.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  return lookAlikes.get(base) ?? base;
}

function partsOf(text: string): string[] {
  const parts = text.split(separators).filter((part) => part !== '');
  // "North Wind Ltd" is written "northwind" too: neighbours are joined, and all of them.
  const joined = parts.slice(1).map((part, index) => `${parts[index]}${part}`);
  return [...parts, ...joined, parts.join('')];
}

function localPart(identifier: string): string {
  const at = identifier.lastIndexOf('@');
  return at > 0 ? identifier.slice(0, at) : identifier;
}

/** The words of a context, in lower-case NFKC, each at least four code points long, without repetition. */
export function contextWords(context: PasswordContext): string[] {
  const { organizationSlug, organizationName, username, email, firstName, lastName } = context;
  const fullName = `${firstName ?? ''} ${lastName ?? ''}`;
  const texts = [
    product,
    organizationSlug,
    organizationName,
    localPart(username ?? ''),
    localPart(email ?? ''),
    fullName,
  ];
  const words = texts.flatMap((text) => partsOf((text ?? '').normalize('NFKC').toLowerCase()));
  return [...new Set(words)].filter((word) => [...word].length >= wordLengthMin);
}

/** Whether fewer than four letters of the password remain once the words in it are covered; false if it contains none. */
export function isBuiltFromContext(password: string, words: readonly string[]): boolean {
  // One entry per code point that survives folding, so that positions in the folded text lead back to the password.
  const codePoints = [...password.normalize('NFKC')].filter((codePoint) => fold(codePoint) !== '');
  const owners: number[] = [];
  let folded = '';
  for (const [index, codePoint] of codePoints.entries()) {
    const text = fold(codePoint);
    for (let unit = 0; unit < text.length; unit += 1) owners.push(index);
    folded += text;
  }
  const covered = new Set<number>();
  for (const word of words) {
    const needle = [...word].map(fold).join('');
    if (needle === '') continue;
    for (let at = folded.indexOf(needle); at !== -1; at = folded.indexOf(needle, at + 1)) {
      for (const owner of owners.slice(at, at + needle.length)) covered.add(owner);
    }
  }
  if (covered.size === 0) return false;
  const others = codePoints.filter((codePoint, index) => !covered.has(index) && letter.test(codePoint));
  return others.length < otherLettersMin;
}
