import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import words from '@zxcvbn-ts/language-common/dist/passwords.json.mjs';
import fc from 'fast-check';
import { createBlocklist, formatBlocklist, loadBlocklist, packagedBlocklist } from './blocklist.ts';
import { presets } from './policy.ts';
import { judgePassword } from './rules.ts';

const packaged = await packagedBlocklist();
const isBlocked = createBlocklist(packaged);

test('P4 the 3,000 most common passwords that otherwise fit a policy are all refused by the blocklist', () => {
  const rest = { isBlocked: () => false, estimateStrength: () => 4 as const };
  const policies = [
    presets.classic,
    { ...presets.classic, classesAtLeast: 0 as const },
    { ...presets.classic, classesAtLeast: 0 as const, lettersAndDigits: true },
  ];
  for (const policy of policies) {
    // The list is in lower case; the usual way to please a policy is a capital in front, or a mark at the end.
    const spelled = words.flatMap((word) => [word, word.charAt(0).toUpperCase() + word.slice(1), `${word}!`]);
    const fitting = spelled.filter((word) => judgePassword(word, policy, {}, rest).accepted).slice(0, 3000);
    assert.equal(fitting.length, 3000);
    assert.deepEqual(
      fitting.filter((word) => !isBlocked(word)),
      [],
    );
  }
});

test('P4 a listed word is refused in any case, with up to six digits or marks around it, and with look-alikes', () => {
  for (const password of [
    'password',
    'PassWord',
    'Password2026!',
    '2026password',
    '!!Password1!',
    'P@$$w0rd',
    'P@ssw0rd123',
    'Company2026!!',
    'ＰＡＳＳＷＯＲＤ',
    'w3lc0me',
    'hell0',
    'f1ower',
  ]) {
    assert.equal(isBlocked(password), true, password);
  }
});

test('P4 what merely contains a listed word is not refused', () => {
  for (const password of [
    '',
    'password-846291',
    'my password is long',
    'correct horse battery staple',
    'Hd7vn-m4tcx-5kwyf',
    '🙂🙂🙂🙂',
    '!'.repeat(1000),
  ]) {
    assert.equal(isBlocked(password), false, password.slice(0, 40));
  }
});

test('P4 the search finds every entry and nothing else, the first and the last included', () => {
  fc.assert(
    // Five letters or more would be found as the core of others; here only exact entries can match.
    fc.property(
      fc.uniqueArray(fc.stringMatching(/^[b-df-hj-np-rt-z]{1,3}$/), { minLength: 1, maxLength: 60 }),
      (all) => {
        const listed = all.filter((_, index) => index % 2 === 0);
        const blocked = createBlocklist(formatBlocklist(listed));
        assert.deepEqual(
          all.filter((word) => blocked(word)),
          listed,
        );
      },
    ),
  );
  for (const word of words) assert.equal(isBlocked(word), true, word);
});

test('P4 an entry never matches a part of a longer one or of the note, nor anything with a line feed', () => {
  const blocked = createBlocklist(formatBlocklist(['abcdefgh', 'ijklmnop']));
  for (const word of ['abcdefg', 'bcdefgh', 'abcdefgh\nijklmnop', '', '\n', 'source', '#']) {
    assert.equal(blocked(word), false, JSON.stringify(word));
  }
});

test('P4 the list states its licence and is compact', () => {
  assert.match(packaged.toString('utf8', 0, 2000), /MIT licence[\s\S]*ODC-BY|ODC-BY[\s\S]*MIT licence/);
  assert.ok(packaged.length < 1_000_000);
});

test('P4 the built file is used, a missing one is made up for, and a cut one is an error', async (context) => {
  const directory = await mkdtemp(join(tmpdir(), 'usher-blocklist-'));
  context.after(() => rm(directory, { recursive: true }));
  const file = join(directory, 'blocklist.txt');
  assert.equal((await loadBlocklist(file))('password'), true);
  await writeFile(file, formatBlocklist(['zyxtrandivo']));
  const built = await loadBlocklist(file);
  assert.equal(built('zyxtrandivo'), true);
  assert.equal(built('password'), false);
  await writeFile(file, packaged.subarray(0, 5000));
  await assert.rejects(loadBlocklist(file), /build it again/);
});
