import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { contextWords, isBuiltFromContext } from './context-words.ts';

const context = {
  organizationSlug: 'northwind',
  organizationName: 'Northwind Call Centre S.A.',
  username: 'pedro.ramirez',
  email: 'pramirez+work@northwind.example',
  firstName: 'José',
  lastName: 'Ramírez Ortega',
};

test('P4 context words are the parts of organisation, person and product, whole and joined, from four characters on', () => {
  assert.deepEqual(contextWords(context).toSorted(), [
    'call',
    'callcentre',
    'centre',
    'centres',
    'josé',
    'joséramírez',
    'joséramírezortega',
    'northwind',
    'northwindcall',
    'northwindcallcentresa',
    'ortega',
    'pedro',
    'pedroramirez',
    'pramirez',
    'pramirezwork',
    'ramirez',
    'ramírez',
    'ramírezortega',
    'usher',
    'work',
  ]);
  assert.deepEqual(contextWords({}), ['usher']);
  assert.deepEqual(contextWords({ username: 'ana', email: null, organizationSlug: 'abc' }), ['usher']);
});

test('P4 a context word with a year, digits or punctuation is refused, in any case and with look-alikes', () => {
  const words = contextWords(context);
  const refused = [
    'Northwind2026!',
    'NORTHWIND',
    'N0rthw1nd-2026',
    'n0r7hwInd!!!!!!!',
    '2026Northwind',
    '!!northwind??',
    'Northwind-84629175036',
    'Pedro.Northwind',
    'PedroRamirez1',
    'pedro pedro pedro',
    'Jose2026',
    'ortega-ABC-9',
    'Ush3r#2026',
    'c4ll centre',
    'ＮＯＲＴＨＷＩＮＤ２０２６',
  ];
  for (const password of refused) assert.equal(isBuiltFromContext(password, words), true, password);
});

test('P4 a passphrase that merely contains a context word is accepted, and so is one without any', () => {
  const words = contextWords(context);
  const accepted = [
    'my northwind badge fell in the lake',
    'northwind lake',
    'correct horse battery staple',
    'x7!',
    '',
    '20262026',
    'nort hwind 2026',
  ];
  for (const password of accepted) assert.equal(isBuiltFromContext(password, words), false, password);
});

test('P4 any word with any digits and marks around it is refused, and four more letters always save it', () => {
  const word = fc.stringMatching(/^[a-z]{4,12}$/);
  const decoration = fc.stringMatching(/^[0-9 .!?#-]{0,10}$/);
  fc.assert(
    fc.property(word, decoration, decoration, fc.boolean(), (text, before, after, upper) => {
      const password = before + (upper ? text.toUpperCase() : text) + after;
      assert.equal(isBuiltFromContext(password, contextWords({ username: text })), true);
      // Katakana, so that the letters added cannot be part of the word.
      assert.equal(isBuiltFromContext(`${password}カタナド`, contextWords({ username: text })), false);
      assert.equal(isBuiltFromContext(`${password}カタナ`, contextWords({ username: text })), true);
    }),
  );
});
