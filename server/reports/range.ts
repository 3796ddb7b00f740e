/** The span of time that a report is asked about, and how finely it is cut. Pure. */
import { refuse, type Violation } from '../kernel/refusal.ts';

export interface Range {
  /** On a boundary of the cuts. */
  readonly from: Temporal.Instant;
  /** Exclusive. */
  readonly to: Temporal.Instant;
  readonly stepMinutes: number;
}

/** What may be asked for: RFC 3339 instants. Without `to`, until now; without `from`, the day before `to`. */
export interface Asked {
  readonly from?: string;
  readonly to?: string;
}

/** As many points as a plot on a wide screen can show apart, and a whole day by the minute. */
export const pointsMax = 1_500;
/** Each a divisor of a day, so that cuts fall on whole hours. */
const stepsMinutes = [1, 5, 15, 30, 60, 180, 360, 720, 1_440] as const;
const dayMs = 86_400_000;
const minuteMs = 60_000;

function instantOf(text: string, path: string): Temporal.Instant {
  try {
    return Temporal.Instant.from(text);
  } catch {
    throw invalid({ path, message: 'is no time: write it like 2026-11-21T08:00:00Z' });
  }
}

function invalid(violation: Violation): Error {
  return refuse('invalid_request', { violations: [violation] });
}

function floored(instant: Temporal.Instant, stepMinutes: number): Temporal.Instant {
  const stepMs = stepMinutes * minuteMs;
  return Temporal.Instant.fromEpochMilliseconds(Math.floor(instant.epochMilliseconds / stepMs) * stepMs);
}

/**
 * The range, cut as finely as gives at most `pointsMax` points: by the minute for a day, coarser beyond.
 * @param now ends the range when nothing is said
 * @throws Refusal invalid_request: no time, `from` not before `to`, or more than `daysMax` days apart
 */
export function rangeOf(asked: Asked, now: Temporal.Instant, daysMax: number): Range {
  const to = asked.to === undefined ? now : instantOf(asked.to, '/to');
  const from = asked.from === undefined ? to.subtract({ hours: 24 }) : instantOf(asked.from, '/from');
  const spanMs = to.epochMilliseconds - from.epochMilliseconds;
  if (spanMs <= 0) throw invalid({ path: '/from', message: 'must be before the end' });
  if (spanMs > daysMax * dayMs)
    throw invalid({ path: '/from', message: `is more than ${daysMax} days before the end` });
  for (const stepMinutes of stepsMinutes) {
    const start = floored(from, stepMinutes);
    const points = Math.ceil((to.epochMilliseconds - start.epochMilliseconds) / (stepMinutes * minuteMs));
    if (points <= pointsMax) return { from: start, to, stepMinutes };
  }
  throw new Error(`No step cuts ${daysMax} days into ${pointsMax} points.`);
}
