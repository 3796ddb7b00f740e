/**
 * A point at which the first `count` who reach it wait for one another, for a broken variant that must show its race on every
 * machine: all of them have looked before any of them writes. Whoever comes later goes on at once.
 */
export function meetingOf(count: number): () => Promise<void> {
  const { promise: allCame, resolve } = Promise.withResolvers<void>();
  let came = 0;
  return () => {
    came += 1;
    if (came === count) resolve();
    return allCame;
  };
}
