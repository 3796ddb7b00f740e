// L3: hours in wall time, over both changes of daylight saving, against an oracle that counts minutes (test/support/schedule-oracle.ts).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { openMinutes, Stretch } from '../../test/support/schedule-oracle.ts';
import { compileSchedule, type Hours, hoursAt, type ScheduleDefinition } from './window.ts';

const minuteMs = 60_000;
const dayMs = 86_400_000;

/** Zones with different rules: an hour at 01:00; half an hour; an hour at midnight, so that a day begins at 01:00. Two south. */
const changes = [
  { zone: 'Europe/Lisbon', what: 'spring', date: '2026-03-29' },
  { zone: 'Europe/Lisbon', what: 'autumn', date: '2026-10-25' },
  { zone: 'Australia/Lord_Howe', what: 'spring', date: '2026-10-04' },
  { zone: 'Australia/Lord_Howe', what: 'autumn', date: '2026-04-05' },
  { zone: 'America/Sao_Paulo', what: 'spring', date: '2018-11-04' },
  { zone: 'America/Sao_Paulo', what: 'autumn', date: '2019-02-17' },
] as const;
type Change = (typeof changes)[number];

/** From two days before the change to ten days after it. */
function stretchOf({ zone, date }: Change): Stretch {
  return new Stretch(zone, new Date(Date.parse(`${date}T00:00:00Z`) - 2 * dayMs).toISOString(), 12);
}
const stretches = new Map(changes.map((change) => [change, stretchOf(change)]));

function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10);
}

type Judge = (definition: ScheduleDefinition, zone: string, nowMs: number) => Hours;
const ours: Judge = (definition, zone, nowMs) => hoursAt([compileSchedule(definition)], zone, nowMs);

/** The first minute from `at` on that is open, or is not; null when the stretch ends before. */
function next(marks: readonly boolean[], at: number, open: boolean): number | null {
  const found = marks.indexOf(open, at);
  return found < 0 ? null : found;
}

/** What oracle and judge say otherwise, minute by minute, for 36 hours around the change; null when they agree. */
function disagreement(change: Change, definition: ScheduleDefinition, judge: Judge): string | null {
  const stretch = stretches.get(change) ?? stretchOf(change);
  const marks = openMinutes(stretch, definition);
  const middle = (Date.parse(`${change.date}T12:00:00Z`) - stretch.fromMs) / minuteMs;
  for (let minute = middle - 24 * 60; minute < middle + 12 * 60; minute++) {
    const nowMs = stretch.fromMs + minute * minuteMs;
    const { open, endsAt, opensAt } = judge(definition, change.zone, nowMs);
    const expected = marks[minute] === true;
    const until = next(marks, minute, !expected);
    const told = (expected ? endsAt : opensAt)?.epochMilliseconds ?? null;
    // Beyond the stretch nothing is known but that it comes later.
    const agrees =
      until === null
        ? told === null || told >= stretch.fromMs + stretch.walls.length * minuteMs
        : told === stretch.fromMs + until * minuteMs;
    if (open !== expected || !agrees || (expected ? opensAt : endsAt) !== null) {
      const wall = new Date((stretch.walls[minute] ?? 0) * minuteMs).toISOString().slice(0, 16);
      return `${change.zone} ${wall}: oracle ${expected} until ${until === null ? 'later' : new Date(stretch.fromMs + until * minuteMs).toISOString()}, judged ${open}, ends ${endsAt}, opens ${opensAt}`;
    }
  }
  return null;
}

const minutesOfDay = fc.oneof(
  // Around the changes every minute matters.
  fc.integer({ min: 0, max: 240 }),
  fc.integer({ min: 1_380, max: 1_439 }),
  fc.constantFrom(0, 30, 60, 90, 120, 150, 180, 540, 1_020),
  fc.integer({ min: 0, max: 1_439 }),
);

function timeText(minutes: number): string {
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
}

