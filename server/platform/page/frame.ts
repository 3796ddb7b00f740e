/**
 * The frame of every server-rendered page: document head, organisation's name and logo, one card, a quiet footer. Views
 * call `page` with what stands in the card. A page is one request: style, script and icon are inside it, under its nonce.
 * It works without script. It never decides anything and never sees a request.
 */
import { type Language, languageNames, textsIn } from '../../texts/texts.ts';
import { accentPalette } from './accent.ts';
import { type Branding, monogram } from './branding.ts';
import { linkTarget, type Markup, markup, trusted } from './html.ts';
import { pageScript } from './script.ts';
import { pageStyle } from './style.ts';

/** What every view needs to know. */
export interface PageContext {
  readonly language: Language;
  readonly branding: Branding;
  /** The nonce of this response's Content-Security-Policy (base64 or base64url). */
  readonly nonce: string;
  /** Where this page stands in each language (S11); none where the person's own setting decides. */
  readonly languageLinks?: readonly LanguageLink[];
}

export interface LanguageLink {
  readonly language: Language;
  readonly href: string;
}

export interface PageLink {
  readonly href: string;
  readonly label: string;
}

export interface Page extends PageContext {
  /** Document title; the organisation's name is added where it is not part of it. */
  readonly title: string;
  /** What stands in the card, beginning with its `<h1>`. */
  readonly body: Markup;
  /** Adds the script of comforts (page-script); forms want it. */
  readonly script?: boolean;
  /** More script, for this page alone. */
  readonly moreScript?: string;
  /** A wider card, for reading (help, mails). */
  readonly wide?: boolean;
  /** A class of the whole page, and the style that goes with it: for a page unlike the others. */
  readonly variant?: string;
  readonly moreStyle?: string;
  /** Links under the card. */
  readonly footer?: readonly PageLink[];
}

/**
 * The Content-Security-Policy a page is written for (ASVS 3.4.3): nothing but this page's own style and script. Browsers
 * apply `form-action` to redirects after a post too, so a form that leads to another origin names that origin here.
 */
export function pageSecurityPolicy(nonce: string, formTargets: readonly string[] = []): string {
  return [
    "default-src 'none'",
    `style-src 'nonce-${nonce}'`,
    `script-src 'nonce-${nonce}'`,
    "img-src 'self' data:",
    `form-action ${["'self'", ...formTargets].join(' ')}`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

function iconAddress(branding: Branding): string {
  const { fill, ink } = accentPalette(branding.accentColor).light;
  const picture = markup`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="${fill}"/><text x="16" y="22.5" text-anchor="middle" font-family="system-ui,sans-serif" font-weight="700" font-size="18" fill="${ink}">${monogram(branding.name)}</text></svg>`;
  return `data:image/svg+xml,${encodeURIComponent(picture.toString())}`;
}

function brandMark(branding: Branding): Markup {
  // The name stands beside it as text, so neither the logo nor the letter is announced.
  if (branding.logoUrl !== null) return markup`<img class="logo" src="${branding.logoUrl}" alt="">`;
  return markup`<span class="mark" aria-hidden="true">${monogram(branding.name)}</span>`;
}

/** Links to the same page in the other languages, each named in its own. */
function languageSwitch(language: Language, links: readonly LanguageLink[]): Markup | null {
  if (links.length === 0) return null;
  const entries = links.map((link) =>
    link.language === language
      ? markup`<li><span lang="${link.language}" aria-current="true">${languageNames[link.language]}</span></li>`
      : markup`<li><a lang="${link.language}" hreflang="${link.language}" href="${linkTarget(link.href)}">${languageNames[link.language]}</a></li>`,
  );
  return markup`<nav class="languages" aria-label="${textsIn(language)('language.label')}"><ul>${entries}</ul></nav>`;
}

function bodyClass({ wide = false, variant }: Page): Markup | null {
  const name = variant ?? (wide ? 'wide' : null);
  return name === null ? null : markup` class="${name}"`;
}

/** A whole HTML document as a string. Serve it as `text/html; charset=utf-8` with `pageSecurityPolicy(nonce)`. */
export function page(given: Page): string {
  const { language, branding, nonce, body, footer = [], languageLinks = [] } = given;
  const title = given.title.includes(branding.name) ? given.title : `${given.title} · ${branding.name}`;
  const product = textsIn(language)('product');
  return markup`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<title>${title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<link rel="icon" href="${iconAddress(branding)}">
<style nonce="${nonce}">${trusted(pageStyle(branding.accentColor) + (given.moreStyle ?? ''))}</style>
</head>
<body${bodyClass(given)}>
<header>${brandMark(branding)}<span>${branding.name}</span></header>
<main>
${body}
</main>
<footer>${footer.map((link) => markup`<p><a href="${linkTarget(link.href)}">${link.label}</a></p>`)}${branding.name === product ? '' : markup`<p>${product}</p>`}${languageSwitch(language, languageLinks)}</footer>
${
  given.script === true
    ? markup`<script type="module" nonce="${nonce}">${trusted(pageScript + (given.moreScript ?? ''))}</script>
`
    : ''
}</body>
</html>
`.toString();
}
