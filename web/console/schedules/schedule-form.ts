/** The values of the schedule form, what is wrong with them, and how the server's words find their field. Pure. */
import { ApiError } from '../../api/client.ts';
import type { Schedule, ScheduleException, ScheduleFields } from '../../api/schedules.ts';
import { text } from '../../texts/texts.ts';
import { faultText } from '../../ui/known-faults.ts';

export interface WindowValues {
  /** Of the row, for React. */
  readonly id: string;
  readonly days: string[];
  readonly from: string;
  readonly to: string;
}

export interface ExceptionValues {
  readonly id: string;
  readonly date: string;
  readonly closed: boolean;
  readonly from: string;
  readonly to: string;
}

export interface ScheduleValues {
  readonly name: string;
  readonly windows: WindowValues[];
  readonly exceptions: ExceptionValues[];
}

export const weekdays = ['1', '2', '3', '4', '5', '6', '7'] as const;
const startPattern = /^([01]\d|2[0-3]):[0-5]\d$/;
const endPattern = /^(([01]\d|2[0-3]):[0-5]\d|24:00)$/;

export function newWindow(): WindowValues {
  return { id: crypto.randomUUID(), days: ['1', '2', '3', '4', '5'], from: '09:00', to: '17:30' };
}

export function newException(date: string): ExceptionValues {
  return { id: crypto.randomUUID(), date, closed: true, from: '09:00', to: '13:00' };
}

export function scheduleValues(schedule: Schedule | null): ScheduleValues {
  if (schedule === null) return { name: '', windows: [newWindow()], exceptions: [] };
  return {
    name: schedule.name,
    windows: schedule.windows.map(({ days, from, to }) => ({
      id: crypto.randomUUID(),
      days: days.map(String),
      from,
      to,
    })),
    exceptions: schedule.exceptions.map((exception) => ({
      ...newException(exception.date),
      ...('from' in exception ? { closed: false, from: exception.from, to: exception.to } : {}),
    })),
  };
}

/** `9` and `9:5` are not guessed at, but `9:00` is what everybody means. */
export function timeTyped(typed: string): string {
  const plain = typed.trim().replace('.', ':');
  return /^\d:\d\d$/.test(plain) ? `0${plain}` : plain;
}

export function scheduleFieldsOf({ name, windows, exceptions }: ScheduleValues): ScheduleFields {
  return {
    name: name.trim(),
    windows: windows.map(({ days, from, to }) => ({
      days: days.map(Number).toSorted(),
      from: timeTyped(from),
      to: timeTyped(to),
    })),
    exceptions: exceptions.map(
      ({ date, closed, from, to }): ScheduleException =>
        closed ? { date, closed: true } : { date, from: timeTyped(from), to: timeTyped(to) },
    ),
  };
}

const fromFault = (from: string) => (startPattern.test(timeTyped(from)) ? null : text('schedule.time.wrong'));

function toFault(to: string, from: string): string | null {
  if (!endPattern.test(timeTyped(to))) return text('schedule.time.wrong');
  return timeTyped(to) === timeTyped(from) ? text('schedule.time.same') : null;
}

/** Messages by the paths that Mantine's form gives its fields: `windows.0.from`. */
export function scheduleFaults({ name, windows, exceptions }: ScheduleValues): Record<string, string> {
  const found: [string, string | null][] = [['name', name.trim() === '' ? text('schedule.name.missing') : null]];
  windows.forEach(({ days, from, to }, index) => {
    found.push([`windows.${index}.days`, days.length === 0 ? text('schedule.days.missing') : null]);
    found.push([`windows.${index}.from`, fromFault(from)], [`windows.${index}.to`, toFault(to, from)]);
  });
  exceptions.forEach(({ date, closed, from, to }, index) => {
    found.push([`exceptions.${index}.date`, date === '' ? text('schedule.date.missing') : null]);
    if (!closed)
      found.push([`exceptions.${index}.from`, fromFault(from)], [`exceptions.${index}.to`, toFault(to, from)]);
  });
  return Object.fromEntries(found.filter((entry): entry is [string, string] => entry[1] !== null));
}

/** Whether all that decides about hours is written down well enough to show what it means. */
export function isReadable(values: ScheduleValues): boolean {
  return Object.keys(scheduleFaults({ ...values, name: 'any' })).length === 0;
}

/** What the server found, beside the fields that its pointers name. */
export function serverFaults(error: unknown): Record<string, string> {
  if (!(error instanceof ApiError)) return {};
  const violations = (error.problem.violations ?? []).filter((one) => typeof one !== 'string');
  return Object.fromEntries(
    violations.map(({ path, message }) => {
      const field = path.slice(1).replaceAll('/', '.');
      // What is wrong with an exception as a whole is told at its date.
      return [/^exceptions\.\d+$/.test(field) ? `${field}.date` : field, faultText(message)];
    }),
  );
}