const times = fc
  .tuple(minutesOfDay, fc.oneof(minutesOfDay, fc.constant(1_440)))
  .filter(([from, to]) => from !== to)
  .map(([from, to]) => ({ from: timeText(from), to: timeText(to) }));
const windows = fc.array(
  fc
    .record({ days: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }), times })
    .map(({ days, times: t }) => ({
      days,
      ...t,
    })),
  { maxLength: 4 },
);

function schedulesAround({ date }: Change): fc.Arbitrary<ScheduleDefinition> {
  const day = fc.integer({ min: -2, max: 3 }).map((days) => addDays(date, days));
  const exception = fc.oneof(
    fc.record({ date: day, closed: fc.constant(true as const) }),
    fc.tuple(day, times).map(([on, t]) => ({ date: on, ...t })),
  );
  return fc.record({ windows, exceptions: fc.array(exception, { maxLength: 3 }) });
}

for (const change of changes) {
  test(`L3 generated schedules agree with the oracle minute by minute: ${change.zone}, ${change.what}`, () => {
    fc.assert(
      fc.property(schedulesAround(change), (definition) => {
        assert.equal(disagreement(change, definition, ours), null);
      }),
      { numRuns: 12 },
    );
  });
}

/** Night shift across both changes, with windows that overlap where the clock jumps. */
const nights: ScheduleDefinition = {
  windows: [
    { days: [1, 2, 3, 4, 5, 6, 7], from: '22:00', to: '01:30' },
    { days: [1, 2, 3, 4, 5, 6, 7], from: '01:15', to: '02:15' },
    { days: [6, 7], from: '02:30', to: '03:00' },
    { days: [7], from: '00:15', to: '00:45' },
  ],
  exceptions: [],
};

test('L3 the night shift agrees with the oracle minute by minute over every change', () => {
  for (const change of changes) assert.equal(disagreement(change, nights, ours), null);
});

test('L3 the comparison bites: hours reckoned with the offset of now are found wrong at every change', () => {
  const broken: Judge = (definition, zone, nowMs) => {
    const { offset } = Temporal.Instant.fromEpochMilliseconds(nowMs).toZonedDateTimeISO(zone);
    return ours(definition, offset, nowMs);
  };
  for (const change of changes) assert.notEqual(disagreement(change, nights, broken), null, change.zone);
});

test('L3 the comparison bites: an exception that cuts what began the day before is found wrong', () => {
  const broken: Judge = (definition, zone, nowMs) => {
    const today = Temporal.Instant.fromEpochMilliseconds(nowMs).toZonedDateTimeISO(zone).toPlainDate().toString();
    const hours = ours(definition, zone, nowMs);
    const closed = definition.exceptions.some((exception) => exception.date === today && 'closed' in exception);
    return closed && hours.open ? { open: false, endsAt: null, opensAt: hours.endsAt } : hours;
  };
  for (const change of changes) {
    const definition: ScheduleDefinition = { ...nights, exceptions: [{ date: change.date, closed: true }] };
    assert.equal(disagreement(change, definition, ours), null);
    assert.notEqual(disagreement(change, definition, broken), null, change.zone);
  }
});

function at(definition: ScheduleDefinition, zone: string, wall: string, overtimeUntil: string | null = null) {
  const nowMs = Temporal.ZonedDateTime.from(`${wall}[${zone}]`).epochMilliseconds;
  const overtimeMs =
    overtimeUntil === null ? null : Temporal.ZonedDateTime.from(`${overtimeUntil}[${zone}]`).epochMilliseconds;
  const { open, endsAt, opensAt } = hoursAt([compileSchedule(definition)], zone, nowMs, overtimeMs);
  const shown = (instant: Temporal.Instant | null) =>
    instant?.toZonedDateTimeISO(zone).toPlainDateTime().toString({ smallestUnit: 'minute' }) ?? null;
  return { open, endsAt: shown(endsAt), opensAt: shown(opensAt) };
}

