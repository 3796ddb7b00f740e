/** When a session ends by itself, and when its tabs are warned of it. Pure: what is left is handed in. */

export interface Deadline {
  readonly kind: 'schedule' | 'idle' | 'absolute';
  readonly leftMs: number;
  /** False: the hours end, and the session may go on. */
  readonly ends: boolean;
}

const minuteMs = 60_000;
/** Minutes before the end at which tabs are warned. */
const warnedAt: Readonly<Record<Deadline['kind'], readonly number[]>> = {
  schedule: [15, 5, 1],
  idle: [5, 1],
  absolute: [5, 1],
};
/** Two instants of the same end, computed from two looks at the clock, differ by no more. */
const sameMs = 2_000;

/** What a tab was told last of one kind of end. */
export interface Told {
  /** Minutes of the warning that was due; Infinity: that there is none any more. */
  readonly minutes: number;
  readonly atMs: number;
}

/** Minutes of the last warning that is due by now; null while none is. */
function dueMinutes({ kind, leftMs }: Deadline): number | null {
  return warnedAt[kind].findLast((minutes) => leftMs <= minutes * minuteMs) ?? null;
}

/**
 * What a tab is to be told now.
 * @param told what it was told last
 * @param nowMs on the same clock as `told.atMs`
 * @returns null when it knows already
 */
export function warningDue(deadline: Deadline, told: Told | undefined, nowMs: number): Told | null {
  const minutes = dueMinutes(deadline) ?? Number.POSITIVE_INFINITY;
  const atMs = nowMs + deadline.leftMs;
  if (told === undefined) return minutes === Number.POSITIVE_INFINITY ? null : { minutes, atMs };
  const moved = Math.abs(atMs - told.atMs) > sameMs;
  if (minutes === Number.POSITIVE_INFINITY) return told.minutes === minutes ? null : { minutes, atMs };
  return moved || minutes < told.minutes ? { minutes, atMs } : null;
}

/** Milliseconds until something is due: a warning, or the end. Infinity when nothing ever is. */
export function dueInMs(deadlines: readonly Deadline[]): number {
  let soonest = Number.POSITIVE_INFINITY;
  for (const { kind, leftMs } of deadlines) {
    for (const momentMs of [...warnedAt[kind].map((minutes) => leftMs - minutes * minuteMs), leftMs])
      if (momentMs > 0 && momentMs < soonest) soonest = momentMs;
  }
  return soonest;
}
