/**
 * The one place that reads the process's clock. It serves identifiers, logs and in-memory caches; everything that
 * decides (expiry, locks, windows) uses the database's clock, so that processes with skewed clocks still agree.
 */
export function now(): Temporal.Instant {
  return Temporal.Now.instant();
}

/** Milliseconds of Unix time, where an object for each moment would cost too much. */
export function nowMs(): number {
  return Date.now();
}

/** Milliseconds that never run backwards: for cache lifetimes and durations. */
export function monotonicMs(): number {
  return performance.now();
}
