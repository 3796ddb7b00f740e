import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dateTimeText, daysUntil, localeFor, timeZones } from './time.ts';

test('L3 times are in the organisation’s zone, not the machine’s', () => {
  const instant = '2026-11-21T03:30:00Z';
  assert.equal(dateTimeText(instant, { timeZone: 'Europe/Madrid', locale: 'en-GB' }), '21 Nov 2026, 04:30');
  assert.equal(dateTimeText(instant, { timeZone: 'America/New_York', locale: 'en-GB' }), '20 Nov 2026, 22:30');
});

test('a time that cannot be read is shown as it came', () => {
  assert.equal(dateTimeText('soon', { timeZone: 'UTC', locale: 'en' }), 'soon');
});

test('P4 days until the expiry are rounded up, and not positive once it has passed', () => {
  const now = Date.parse('2026-11-21T12:00:00Z');
  assert.equal(daysUntil('2026-11-21T13:00:00Z', now), 1);
  assert.equal(daysUntil('2026-11-23T12:00:00Z', now), 2);
  assert.ok(daysUntil('2026-11-21T11:00:00Z', now) <= 0);
});

test('O1 a zone stored under its other name is still offered', () => {
  const zone = 'America/Argentina/Buenos_Aires';
  assert.ok(timeZones(zone).includes(zone));
  assert.equal(timeZones('UTC').filter((name) => name === 'UTC').length, 1);
});

test('S11 dates follow the browser’s region within the language of the pages', () => {
  assert.equal(localeFor('en', ['es-AR', 'en-GB']), 'en-GB');
  assert.equal(localeFor('pt', ['es-AR', 'en-GB']), 'pt');
});
