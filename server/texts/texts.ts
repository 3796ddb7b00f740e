/**
 * Texts owns every sentence a person reads: pages, mails, errors, help. Pages and mails ask it by key and language; it
 * knows nothing of HTTP, users or organisations, and it never fails: an unknown language falls back to English.
 */
import type { RefusalCode } from '../kernel/refusal.ts';
import type { Catalogue, TextKey } from './catalogue.ts';
import { en } from './en/catalogue.ts';
import { es } from './es/catalogue.ts';
import { pt } from './pt/catalogue.ts';
import type { RefusalText } from './refusal-texts.ts';

export type { TextKey } from './catalogue.ts';
export type { RefusalText } from './refusal-texts.ts';

/** Languages that have a complete catalogue, as BCP 47 primary tags. */
export const languages = ['en', 'es', 'pt'] as const;
export type Language = (typeof languages)[number];

/** What each language calls itself, for whoever looks for their own. */
export const languageNames: Record<Language, string> = { en: 'English', es: 'Español', pt: 'Português' };

const catalogues: Record<Language, Catalogue> = { en, es, pt };

type Parameters = Readonly<Record<string, string | number | boolean>>;

function fill(text: string, parameters: Parameters): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = parameters[name];
    return value === undefined ? whole : String(value);
  });
}

/** A function that gives texts in one language: `text('signIn.heading', { organization: 'Acme' })`. */
export type Text = (key: TextKey, parameters?: Parameters) => string;

export function textsIn(language: Language): Text {
  const catalogue = catalogues[language];
  return (key, parameters = {}) => fill(catalogue.texts[key], parameters);
}

/** The title and help of a refusal, in one language. */
export function refusalText(language: Language, code: RefusalCode, parameters: Parameters = {}): RefusalText {
  const text = catalogues[language].refusals[code];
  return { title: fill(text.title, parameters), help: fill(text.help, parameters) };
}

/** Tags asked for lately: each request asks for a few, and they are the same few. */
const languageByTag = new Map<string, Language | null>();
const languageByTagMax = 500;

function languageOf(tag: string): Language | null {
  const known = languageByTag.get(tag);
  if (known !== undefined) return known;
  const primary = tag.toLowerCase().split('-')[0];
  const found = languages.find((language) => language === primary) ?? null;
  if (languageByTag.size >= languageByTagMax) languageByTag.clear();
  languageByTag.set(tag, found);
  return found;
}

/** The first language of the list that has a catalogue (`pt-BR` counts as `pt`); null when none has. */
export function firstLanguage(preferred: readonly (string | null | undefined)[]): Language | null {
  for (const tag of preferred) {
    const found = tag ? languageOf(tag) : null;
    if (found !== null) return found;
  }
  return null;
}

/** The same; English when none has. */
export function chooseLanguage(preferred: readonly (string | null | undefined)[]): Language {
  return firstLanguage(preferred) ?? 'en';
}
