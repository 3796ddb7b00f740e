/**
 * Branding is what a page shows of an organisation: its name, logo and accent colour. Settings are written by
 * administrators, so they are judged here once more before they reach a page; a bad value falls back, it never fails.
 */

export interface Branding {
  /** Display name, any text: templates escape it. */
  readonly name: string;
  /** A path on this origin or a `data:` address of an image; null shows the first letter of the name instead. */
  readonly logoUrl: string | null;
  /** `#rrggbb`, lower case. */
  readonly accentColor: string;
}

const defaultAccentColor = '#0d6570';

/** Usher's own face: the base address, and pages where the organisation is not known. */
export const productBranding: Branding = { name: 'Usher', logoUrl: null, accentColor: defaultAccentColor };

/** Characters a logo may add to each page, so that the sign-in page stays within 20 KB over the wire. */
const logoCharactersMax = 7_168;

// An SVG is harmless here: an <img> runs no script and loads nothing.
const dataImage =
  /^data:image\/(?:png|jpeg|webp|svg\+xml)(?:;charset=utf-8)?(?:;base64,[A-Za-z0-9+/]+={0,2}|,[A-Za-z0-9%._~!*()'-]+)$/;
const ownPath = /^\/[A-Za-z0-9_-][A-Za-z0-9._~/-]*(?:\?v=[A-Za-z0-9]+)?$/;

/** `#rrggbb` and nothing else: the value goes into a style sheet. */
export function isAccentColor(value: unknown): value is string {
  return typeof value === 'string' && /^#[0-9a-f]{6}$/i.test(value);
}

/** An image as a `data:` address of at most 7,168 characters, or a path on this origin without `//` and `..`. */
function isLogoUrl(value: unknown): value is string {
  if (typeof value !== 'string' || value.length > logoCharactersMax) return false;
  if (ownPath.test(value)) return !value.includes('//') && !value.includes('..');
  return dataImage.test(value);
}

/** Branding of an organisation from its settings block `branding: {accentColor, logoUrl}`; unusable values are left out. */
export function brandingFrom(name: string, settings: unknown): Branding {
  const given: Record<string, unknown> = typeof settings === 'object' && settings !== null ? { ...settings } : {};
  return {
    name,
    logoUrl: isLogoUrl(given.logoUrl) ? given.logoUrl : null,
    accentColor: isAccentColor(given.accentColor) ? given.accentColor.toLowerCase() : defaultAccentColor,
  };
}

/** The first letter or digit of a name, upper case: what stands in for a missing logo. */
export function monogram(name: string): string {
  return /[\p{L}\p{N}]/u.exec(name)?.[0].toLocaleUpperCase() ?? '•';
}
