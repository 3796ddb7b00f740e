/** Sign-ins on the page Shift: how many came when, how many were refused, and why. */
import { Table, Text } from '@mantine/core';
import { useViewportSize } from '@mantine/hooks';
import type { Asked, SignInReport } from '../../api/reports.ts';
import { plural, text, textOr } from '../../texts/texts.ts';
import { Legend, LegendItem, Plot, plotClasses } from '../../ui/plot.tsx';
import { type Point, type Scale, sumsBy } from '../../ui/plot-scale.ts';
import { usePermitted, useTimeStyle } from '../../ui/session-context.ts';
import { clockText, dayTime, knownUntilMs } from './shift-time.ts';

const minuteMs = 60_000;
/** Minutes that one bar stands for: the fewest at which a bar is still wide enough to be seen. */
const barMinutes = [1, 2, 5, 10, 15, 30] as const;
const barPixels = 3;
const tableMinutes = 30;
/** Pixels of a plot on a wide screen, and what stands beside one on a small screen. */
const pageWidthMax = 1_100;
const pageMargins = 120;

function barWidthMs(width: number, spanMs: number): number {
  const minutes = barMinutes.find((one) => (width * one * minuteMs) / spanMs >= barPixels) ?? 30;
  return minutes * minuteMs;
}

function Bars({
  points,
  widthMs,
  x,
  y,
  down,
}: {
  readonly points: readonly Point[];
  readonly widthMs: number;
  readonly x: Scale;
  readonly y: Scale;
  readonly down: boolean;
}) {
  return points
    .filter(({ value }) => value > 0)
    .map(({ atMs, value }) => {
      const left = x(atMs);
      const width = Math.max(1, x(atMs + widthMs) - left - 0.5);
      const height = Math.abs(y(down ? -value : value) - y(0));
      return (
        <rect
          key={atMs}
          x={left}
          y={down ? y(0) : y(value)}
          width={width}
          height={height}
          className={down ? plotClasses.refusal : plotClasses.bar}
        />
      );
    });
}

/** Sign-ins upwards, refusals downwards: what goes wrong at the start of a shift stands below what goes well. */
export function SignInsPlot({ report, asked }: { readonly report: SignInReport; readonly asked: Asked }) {
  const style = useTimeStyle();
  const { width: viewport } = useViewportSize();
  const items = report.items.map((item) => ({ ...item, atMs: Date.parse(item.at) }));
  const { startMs, endMs } = asked;
  const sums = (widthMs: number) => ({
    signIns: sumsBy(items, startMs, widthMs, (item) => item.signIns),
    refusals: sumsBy(items, startMs, widthMs, (item) => item.refusals),
  });
  const highest = (points: readonly Point[]) => Math.max(0, ...points.map(({ value }) => value));
  const total = (points: readonly Point[]) => points.reduce((sum, { value }) => sum + value, 0);
  const plotWidthMs = barWidthMs(Math.min(pageWidthMax, viewport - pageMargins), endMs - startMs);
  const shown = sums(plotWidthMs);
  const minutes = plotWidthMs / minuteMs;
  const at = (points: readonly Point[], atMs: number) =>
    points.find((point) => point.atMs <= atMs && atMs < point.atMs + plotWidthMs)?.value ?? 0;
  const readout = (atMs: number): string => {
    const time = clockText(atMs, style);
    if (atMs > knownUntilMs(asked)) return text('shift.later', { time });
    return text('shift.signIns.at', {
      time,
      until: clockText(atMs + plotWidthMs, style),
      signIns: at(shown.signIns, atMs),
      refusals: at(shown.refusals, atMs),
    });
  };
  return (
    <Plot
      title={text('shift.signIns')}
      summary={text('shift.signIns.summary', { signIns: total(shown.signIns), refusals: total(shown.refusals) })}
      time={dayTime(asked, plotWidthMs, style)}
      high={highest(shown.signIns)}
      low={highest(shown.refusals)}
      readout={readout}
      legend={
        <Legend>
          <LegendItem kind="bar" label={plural('shift.signIns.per', minutes)} />
          <LegendItem kind="refusal" label={plural('shift.refusals.per', minutes)} />
        </Legend>
      }
      table={{
        columns: [text('shift.time'), text('shift.signIns'), text('shift.refusals')],
        rows: () => {
          const coarse = sums(tableMinutes * minuteMs);
          const refusals = new Map(coarse.refusals.map((point) => [point.atMs, point.value]));
          return coarse.signIns.map(({ atMs, value }) => [
            `${clockText(atMs, style)}–${clockText(atMs + tableMinutes * minuteMs, style)}`,
            String(value),
            String(refusals.get(atMs) ?? 0),
          ]);
        },
      }}
    >
      {({ x, y }) => (
        <g aria-hidden>
          <Bars points={shown.signIns} widthMs={plotWidthMs} x={x} y={y} down={false} />
          <Bars points={shown.refusals} widthMs={plotWidthMs} x={x} y={y} down />
        </g>
      )}
    </Plot>
  );
}

interface Reason {
  readonly code: string;
  readonly count: number;
  readonly lastAt: string;
}

function reasonsOf(report: SignInReport): readonly Reason[] {
  const reasons = new Map<string, Reason>();
  for (const { at, refused } of report.items)
    for (const [code, count] of Object.entries(refused))
      reasons.set(code, { code, count: (reasons.get(code)?.count ?? 0) + count, lastAt: at });
  return [...reasons.values()].sort((one, other) => other.count - one.count);
}

/** Why people were refused, the commonest first; for who may read the audit log. */
export function RefusalReasons({ report }: { readonly report: SignInReport }) {
  const style = useTimeStyle();
  const permitted = usePermitted('audit:read');
  const reasons = reasonsOf(report);
  if (!permitted) return null;
  if (reasons.length === 0) return <Text size="sm">{text('shift.reasons.none')}</Text>;
  return (
    <Table.ScrollContainer minWidth={220} type="native">
      <Table aria-label={text('shift.reasons')} className={plotClasses.numbers ?? ''}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{text('shift.reasons')}</Table.Th>
            <Table.Th>{text('shift.reasons.count')}</Table.Th>
            <Table.Th visibleFrom="xs">{text('shift.reasons.last')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {reasons.map(({ code, count, lastAt }) => (
            <Table.Tr key={code}>
              <Table.Th scope="row" fw="normal">
                {textOr(`refusal.${code}`, code)}
                {/* Where there is no room beside it. */}
                <Text size="xs" c="dimmed" hiddenFrom="xs">
                  {text('shift.reasons.last')}: {clockText(Date.parse(lastAt), style)}
                </Text>
              </Table.Th>
              <Table.Td>{count}</Table.Td>
              <Table.Td visibleFrom="xs">{clockText(Date.parse(lastAt), style)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
