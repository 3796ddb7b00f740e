/**
 * The accent colour of an organisation made readable: from any `#rrggbb` it derives the few colours a page needs, in light
 * and in dark, so that text has a contrast of at least 4.5 and edges of at least 3 (WCAG 2.2, 1.4.3 and 1.4.11) whatever
 * colour an administrator picks. Pure; page-style writes the result into the page.
 */

/** The surfaces that accents are drawn on. page-style uses the same values. */
export const surfaces = {
  light: { page: '#f3f4f6', card: '#ffffff' },
  dark: { page: '#111317', card: '#1a1d23' },
} as const;

/** Colours of one scheme, each `#rrggbb`. */
export interface Accent {
  /** Background of the main button. */
  readonly fill: string;
  /** The same under the pointer. */
  readonly fillHover: string;
  /** Text on both fills: black or white. */
  readonly ink: string;
  /** Outline of the main button: at least 3:1 against the card. */
  readonly edge: string;
  /** Links and focus rings: at least 4.5:1 against page and card, 6:1 in the dark, where thin coloured text tires. */
  readonly text: string;
}

export interface AccentPalette {
  readonly light: Accent;
  readonly dark: Accent;
}

type Channels = readonly [red: number, green: number, blue: number];

function channelsOf(hex: string): Channels {
  const value = Number.parseInt(hex.slice(1), 16);
  return [(value >> 16) & 0xff, (value >> 8) & 0xff, value & 0xff];
}

function hexOf(channels: Channels): string {
  return `#${channels.map((channel) => Math.round(channel).toString(16).padStart(2, '0')).join('')}`;
}

function linear(channel: number): number {
  const share = channel / 255;
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
}

function luminance(hex: string): number {
  const [red, green, blue] = channelsOf(hex);
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}

/** Contrast of two `#rrggbb` colours, 1 to 21 (WCAG 2.2, "contrast ratio"). */
export function contrast(one: string, other: string): number {
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return ((high ?? 0) + 0.05) / ((low ?? 0) + 0.05);
}

/** `share` of the way from a colour to another one, 0 to 1. */
function mix(from: string, to: string, share: number): string {
  const [red, green, blue] = channelsOf(from);
  const [toRed, toGreen, toBlue] = channelsOf(to);
  return hexOf([red + (toRed - red) * share, green + (toGreen - green) * share, blue + (toBlue - blue) * share]);
}

/** The colour nearest to `start`, on its way to `end`, that has at least `least` contrast with all of `against`. */
function readable(start: string, end: string, against: readonly string[], least: number): string {
  for (let step = 0; step < 50; step += 1) {
    const candidate = mix(start, end, step / 50);
    if (against.every((surface) => contrast(candidate, surface) >= least)) return candidate;
  }
  return end;
}

/** Black and near-blacks would turn into the grey of a disabled button in the dark; they become their opposite instead. */
function inDark(accentColor: string): string {
  const channels = channelsOf(accentColor);
  const colorless = Math.max(...channels) - Math.min(...channels) < 24;
  return colorless && luminance(accentColor) < 0.1 ? '#e9ebef' : accentColor;
}

function accentOn(given: string, scheme: 'light' | 'dark'): Accent {
  const { page, card } = surfaces[scheme];
  const accentColor = scheme === 'light' ? given : inDark(given);
  const away = scheme === 'light' ? '#000000' : '#ffffff';
  const fill = scheme === 'light' ? accentColor : readable(accentColor, away, [card], 3);
  // White is tried first: where white fails, black reaches more than 4.58, so one of the two always passes.
  const ink = contrast('#ffffff', fill) >= 4.5 ? '#ffffff' : '#000000';
  return {
    fill,
    fillHover: mix(fill, ink === '#ffffff' ? '#000000' : '#ffffff', 0.16),
    ink,
    edge: readable(accentColor, away, [card], 3),
    text: readable(accentColor, away, [page, card], scheme === 'light' ? 4.5 : 6),
  };
}

/** Every colour derived from an accent, in light and dark. Takes `#rrggbb` only: `brandingFrom` has checked it. */
export function accentPalette(accentColor: string): AccentPalette {
  return { light: accentOn(accentColor, 'light'), dark: accentOn(accentColor, 'dark') };
}
