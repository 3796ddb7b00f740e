/** Seats on the page Shift: in use over a day against the licence, and the peak of each day. */
import { Text } from '@mantine/core';
import type { Asked, SeatDay, SeatHistory } from '../../api/reports.ts';
import { plural, text } from '../../texts/texts.ts';
import { dayPlus } from '../../ui/day.ts';
import { Empty } from '../../ui/failure.tsx';
import { Legend, LegendItem, Plot, plotClasses } from '../../ui/plot.tsx';
import { heldPoints, type Point, type Scale, stepPath } from '../../ui/plot-scale.ts';
import { useTimeStyle } from '../../ui/session-context.ts';
import { dateText, type TimeStyle } from '../../ui/time.ts';
import { clockText, dayTime, knownUntilMs } from './shift-time.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
/** A licence so many times as high as the peak would press everything to the floor: then it is told, not drawn. */
const limitShownTimes = 5;

interface Sample {
  readonly atMs: number;
  readonly inUse: number;
  readonly capacity: number;
}

function samplesOf(history: SeatHistory): readonly Sample[] {
  return history.items.map(({ at, inUse, capacity }) => ({ atMs: Date.parse(at), inUse, capacity }));
}

/** The sample that holds at a moment: of its minute, or nobody. */
function sampleAt(samples: readonly Sample[], atMs: number, stepMs: number): Sample | undefined {
  return samples.find((sample) => sample.atMs <= atMs && atMs < sample.atMs + stepMs);
}

/** The licence over the day: as sampled, from the day's beginning to now. */
function limitPoints(samples: readonly Sample[], { startMs }: Asked, untilMs: number): readonly Point[] {
  const points = samples.map(({ atMs, capacity }) => ({ atMs, value: capacity }));
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined) return [];
  return [{ atMs: startMs, value: first.value }, ...points, { atMs: Math.max(untilMs, last.atMs), value: last.value }];
}

function hourlyRows(samples: readonly Sample[], asked: Asked, style: TimeStyle): string[][] {
  const rows: string[][] = [];
  for (let atMs = asked.startMs; atMs < knownUntilMs(asked); atMs += hourMs) {
    const within = samples.filter((sample) => sample.atMs >= atMs && sample.atMs < atMs + hourMs);
    const most = Math.max(0, ...within.map(({ inUse }) => inUse));
    rows.push([clockText(atMs, style), String(most), String(within.at(-1)?.capacity ?? '–')]);
  }
  return rows;
}

function Area({ points, x, y }: { readonly points: readonly Point[]; readonly x: Scale; readonly y: Scale }) {
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined) return null;
  const line = stepPath(points, x, y);
  return (
    <g aria-hidden>
      <path d={`${line}V${y(0)}H${x(first.atMs)}Z`} className={plotClasses.area} />
      <path d={line} className={plotClasses.line} />
    </g>
  );
}

export function SeatsPlot({ history, asked }: { readonly history: SeatHistory; readonly asked: Asked }) {
  const style = useTimeStyle();
  const samples = samplesOf(history);
  if (samples.length === 0) return <Empty title={text('shift.seats.empty')} help={text('shift.seats.empty.text')} />;
  const stepMs = history.stepMinutes * minuteMs;
  const untilMs = knownUntilMs(asked);
  const inUse = heldPoints(
    samples.map((sample) => ({ atMs: sample.atMs, value: sample.inUse })),
    stepMs,
  ).map((point) => ({ ...point, atMs: Math.min(point.atMs, Math.max(untilMs, asked.startMs)) }));
  const peak = samples.reduce((most, sample) => (sample.inUse > most.inUse ? sample : most));
  const capacity = samples.at(-1)?.capacity ?? 0;
  const limitShown = capacity <= limitShownTimes * Math.max(1, peak.inUse);
  const high = limitShown ? Math.max(peak.inUse, ...samples.map((sample) => sample.capacity)) : peak.inUse;
  const readout = (atMs: number): string => {
    const time = clockText(atMs, style);
    if (atMs > untilMs) return text('shift.later', { time });
    const sample = sampleAt(samples, atMs, stepMs);
    return text('shift.seats.at', {
      time,
      inUse: sample?.inUse ?? 0,
      capacity: sample?.capacity ?? capacity,
    });
  };
  return (
    <Plot
      title={text('shift.seats')}
      summary={text('shift.seats.summary', { peak: peak.inUse, time: clockText(peak.atMs, style), capacity })}
      time={dayTime(asked, stepMs, style)}
      high={high}
      readout={readout}
      legend={
        <Legend>
          <LegendItem kind="area" label={text('shift.seats.inUse')} />
          {limitShown ? (
            <LegendItem kind="limit" label={text('shift.seats.capacity', { capacity })} />
          ) : (
            <li>{text('shift.seats.capacity', { capacity })}</li>
          )}
        </Legend>
      }
      table={{
        columns: [text('shift.hour'), text('shift.seats.most'), text('shift.licence')],
        rows: () => hourlyRows(samples, asked, style),
      }}
    >
      {({ x, y }) => (
        <>
          <Area points={inUse} x={x} y={y} />
          {limitShown ? (
            <path d={stepPath(limitPoints(samples, asked, untilMs), x, y)} className={plotClasses.limit} aria-hidden />
          ) : null}
        </>
      )}
    </Plot>
  );
}

