/**
 * When somebody may be in: weekly windows and exceptions in wall time, turned into instants. Pure: the moment and the time zone
 * are handed in. What counts (docs/schedules.md): a window belongs to the day on which it starts, also where it crosses
 * midnight; an exception replaces the windows that start on its date; whoever has several schedules may be in during any of
 * them. A wall time that daylight saving skips means the later instant; of one that comes twice a window starts at the first
 * and ends at the second.
 */

export interface Window {
  /** Days of the week, 1 = Monday to 7 = Sunday. */
  readonly days: readonly number[];
  /** Wall time "HH:MM". */
  readonly from: string;
  /** Wall time "HH:MM", or "24:00"; not after `from` = on the next day. */
  readonly to: string;
}

/** Closed on a date, or other windows on it: each with one entry. */
export type ScheduleException =
  | { readonly date: string; readonly closed: true }
  | { readonly date: string; readonly from: string; readonly to: string };

export interface ScheduleDefinition {
  readonly windows: readonly Window[];
  readonly exceptions: readonly ScheduleException[];
}

/** Where somebody stands: `endsAt` when it is open, `opensAt` when it is not; null = not within `horizonDays`. */
export interface Hours {
  readonly open: boolean;
  readonly endsAt: Temporal.Instant | null;
  readonly opensAt: Temporal.Instant | null;
}

/** A time without end, for whom no schedule limits. */
export const alwaysOpen: Hours = { open: true, endsAt: null, opensAt: null };

/** Beyond so many days from now nobody looks for an opening or an end. */
const horizonDays = 400;
/** Two days back reach every window that can still be open: one lasts 24 hours at most, and a zone may skip a day. */
const daysBack = 2;
/** So many days without exceptions show what every further week will be. */
const wholeWeekDays = 8;

/** Dates are counted in days since 1970, as a calendar does it that knows no zone. */
type Day = number;

/** Minutes of wall time from the midnight at which its day begins; `to` may be up to a day after `from`. */
interface Span {
  readonly from: number;
  readonly to: number;
}

/** A definition made ready to be asked often. */
export interface CompiledSchedule {
  /** By day of the week, Monday at 1. */
  readonly week: readonly (readonly Span[])[];
  readonly exceptions: ReadonlyMap<Day, readonly Span[]>;
  /** The latest date of an exception; -Infinity when there is none. */
  readonly lastException: Day;
}

/** Minutes since midnight of a text "HH:MM". */
export function minutesOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
}

const dayMinutes = 1_440;
const minuteMs = 60_000;
const dayMs = dayMinutes * minuteMs;
/** No clock is further ahead of UTC. */
const offsetMaxMs = 14 * 60 * minuteMs;

/** @param date "YYYY-MM-DD" */
function dayOf(date: string): Day {
  return Date.parse(`${date}T00:00:00Z`) / dayMs;
}

/** 1 = Monday to 7 = Sunday; the first of 1970 was a Thursday. */
function weekday(day: Day): number {
  return ((((day + 3) % 7) + 7) % 7) + 1;
}

function spanOf({ from, to }: { readonly from: string; readonly to: string }): Span {
  const start = minutesOf(from);
  const end = minutesOf(to);
  return { from: start, to: end > start ? end : end + dayMinutes };
}

/** @param definition one that definition.ts found nothing wrong with */
export function compileSchedule({ windows, exceptions }: ScheduleDefinition): CompiledSchedule {
  const week: Span[][] = Array.from({ length: 8 }, () => []);
  for (const window of windows) for (const day of window.days) week[day]?.push(spanOf(window));
  const byDate = new Map<Day, Span[]>();
  for (const exception of exceptions) {
    const day = dayOf(exception.date);
    const spans = byDate.get(day) ?? [];
    if (!('closed' in exception)) spans.push(spanOf(exception));
    byDate.set(day, spans);
  }
  return { week, exceptions: byDate, lastException: Math.max(...byDate.keys()) };
}

/** Milliseconds of Unix time at which a span of wall time begins and ends. */
interface Interval {
  readonly startMs: number;
  readonly endMs: number;
}

function instantMs(day: Day, minutes: number, timeZone: string, disambiguation: 'compatible' | 'later'): number {
  const wall = Temporal.Instant.fromEpochMilliseconds(day * dayMs + minutes * minuteMs).toZonedDateTimeISO('UTC');
  return wall.toPlainDateTime().toZonedDateTime(timeZone, { disambiguation }).epochMilliseconds;
}

/** The windows that start on a date, of all schedules. */
function startingOn(schedules: readonly CompiledSchedule[], day: Day): readonly Span[] {
  return schedules.flatMap(({ week, exceptions }) => exceptions.get(day) ?? week[weekday(day)] ?? []);
}