const office: ScheduleDefinition = {
  windows: [
    { days: [1, 2, 3, 4, 5], from: '09:00', to: '13:00' },
    { days: [1, 2, 3, 4, 5], from: '13:00', to: '17:30' },
  ],
  exceptions: [
    { date: '2026-12-25', closed: true },
    { date: '2026-12-26', from: '10:00', to: '12:00' },
  ],
};

test('L3 windows that touch are one, and the next opening is over the week-end', () => {
  const closed = { open: false, endsAt: null };
  assert.deepEqual(at(office, 'Europe/Lisbon', '2026-11-20T12:59'), {
    open: true,
    endsAt: '2026-11-20T17:30',
    opensAt: null,
  });
  assert.deepEqual(at(office, 'Europe/Lisbon', '2026-11-20T17:30'), { ...closed, opensAt: '2026-11-23T09:00' });
});

test('L3 an exception replaces the windows of its date, and may open a day that has none', () => {
  const closed = { open: false, endsAt: null };
  assert.deepEqual(at(office, 'Europe/Lisbon', '2026-12-25T10:00'), { ...closed, opensAt: '2026-12-26T10:00' });
  assert.equal(at(office, 'Europe/Lisbon', '2026-12-26T11:00').open, true);
});

test('L3 opensAt is null when nothing opens within 400 days', () => {
  const never = { windows: [], exceptions: [{ date: '2028-01-01', from: '09:00', to: '17:00' }] };
  const none = { open: false, endsAt: null, opensAt: null };
  assert.deepEqual(at(never, 'Europe/Lisbon', '2026-11-20T12:00'), none);
  assert.equal(at(never, 'Europe/Lisbon', '2026-11-27T12:00').opensAt, '2028-01-01T09:00');
  assert.deepEqual(at({ windows: [], exceptions: [] }, 'Europe/Lisbon', '2026-11-20T12:00'), none);
});

test('L3 a schedule without a break has no end, up to the next exception', () => {
  const always = { windows: [{ days: [1, 2, 3, 4, 5, 6, 7], from: '00:00', to: '24:00' }], exceptions: [] };
  assert.deepEqual(at(always, 'Europe/Lisbon', '2026-11-20T12:00'), { open: true, endsAt: null, opensAt: null });
  const holiday = { ...always, exceptions: [{ date: '2027-06-10', closed: true as const }] };
  assert.equal(at(holiday, 'Europe/Lisbon', '2026-11-20T12:00').endsAt, '2027-06-10T00:00');
  assert.equal(at(holiday, 'Europe/Lisbon', '2027-06-10T12:00').opensAt, '2027-06-11T00:00');
});

test('L3 overtime goes on where the window ends, and joins the next one', () => {
  assert.equal(at(office, 'Europe/Lisbon', '2026-11-20T17:00', '2026-11-20T18:00').endsAt, '2026-11-20T18:00');
  assert.equal(at(office, 'Europe/Lisbon', '2026-11-20T17:45', '2026-11-20T18:00').endsAt, '2026-11-20T18:00');
  assert.equal(at(office, 'Europe/Lisbon', '2026-11-20T18:00', '2026-11-20T18:00').open, false);
  assert.equal(at(office, 'Europe/Lisbon', '2026-11-23T08:30', '2026-11-23T09:15').endsAt, '2026-11-23T17:30');
});

test('L3 of several schedules any one lets in', () => {
  const late: ScheduleDefinition = { windows: [{ days: [5], from: '17:00', to: '20:00' }], exceptions: [] };
  const nowMs = Temporal.ZonedDateTime.from('2026-11-20T10:00[Europe/Lisbon]').epochMilliseconds;
  const { endsAt } = hoursAt([compileSchedule(office), compileSchedule(late)], 'Europe/Lisbon', nowMs);
  assert.equal(endsAt?.toString(), '2026-11-20T20:00:00Z');
});
