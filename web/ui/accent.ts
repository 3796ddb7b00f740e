/**
 * Turns an organisation's accent colour into ten shades that stay readable whatever was chosen: white text on the filled
 * shades, and the light shades as text on dark ground, reach the 4.5 : 1 of WCAG 2.2 (1.4.3). The hue is kept, the
 * lightness is moved. Colours are mixed in OKLCH (CSS Color 4), where equal steps look equal.
 */

/** Ten shades from the lightest to the darkest, as Mantine wants them. */
export type Shades = readonly [string, string, string, string, string, string, string, string, string, string];

/** Usher's own accent, for an organisation that has chosen none. */
export const accentDefault = '#0d6570';

interface Oklch {
  readonly lightness: number;
  readonly chroma: number;
  readonly hue: number;
}

type Rgb = readonly [number, number, number];

function linear(channel: number): number {
  return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
}

function gamma(channel: number): number {
  return channel <= 0.0031308 ? channel * 12.92 : 1.055 * channel ** (1 / 2.4) - 0.055;
}

function rgbOf(hex: string): Rgb {
  const value = Number.parseInt(hex.slice(1), 16);
  return [linear((value >> 16) / 255), linear(((value >> 8) & 255) / 255), linear((value & 255) / 255)];
}

function hexOf(rgb: Rgb): string {
  const bytes = rgb.map((channel) => Math.round(gamma(Math.min(1, Math.max(0, channel))) * 255));
  return `#${bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}

function oklchOf([red, green, blue]: Rgb): Oklch {
  const long = Math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue);
  const medium = Math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue);
  const short = Math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue);
  const a = 1.9779984951 * long - 2.428592205 * medium + 0.4505937099 * short;
  const b = 0.0259040371 * long + 0.7827717662 * medium - 0.808675766 * short;
  return {
    lightness: 0.2104542553 * long + 0.793617785 * medium - 0.0040720468 * short,
    chroma: Math.hypot(a, b),
    hue: Math.atan2(b, a),
  };
}

function colourAt({ lightness, chroma, hue }: Oklch): string {
  const a = chroma * Math.cos(hue);
  const b = chroma * Math.sin(hue);
  const long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const short = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return hexOf([
    4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
    -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
    -0.0041960863 * long - 0.7034186147 * medium + 1.707614701 * short,
  ]);
}

function luminance(hex: string): number {
  const [red, green, blue] = rgbOf(hex);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** Contrast ratio of two `#rrggbb` colours, 1 to 21 (WCAG 2.2, definition of contrast ratio). */
export function contrast(one: string, other: string): number {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

/** The colour at or below `start` lightness on which white text reads at `ratio`. */
function darkUnderWhite(start: Oklch, ratio: number): Oklch {
  let colour = start;
  while (colour.lightness > 0 && contrast(colourAt(colour), '#ffffff') < ratio) {
    colour = { ...colour, lightness: colour.lightness - 0.01 };
  }
  return colour;
}

const tints = [
  { lightness: 0.975, chroma: 0.12 },
  { lightness: 0.945, chroma: 0.22 },
  { lightness: 0.9, chroma: 0.4 },
  { lightness: 0.84, chroma: 0.6 },
  { lightness: 0.78, chroma: 0.8 },
  { lightness: 0.7, chroma: 1 },
] as const;

/** Shades of `accent` (`#rrggbb`); anything else gives those of Usher's own accent. */
export function accentShades(accent: string | null): Shades {
  const chosen = accent !== null && /^#[0-9a-f]{6}$/i.test(accent) ? accent : accentDefault;
  const { chroma, hue, lightness } = oklchOf(rgbOf(chosen));
  const base = darkUnderWhite({ chroma, hue, lightness: Math.max(lightness, 0.36) }, 5);
  const [first, second, third, fourth, fifth, sixth] = tints.map((tint) =>
    colourAt({ hue, lightness: tint.lightness, chroma: chroma * tint.chroma }),
  );
  const darker = (by: number) => colourAt({ ...base, lightness: base.lightness - by });
  // The tints are six, so each name has a value; the fallback only satisfies the index check.
  const tint = (colour: string | undefined) => colour ?? '#ffffff';
  return [
    tint(first),
    tint(second),
    tint(third),
    tint(fourth),
    tint(fifth),
    tint(sixth),
    darker(0),
    darker(0.04),
    darker(0.08),
    darker(0.12),
  ];
}
