/**
 * Texts gives every sentence of the web application by key, in the language that the server wrote on the page. Only that
 * language is fetched: what every page says before anything that says a sentence runs, an area with the page that needs it
 * (ui/lazy-page.tsx). It knows nothing of React, and it never fails: an unknown language falls back to English, a text that is
 * not there to its key.
 */
import type { Areas, PluralKey, TextArea, TextKey } from './catalogue.ts';

type Parameters = Readonly<Record<string, string | number | boolean>>;

/** Languages that have a complete catalogue; the server has the same ones. */
export const languages = ['en', 'es', 'pt'] as const;
export type Language = (typeof languages)[number];

interface Parts {
  readonly first: Readonly<Record<string, string>>;
  readonly later: Areas;
}

const loaders: Record<Language, () => Promise<Parts>> = {
  en: () => import('./en/first.ts'),
  es: () => import('./es/first.ts'),
  pt: () => import('./pt/first.ts'),
};

/** The language of these pages: what the server wrote on the document; English where there is none (unit tests). */
export const language: Language =
  languages.find((one) => typeof document !== 'undefined' && one === document.documentElement.lang) ?? 'en';

const { first, later } = await loaders[language]();
/** What is here so far. */
const catalogue: Record<string, string> = { ...first };

/** Fetches areas, each once. A page that says anything of them is shown after that. */
export async function loadTexts(areas: readonly TextArea[]): Promise<void> {
  const found = await Promise.all(areas.map((area) => later[area]()));
  Object.assign(catalogue, ...found);
}

function fill(text: string, parameters: Parameters): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = parameters[name];
    return value === undefined ? whole : String(value);
  });
}

/** The text of a key with its parameters filled in: `text('home.greeting', { name: 'Ana' })`. */
export function text(key: TextKey, parameters: Parameters = {}): string {
  return fill(catalogue[key] ?? key, parameters);
}

function isTextKey(key: string): key is TextKey {
  return Object.hasOwn(catalogue, key);
}

/** The form of a plural that fits `count`, which the text may show as `{count}`. */
export function plural(stem: PluralKey, count: number, parameters: Parameters = {}): string {
  const form = `${stem}.${new Intl.PluralRules(language).select(count)}`;
  const key = isTextKey(form) ? form : `${stem}.other`;
  // The stem's type guarantees `.other`; the check narrows a composed string to a key.
  return isTextKey(key) ? text(key, { count: new Intl.NumberFormat(language).format(count), ...parameters }) : key;
}

/** The text of a key composed at run time (a rule's or role's name from the server); `fallback` when there is none. */
export function textOr(key: string, fallback: string, parameters: Parameters = {}): string {
  return isTextKey(key) ? text(key, parameters) : fallback;
}
