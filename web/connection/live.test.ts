import assert from 'node:assert/strict';
import { test } from 'node:test';
import { leftText } from './countdown.ts';
import { endedReason } from './ended-reason.ts';
import { afterEvent, type Live, type LiveEvent, quiet } from './live.ts';

const connected = {
  name: 'connected',
  connection: 'c1',
  user: 'u1',
  tabs: 1,
  limit: 3,
  idleSeconds: null,
  seat: true,
  station: '0042',
  stationAsked: null,
} as const;
const after = (events: readonly LiveEvent[]): Live => events.reduce(afterEvent, quiet);
const warning = { kind: 'schedule', at: '2026-11-21T17:30:00Z', secondsLeft: 300, ends: true } as const;
const message = { id: 'm1', text: 'Hello', from: 'Sue', at: '2026-11-21T10:00:00Z' };

test('L3 a warning counts from when it came, and is gone once the tab connects anew and nothing ends', () => {
  const warned = after([{ type: 'warning', warning, nowMs: 1_000 }]);
  assert.equal(warned.endings[0]?.endsAtMs, 301_000);
  const again = afterEvent(warned, { type: 'warning', warning: { ...warning, secondsLeft: 60 }, nowMs: 241_000 });
  assert.deepEqual(
    again.endings.map(({ endsAtMs }) => endsAtMs),
    [301_000],
  );
  assert.notEqual(again.endings[0]?.number, warned.endings[0]?.number);
  assert.deepEqual(afterEvent(again, { type: 'warning_understood', kind: 'schedule' }).endings, []);
  assert.equal(afterEvent(again, { type: 'warning_understood', kind: 'idle' }).endings.length, 1);
  assert.equal(afterEvent(again, { type: 'state', state: { name: 'reconnecting', since: 0 } }).endings.length, 1);
  assert.deepEqual(afterEvent(again, { type: 'state', state: connected }).endings, []);
});

test('L3 the soonest of several ends stands first, and one that is off goes away by itself', () => {
  const idle = { ...warning, kind: 'idle', secondsLeft: 60 } as const;
  const two = after([
    { type: 'warning', warning, nowMs: 0 },
    { type: 'warning', warning: idle, nowMs: 0 },
  ]);
  assert.deepEqual(
    two.endings.map(({ kind }) => kind),
    ['idle', 'schedule'],
  );
  const moved = { ...idle, secondsLeft: 3_600 };
  assert.equal(afterEvent(two, { type: 'warning', warning: moved, nowMs: 0 }).endings.length, 1);
  const off = { kind: 'idle', at: null, secondsLeft: null, ends: true } as const;
  assert.deepEqual(
    afterEvent(two, { type: 'warning', warning: off, nowMs: 0 }).endings.map(({ kind }) => kind),
    ['schedule'],
  );
});

test('L5 messages wait their turn, each once, until they are understood', () => {
  const two = after([
    { type: 'message', message },
    { type: 'message', message: { ...message, id: 'm2' } },
    { type: 'message', message },
  ]);
  assert.deepEqual(
    two.messages.map(({ id }) => id),
    ['m1', 'm2'],
  );
  assert.deepEqual(
    afterEvent(two, { type: 'message_understood', id: 'm1' }).messages.map(({ id }) => id),
    ['m2'],
  );
  const many = after(
    Array.from({ length: 30 }, (_, index) => ({ type: 'message', message: { ...message, id: String(index) } })),
  );
  assert.equal(many.messages.at(-1)?.id, '29');
  assert.equal(many.messages.length, 20);
});

test('T3 a released station is asked for until one is entered, here or in another tab', () => {
  const released = after([
    { type: 'state', state: connected },
    { type: 'station_released', by: 'Sue', assigned: null },
  ]);
  assert.deepEqual([released.station, released.asked], [null, { why: 'released', by: 'Sue', assigned: null }]);
  assert.equal(afterEvent(released, { type: 'station', station: null }).asked?.by, 'Sue');
  const entered = afterEvent(released, { type: 'station', station: '7' });
  assert.deepEqual([entered.station, entered.asked], ['7', null]);
  assert.equal(afterEvent(released, { type: 'state', state: connected }).asked, null);
  assert.notEqual(afterEvent(released, { type: 'state', state: { ...connected, station: null } }).asked, null);
  assert.equal(afterEvent(released, { type: 'station_later' }).asked, null);
});

test('T1 T3 a station that was lost while nothing was heard is asked for on connecting, once', () => {
  const without = { ...connected, station: null, stationAsked: { assigned: '1042' } };
  const asked = after([{ type: 'state', state: without }]);
  assert.deepEqual(asked.asked, { why: 'missing', by: null, assigned: '1042' });
  const later = afterEvent(asked, { type: 'station_later' });
  assert.equal(afterEvent(later, { type: 'state', state: without }).asked, null);
  const released = afterEvent(later, { type: 'station_released', by: 'Sue', assigned: '1042' });
  assert.equal(afterEvent(released, { type: 'state', state: without }).asked?.by, 'Sue');
  assert.equal(after([{ type: 'state', state: { ...connected, station: null } }]).asked, null, 'the role wants none');
});

test('L3 what is left is told in minutes, rounded up, and in the last one in seconds', () => {
  assert.equal(leftText(15 * 60_000), '15 minutes left.');
  assert.equal(leftText(60_001), '2 minutes left.');
  assert.equal(leftText(60_000), '60 seconds left.');
  assert.equal(leftText(400), '1 second left.');
  assert.equal(leftText(-1), 'It is time.');
});

test('S6 L3 why a session ended is told in words, with the times of the organisation', () => {
  const style = { timeZone: 'Europe/Madrid', locale: 'en-GB' };
  const nowMs = Date.parse('2026-11-21T17:00:00Z');
  const told = (reason: string, detail = {}) => endedReason(reason, detail, style, nowMs);
  assert.equal(
    told('replaced', { browser: 'Firefox', at: '2026-11-21T08:02:00Z' }),
    'You logged in on Firefox at 09:02. One browser at a time can be logged in.',
  );
  assert.match(told('replaced'), /^You logged in elsewhere\./);
  assert.equal(
    told('outside_schedule', { at: '2026-11-21T16:30:00Z', opensAt: '2026-11-23T08:00:00Z' }),
    'Your working hours ended at 17:30. They begin again: 23 Nov 2026, 09:00.',
  );
  assert.equal(told('outside_schedule', { opensAt: null }), 'Your working hours ended.');
  assert.match(told('user_disabled'), /disabled by the Administrator/);
  assert.equal(told('of_a_later_version'), 'Your session has ended.');
});
