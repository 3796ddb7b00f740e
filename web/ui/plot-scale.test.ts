import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countTicks, heldPoints, hourStep, linearScale, stepPath, sumsBy } from './plot-scale.ts';

test('L2 an axis has whole, round numbers, and reaches at least its highest value', () => {
  assert.deepEqual(countTicks(0, 5), [0, 1]);
  assert.deepEqual(countTicks(3, 5), [0, 1, 2, 3]);
  assert.deepEqual(countTicks(50, 5), [0, 10, 20, 30, 40, 50]);
  assert.deepEqual(countTicks(51, 5), [0, 20, 40, 60]);
  assert.deepEqual(countTicks(10_000, 4), [0, 5_000, 10_000]);
  for (let max = 1; max < 3_000; max += 7) {
    const ticks = countTicks(max, 5);
    assert.ok((ticks.at(-1) ?? 0) >= max && ticks.every(Number.isInteger) && ticks.length <= 7, `${max}: ${ticks}`);
  }
});

test('L2 hours are as far apart as their labels need', () => {
  assert.equal(hourStep(1_200, 44), 1);
  assert.equal(hourStep(600, 44), 2);
  assert.equal(hourStep(240, 44), 6);
  assert.equal(hourStep(10, 44), 24);
});

test('L2 where a sample is missing nobody was there', () => {
  const minutes = (at: number, value: number) => ({ atMs: at * 60_000, value });
  const held = heldPoints([minutes(0, 5), minutes(1, 6), minutes(9, 2)], 60_000);
  assert.deepEqual(held, [minutes(0, 5), minutes(1, 6), minutes(2, 0), minutes(9, 2), minutes(10, 0)]);
  const path = stepPath(held, linearScale([0, 600_000], [0, 100]), linearScale([0, 10], [50, 0]));
  assert.equal(path, 'M0.0,25.0H10.0V20.0H20.0V50.0H90.0V40.0H100.0V50.0');
});

test('M4 bars hold what happened in their span', () => {
  const items = [
    { atMs: 100, count: 1 },
    { atMs: 149, count: 2 },
    { atMs: 150, count: 4 },
    { atMs: 380, count: 8 },
  ];
  assert.deepEqual(
    sumsBy(items, 100, 50, ({ count }) => count),
    [
      { atMs: 100, value: 3 },
      { atMs: 150, value: 4 },
      { atMs: 350, value: 8 },
    ],
  );
});

test('a scale without extent puts everything at its start', () => {
  assert.equal(linearScale([5, 5], [10, 20])(5), 10);
});
