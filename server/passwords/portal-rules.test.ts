import assert from 'node:assert/strict';
import { test } from 'node:test';
import { generatedPortalPassword } from './portal-generated.ts';
import { type PortalPasswordRules, portalViolations } from './portal-rules.ts';

const rules: PortalPasswordRules = { minLength: 4, maxLength: 10, refuseRuns: true, refuseReverse: true };

/** What is wrong with each, for somebody at extension 4718. */
function judged(
  pins: Readonly<Record<string, readonly string[]>>,
  given = rules,
  extension: string | null = '4718',
): void {
  for (const [pin, violations] of Object.entries(pins))
    assert.deepEqual(portalViolations(pin, given, extension), violations, `“${pin}”`);
}

test('P8 a portal password has 4 to 10 digits and nothing else', () => {
  judged({
    '2580': [],
    '2580461937': [],
    '258': ['min_length'],
    '25804619370': ['max_length'],
    '25a0': ['digits'],
    ' 2580': ['digits'],
    '２５８０': ['digits'],
    '٢٥٨٠': ['digits'],
  });
  judged(
    { '25804': ['min_length'], '2580461': ['max_length'], '258046': [] },
    { ...rules, minLength: 6, maxLength: 6 },
  );
});

test('P8 it is not the extension, nor, by setting, the extension read backwards', () => {
  judged({ '4718': ['extension'], '8174': ['extension_reversed'], '47184': [] });
  judged({ '4718': ['extension'], '8174': [] }, { ...rules, refuseReverse: false });
  // An extension that reads the same both ways is one fault, not two.
  judged({ '4774': ['extension'] }, rules, '4774');
  judged({ '4718': [] }, rules, null);
});

test('P8 by setting it holds no three digits in a row that are the same or count up or down', () => {
  judged({
    '1111': ['run'],
    '5888': ['run'],
    '1234': ['run'],
    '9876': ['run'],
    '8901': ['run'],
    '2109': ['run'],
    '27893': ['run'],
    '1122': [],
    '1357': [],
    '1324': [],
  });
  judged({ '1111': [], '1234': [] }, { ...rules, refuseRuns: false });
});

test('P8 nothing typed meets only what nothing can break', () => {
  assert.deepEqual(portalViolations('', rules, '4718'), [
    'digits',
    'min_length',
    'extension',
    'extension_reversed',
    'run',
  ]);
});

test('P8 a generated one meets the rules: drawn anew until it does, six digits where they may be', () => {
  const draws = [1, 2, 3, 4, 5, 6, 2, 5, 8, 0, 4, 6];
  assert.equal(
    generatedPortalPassword(rules, null, () => draws.shift() ?? 0),
    '258046',
  );
  assert.equal(generatedPortalPassword({ ...rules, maxLength: 4 }, null).length, 4);
  assert.equal(generatedPortalPassword({ ...rules, minLength: 9 }, null).length, 9);
  for (let n = 0; n < 200; n += 1)
    assert.deepEqual(portalViolations(generatedPortalPassword(rules, null), rules, null), []);
  assert.throws(() => generatedPortalPassword(rules, null, () => 7), /random source/);
});
