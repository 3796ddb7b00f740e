import assert from 'node:assert/strict';
import { test } from 'node:test';
import { firstLetter, initialsOf } from './initials.ts';

test('S5 initials are whole letters of any script; the username stands in for missing names', () => {
  assert.equal(initialsOf({ firstName: 'ana', lastName: 'lópez', username: 'al' }), 'AL');
  assert.equal(initialsOf({ firstName: 'e\u0301mile', lastName: '', username: 'x' }), 'E\u0301');
  assert.equal(initialsOf({ firstName: ' ', lastName: '', username: 'root' }), 'R');
});

test('O2 an organisation without a logo is known by its first letter', () => {
  assert.equal(firstLetter('«northwind»'), 'N');
  assert.equal(firstLetter('…'), '•');
});
