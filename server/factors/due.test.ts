import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Settings } from '../tenants/setting-shapes.ts';
import { type FactorSubject, factorDue, mayEnrol, type OwnFactors, usableMethods } from './due.ts';

type Setting = Settings['secondFactor'];
const setting = (more: Partial<Setting> = {}): Setting => ({
  required: 'nobody',
  methods: ['email_code', 'totp', 'passkey'],
  trustBrowserDays: 0,
  ...more,
});
const agent = (own: Partial<OwnFactors> = {}, hasEmail = true): FactorSubject => ({
  role: 'agent',
  hasEmail,
  own: { emailCode: false, totp: false, passkey: false, recoveryCodes: 0, ...own },
});

test('F1 a factor is due for everyone, for the roles named, or for who chose one, and for nobody else', () => {
  assert.equal(factorDue(setting(), agent()), false);
  assert.equal(factorDue(setting({ required: 'everyone' }), agent()), true);
  assert.equal(factorDue(setting({ required: ['agent'] }), agent()), true);
  assert.equal(factorDue(setting({ required: ['administrator'] }), agent()), false);
  for (const own of [{ emailCode: true }, { totp: true }, { passkey: true }])
    assert.equal(factorDue(setting(), agent(own)), true);
});

test('F1 a method that the organisation does not allow neither demands nor proves anything', () => {
  assert.equal(factorDue(setting({ methods: ['email_code'] }), agent({ totp: true })), false);
  assert.deepEqual(usableMethods(setting({ methods: ['passkey'], required: 'everyone' }), agent({ totp: true })), []);
});

test('F2 F4 what may be proven comes strongest first; the e-mailed code needs no enrolment where a factor is required', () => {
  const everything = agent({ emailCode: true, totp: true, passkey: true, recoveryCodes: 3 });
  assert.deepEqual(usableMethods(setting(), everything), ['passkey', 'totp', 'email_code', 'recovery_code']);
  assert.deepEqual(usableMethods(setting({ required: 'everyone' }), agent()), ['email_code']);
  // Otherwise the mailbox would be a way round the app that somebody chose.
  assert.deepEqual(usableMethods(setting(), agent({ totp: true })), ['totp']);
});

test('F3 without an address there is no e-mailed code, and a factor may be enrolled only where one is required', () => {
  const required = setting({ required: 'everyone' });
  assert.deepEqual(usableMethods(required, agent({}, false)), []);
  assert.equal(mayEnrol(required, agent({}, false)), true);
  assert.equal(mayEnrol(setting({ required: 'everyone', methods: ['email_code'] }), agent({}, false)), false);
  assert.equal(mayEnrol(setting(), agent({ emailCode: true }, false)), false);
});
