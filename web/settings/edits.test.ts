import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ApiError } from '../api/client.ts';
import { faultsOf, stillTyped, without } from './edits.ts';

test('M5 what is typed while a card is saved stays; what was saved is no edit any more', () => {
  const sent = { 'connections.tabsPerBrowser': 4, 'connections.browsers': 2 };
  assert.deepEqual(stillTyped(sent, sent), {});
  assert.deepEqual(stillTyped({ ...sent, 'connections.browsers': 3, 'native.limit': 9 }, sent), {
    'connections.browsers': 3,
    'native.limit': 9,
  });
  const list = { officeNetworks: ['127.0.0.1'] };
  assert.deepEqual(stillTyped({ officeNetworks: ['127.0.0.1'] }, list), {});
});

test('M5 a fault is forgotten for the setting that is typed anew, and only for that', () => {
  const faults = { 'native.limit': 'wrong', 'connections.browsers': 'wrong' };
  assert.deepEqual(without(faults, ['native.limit']), { 'connections.browsers': 'wrong' });
  assert.equal(without(faults, ['welcome']), faults);
});

test('S11 a fault that the server finds is told beside its setting, in the person’s language', () => {
  const violations = [{ path: '/sessions/idleMinutes', message: 'is longer than the whole session may last' }];
  const error = new ApiError({ code: 'invalid_request', status: 400, title: 'x', violations });
  assert.deepEqual(faultsOf(error, ['sessions.idleMinutes']), {
    'sessions.idleMinutes': 'Enter no more than the whole session may last.',
  });
});
