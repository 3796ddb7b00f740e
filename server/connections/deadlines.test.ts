import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Deadline, dueInMs, type Told, warningDue } from './deadlines.ts';

const minute = 60_000;
const hours = (leftMinutes: number): Deadline => ({ kind: 'schedule', leftMs: leftMinutes * minute, ends: true });

/** Follows one end through time: at which minutes before it something is said. */
function told(kind: Deadline['kind'], fromMinutes: number): number[] {
  const said: number[] = [];
  let last: Told | undefined;
  for (let nowMs = 0; nowMs < fromMinutes * minute; nowMs += 1_000) {
    const due = warningDue({ kind, leftMs: fromMinutes * minute - nowMs, ends: true }, last, nowMs);
    if (due === null) continue;
    last = due;
    said.push((fromMinutes * minute - nowMs) / minute);
  }
  return said;
}

test('L3 warnings come 15, 5 and 1 minutes before the hours end, 5 and 1 before the other ends, each once', () => {
  assert.deepEqual(told('schedule', 60), [15, 5, 1]);
  assert.deepEqual(told('idle', 60), [5, 1]);
  assert.deepEqual(told('absolute', 60), [5, 1]);
});

test('L3 a tab that comes late is told at once what the others know', () => {
  assert.deepEqual(told('schedule', 7), [7, 5, 1]);
});

test('L3 an end that moved is told anew, and one that is off is taken back, once', () => {
  const first = warningDue(hours(4), undefined, 0);
  assert.deepEqual(first, { minutes: 5, atMs: 4 * minute });
  const extended = warningDue(hours(14), first ?? undefined, 0);
  assert.deepEqual(extended, { minutes: 15, atMs: 14 * minute });
  const off = warningDue(hours(60), extended ?? undefined, 0);
  assert.equal(off?.minutes, Number.POSITIVE_INFINITY);
  assert.equal(warningDue(hours(59), off ?? undefined, minute), null);
  assert.equal(warningDue(hours(15), off ?? undefined, 45 * minute)?.minutes, 15);
});

test('L3 the next look is at the next warning or the end, whichever of all comes first', () => {
  assert.equal(dueInMs([hours(60)]), 45 * minute);
  assert.equal(dueInMs([hours(3), { kind: 'idle', leftMs: 30 * minute, ends: true }]), 2 * minute);
  assert.equal(dueInMs([hours(0.5)]), 0.5 * minute);
  assert.equal(dueInMs([]), Number.POSITIVE_INFINITY);
  assert.equal(dueInMs([hours(Number.POSITIVE_INFINITY)]), Number.POSITIVE_INFINITY);
});
