import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { type BrowserId, newId, type TenantId, type UserId } from '../kernel/ids.ts';
import { type DeviceEntry, decodeDevices, encodeDevices, withDevice } from './device-cookie.ts';

const key = randomBytes(32);
const tenant = newId<TenantId>();
const entry = (): DeviceEntry => ({ user: newId<UserId>(), browser: newId<BrowserId>() });

test('S9 the device cookie gives back what was signed, and the last ten only', () => {
  const entries = Array.from({ length: 12 }, entry);
  assert.deepEqual(decodeDevices(key, tenant, encodeDevices(key, tenant, entries)), entries.slice(0, 10));
  assert.deepEqual(decodeDevices(key, tenant, encodeDevices(key, tenant, [])), []);
  assert.deepEqual(decodeDevices(key, tenant, null), []);
});

test('S9 O5 signed for one organisation or by another key, it says nothing', () => {
  const value = encodeDevices(key, tenant, [entry()]);
  assert.deepEqual(decodeDevices(key, newId<TenantId>(), value), []);
  assert.deepEqual(decodeDevices(randomBytes(32), tenant, value), []);
});

test('S9 with any one character changed, dropped or added, it says nothing', () => {
  const value = encodeDevices(key, tenant, [entry(), entry()]);
  for (let at = 0; at < value.length; at += 1) {
    const other = value[at] === 'x' ? 'y' : 'x';
    const changed = [value.slice(0, at) + value.slice(at + 1), value.slice(0, at) + other + value.slice(at)];
    // The last character of the signature carries two bits that mean nothing, so it alone may be another one.
    if (at < value.length - 1) changed.push(value.slice(0, at) + other + value.slice(at + 1));
    for (const forged of changed) assert.deepEqual(decodeDevices(key, tenant, forged), [], `${at}: ${forged}`);
  }
});

test('S9 whoever signed in last comes first, once', () => {
  const [ana, bob] = [entry(), entry()];
  const renewed = { user: ana.user, browser: newId<BrowserId>() };
  assert.deepEqual(withDevice([ana, bob], renewed), [renewed, bob]);
  assert.deepEqual(withDevice([ana], bob), [bob, ana]);
});
