/** What a schedule may say, and every fault of one that says nonsense. Pure. */
import { Type } from 'typebox';
import type { Violation } from '../kernel/refusal.ts';
import { closed } from '../platform/http/shapes.ts';
import { minutesOf, type ScheduleDefinition, type ScheduleException, type Window } from './window.ts';

/** Times of one day that anybody can tell apart, and three years of holidays. */
const windowsMax = 50;
const exceptionsMax = 200;

const Time = Type.String({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d$', description: 'Wall time "HH:MM".' });
const EndTime = Type.String({
  pattern: '^(([01]\\d|2[0-3]):[0-5]\\d|24:00)$',
  description: 'Wall time "HH:MM"; earlier than `from`: on the next day. A whole day is 00:00 to 24:00.',
});
const date = { date: Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' }) };

const WindowShape = Type.Object(
  {
    days: Type.Array(Type.Integer({ minimum: 1, maximum: 7 }), {
      minItems: 1,
      maxItems: 7,
      uniqueItems: true,
      description: 'On which it starts: 1 = Monday to 7 = Sunday.',
    }),
    from: Time,
    to: EndTime,
  },
  closed,
);
const ExceptionShape = Type.Object(
  {
    ...date,
    closed: Type.Optional(Type.Literal(true)),
    from: Type.Optional(Time),
    to: Type.Optional(EndTime),
  },
  {
    ...closed,
    description: 'Replaces the windows that start on its date: closed, or from and to. Several may share a date.',
  },
);

export const definitionShape = {
  windows: Type.Unsafe<readonly Window[]>(Type.Array(WindowShape, { maxItems: windowsMax })),
  exceptions: Type.Unsafe<readonly ScheduleException[]>(Type.Array(ExceptionShape, { maxItems: exceptionsMax })),
} as const;

function timesFault({ from, to }: { readonly from: string; readonly to: string }): string | null {
  return from === to ? 'ends when it begins: a whole day is 00:00 to 24:00' : null;
}

function isDate(text: string): boolean {
  const [year = 0, month = 0, day = 0] = text.split('-').map(Number);
  const found = new Date(Date.UTC(year, month - 1, day));
  // Nobody plans hours for other centuries, and a year of four digits keeps every reckoning inside its range.
  return year >= 2000 && year < 2200 && found.getUTCMonth() === month - 1 && found.getUTCDate() === day;
}

function exceptionFaults(exceptions: readonly ScheduleException[]): Violation[] {
  const found: Violation[] = [];
  const closedDates = new Set(
    exceptions.filter((exception) => 'closed' in exception).map((exception) => exception.date),
  );
  const seen = new Set<string>();
  exceptions.forEach((exception, index) => {
    const path = `/exceptions/${index}`;
    if (!isDate(exception.date))
      found.push({ path: `${path}/date`, message: 'is not a date of the years 2000 to 2199' });
    const timed = 'from' in exception || 'to' in exception;
    if ('closed' in exception ? timed : !('from' in exception && 'to' in exception)) {
      found.push({ path, message: 'says either closed: true, or from and to' });
      return;
    }
    const same = JSON.stringify(exception);
    if (seen.has(same)) found.push({ path, message: 'is there twice' });
    seen.add(same);
    if ('closed' in exception) return;
    if (closedDates.has(exception.date)) found.push({ path, message: 'is on a date that is closed as well' });
    const fault = timesFault(exception);
    if (fault !== null) found.push({ path: `${path}/to`, message: fault });
  });
  return found;
}

/** Every fault, each with the JSON pointer of what is wrong. @param definition right in form (`definitionShape`) */
export function definitionFaults({ windows, exceptions }: ScheduleDefinition): Violation[] {
  const found: Violation[] = [];
  windows.forEach((window, index) => {
    const fault = timesFault(window);
    if (fault !== null) found.push({ path: `/windows/${index}/to`, message: fault });
  });
  return [...found, ...exceptionFaults(exceptions)];
}

/** The same in its one spelling: days and entries in order, so that what is equal is stored equal. */
export function inOrder({ windows, exceptions }: ScheduleDefinition): ScheduleDefinition {
  const byStart = (one: { from: string; to: string }, other: { from: string; to: string }) =>
    minutesOf(one.from) - minutesOf(other.from) || minutesOf(one.to) - minutesOf(other.to);
  const key = (exception: ScheduleException) => `${exception.date} ${'closed' in exception ? '' : exception.from}`;
  return {
    windows: windows
      .map(({ days, from, to }) => ({ days: days.toSorted((one, other) => one - other), from, to }))
      .toSorted((one, other) => (one.days[0] ?? 0) - (other.days[0] ?? 0) || byStart(one, other)),
    exceptions: exceptions.toSorted((one, other) => key(one).localeCompare(key(other), 'en')),
  };
}
