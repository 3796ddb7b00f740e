import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isTouched, rebased } from './rebase.ts';

test('M5 what was typed stays over what somebody else saved; what was not touched is theirs', () => {
  const began = { firstName: 'Ana', lastName: 'Lee', teams: ['Day'] };
  const typed = { firstName: 'Anabel', lastName: 'Lee', teams: ['Day'] };
  const newest = { firstName: 'Ann', lastName: 'Li', teams: ['Day', 'Night'] };
  assert.deepEqual(rebased(typed, began, newest), { firstName: 'Anabel', lastName: 'Li', teams: ['Day', 'Night'] });
});

test('M5 a form in which nothing was typed shows the newest', () => {
  const began = { name: 'Day', windows: [{ from: '09:00' }] };
  const newest = { name: 'Early', windows: [] };
  assert.deepEqual(rebased({ name: 'Day', windows: [{ from: '09:00' }] }, began, newest), newest);
});

test('M5 a form is unsaved while it holds something else than it began with, and not once that is typed back', () => {
  const began = { name: 'Day', windows: [{ from: '09:00' }] };
  assert.equal(isTouched({ name: 'Day', windows: [{ from: '09:30' }] }, began), true);
  assert.equal(isTouched({ name: 'Day', windows: [{ from: '09:00' }] }, began), false);
});
