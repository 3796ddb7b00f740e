import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { UserId } from '../kernel/ids.ts';
import { inRanges, judgeStation, type StationAsked } from './station-rules.ts';

const ana = 'ana' as UserId; // names stand in for ids: the rule only compares them
const bea = 'bea' as UserId;

function judge(asked: Partial<StationAsked>): string | null {
  const nobodys = { assigned: null, assignedTo: null, holder: null, ranges: [] };
  return judgeStation({ user: ana, mode: 'dynamic', station: '1042', ...nobodys, ...asked });
}

test('T2 a dynamic agent takes any number that nobody has', () => {
  assert.equal(judge({}), null);
  assert.equal(judge({ holder: bea }), 'station_taken');
  assert.equal(judge({ holder: ana }), null);
});

test('T2 somebody’s own number is theirs alone, whether they are there or not', () => {
  assert.equal(judge({ assignedTo: bea }), 'station_not_yours');
  assert.equal(judge({ assignedTo: bea, holder: bea }), 'station_not_yours');
});

test('T2 who has a number of their own takes no other, and theirs even outside the ranges', () => {
  const own = { mode: 'static' as const, assigned: '1042' };
  assert.equal(judge({ ...own, assignedTo: ana }), null);
  assert.equal(judge({ ...own, assignedTo: ana, ranges: [{ from: '2000', to: '2999' }] }), null);
  assert.equal(judge({ ...own, station: '1043' }), 'station_not_yours');
  assert.equal(judge({ mode: 'static', assigned: null }), 'station_not_yours');
});

test('T2 dynamic numbers keep to the ranges; leading zeros count, and so does the number of digits', () => {
  const ranges = [
    { from: '0100', to: '0199' },
    { from: '7000', to: '7000' },
  ];
  for (const station of ['0100', '0150', '0199', '7000']) assert.equal(judge({ station, ranges }), null, station);
  for (const station of ['100', '00150', '0099', '0200', '7001', '150'])
    assert.equal(judge({ station, ranges }), 'station_unknown', station);
  assert.equal(inRanges('5', []), true);
});

test('T1 a Station ID is 1 to 10 digits, and for people who use one', () => {
  for (const station of ['', '12345678901', '12a', ' 12', '-1', '１２', '1.0'])
    assert.equal(judge({ station }), 'invalid_request', station);
  assert.equal(judge({ mode: 'none' }), 'invalid_request');
});
