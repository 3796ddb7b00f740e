/**
 * The one door to `hono/html`: a template tag that escapes every value, in text and in quoted attributes. Views call it;
 * nothing else in the program writes HTML by hand. It never touches HTTP, and only this file may mark a text as safe.
 * Rule for every template: attributes are always quoted, and an address from outside goes through `linkTarget`.
 */
import { html, raw } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';

/** HTML that is already escaped and may be nested in another template. */
export type Markup = HtmlEscapedString;

/** What a template takes: a string is escaped; `false`, null and undefined write nothing. */
export type Piece = Markup | string | number | boolean | null | undefined | readonly Piece[];

/** Writes HTML with every string value escaped (`& < > " '`). Values are synchronous; a promise is a programmer's error. */
export function markup(strings: TemplateStringsArray, ...values: readonly Piece[]): Markup {
  const result = html(strings, ...values);
  if (result instanceof Promise) throw new TypeError('A template was given a promise.');
  return result;
}

/** Marks a text of this program (a style, a script) as HTML. Never for anything that came from outside. */
export function trusted(text: string): Markup {
  return raw(text);
}

/** An address that is safe in `href` and `action`: a path on this origin, or http(s). Anything else becomes `/`. */
export function linkTarget(address: string): string {
  if (/^\/(?![/\\])/.test(address)) return address;
  if (/^https?:\/\/[^\s\\]+$/i.test(address)) return address;
  return '/';
}
