import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isUuid, newId } from './ids.ts';

test('M4 ids made one after another sort so, also within a millisecond', () => {
  // Many times the 2,048 that keep their order in one millisecond would not be made in one.
  const made = Array.from({ length: 500 }, () => newId<never>() as string);
  assert.deepEqual(made, made.toSorted());
  assert.equal(new Set(made).size, made.length);
  for (const id of made) assert.ok(isUuid(id) && id[14] === '7', id);
});
