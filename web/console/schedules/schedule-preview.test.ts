import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dateAfter, previewDays, todayIn } from './schedule-preview.ts';

const weekdays = [1, 2, 3, 4, 5];

test('L3 the preview shows each day’s windows, merged; an exception replaces those that begin on its date', () => {
  const schedule = {
    windows: [
      { days: weekdays, from: '09:00', to: '13:00' },
      { days: [1], from: '13:00', to: '17:30' },
    ],
    exceptions: [{ date: '2026-11-24', closed: true } as const, { date: '2026-11-25', from: '10:00', to: '12:00' }],
  };
  // 2026-11-23 is a Monday.
  const days = previewDays(schedule, 'Europe/Lisbon', '2026-11-23', 7);
  assert.deepEqual(
    days.map(({ date, stretches, exception }) => [
      date,
      stretches.map(({ from, to }) => `${from}-${to}`).join(),
      exception,
    ]),
    [
      ['2026-11-23', '09:00-17:30', false],
      ['2026-11-24', '', true],
      ['2026-11-25', '10:00-12:00', true],
      ['2026-11-26', '09:00-13:00', false],
      ['2026-11-27', '09:00-13:00', false],
      ['2026-11-28', '', false],
      ['2026-11-29', '', false],
    ],
  );
});

test('L3 a window that crosses midnight belongs to the day it begins on, and is seen on the next', () => {
  const night = { windows: [{ days: [7], from: '22:00', to: '06:00' }], exceptions: [] };
  const [monday] = previewDays(night, 'UTC', '2026-11-23', 1);
  assert.deepEqual([monday?.stretches, monday?.reachedUntil], [[], '06:00']);
  const [sunday] = previewDays(night, 'UTC', '2026-11-22', 1);
  assert.deepEqual(sunday?.stretches, [{ from: '22:00', to: '06:00', daysLater: 1 }]);
  const [closed] = previewDays(
    { ...night, exceptions: [{ date: '2026-11-22', closed: true }] },
    'UTC',
    '2026-11-23',
    1,
  );
  assert.equal(closed?.reachedUntil, null);
});

test('L3 whole days go on into one another', () => {
  const always = { windows: [{ days: [1, 2, 3, 4, 5, 6, 7], from: '00:00', to: '24:00' }], exceptions: [] };
  const days = previewDays(always, 'UTC', '2026-11-23', 3);
  assert.deepEqual(
    days.map(({ reachedUntil }) => reachedUntil),
    ['all day', 'all day', 'all day'],
  );
  const one = previewDays(
    { windows: [{ days: [1], from: '00:00', to: '24:00' }], exceptions: [] },
    'UTC',
    '2026-11-23',
    2,
  );
  assert.deepEqual(one[0]?.stretches, [{ from: '00:00', to: '24:00', daysLater: 0 }]);
  assert.equal(one[1]?.reachedUntil, null);
});

test('L3 days on which the clocks change are told, with by how much, in each zone', () => {
  const none = { windows: [], exceptions: [] };
  const changes = (zone: string, from: string) =>
    previewDays(none, zone, from, 400)
      .filter(({ clockChange }) => clockChange !== 0)
      .map(({ date, clockChange }) => `${date} ${clockChange}`);
  assert.deepEqual(changes('Europe/Lisbon', '2026-01-01'), ['2026-03-29 60', '2026-10-25 -60']);
  assert.deepEqual(changes('America/New_York', '2026-01-01'), ['2026-03-08 60', '2026-11-01 -60']);
  assert.deepEqual(changes('Australia/Lord_Howe', '2026-01-01'), ['2026-04-05 -30', '2026-10-04 30']);
  assert.deepEqual(changes('America/Sao_Paulo', '2026-01-01'), []);
  assert.deepEqual(changes('Africa/Cairo', '2026-01-01'), ['2026-04-24 60', '2026-10-29 -60']);
});

test('L3 today is the organisation’s, not the browser’s', () => {
  const at = Date.parse('2026-11-21T23:30:00Z');
  assert.equal(todayIn('UTC', at), '2026-11-21');
  assert.equal(todayIn('Asia/Tokyo', at), '2026-11-22');
  assert.equal(todayIn('America/New_York', at), '2026-11-21');
  assert.equal(dateAfter('2026-12-31', 1), '2027-01-01');
});
