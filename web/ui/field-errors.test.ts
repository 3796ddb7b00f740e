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
