/** Dates and times as people read them: in the organisation's time zone and the person's language, never the browser's by accident. */

/** How times are shown: IANA zone, BCP 47 locale. */
export interface TimeStyle {
  readonly timeZone: string;
  readonly locale: string;
}

const dayMs = 24 * 60 * 60 * 1000;

/** By what they show and for whom: making one costs as much as a hundred uses, and a list has hundreds of times. */
const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(style: TimeStyle, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const name = JSON.stringify([style.locale, style.timeZone, options]);
  const known = formats.get(name) ?? new Intl.DateTimeFormat(style.locale, { ...options, timeZone: style.timeZone });
  formats.set(name, known);
  return known;
}

function format(instant: string, style: TimeStyle, options: Intl.DateTimeFormatOptions): string {
  const date = new Date(instant);
  if (Number.isNaN(date.getTime())) return instant;
  return formatOf(style, options).format(date);
}

/** `21 Nov 2026, 15:04` of an RFC 3339 instant. */
export function dateTimeText(instant: string, style: TimeStyle): string {
  return format(instant, style, { dateStyle: 'medium', timeStyle: 'short' });
}

/** `21 Nov 2026, 15:04:05` of an RFC 3339 instant. */
export function preciseTimeText(instant: string, style: TimeStyle): string {
  return format(instant, style, { dateStyle: 'medium', timeStyle: 'medium' });
}

/** `21 Nov 2026` of an RFC 3339 instant. */
export function dateText(instant: string, style: TimeStyle): string {
  return format(instant, style, { dateStyle: 'medium' });
}

/** Whole days from `now` (Unix ms) until `instant`, rounded up; 0 or less when it is past. */
export function daysUntil(instant: string, now: number): number {
  return Math.ceil((Date.parse(instant) - now) / dayMs);
}

/** `Europe/Buenos_Aires` as people read it. */
export function timeZoneText(timeZone: string): string {
  return timeZone.replaceAll('_', ' ');
}

/**
 * Every IANA zone the browser knows, UTC and then `current` first: browsers list one name of each zone, and the server may
 * have stored another of the same (America/Argentina/Buenos_Aires, America/Buenos_Aires).
 */
export function timeZones(current: string | null): readonly string[] {
  return [...new Set(['UTC', ...(current === null ? [] : [current]), ...Intl.supportedValuesOf('timeZone')])];
}

/** The browser's own locale where it is of the same language (British dates for `en`), otherwise the language alone. */
export function localeFor(chosen: string, browser: readonly string[]): string {
  const language = (tag: string) => tag.toLowerCase().split('-')[0];
  return browser.find((tag) => language(tag) === language(chosen)) ?? chosen;
}

/** `15:04` of an RFC 3339 instant. */
export function timeText(instant: string, style: TimeStyle): string {
  return format(instant, style, { timeStyle: 'short' });
}

/** The time alone where that is on the same day as `now` (Unix ms), otherwise with the date. */
export function momentText(instant: string, style: TimeStyle, now: number): string {
  const today = dateText(new Date(now).toISOString(), style) === dateText(instant, style);
  return today ? timeText(instant, style) : dateTimeText(instant, style);
}
