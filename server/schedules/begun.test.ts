import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hoursBegun } from './begun.ts';
import type { ScheduleDefinition } from './window.ts';

const zone = 'Europe/Lisbon';
const week = [1, 2, 3, 4, 5, 6, 7];
const early = { days: [1, 2, 3, 4, 5], from: '09:00', to: '17:30' };

/** Of the moment: when the hours began and when they end, as Lisbon's clocks show it; null when it is closed, or always open. */
function begun(at: string, ...schedules: readonly Partial<ScheduleDefinition>[]): [string, string | null] | null {
  const definitions = JSON.stringify(schedules.map((one) => ({ windows: [], exceptions: [], ...one })));
  const found = hoursBegun(definitions, zone, Temporal.PlainDateTime.from(at).toZonedDateTime(zone).epochMilliseconds);
  const wall = (instant: Temporal.Instant) => instant.toZonedDateTimeISO(zone).toPlainDateTime().toString();
  return found === null ? null : [wall(found.beganAt), found.endsAt === null ? null : wall(found.endsAt)];
}

test('L3 hours have begun at their first minute, and not before or after', () => {
  const shift = { windows: [early] };
  assert.equal(begun('2026-11-20T08:59:59', shift), null);
  assert.deepEqual(begun('2026-11-20T09:00:00', shift), ['2026-11-20T09:00:00', '2026-11-20T17:30:00']);
  assert.deepEqual(begun('2026-11-20T17:29:59', shift), ['2026-11-20T09:00:00', '2026-11-20T17:30:00']);
  assert.equal(begun('2026-11-20T17:30:00', shift), null);
});

test('L3 after a lunch break hours have begun anew; windows that touch have one beginning', () => {
  const broken = {
    windows: [
      { ...early, to: '13:00' },
      { ...early, from: '14:00' },
    ],
  };
  assert.equal(begun('2026-11-20T14:30:00', broken)?.[0], '2026-11-20T14:00:00');
  const touching = [{ windows: [{ ...early, to: '13:00' }] }, { windows: [{ ...early, from: '13:00' }] }];
  assert.equal(begun('2026-11-20T14:30:00', ...touching)?.[0], '2026-11-20T09:00:00');
});

test('L3 a night shift began yesterday, through daylight saving too', () => {
  const night = { windows: [{ days: week, from: '22:00', to: '06:00' }] };
  assert.deepEqual(begun('2026-11-20T03:00:00', night), ['2026-11-19T22:00:00', '2026-11-20T06:00:00']);
  assert.deepEqual(begun('2026-10-25T05:00:00', night), ['2026-10-24T22:00:00', '2026-10-25T06:00:00']);
  assert.deepEqual(begun('2026-03-29T05:00:00', night), ['2026-03-28T22:00:00', '2026-03-29T06:00:00']);
});

test('L3 an exception moves the beginning; on a closed day nobody is late', () => {
  const windows = [early];
  const date = '2026-11-20';
  const exceptions = [{ date, from: '11:00', to: '15:00' }];
  assert.equal(begun('2026-11-20T10:00:00', { windows, exceptions }), null);
  assert.equal(begun('2026-11-20T12:00:00', { windows, exceptions })?.[0], '2026-11-20T11:00:00');
  assert.equal(begun('2026-11-20T12:00:00', { windows, exceptions: [{ date, closed: true }] }), null);
});

test('L3 hours without an end have no beginning that anybody could be late for; a week of days does', () => {
  assert.equal(begun('2026-11-20T12:00:00', { windows: [{ days: week, from: '00:00', to: '24:00' }] }), null);
  const working = { windows: [{ days: [1, 2, 3, 4, 5], from: '00:00', to: '24:00' }] };
  assert.deepEqual(begun('2026-11-20T12:00:00', working), ['2026-11-16T00:00:00', '2026-11-21T00:00:00']);
});
