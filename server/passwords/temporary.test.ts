import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { loadBlocklist } from './blocklist.ts';
import type { PasswordPolicy } from './policy.ts';
import { judgePassword } from './rules.ts';
import { loadStrengthEstimator } from './strength.ts';
import { temporaryPassword } from './temporary.ts';

const checkers = { isBlocked: await loadBlocklist(), estimateStrength: await loadStrengthEstimator() };
const anyPolicy: fc.Arbitrary<PasswordPolicy> = fc.record({
  preset: fc.constant('custom' as const),
  minLength: fc.integer({ min: 1, max: 80 }),
  classesAtLeast: fc.constantFrom(0, 1, 2, 3),
  lettersAndDigits: fc.boolean(),
  history: fc.nat(24),
  maxAgeDays: fc.constant(null),
  blocklist: fc.boolean(),
  minScore: fc.constantFrom(0, 1, 2, 3, 4),
});

test('P3 a temporary password meets every policy there can be, for anyone', () => {
  const name = fc.string({ maxLength: 12 });
  fc.assert(
    fc.property(anyPolicy, name, name, (policy, username, organizationName) => {
      const password = temporaryPassword(policy);
      const { violations } = judgePassword(password, policy, { username, organizationName }, checkers);
      assert.deepEqual(violations, [], password);
    }),
    { numRuns: 300 },
  );
});

test('P3 it is groups of five, one capital at the start, without characters that look alike', () => {
  for (let count = 0; count < 500; count += 1) {
    assert.match(
      temporaryPassword({ minLength: 8 }),
      /^[CDFGHJKMNPRTVWXY][cdfghjkmnprtvwxy2-8]{4}(-[cdfghjkmnprtvwxy2-8]{5}){2}$/,
    );
  }
  assert.equal(temporaryPassword({ minLength: 17 }).length, 17);
  assert.equal(temporaryPassword({ minLength: 18 }).length, 23);
  assert.equal(temporaryPassword({ minLength: 64 }).length, 65);
});

test('ASVS 6.4.1 it holds at least 60 bits from the random source: every place takes every character', () => {
  const seen = Array.from({ length: 15 }, () => new Set<string>());
  const passwords = new Set<string>();
  for (let count = 0; count < 3000; count += 1) {
    const password = temporaryPassword({ minLength: 8 });
    passwords.add(password);
    for (const [index, character] of [...password.replaceAll('-', '')].entries()) seen[index]?.add(character);
  }
  assert.equal(passwords.size, 3000);
  const bits = seen.reduce((sum, characters) => sum + Math.log2(characters.size), 0);
  // One draw in thirty has no digit and is thrown away, which costs less than a tenth of a bit.
  assert.ok(bits - 0.1 >= 60, `${bits} bits`);
});

test('P3 it always holds a digit and a small letter, and a source that never yields one is an error, not a loop', () => {
  assert.throws(() => temporaryPassword({ minLength: 8 }, () => 0), /random source/);
  assert.throws(() => temporaryPassword({ minLength: 8 }, (below) => below - 1), /random source/);
});
