import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import fc from 'fast-check';
import { loadBlocklist } from './blocklist.ts';
import { type PasswordPolicy, presets } from './policy.ts';
import { judgePassword, normalizePassword, type PasswordCheckers, type RuleName } from './rules.ts';
import { loadStrengthEstimator } from './strength.ts';

const checkers: PasswordCheckers = {
  isBlocked: await loadBlocklist(),
  estimateStrength: await loadStrengthEstimator(),
};
const bare: PasswordPolicy = {
  preset: 'custom',
  minLength: 1,
  classesAtLeast: 0,
  lettersAndDigits: false,
  history: 0,
  maxAgeDays: null,
  blocklist: false,
  minScore: 0,
};
const violations = (password: string, policy: Partial<PasswordPolicy>): readonly RuleName[] =>
  judgePassword(password, { ...bare, ...policy }, { organizationSlug: 'northwind' }, checkers).violations;

test('P4 the presets are classic (8, two of three) and modern (15, no classes), both with blocklist, neither expiring', () => {
  assert.deepEqual(presets, {
    classic: {
      preset: 'classic',
      minLength: 8,
      classesAtLeast: 2,
      lettersAndDigits: false,
      history: 5,
      maxAgeDays: null,
      blocklist: true,
      minScore: 2,
    },
    modern: {
      preset: 'modern',
      minLength: 15,
      classesAtLeast: 0,
      lettersAndDigits: false,
      history: 1,
      maxAgeDays: null,
      blocklist: true,
      minScore: 2,
    },
  });
});

test('ASVS 6.2.8 1,024 bytes are taken and 1,025 refused, never cut', () => {
  assert.deepEqual(normalizePassword('a'.repeat(1024)), { ok: true, value: 'a'.repeat(1024) });
  assert.deepEqual(normalizePassword('a'.repeat(1025)), { ok: false, rule: 'too_long' });
  assert.equal(normalizePassword('é'.repeat(512)).ok, true);
  assert.deepEqual(normalizePassword(`${'é'.repeat(512)}a`), { ok: false, rule: 'too_long' });
  assert.equal(normalizePassword('🙂'.repeat(256)).ok, true);
  assert.deepEqual(normalizePassword('🙂'.repeat(257)), { ok: false, rule: 'too_long' });
  // 300 bytes that become 3,300: U+FDFA is eighteen characters in NFKC.
  assert.deepEqual(normalizePassword('\ufdfa'.repeat(100)), { ok: false, rule: 'too_long' });
});

test('security: lone surrogates and NUL are refused', () => {
  for (const password of ['abc\ud800def', '\udc00', 'abc\u0000def', '🙂\ud83d']) {
    assert.deepEqual(normalizePassword(password), { ok: false, rule: 'unusable_characters' });
  }
});

test('security: normalisation is NFKC, idempotent, and trims nothing', () => {
  assert.deepEqual(normalizePassword('  pa\u0073\u0301s ①\t '), { ok: true, value: '  pa\u015bs 1\t ' });
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (input) => {
      const once = normalizePassword(input);
      if (once.ok) assert.deepEqual(normalizePassword(once.value), once);
    }),
  );
});

test('P4 a password that cannot be normalised breaks that one rule', () => {
  assert.deepEqual(judgePassword('a\u0000', presets.classic, {}, checkers), {
    rules: [{ rule: 'unusable_characters', met: false }],
    score: 0,
    accepted: false,
    violations: ['unusable_characters'],
  });
  assert.deepEqual(violations('x'.repeat(1025), {}), ['too_long']);
});

test('P4 length counts code points of the NFKC form', () => {
  assert.deepEqual(violations('1234567', { minLength: 8 }), ['min_length']);
  assert.deepEqual(violations('12345678', { minLength: 8 }), []);
  assert.deepEqual(violations('🙂'.repeat(7), { minLength: 8 }), ['min_length']);
  assert.deepEqual(violations('🙂'.repeat(8), { minLength: 8 }), []);
  assert.deepEqual(violations('e\u0301'.repeat(7), { minLength: 8 }), ['min_length']);
  assert.deepEqual(violations('\ufb03\ufb03\ufb03', { minLength: 8 }), [], 'the ligature ffi is three letters');
  assert.deepEqual(violations('', {}), ['min_length']);
});

