/** What a request says of the browser it came from: its language, and a short name people recognise in lists and mails. */
import { firstLanguage, type Language } from '../../texts/texts.ts';

const browsers: readonly (readonly [RegExp, string])[] = [
  [/\bEdg(?:e|A|iOS)?\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\b(?:Firefox|FxiOS)\//, 'Firefox'],
  [/\b(?:HeadlessChrome|Chrome|CriOS)\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
];

const systems: readonly (readonly [RegExp, string])[] = [
  [/\bAndroid\b/, 'Android'],
  [/\b(?:iPhone|iPad)\b/, 'iOS'],
  [/\bWindows\b/, 'Windows'],
  [/\bMacintosh\b/, 'macOS'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bLinux\b/, 'Linux'],
];

function firstMatch(table: readonly (readonly [RegExp, string])[], text: string): string | null {
  return table.find(([pattern]) => pattern.test(text))?.[1] ?? null;
}

/** Names found lately: a workplace has few kinds of browsers, and each request asks. */
const known = new Map<string, string>();
const knownMax = 500;

/** "Firefox on Windows"; for programs the first product token, at most 60 characters; "Unknown" without a header. */
export function browserName(userAgent: string | undefined): string {
  if (!userAgent) return 'Unknown';
  const text = userAgent.slice(0, 500);
  const found = known.get(text);
  if (found !== undefined) return found;
  if (known.size >= knownMax) known.clear();
  const name = nameIn(text);
  known.set(text, name);
  return name;
}

function nameIn(text: string): string {
  const browser = firstMatch(browsers, text);
  if (browser === null) return (/^[\w.-]{1,40}(?:\/[\w.]{1,19})?/.exec(text)?.[0] ?? 'Unknown').slice(0, 60);
  const system = firstMatch(systems, text);
  return system === null ? browser : `${browser} on ${system}`;
}

/** Headers seen lately: a workplace's browsers send few different ones, and each request asks. */
const languagesOfBrowsers = new Map<string, Language | null>();
const languagesOfBrowsersMax = 500;
const headerCharactersMax = 200;

/** The tags of Accept-Language, most wanted first (RFC 9110 12.5.4): by weight, in their order where it is the same. */
export function acceptedLanguages(header: string): string[] {
  return header
    .split(',')
    .map((part) => {
      const [tag = '', ...parameters] = part.split(';').map((one) => one.trim());
      const weight = parameters.find((one) => one.startsWith('q='))?.slice(2);
      return { tag, weight: weight === undefined ? 1 : Number(weight) };
    })
    .filter(({ tag, weight }) => tag !== '' && weight > 0)
    .sort((one, other) => other.weight - one.weight)
    .map(({ tag }) => tag);
}

/** @param acceptLanguage the header; null without one, or where it names none of our languages */
export function languageOfBrowser(acceptLanguage: string | undefined): Language | null {
  const header = (acceptLanguage ?? '').slice(0, headerCharactersMax);
  const known = languagesOfBrowsers.get(header);
  if (known !== undefined) return known;
  const language = firstLanguage(acceptedLanguages(header));
  if (languagesOfBrowsers.size >= languagesOfBrowsersMax) languagesOfBrowsers.clear();
  languagesOfBrowsers.set(header, language);
  return language;
}
