/** Since when it has been open, for who looks back: who should be here, and since when. Pure. */
import { compileSchedule, hoursAt, intervalsOf, type ScheduleDefinition } from './window.ts';

export interface BegunHours {
  readonly beganAt: Temporal.Instant;
  readonly endsAt: Temporal.Instant | null;
}

const dayMs = 86_400_000;
/** Hours that have gone on for longer have no beginning that anybody could be late for. */
const daysBack = 8;

/**
 * When the hours that are open now began, and when they end; null when they are not open, or have been for more than a week.
 * @param definitions JSON list of schedules, as the column `schedule_definitions` has it
 */
export function hoursBegun(definitions: string, timeZone: string, nowMs: number): BegunHours | null {
  // Written by the door of this slice alone, which checks each one.
  const schedules = (JSON.parse(definitions) as ScheduleDefinition[]).map(compileSchedule);
  const { open, endsAt } = hoursAt(schedules, timeZone, nowMs);
  if (!open) return null;
  const local = Temporal.Instant.fromEpochMilliseconds(nowMs).toZonedDateTimeISO(timeZone);
  const today = Date.parse(`${local.toPlainDate().toString()}T00:00:00Z`) / dayMs;
  let beganMs = Number.NaN;
  let untilMs = Number.NEGATIVE_INFINITY;
  for (let day = today - daysBack; day <= today; day += 1) {
    for (const { startMs, endMs } of intervalsOf(schedules, day, timeZone)) {
      if (startMs > nowMs) break;
      // What overlaps or touches is one, also over midnight.
      if (startMs > untilMs) beganMs = startMs;
      untilMs = Math.max(untilMs, endMs);
    }
  }
  // Open without a break over all the days looked at.
  if (nowMs - beganMs > (daysBack - 1) * dayMs) return null;
  return { beganAt: Temporal.Instant.fromEpochMilliseconds(beganMs), endsAt };
}
