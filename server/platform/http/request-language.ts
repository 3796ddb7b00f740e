/**
 * In which language a request is answered (S11): the person's setting, then the organisation's, then the browser's. What was
 * chosen on a page (`?lang=es`) is the person's too, kept by a cookie until they are known and have a setting. Programs that no
 * person is signed in to say their language themselves, by Accept-Language. Never asks what was typed: the language of an
 * answer must not tell whether somebody exists.
 */
import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { chooseLanguage, type Language, languages } from '../../texts/texts.ts';
import type { LanguageLink } from '../page/frame.ts';
import { isProgramPath } from '../program-path.ts';
import { languageOfBrowser } from './browser.ts';

/** Who is known, as far as they are; each a BCP 47 tag, null where nothing was set. */
export interface LanguageSettings {
  /** The person who is signed in, with their setting; null while nobody is. */
  readonly person: { readonly locale: string | null } | null;
  /** What was chosen in this browser before: the value of the cookie. */
  readonly chosen: string | null;
  readonly organization: string | null;
}

/** Spread into the query schema of a page whose schema is closed, so that its links to other languages are answered. */
export const LanguageQuery = { lang: Type.Optional(Type.String({ maxLength: 10 })) };

/** The language that a page was asked for by name (`?lang=es`), null for none, an unknown one, or a program's path. */
export function askedLanguage(request: FastifyRequest): Language | null {
  if (isProgramPath(request.url)) return null;
  const at = request.url.indexOf('?');
  const asked = at < 0 ? null : new URLSearchParams(request.url.slice(at)).get('lang');
  return languages.find((language) => language === asked) ?? null;
}

/** The language of the answer to this request. */
export function languageOf(request: FastifyRequest, settings: LanguageSettings): Language {
  const { person, chosen, organization } = settings;
  const accepted = languageOfBrowser(request.headers['accept-language']);
  // The application calls with a session, and is answered in the language of its pages.
  if (person === null && isProgramPath(request.url)) return chooseLanguage([chosen, accepted, organization]);
  return chooseLanguage([askedLanguage(request), person?.locale, chosen, organization, accepted]);
}

/**
 * Links to this very page in each language; none for a person who is signed in with a language of their own, which decides.
 * `settled` is that.
 */
export function languageLinks(request: FastifyRequest, settled: boolean): LanguageLink[] {
  if (settled) return [];
  const [path = '/', query = ''] = request.url.split('?', 2);
  return languages.map((language) => {
    const parameters = new URLSearchParams(query);
    parameters.set('lang', language);
    return { language, href: `${path}?${parameters}` };
  });
}
