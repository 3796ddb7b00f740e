import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mayEnter, type Standing } from './may-enter.ts';

const fine: Standing = {
  organizationSuspended: false,
  disabled: false,
  inactive: false,
  locked: false,
  outsideSchedule: false,
};

test('S8 someone in good standing enters every way', () => {
  assert.equal(mayEnter(fine, 'password'), null);
  assert.equal(mayEnter(fine, 'passkey'), null);
  assert.equal(mayEnter(fine, 'session'), null);
});

test('S8.4 S9 a lock refuses passwords and leaves open sessions alone', () => {
  assert.equal(mayEnter({ ...fine, locked: true }, 'password'), 'too_many_attempts');
  assert.equal(mayEnter({ ...fine, locked: true }, 'session'), null);
});

test('S9 a lock is about guessed passwords: a passkey enters all the same', () => {
  assert.equal(mayEnter({ ...fine, locked: true }, 'passkey'), null);
});

test('S8.3 S8.5 O1 disabled, inactive and suspended refuse every way, sessions included', () => {
  for (const way of ['password', 'passkey', 'session'] as const) {
    assert.equal(mayEnter({ ...fine, disabled: true }, way), 'user_disabled');
    assert.equal(mayEnter({ ...fine, inactive: true }, way), 'user_inactive');
    assert.equal(mayEnter({ ...fine, organizationSuspended: true }, way), 'organization_suspended');
  }
});

test('S8 a lock is told before the state of the account, so that it tells a stranger nothing', () => {
  assert.equal(
    mayEnter(
      { organizationSuspended: true, disabled: true, inactive: true, locked: true, outsideSchedule: true },
      'password',
    ),
    'too_many_attempts',
  );
});

test('L3 outside their hours nobody enters by any way of a person, and a session does not go on', () => {
  for (const way of ['password', 'passkey', 'session'] as const)
    assert.equal(mayEnter({ ...fine, outsideSchedule: true }, way), 'outside_schedule');
  assert.equal(mayEnter({ ...fine, outsideSchedule: true }, 'api_key'), null);
});

test('S8.5 whoever is inactive or disabled as well reads that, and not that they may come back at nine', () => {
  const outside = { ...fine, outsideSchedule: true };
  assert.equal(mayEnter({ ...outside, inactive: true }, 'password'), 'user_inactive');
  assert.equal(mayEnter({ ...outside, disabled: true }, 'password'), 'user_disabled');
});
