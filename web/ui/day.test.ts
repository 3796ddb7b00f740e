import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dayAt, dayPlus, dayStartMs, isDay } from './day.ts';

test('L2 a day is that of the organisation’s zone, not of the machine’s', () => {
  const at = Date.parse('2026-11-21T02:30:00Z');
  assert.equal(dayAt(at, 'Europe/Lisbon'), '2026-11-21');
  assert.equal(dayAt(at, 'America/Bogota'), '2026-11-20');
});

test('L3 a day begins when its zone says, through daylight saving and where there is no midnight', () => {
  const zones = [
    'Europe/Lisbon',
    'America/Sao_Paulo',
    'America/New_York',
    'Asia/Kolkata',
    'Asia/Beirut',
    'Pacific/Apia',
  ];
  for (const zone of zones) {
    for (let day = '2018-01-01'; day < '2019-01-05'; day = dayPlus(day, 1)) {
      const expected = Temporal.PlainDate.from(day).toZonedDateTime(zone).epochMilliseconds;
      assert.equal(dayStartMs(day, zone), expected, `${day} in ${zone}`);
    }
  }
});

test('L2 a day that there is not is none', () => {
  assert.deepEqual(['2026-11-21', '2028-02-29', '2026-02-29', '2026-13-01', '21/11/2026', ''].map(isDay), [
    true,
    true,
    false,
    false,
    false,
    false,
  ]);
  assert.equal(dayPlus('2026-12-31', 1), '2027-01-01');
  assert.equal(dayPlus('2026-03-01', -1), '2026-02-28');
});
