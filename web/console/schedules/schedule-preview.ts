/**
 * What a schedule means in the next days, in the organisation's wall time: for the eye of whoever writes it, before it is saved.
 * The server alone decides (server/schedules). Pure: today is handed in.
 */
import type { ScheduleFields } from '../../api/schedules.ts';

/** A stretch without a break: wall times, and how many days after its first one it ends. */
export interface Stretch {
  readonly from: string;
  readonly to: string;
  readonly daysLater: number;
}

export interface PreviewDay {
  /** `2026-11-21`. */
  readonly date: string;
  /** Those that begin on this day. */
  readonly stretches: readonly Stretch[];
  /** An exception replaces its windows. */
  readonly exception: boolean;
  /** A stretch of a day before reaches into it; the whole day long, or until this wall time. */
  readonly reachedUntil: string | 'all day' | null;
  /** Minutes by which the clocks go forward (or back) on it. */
  readonly clockChange: number;
}

const dayMinutes = 1440;
const dayMs = 86_400_000;

function minutesOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
}

function timeOf(minutes: number): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

/** The date so many days later. */
export function dateAfter(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10);
}

/** 1 = Monday to 7 = Sunday. */
function weekdayOf(date: string): number {
  return new Date(`${date}T00:00:00Z`).getUTCDay() || 7;
}

/** Minutes from the first day's midnight; the end after the start also where the window crosses midnight. */
interface Interval {
  readonly start: number;
  readonly end: number;
}

function intervalsOf({ windows, exceptions }: Omit<ScheduleFields, 'name'>, date: string, day: number): Interval[] {
  const special = exceptions.filter((exception) => exception.date === date);
  const times =
    special.length > 0
      ? special.filter((one) => 'from' in one)
      : windows.filter(({ days }) => days.includes(weekdayOf(date)));
  return times.map(({ from, to }) => {
    const start = minutesOf(from);
    const end = minutesOf(to);
    return { start: day * dayMinutes + start, end: day * dayMinutes + (end > start ? end : end + dayMinutes) };
  });
}

/** Overlapping and touching ones are one. */
function merged(intervals: readonly Interval[]): Interval[] {
  const found: Interval[] = [];
  for (const next of intervals.toSorted((one, other) => one.start - other.start)) {
    const last = found.at(-1);
    if (last !== undefined && next.start <= last.end)
      found[found.length - 1] = { ...last, end: Math.max(last.end, next.end) };
    else found.push(next);
  }
  return found;
}

function stretchOf({ start, end }: Interval): Stretch {
  const day = Math.floor(start / dayMinutes);
  // What ends at midnight ends with its day.
  const daysLater = Math.ceil(end / dayMinutes) - 1 - day;
  return { from: timeOf(start - day * dayMinutes), to: timeOf(end - (day + daysLater) * dayMinutes), daysLater };
}

function reachedUntil(intervals: readonly Interval[], day: number): PreviewDay['reachedUntil'] {
  const start = day * dayMinutes;
  const before = intervals.find((one) => one.start < start && one.end > start);
  if (before === undefined) return null;
  return before.end >= start + dayMinutes ? 'all day' : timeOf(before.end - start);
}

/** Minutes that wall clocks in the zone are ahead of UTC. */
function offsetMinutes(instantMs: number, timeZone: string): number {
  const value = Object.fromEntries(
    new Intl.DateTimeFormat('en', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
      .formatToParts(instantMs)
      .map((part) => [part.type, Number(part.value)]),
  );
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = value;
  return Math.round((Date.UTC(year, month - 1, day, hour, minute, second) - instantMs) / 60_000);
}

/** By how much wall clocks change between the midnight that begins this date and the one that ends it; 0 on nearly every day. */
function clockChangeOn(date: string, timeZone: string): number {
  const midnight = Date.parse(`${date}T00:00:00Z`);
  // Wall time less its offset is the instant; the offset an hour's error away is the same but on the day of a change itself.
  const before = offsetMinutes(midnight - offsetMinutes(midnight, timeZone) * 60_000 - 60_000, timeZone);
  const next = midnight + dayMs;
  const after = offsetMinutes(next - offsetMinutes(next, timeZone) * 60_000 + 60_000, timeZone);
  return after - before;
}

/** Today in the zone: `2026-11-21`. */
export function todayIn(timeZone: string, nowMs: number): string {
  return new Date(nowMs + offsetMinutes(nowMs, timeZone) * 60_000).toISOString().slice(0, 10);
}

/** @param from the first day */
export function previewDays(
  schedule: Omit<ScheduleFields, 'name'>,
  timeZone: string,
  from: string,
  days: number,
): PreviewDay[] {
  // From the day before: it may reach into the first one. One more at the end: the last may go on into it.
  const all = Array.from({ length: days + 2 }, (_, index) => index - 1);
  const intervals = merged(all.flatMap((day) => intervalsOf(schedule, dateAfter(from, day), day)));
  return all.slice(1, -1).map((day) => {
    const date = dateAfter(from, day);
    return {
      date,
      stretches: intervals.filter(({ start }) => Math.floor(start / dayMinutes) === day).map(stretchOf),
      exception: schedule.exceptions.some((exception) => exception.date === date),
      reachedUntil: reachedUntil(intervals, day),
      clockChange: clockChangeOn(date, timeZone),
    };
  });
}
