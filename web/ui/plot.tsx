/**
 * A plot of numbers over time, drawn as SVG. What it shows can be had in three ways: by eye, moment by moment with the slider below
 * it (mouse, finger, keyboard, screen reader), and as a table. It knows nothing of what the numbers mean.
 */
import { Stack, Table, Text } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { type PointerEvent, type ReactNode, useState } from 'react';
import { text } from '../texts/texts.ts';
import classes from './plot.module.css';
import { countTicks, linearScale, type Scale } from './plot-scale.ts';

const margin = { left: 44, right: 12, top: 8, bottom: 22 };
const firstWidth = 640;

export interface PlotTime {
  readonly startMs: number;
  readonly endMs: number;
  /** From one position of the slider to the next. */
  readonly stepMs: number;
  readonly ticks: (width: number) => readonly { readonly atMs: number; readonly label: string }[];
}

export interface PlotTable {
  readonly columns: readonly string[];
  /** The first cell names the row. */
  readonly rows: () => readonly (readonly string[])[];
}

interface PlotProps {
  readonly title: string;
  /** One sentence that says what can be seen. */
  readonly summary: string;
  readonly time: PlotTime;
  /** The highest value, and how far down it goes below the axis (0 for not at all). */
  readonly high: number;
  readonly low?: number;
  readonly height?: number;
  /** What there was at a moment, in words, its time included. */
  readonly readout: (atMs: number) => string;
  readonly legend: ReactNode;
  readonly table: PlotTable;
  readonly children: (scales: { readonly x: Scale; readonly y: Scale; readonly width: number }) => ReactNode;
}

/** A sample of how something is drawn, with its name. */
export function LegendItem({
  kind,
  label,
}: {
  readonly kind: 'area' | 'limit' | 'bar' | 'refusal';
  readonly label: string;
}) {
  return (
    <li>
      <svg width={22} height={12} aria-hidden>
        {kind === 'limit' ? (
          <path d="M0,6H22" className={classes.limit} />
        ) : (
          <rect x={4} width={14} height={12} className={classes[kind === 'area' ? 'bar' : kind]} />
        )}
      </svg>
      {label}
    </li>
  );
}

export function Legend({ children }: { readonly children: ReactNode }) {
  return <ul className={classes.legend}>{children}</ul>;
}

function Axes({
  ticks,
  values,
  x,
  y,
  width,
}: {
  readonly ticks: readonly { readonly atMs: number; readonly label: string }[];
  readonly values: readonly number[];
  readonly x: Scale;
  readonly y: Scale;
  readonly width: number;
}) {
  const bottom = Math.max(...values.map(y));
  const format = new Intl.NumberFormat(document.documentElement.lang);
  return (
    <g aria-hidden>
      {values.map((value) => (
        <g key={value}>
          <path
            d={`M${margin.left},${y(value)}H${width - margin.right}`}
            className={value === 0 ? classes.axis : classes.grid}
          />
          <text x={margin.left - 8} y={y(value)} dy="0.32em" textAnchor="end" className={classes.tick}>
            {format.format(Math.abs(value))}
          </text>
        </g>
      ))}
      {ticks.map(({ atMs, label }) => (
        <text key={atMs} x={x(atMs)} y={bottom + 16} textAnchor="middle" className={classes.tick}>
          {label}
        </text>
      ))}
    </g>
  );
}

function TableInstead({ title, table }: { readonly title: string; readonly table: PlotTable }) {
  const [opened, setOpened] = useState(false);
  return (
    <details onToggle={(event) => setOpened(event.currentTarget.open)}>
      <summary className={classes.summary}>{text('plot.table')}</summary>
      {opened ? (
        <Table.ScrollContainer minWidth={280} type="native">
          <Table aria-label={title} className={classes.numbers}>
            <Table.Thead>
              <Table.Tr>
                {table.columns.map((column) => (
                  <Table.Th key={column}>{column}</Table.Th>
                ))}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {table.rows().map(([head = '', ...cells]) => (
                <Table.Tr key={head}>
                  <Table.Th scope="row" fw="normal">
                    {head}
                  </Table.Th>
                  {cells.map((cell, index) => (
                    // The columns of a table do not change places.
                    // biome-ignore lint/suspicious/noArrayIndexKey: see above
                    <Table.Td key={index}>{cell}</Table.Td>
                  ))}
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      ) : null}
    </details>
  );
}

function axisValues(high: number, low: number): readonly number[] {
  const values = countTicks(Math.max(high, low), low > 0 ? 3 : 5);
  const step = values[1] ?? 1;
  const below = Array.from({ length: Math.ceil(low / step) }, (_, index) => -step * (index + 1)).reverse();
  return [...below, ...values.slice(0, Math.ceil(Math.max(1, high) / step) + 1)];
}

export function Plot({
  title,
  summary,
  time,
  high,
  low = 0,
  height = 220,
  readout,
  legend,
  table,
  children,
}: PlotProps) {
  const { ref, width: measured } = useElementSize();
  const [cursorMs, setCursorMs] = useState<number | null>(null);
  const width = measured === 0 ? firstWidth : measured;
  const { startMs, endMs, stepMs } = time;
  const values = axisValues(high, low);
  const x = linearScale([startMs, endMs], [margin.left, width - margin.right]);
  const y = linearScale([values[0] ?? 0, values.at(-1) ?? 1], [height - margin.bottom, margin.top]);
  const ticks = time.ticks(width - margin.left - margin.right);
  const look = (event: PointerEvent<SVGSVGElement>) => {
    const left = event.clientX - event.currentTarget.getBoundingClientRect().left;
    const share = (left - margin.left) / (width - margin.left - margin.right);
    const steps = Math.round((share * (endMs - startMs)) / stepMs);
    setCursorMs(Math.min(endMs - stepMs, Math.max(startMs, startMs + steps * stepMs)));
  };
  return (
    <figure className={classes.figure}>
      <Stack gap="xs">
        {legend}
        <div ref={ref}>
          <svg
            role="img"
            aria-label={`${title}. ${summary}`}
            height={height}
            viewBox={`0 0 ${width} ${height}`}
            className={classes.chart}
            onPointerMove={look}
            onPointerDown={look}
          >
            <Axes ticks={ticks} values={values} x={x} y={y} width={width} />
            {children({ x, y, width })}
            {cursorMs === null ? null : (
              <path d={`M${x(cursorMs)},${margin.top}V${height - margin.bottom}`} className={classes.cursor} />
            )}
          </svg>
          <input
            type="range"
            className={classes.slider}
            aria-label={text('plot.moment', { title })}
            aria-valuetext={readout(cursorMs ?? startMs)}
            min={startMs}
            max={endMs - stepMs}
            step={stepMs}
            value={cursorMs ?? startMs}
            onChange={(event) => setCursorMs(Number(event.currentTarget.value))}
          />
        </div>
        <Text size="sm" className={classes.readout}>
          {cursorMs === null ? text('plot.hint') : readout(cursorMs)}
        </Text>
        <TableInstead title={title} table={table} />
      </Stack>
    </figure>
  );
}

export { classes as plotClasses };
