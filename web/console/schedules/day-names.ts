/** Names of the days of the week, Monday first, as this person's language writes them. */
import { useTimeStyle } from '../../ui/session-context.ts';

// A Monday.
const mondayMs = Date.UTC(2024, 0, 1);
const dayMs = 86_400_000;

export function useDayNames(style: 'short' | 'long'): readonly string[] {
  const { locale } = useTimeStyle();
  const format = new Intl.DateTimeFormat(locale, { weekday: style, timeZone: 'UTC' });
  return Array.from({ length: 7 }, (_, day) => format.format(mondayMs + day * dayMs));
}

/** `Sat, 21 Nov` of a date without a time. */
export function useDayText(): (date: string) => string {
  const { locale } = useTimeStyle();
  const format = new Intl.DateTimeFormat(locale, { weekday: 'short', day: 'numeric', month: 'short', timeZone: 'UTC' });
  return (date) => format.format(Date.parse(`${date}T00:00:00Z`));
}
