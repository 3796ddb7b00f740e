/**
 * Schedules owns when people may be in (L3): weekly windows and exceptions in the organisation's wall time, assigned to a user,
 * a team or a role, and overtime for one person. Sign-in and sessions read its columns and ask where somebody stands now;
 * mayEnter refuses by that. It never ends a session itself: whoever is let in is asked again when the hours end.
 */
import type { RawBuilder } from 'kysely';
import { hoursColumns, type ScheduleColumns } from './store-columns.ts';

export type { ScheduleColumns };

/** Columns of a query that joins `users u` and `roles r`: what `scheduleNow` of current.ts needs of a person. */
export function scheduleColumns(): RawBuilder<ScheduleColumns> {
  return hoursColumns();
}