test('ASVS 6.2.9 64 characters are enough under any policy', () => {
  assert.deepEqual(violations('x'.repeat(64), { minLength: 100 }), []);
  assert.deepEqual(violations('x'.repeat(63), { minLength: 100 }), ['min_length']);
});

test('P4 at least k of: upper and lower case; letters and digits; a special character', () => {
  const met: [string, number][] = [
    ['abcdefgh', 0],
    ['ABCDEFGH', 0],
    ['12345678', 0],
    ['漢字漢字漢字', 0],
    ['हिन्दी', 0],
    ['aBcdefgh', 1],
    ['äÖüñ', 1],
    ['abcdefg1', 1],
    ['漢字漢字٣', 1],
    ['abcd efg', 1],
    ['1234567!', 1],
    ['!!!!!!!!', 1],
    ['aBcdefg1', 2],
    ['aBcdef!h', 2],
    ['abcdef1!', 2],
    ['aBcdef1 ', 3],
    ['Пароль1€', 3],
  ];
  for (const [password, count] of met) {
    for (const classesAtLeast of [0, 1, 2, 3] as const) {
      const expected = count >= classesAtLeast ? [] : ['classes'];
      assert.deepEqual(violations(password, { classesAtLeast }), expected, `${password} ${classesAtLeast}`);
    }
  }
});

test('P5 the checker learns which classes are met', () => {
  const { rules } = judgePassword('abcdef1', { ...bare, classesAtLeast: 2 }, {}, checkers);
  assert.deepEqual(rules, [
    { rule: 'min_length', met: true, parameters: { minLength: 1 } },
    {
      rule: 'classes',
      met: false,
      parameters: {
        classesAtLeast: 2,
        count: 1,
        upperAndLowerCase: false,
        lettersAndDigits: true,
        specialCharacter: false,
      },
    },
  ]);
});

test('P4 letters and digits can be demanded on their own', () => {
  assert.deepEqual(violations('abcdefgh', { lettersAndDigits: true }), ['letters_and_digits']);
  assert.deepEqual(violations('12345678', { lettersAndDigits: true }), ['letters_and_digits']);
  assert.deepEqual(violations('abcdefg1', { lettersAndDigits: true }), []);
});

test('P4 blocklist, context words and strength are judged when the policy says so, and only then', () => {
  assert.deepEqual(violations('Password2026!', { blocklist: true }), ['blocklist']);
  assert.deepEqual(violations('Northwind2026!', { blocklist: true }), ['context_words']);
  assert.deepEqual(violations('aaaaaaaaaaaaaaaaaaaa', { minScore: 1 }), ['min_score']);
  for (const password of ['Password2026!', 'Northwind2026!', 'aaaaaaaaaaaaaaaaaaaa']) {
    assert.deepEqual(violations(password, {}), []);
  }
  assert.deepEqual(violations('correct horse battery staple', { blocklist: true, minScore: 4, minLength: 15 }), []);
});

test('P4 the context words lower the strength too', () => {
  const score = (organizationSlug: string) => judgePassword('zyxtrandivo', bare, { organizationSlug }, checkers).score;
  assert.ok(score('zyxtrandivo') < score('northwind'));
});

test('P4 every rule broken is named, in the order shown', () => {
  assert.deepEqual(
    violations('usher', { minLength: 8, classesAtLeast: 2, lettersAndDigits: true, blocklist: true, minScore: 2 }),
    ['min_length', 'classes', 'letters_and_digits', 'blocklist', 'context_words', 'min_score'],
  );
});

test('P4 a judgement is accepted exactly when no rule is violated, whatever is typed', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary', maxLength: 40 }),
      fc.constantFrom(presets.classic, presets.modern),
      (password, policy) => {
        const judgement = judgePassword(password, policy, { username: 'pedro' }, checkers);
        assert.equal(
          judgement.accepted,
          judgement.rules.every(({ met }) => met),
        );
        assert.deepEqual(
          judgement.violations,
          judgement.rules.filter(({ met }) => !met).map(({ rule }) => rule),
        );
      },
    ),
    { numRuns: 200 },
  );
});

test('P5 the judging code imports nothing from Node or any package, so that the page can run it', async () => {
  for (const file of ['rules.ts', 'policy.ts', 'context-words.ts']) {
    const source = await readFile(new URL(file, import.meta.url), 'utf8');
    for (const [, from] of source.matchAll(/from '([^']+)'/g)) assert.match(from ?? '', /^\.\/[a-z-]+\.ts$/, file);
  }
});
