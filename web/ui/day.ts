/** Days of a calendar in a time zone, for pages about one of them. A day is written `2026-11-21`. Pure. */

const dayMs = 86_400_000;
const dayPattern = /^\d{4}-\d{2}-\d{2}$/;

/** The day that it is at `instantMs` (Unix time) in the zone. */
export function dayAt(instantMs: number, timeZone: string): string {
  // Sweden writes dates as ISO 8601 does.
  return new Intl.DateTimeFormat('sv-SE', { timeZone }).format(instantMs);
}

/** So many days later, or earlier. */
export function dayPlus(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10);
}

/** True for a day that there is. */
export function isDay(text: string): boolean {
  if (!dayPattern.test(text)) return false;
  const atMs = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(atMs) && new Date(atMs).toISOString().startsWith(text);
}

/** Milliseconds by which the zone's wall is ahead of UTC at that moment. */
function offsetMs(instantMs: number, timeZone: string): number {
  const wall = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' }).format(
    instantMs,
  );
  return Date.parse(`${wall.replace(' ', 'T')}Z`) - Math.floor(instantMs / 1000) * 1000;
}

/** `2026-11-21T15:04` on the wall of the zone, as a field for date and time has it. */
function wallAt(instantMs: number, timeZone: string): string {
  const wall = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' }).format(instantMs);
  return wall.replace(' ', 'T');
}

/** Unix time at which the zone's wall shows this; the first of two, the moment after where it is skipped; NaN for none. */
export function wallMs(wall: string, timeZone: string): number {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/.test(wall)) return Number.NaN;
  const utc = Date.parse(`${wall}Z`);
  if (Number.isNaN(utc)) return utc;
  // No zone moves its clock twice within two days, so its offset then is one of the two around it.
  const candidates = [-dayMs, dayMs].map((away) => utc - offsetMs(utc + away, timeZone));
  const within = candidates.filter((atMs) => wallAt(atMs, timeZone) === wall);
  return within.length === 0 ? Math.max(...candidates) : Math.min(...within);
}

/** Unix time of a day's first moment in the zone; where daylight saving skips midnight, of the first moment there is. */
export function dayStartMs(day: string, timeZone: string): number {
  const midnight = Date.parse(`${day}T00:00:00Z`);
  // No zone moves its clock twice within two days, so the offset of midnight is one of the two around it.
  const candidates = [-dayMs, dayMs].map((away) => midnight - offsetMs(midnight + away, timeZone));
  const within = candidates.filter((atMs) => dayAt(atMs, timeZone) === day);
  // A day that a zone skipped whole (Samoa, 30 December 2011) begins with the next one.
  return Math.min(...(within.length === 0 ? candidates : within));
}
