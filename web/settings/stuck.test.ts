import assert from 'node:assert/strict';
import { test } from 'node:test';
import { affectedBy } from './stuck.ts';

const plain = { hasEmail: false, emailCode: false, totp: false, passkey: false, recoveryCodes: false };
const groups = [
  { ...plain, role: 'agent', people: 5 },
  { ...plain, role: 'agent', hasEmail: true, people: 7 },
  { ...plain, role: 'agent', totp: true, people: 2 },
  { ...plain, role: 'supervisor', people: 1 },
  { ...plain, role: 'supervisor', recoveryCodes: true, people: 1 },
];

test('F1 nobody is kept out by what is asked of nobody', () => {
  const setting = { required: 'nobody' as const, methods: ['email_code' as const], trustBrowserDays: 0 };
  assert.deepEqual(affectedBy(setting, groups), { stuck: 0, enrol: 0 });
});

test('F1 who has no address, no app and may set up none would be stuck; recovery codes still open', () => {
  const setting = { required: 'everyone' as const, methods: ['email_code' as const], trustBrowserDays: 0 };
  // The two with an app count as without one: it would no longer be allowed.
  assert.deepEqual(affectedBy(setting, groups), { stuck: 8, enrol: 0 });
});

test('F1 where an app is allowed they would set one up on the way in; only the roles named count', () => {
  const setting = { required: ['agent'], methods: ['email_code' as const, 'totp' as const], trustBrowserDays: 0 };
  assert.deepEqual(affectedBy(setting, groups), { stuck: 0, enrol: 5 });
});