/** Windows that overlap or touch are one: 09:00 to 13:00 and 13:00 to 17:00 have no end at 13:00. */
function merged(spans: readonly Span[]): readonly Span[] {
  const result: Span[] = [];
  for (const span of spans.toSorted((one, other) => one.from - other.from)) {
    const last = result.at(-1);
    if (last === undefined || span.from > last.to) result.push(span);
    else result[result.length - 1] = { from: last.from, to: Math.max(last.to, span.to) };
  }
  return result;
}

/**
 * What is open between the midnights of one date, in the order of its instants; with what reaches into it from the day before,
 * without what reaches out of it. Merged as wall time first, so that two windows which overlap there have no break where the
 * clock jumps between the end of the one and the start of the other.
 */
export function intervalsOf(schedules: readonly CompiledSchedule[], day: Day, timeZone: string): readonly Interval[] {
  const before = startingOn(schedules, day - 1).map(({ to }) => ({ from: 0, to: to - dayMinutes }));
  const spans = [...before.filter(({ to }) => to > 0), ...startingOn(schedules, day)];
  return (
    merged(spans)
      .map(({ from, to }) => ({
        startMs: instantMs(day, from, timeZone, 'compatible'),
        endMs: instantMs(day, Math.min(to, dayMinutes), timeZone, 'later'),
      }))
      // 02:30 to 03:00, where the clock goes from 02:00 to 03:00, begins after its end: it does not take place.
      .filter(({ startMs, endMs }) => startMs < endMs)
      .toSorted((one, other) => one.startMs - other.startMs)
  );
}

function opened(endMs: number | null): Hours {
  return { open: true, endsAt: endMs === null ? null : Temporal.Instant.fromEpochMilliseconds(endMs), opensAt: null };
}

/**
 * Whether it is open at a moment during any of the schedules, and until when without a break, or from when on.
 * @param overtimeUntilMs until then it is open whatever they say; null = no overtime
 */
export function hoursAt(
  schedules: readonly CompiledSchedule[],
  timeZone: string,
  nowMs: number,
  overtimeUntilMs: number | null = null,
): Hours {
  const local = Temporal.Instant.fromEpochMilliseconds(nowMs).toZonedDateTimeISO(timeZone);
  const today = dayOf(local.toPlainDate().toString());
  const weekSeen = Math.max(today, ...schedules.map(({ lastException }) => lastException)) + wholeWeekDays;
  let openUntilMs = overtimeUntilMs !== null && overtimeUntilMs > nowMs ? overtimeUntilMs : null;
  for (let day = today - daysBack; day <= today + horizonDays; day++) {
    for (const { startMs, endMs } of intervalsOf(schedules, day, timeZone)) {
      if (endMs <= nowMs) continue;
      if (startMs <= (openUntilMs ?? nowMs)) {
        openUntilMs = Math.max(openUntilMs ?? endMs, endMs);
      } else if (openUntilMs !== null) {
        return opened(openUntilMs);
      } else {
        return { open: false, endsAt: null, opensAt: Temporal.Instant.fromEpochMilliseconds(startMs) };
      }
    }
    if (openUntilMs === null) continue;
    // It was over before this date began.
    if (openUntilMs < day * dayMs - offsetMaxMs) return opened(openUntilMs);
    if (day > weekSeen) return opened(null);
  }
  return openUntilMs === null ? { open: false, endsAt: null, opensAt: null } : opened(null);
}

/** From when to when it is open, whole; at its borders as far as asked for. */
export interface OpenTime {
  readonly startsAt: Temporal.Instant;
  readonly endsAt: Temporal.Instant;
}

/**
 * Every stretch without a break in which it is open between two moments.
 * @param toMs not more than a few months after `fromMs`: each date is reckoned
 */
export function openTimes(
  schedules: readonly CompiledSchedule[],
  timeZone: string,
  fromMs: number,
  toMs: number,
): OpenTime[] {
  const intervals: Interval[] = [];
  const last = Math.ceil((toMs + offsetMaxMs) / dayMs);
  for (let day = Math.floor((fromMs - offsetMaxMs) / dayMs) - daysBack; day <= last; day++) {
    for (const { startMs, endMs } of intervalsOf(schedules, day, timeZone)) {
      const before = intervals.at(-1);
      if (before !== undefined && startMs <= before.endMs)
        intervals[intervals.length - 1] = { startMs: before.startMs, endMs: Math.max(before.endMs, endMs) };
      else intervals.push({ startMs, endMs });
    }
  }
  return intervals
    .map(({ startMs, endMs }) => ({ startMs: Math.max(startMs, fromMs), endMs: Math.min(endMs, toMs) }))
    .filter(({ startMs, endMs }) => startMs < endMs)
    .map(({ startMs, endMs }) => ({
      startsAt: Temporal.Instant.fromEpochMilliseconds(startMs),
      endsAt: Temporal.Instant.fromEpochMilliseconds(endMs),
    }));
}
