// When an access schedule lets somebody in, told by counting: minute after minute of a stretch of time is asked for its wall
// time (Intl, no Temporal), and what is open is marked in a list. Slow, obvious, and written apart from the code it judges.
import type { ScheduleDefinition } from '../../server/schedules/window.ts';

const minuteMs = 60_000;
const dayMinutes = 1_440;

/** Minutes since 1970 as a calendar and a clock on the wall count them, without any zone. */
function wallOf(date: string, time: string): number {
  return Date.parse(`${date}T00:00:00Z`) / minuteMs + Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
}

function dateOf(wall: number): string {
  return new Date(wall * minuteMs).toISOString().slice(0, 10);
}

/** 1 = Monday to 7 = Sunday. */
function dayOf(date: string): number {
  return new Date(`${date}T00:00:00Z`).getUTCDay() || 7;
}

/** A stretch of real minutes in one zone, each with the wall time that a clock there shows. */
export class Stretch {
  readonly fromMs: number;
  readonly walls: readonly number[];

  constructor(timeZone: string, from: string, days: number) {
    const clock = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' });
    this.fromMs = Date.parse(from);
    this.walls = Array.from({ length: days * dayMinutes }, (_, minute) => {
      const [date = '', time = ''] = clock.format(new Date(this.fromMs + minute * minuteMs)).split(' ');
      return wallOf(date, time);
    });
  }

  /** The real minute that a wall time means, the first or the last of two; one that is skipped comes as much later. */
  minuteAt(wall: number, which: 'first' | 'last'): number {
    const found = which === 'first' ? this.walls.indexOf(wall) : this.walls.lastIndexOf(wall);
    if (found >= 0) return found;
    const after = this.walls.findIndex((shown) => shown > wall);
    if (after <= 0) return after < 0 ? this.walls.length : 0;
    const before = this.walls[after - 1] ?? 0;
    return after + (wall - before - 1);
  }
}

/** Wall minutes of the stretch, and two days around it, in which a window of the schedule runs. */
function openWalls(definition: ScheduleDefinition, first: number, last: number): Set<number> {
  const open = new Set<number>();
  for (let midnight = first - (first % dayMinutes); midnight <= last; midnight += dayMinutes) {
    const date = dateOf(midnight);
    const exceptions = definition.exceptions.filter((exception) => exception.date === date);
    const windows = definition.windows.filter(({ days }) => days.includes(dayOf(date)));
    for (const window of exceptions.length > 0 ? exceptions : windows) {
      if ('closed' in window) continue;
      const from = wallOf(date, window.from);
      let to = wallOf(date, window.to);
      if (to <= from) to += dayMinutes;
      for (let wall = from; wall < to; wall++) open.add(wall);
    }
  }
  return open;
}

/** For each real minute of the stretch: is it open? */
export function openMinutes(stretch: Stretch, definition: ScheduleDefinition): boolean[] {
  const walls = stretch.walls;
  const first = Math.min(...walls.slice(0, dayMinutes)) - 2 * dayMinutes;
  const last = Math.max(...walls.slice(-dayMinutes)) + 2 * dayMinutes;
  const open = openWalls(definition, first, last);
  const marks: boolean[] = walls.map(() => false);
  let begun: number | null = null;
  for (let wall = first; wall <= last + dayMinutes; wall++) {
    if (open.has(wall) && begun === null) begun = wall;
    if (open.has(wall) || begun === null) continue;
    // A run of open minutes on the wall clock is over: it is open in between, in real time.
    marks.fill(true, stretch.minuteAt(begun, 'first'), stretch.minuteAt(wall, 'last'));
    begun = null;
  }
  if (begun !== null) marks.fill(true, stretch.minuteAt(begun, 'first'));
  return marks;
}
