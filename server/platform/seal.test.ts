import assert from 'node:assert/strict';
import { createHmac, randomBytes } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { createSealer, type Keyring, UnsealError } from './seal.ts';

const keyring = (current: string, ...ids: string[]): Keyring => ({
  current,
  keys: new Map(ids.map((id) => [id, randomBytes(32)])),
});
const place = ['tenant-1', 'user-1', 'password'];
const contextPart = fc.string({ unit: 'grapheme' }).filter((text) => text.isWellFormed());

test('ASVS 11.3.2 what was sealed opens again at its own place', () => {
  const sealer = createSealer(keyring('k1', 'k1'));
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.array(contextPart), (bytes, aad) => {
      assert.deepEqual(sealer.unseal(sealer.seal(Buffer.from(bytes), aad), aad), Buffer.from(bytes));
    }),
  );
  assert.equal(sealer.unseal(sealer.seal('pässwörd', place), place).toString(), 'pässwörd');
});

test('security: a sealed value moved to another tenant, user or purpose does not open', () => {
  const sealer = createSealer(keyring('k1', 'k1'));
  fc.assert(
    fc.property(fc.array(contextPart), fc.array(contextPart), (aad, other) => {
      fc.pre(JSON.stringify(aad) !== JSON.stringify(other));
      assert.throws(() => sealer.unseal(sealer.seal('secret', aad), other), UnsealError);
    }),
  );
  // The boundaries of the parts count, not only their concatenation.
  const pairs: [string[], string[]][] = [
    [
      ['ab', 'c'],
      ['a', 'bc'],
    ],
    [['a', ''], ['a']],
    [['', 'a'], ['a']],
    [
      ['a\u0000', 'b'],
      ['a', '\u0000b'],
    ],
    [[], ['']],
  ];
  for (const [aad, other] of pairs) {
    assert.throws(() => sealer.unseal(sealer.seal('secret', aad), other), UnsealError, JSON.stringify([aad, other]));
  }
});

test('security: a context with a lone surrogate is refused, since two of them would encode alike', () => {
  const sealer = createSealer(keyring('k1', 'k1'));
  assert.throws(() => sealer.seal('secret', ['\ud800']), RangeError);
});

test('ASVS 11.3.2 no byte of a sealed value can be changed, cut or added', () => {
  const sealer = createSealer(keyring('k1', 'k1', 'k2'));
  const sealed = sealer.seal('secret', place);
  for (let index = 0; index < sealed.length; index += 1) {
    for (const bit of [0x01, 0x80]) {
      const altered = Buffer.from(sealed);
      altered[index] = (altered[index] ?? 0) ^ bit;
      assert.throws(() => sealer.unseal(altered, place), UnsealError, `byte ${index}`);
    }
    assert.throws(() => sealer.unseal(sealed.subarray(0, index), place), UnsealError, `cut at ${index}`);
  }
  assert.throws(() => sealer.unseal(Buffer.concat([sealed, Buffer.from([0])]), place), UnsealError);
});

test('ASVS 11.3.4 the nonce is fresh every time, and the plaintext does not show', () => {
  const sealer = createSealer(keyring('k1', 'k1'));
  const seals = Array.from({ length: 1000 }, () => sealer.seal('secret', place));
  const nonces = new Set(seals.map((sealed) => sealed.toString('hex', 4, 16)));
  assert.equal(nonces.size, 1000);
  for (const sealed of seals) assert.equal(sealed.includes('secret'), false);
  // version, id length, "k1", nonce, tag, ciphertext
  assert.equal(seals[0]?.length, 1 + 1 + 2 + 12 + 16 + 6);
  assert.equal(seals[0]?.toString('latin1', 2, 4), 'k1');
});

test('ASVS 11.2.2 after a rotation old values open, new ones use the new key, and a removed key closes them', () => {
  const old = keyring('k1', 'k1');
  const sealed = createSealer(old).seal('secret', place);
  const rotated = createSealer({ current: 'k2', keys: new Map([...old.keys, ['k2', randomBytes(32)]]) });
  assert.equal(rotated.unseal(sealed, place).toString(), 'secret');
  assert.equal(rotated.needsReseal(sealed), true);
  const resealed = rotated.seal('secret', place);
  assert.equal(rotated.needsReseal(resealed), false);
  assert.throws(() => createSealer(old).unseal(resealed, place), UnsealError);
  assert.throws(() => createSealer(keyring('k1', 'k1')).unseal(sealed, place), UnsealError);
});

test('security: derived keys are stable, and differ by purpose, by master key and from the sealing key', () => {
  const ring = keyring('k1', 'k1', 'k2');
  const sealer = createSealer(ring);
  const derived = [
    sealer.deriveKey('lockout'),
    sealer.deriveKey('device-cookie'),
    sealer.deriveKey(''),
    sealer.deriveKey('lockout', 'k2'),
  ];
  assert.equal(new Set(derived.map((key) => key.toString('hex'))).size, derived.length);
  for (const key of derived) assert.equal(key.length, 32);
  assert.deepEqual(createSealer(ring).deriveKey('lockout'), sealer.deriveKey('lockout'));
  assert.deepEqual(createSealer({ ...ring, current: 'k2' }).deriveKey('lockout', 'k1'), sealer.deriveKey('lockout'));
  assert.throws(() => sealer.deriveKey('lockout', 'k3'), RangeError);
});

test('RFC 5869 derived keys are HKDF-SHA-256 of the master key with the purpose as info', () => {
  const master = randomBytes(32);
  const sealer = createSealer({ current: 'k1', keys: new Map([['k1', master]]) });
  const extracted = createHmac('sha256', Buffer.alloc(32)).update(master).digest();
  const expanded = createHmac('sha256', extracted)
    .update('usher/derive/v1/lockout')
    .update(Buffer.from([1]))
    .digest();
  assert.deepEqual(sealer.deriveKey('lockout'), expanded);
});

test('security: a keyring without its current key or with a short key is refused', () => {
  assert.throws(() => createSealer(keyring('k9', 'k1')), RangeError);
  assert.throws(() => createSealer({ current: 'k1', keys: new Map([['k1', randomBytes(16)]]) }), RangeError);
});
