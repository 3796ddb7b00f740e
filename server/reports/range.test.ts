import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Refusal } from '../kernel/refusal.ts';
import { pointsMax, rangeOf } from './range.ts';

const now = Temporal.Instant.from('2026-11-21T08:30:17.5Z');

function pointsOf({ from, to, stepMinutes }: ReturnType<typeof rangeOf>): number {
  return Math.ceil((to.epochMilliseconds - from.epochMilliseconds) / (stepMinutes * 60_000));
}

test('M4 L2 a report that is asked nothing tells the last day by the minute', () => {
  const { from, to, stepMinutes } = rangeOf({}, now, 31);
  assert.equal(from.toString(), '2026-11-20T08:30:00Z');
  assert.equal(to.toString(), now.toString());
  assert.equal(stepMinutes, 1);
});

test('M4 L2 the longer the span, the coarser its points: never more than fit a plot, and on whole steps', () => {
  for (const [days, expected] of [
    [1, 1],
    [2, 5],
    [5, 5],
    [7, 15],
    [31, 30],
    [60, 60],
    [400, 720],
  ] as const) {
    const from = now.subtract({ hours: 24 * days }).toString();
    const range = rangeOf({ from, to: now.toString() }, now, 400);
    assert.equal(range.stepMinutes, expected, `${days} days`);
    assert.equal(range.from.epochMilliseconds % (expected * 60_000), 0);
    assert.ok(pointsOf(range) <= pointsMax, `${days} days: ${pointsOf(range)} points`);
    assert.ok(range.from.epochMilliseconds <= Date.parse(from));
  }
});

test('M4 L2 what is no span is refused with the field that is wrong', () => {
  const wrong: [Parameters<typeof rangeOf>[0], string][] = [
    [{ from: 'yesterday' }, '/from'],
    [{ to: '2026-11-21' }, '/to'],
    [{ from: '2026-11-21T09:00:00Z', to: '2026-11-21T09:00:00Z' }, '/from'],
    [{ from: '2026-11-21T10:00:00Z', to: '2026-11-21T09:00:00Z' }, '/from'],
    [{ from: '2026-10-01T00:00:00Z', to: '2026-11-21T09:00:00Z' }, '/from'],
    [{ from: '-271821-04-20T00:00:00Z' }, '/from'],
  ];
  for (const [asked, path] of wrong) {
    assert.throws(
      () => rangeOf(asked, now, 31),
      (error) =>
        error instanceof Refusal &&
        error.code === 'invalid_request' &&
        JSON.stringify(error.details).includes(`"path":"${path}"`),
      JSON.stringify(asked),
    );
  }
});
