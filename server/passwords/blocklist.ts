/**
 * The list of breached and common passwords and of dictionary words (NIST SP 800-63B-4 section 3.1.1.2). It owns the list's form, its lookup and the variants it catches; the
 * passwords door calls it, `tools/blocklist.ts` writes the file. It never sees who chooses.
 *
 * The whole list stays in memory as one sorted buffer, about 0.7 MB for 90,000 entries, and is searched by bisection:
 * a Set of the same strings would take about ten times as much.
 */
/// <reference path="./dictionaries.d.ts" />
import { readFile } from 'node:fs/promises';

/** Takes the NFKC form of a password, in any case. */
export type Blocklist = (password: string) => boolean;

const lineFeed = 0x0a;
const sourceNote = `# Breached and common passwords, English words and first names, normalised (NFKC, lower case), sorted by bytes.
# Sources: passwords of @zxcvbn-ts/language-common; commonWords and firstnames of @zxcvbn-ts/language-en.
# The common words contain data derived from OpenSubtitles 2024 via OPUS (https://opus.nlpl.eu/, Helsinki-NLP), licence
# ODC-BY: tokenised, counted, normalised and filtered. The packages, MIT licence:
# Copyright (c) 2012-2016 Dan Wheeler and Dropbox, Inc. Copyright (c) 2021 @zxcvbn-ts
# Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
# documentation files (the "Software"), to deal in the Software without restriction, including without limitation the
# rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit
# persons to whom the Software is furnished to do so, subject to the following conditions: The above copyright notice
# and this permission notice shall be included in all copies or substantial portions of the Software.
# THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE
# WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR
# COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR
# OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
`;

function canonical(password: string): string {
  return password.normalize('NFKC').toLowerCase();
}

/** The list as a file: a note on its source, an empty line, then one entry a line, sorted by bytes. */
export function formatBlocklist(words: readonly string[]): Buffer {
  const entries = [...new Set(words.map(canonical))].filter((word) => word !== '' && !word.includes('\n'));
  const lines = entries.map((entry) => Buffer.from(`${entry}\n`)).sort(Buffer.compare);
  return Buffer.concat([Buffer.from(`${sourceNote}\n`), ...lines]);
}

/** The list as packaged; used by the build, and at start when nothing was built. */
export async function packagedBlocklist(): Promise<Buffer> {
  const [passwords, commonWords, firstNames] = await Promise.all([
    import('@zxcvbn-ts/language-common/dist/passwords.json.mjs'),
    import('@zxcvbn-ts/language-en/dist/commonWords.json.mjs'),
    import('@zxcvbn-ts/language-en/dist/firstnames.json.mjs'),
  ]);
  return formatBlocklist([...passwords.default, ...commonWords.default, ...firstNames.default]);
}

/** Bisection over whole lines; `start` is where the entries begin. */
function containsLine(list: Buffer, start: number, entry: string): boolean {
  const wanted = Buffer.from(`${entry}\n`);
  let low = start;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const lineStart = middle === low ? low : Math.max(low, list.lastIndexOf(lineFeed, middle - 1) + 1);
    const lineEnd = list.indexOf(lineFeed, lineStart) + 1;
    const order = list.compare(wanted, 0, wanted.length, lineStart, lineEnd);
    if (order === 0) return true;
    if (order < 0) low = lineEnd;
    else high = lineStart;
  }
  return false;
}

const decorationMax = 6;
const coreLengthMin = 4;
const letter = /\p{L}/u;
const digit = /\p{Nd}/u;

/**
 * What may be the word inside a decorated password ("Password2026!", "!1qaz2wsx"): the password without up to six
 * non-letters at its ends, in every split between the ends, as long as four characters and all its letters are left.
 * Where there is no letter, digits take their place ("12345678!").
 */
function cores(password: string): string[] {
  const codePoints = [...password];
  const essential = letter.test(password) ? letter : digit;
  const first = codePoints.findIndex((codePoint) => essential.test(codePoint));
  const last = codePoints.findLastIndex((codePoint) => essential.test(codePoint));
  const leadingMax = Math.min(decorationMax, first);
  const trailingMax = Math.min(decorationMax, codePoints.length - 1 - last);
  const found: string[] = [];
  for (let leading = 0; leading <= leadingMax; leading += 1) {
    for (let trailing = 0; trailing <= Math.min(trailingMax, decorationMax - leading); trailing += 1) {
      const core = codePoints.slice(leading, codePoints.length - trailing);
      if (core.length >= coreLengthMin) found.push(core.join(''));
    }
  }
  return found;
}

const lookAlikes: Readonly<Record<string, string>> = {
  '0': 'o',
  '3': 'e',
  '4': 'a',
  '@': 'a',
  '5': 's',
  $: 's',
  '7': 't',
};

function spelledOut(password: string, one: 'i' | 'l'): string {
  return password.replace(/[034@5$71!|]/g, (character) => lookAlikes[character] ?? one);
}

/** The spellings under which a password is looked up: as it is, its cores, and all of these with look-alikes resolved. */
function variants(password: string): string[] {
  const base = canonical(password);
  const forms = [base, ...cores(base)];
  return [...new Set(forms.flatMap((form) => [form, spelledOut(form, 'i'), spelledOut(form, 'l')]))];
}

/**
 * Makes the lookup from a formatted list. A password is blocked in any case, with up to six digits or marks around a
 * listed word ("Password2026!"), and with look-alikes ("P@ssw0rd"): attackers try these before anything else. Throws
 * when the list has no empty line after its note.
 */
export function createBlocklist(list: Buffer): Blocklist {
  const noteEnd = list.indexOf('\n\n');
  if (noteEnd === -1 || list.at(-1) !== lineFeed) throw new Error('The blocklist is cut off; build it again');
  const start = noteEnd + 2;
  return (password) => variants(password).some((variant) => containsLine(list, start, variant));
}

/** Where `tools/blocklist.ts` puts the list. */
export const blocklistFile = new URL('../../build/blocklist.txt', import.meta.url);

/** The built list, or the packaged one when nothing was built. Throws when the file is there but unusable. */
export async function loadBlocklist(file: URL | string = blocklistFile): Promise<Blocklist> {
  let list: Buffer;
  try {
    list = await readFile(file);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
    list = await packagedBlocklist();
  }
  return createBlocklist(list);
}
