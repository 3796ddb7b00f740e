/** The time axis of the page Shift: the hours of one day, as the organisation's clocks show them. */
import type { Asked } from '../../api/reports.ts';
import type { PlotTime } from '../../ui/plot.tsx';
import { hourStep } from '../../ui/plot-scale.ts';
import type { TimeStyle } from '../../ui/time.ts';

const hourMs = 3_600_000;
const labelPixels = 52;

/** `14:05` at the organisation's place. */
export function clockText(atMs: number, { timeZone, locale }: TimeStyle): string {
  return new Intl.DateTimeFormat(locale, { timeZone, timeStyle: 'short' }).format(atMs);
}

export function dayTime({ startMs, endMs }: Asked, stepMs: number, style: TimeStyle): PlotTime {
  return {
    startMs,
    endMs,
    stepMs,
    ticks: (width) => {
      const everyMs = hourStep(width, labelPixels) * hourMs;
      const count = Math.floor((endMs - startMs) / everyMs) + 1;
      return Array.from({ length: count }, (_, index) => {
        const atMs = startMs + index * everyMs;
        return { atMs, label: clockText(atMs, style) };
      });
    },
  };
}

/** Until when a plot of that span can say anything: now, if it is not over. */
export function knownUntilMs({ endMs }: Asked): number {
  return Math.min(endMs, Date.now());
}
