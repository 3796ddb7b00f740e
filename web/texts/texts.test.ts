import assert from 'node:assert/strict';
import { test } from 'node:test';
import { en as server } from '../../server/texts/en/catalogue.ts';
import { catalogue as en } from './en/catalogue.ts';
import { plural, text, textOr } from './texts.ts';

test('P5 the live checker words each password rule as the sign-in pages do', () => {
  const rules = (texts: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(texts).filter(([key]) => key.startsWith('rule.')));
  assert.ok(Object.keys(rules(server.texts)).length > 0);
  assert.deepEqual(rules(en), rules(server.texts));
});

test('S11 parameters are filled in, also twice, and unknown ones stay visible', () => {
  assert.equal(text('home.greeting', { name: 'Ana {x}' }), 'Hello, Ana {x}');
  assert.equal(text('home.greeting'), 'Hello, {name}');
});

test('S11 plurals follow the count and show it as people write it', () => {
  assert.equal(plural('people.found', 1), '1 user shown');
  assert.equal(plural('people.found', 1200), '1,200 users shown');
});

test('S11 a name from the server without a text of ours is shown as it is', () => {
  assert.equal(textOr('rule.of_a_later_version', 'of_a_later_version'), 'of_a_later_version');
  assert.equal(textOr('toString', 'toString'), 'toString');
});