/** The day as a moment of UTC, for a plot whose steps are days. */
function dayMoment(day: string): number {
  return Date.parse(`${day}T00:00:00Z`);
}

/** The peak of each day, and on which ones somebody found no seat. */
export function DaysPlot({
  days,
  today,
  count,
}: {
  readonly days: readonly SeatDay[];
  readonly today: string;
  readonly count: number;
}) {
  const { locale } = useTimeStyle();
  if (days.length === 0) return <Empty title={text('shift.days.empty')} help={text('shift.seats.empty.text')} />;
  const style = { locale, timeZone: 'UTC' };
  const startMs = dayMoment(dayPlus(today, 1 - count));
  const endMs = startMs + count * dayMs;
  const byDay = new Map(days.map((day) => [dayMoment(day.day), day]));
  const high = Math.max(1, ...days.map((day) => day.peak));
  const refused = days.reduce((sum, day) => sum + day.refusals, 0);
  const words = (atMs: number, day: SeatDay | undefined) =>
    `${dateText(new Date(atMs).toISOString(), style)}: ${text('shift.days.peak', { peak: day?.peak ?? 0 })}${
      day === undefined || day.refusals === 0 ? '' : `, ${plural('shift.days.refused', day.refusals)}`
    }`;
  return (
    <>
      <Plot
        title={text('shift.days')}
        summary={text('shift.days.summary', { peak: high, refused })}
        time={{
          startMs,
          endMs,
          stepMs: dayMs,
          ticks: (width) => {
            const every = Math.ceil((count * 52) / Math.max(1, width));
            return Array.from({ length: Math.ceil(count / every) }, (_, index) => {
              const atMs = startMs + index * every * dayMs;
              const label = new Intl.DateTimeFormat(locale, { timeZone: 'UTC', day: 'numeric', month: 'numeric' });
              return { atMs: atMs + dayMs / 2, label: label.format(atMs) };
            });
          },
        }}
        high={high}
        height={160}
        readout={(atMs) => words(atMs, byDay.get(atMs))}
        legend={
          <Legend>
            <LegendItem kind="area" label={text('shift.days.peaks')} />
            <LegendItem kind="refusal" label={text('shift.days.refusals')} />
          </Legend>
        }
        table={{
          columns: [text('shift.day'), text('shift.days.peaks'), text('shift.licence'), text('shift.days.refusals')],
          rows: () =>
            days.map((day) => [
              dateText(`${day.day}T00:00:00Z`, style),
              String(day.peak),
              String(day.capacity ?? '–'),
              String(day.refusals),
            ]),
        }}
      >
        {({ x, y }) => (
          <g aria-hidden>
            {days.map((day) => {
              const left = x(dayMoment(day.day));
              const width = Math.max(1, x(dayMoment(day.day) + dayMs) - left - 2);
              return (
                <g key={day.day}>
                  <rect
                    x={left + 1}
                    y={y(day.peak)}
                    width={width}
                    height={y(0) - y(day.peak)}
                    className={plotClasses.bar}
                  />
                  {day.refusals > 0 ? (
                    <rect x={left + 1} y={y(0) + 1} width={width} height={4} className={plotClasses.refusal} />
                  ) : null}
                </g>
              );
            })}
          </g>
        )}
      </Plot>
      {refused > 0 ? <Text size="sm">{plural('shift.days.total', refused)}</Text> : null}
    </>
  );
}
