/** Where things stand in a plot: round numbers for its axis, places for its values, paths for its lines. Pure. */

/** A value at a time, in Unix milliseconds. */
export interface Point {
  readonly atMs: number;
  readonly value: number;
}

/** From values to places: linear, both ends included. */
export type Scale = (value: number) => number;

export function linearScale(domain: readonly [number, number], range: readonly [number, number]): Scale {
  const [low, high] = domain;
  const [start, end] = range;
  const factor = high === low ? 0 : (end - start) / (high - low);
  return (value) => start + (value - low) * factor;
}

/** Whole round numbers from 0 to at least `max`, about `count` of them. */
export function countTicks(max: number, count: number): readonly number[] {
  const rough = Math.max(1, max / Math.max(1, count));
  const magnitude = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * magnitude).find((candidate) => candidate >= rough) ?? rough;
  const whole = Math.max(1, Math.ceil(step));
  return Array.from({ length: Math.ceil(Math.max(1, max) / whole) + 1 }, (_, index) => index * whole);
}

/** Hours between two ticks of a day, so that their labels have `labelPixels` each. */
export function hourStep(widthPixels: number, labelPixels: number): number {
  return [1, 2, 3, 4, 6, 12].find((hours) => (widthPixels * hours) / 24 >= labelPixels) ?? 24;
}

/** Every value holds until the next one or, where the next is missing, for one step: then it is 0. */
export function heldPoints(points: readonly Point[], stepMs: number): readonly Point[] {
  return points.flatMap((point, index) => {
    const endMs = point.atMs + stepMs;
    const next = points[index + 1];
    return next === undefined || next.atMs > endMs ? [point, { atMs: endMs, value: 0 }] : [point];
  });
}

/** A line that goes sideways, then up or down: what was counted does not slide from one number to another. */
export function stepPath(points: readonly Point[], x: Scale, y: Scale): string {
  return points
    .map(({ atMs, value }, index) => {
      const [left, top] = [x(atMs).toFixed(1), y(value).toFixed(1)];
      return index === 0 ? `M${left},${top}` : `H${left}V${top}`;
    })
    .join('');
}

/** Sums of what lies within each span of `widthMs`, from `startMs` on; spans without anything are left out. */
export function sumsBy<Item extends { readonly atMs: number }>(
  items: readonly Item[],
  startMs: number,
  widthMs: number,
  value: (item: Item) => number,
): readonly Point[] {
  const sums = new Map<number, number>();
  for (const item of items) {
    const atMs = startMs + Math.floor((item.atMs - startMs) / widthMs) * widthMs;
    sums.set(atMs, (sums.get(atMs) ?? 0) + value(item));
  }
  return [...sums].map(([atMs, sum]) => ({ atMs, value: sum })).sort((one, other) => one.atMs - other.atMs);
}
