import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ApiError } from '../api/client.ts';
import { fieldErrors } from './field-errors.ts';

test('M5 a violation stands beside the field that it names, nested or not', () => {
  const violations = [
    { path: '/slug', message: 'too long' },
    { path: '/administrator/email', message: 'no address' },
    { path: '/unknown', message: 'x' },
    'min_length',
  ];
  const error = new ApiError({ code: 'invalid_request', status: 400, title: 'x', violations });
  assert.deepEqual(fieldErrors(error, ['slug', 'email']), { slug: 'too long', email: 'no address' });
});

test('a failure that names no field marks none', () => {
  assert.deepEqual(fieldErrors(new Error('x'), ['slug']), {});
});

test('O1 a refusal that is about one field stands beside it', () => {
  const error = new ApiError({ code: 'slug_taken', status: 409, title: 'Taken' });
  assert.deepEqual(fieldErrors(error, ['slug'], { slug_taken: 'slug' }), { slug: 'Taken' });
  const other = new ApiError({ code: 'toString', status: 409, title: 'x' });
  assert.deepEqual(fieldErrors(other, ['slug'], { slug_taken: 'slug' }), {});
});
