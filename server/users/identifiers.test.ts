import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { emailFault, foldIdentifier, nameViolations, usernameFault } from './identifiers.ts';

test('S2 identifiers are compared without case, width or outer white space', () => {
  assert.equal(foldIdentifier('  ANA@Acme.Example '), 'ana@acme.example');
  assert.equal(foldIdentifier('ａｎａ'), 'ana');
});

test('S2 folding twice changes nothing more', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => foldIdentifier(foldIdentifier(text)) === foldIdentifier(text)),
  );
});

test('S2 names with invisible or direction-changing characters are refused', () => {
  for (const username of ['a\u202Eb', 'a\u200Bb', 'a b', 'a\nb', ''])
    assert.notEqual(usernameFault(username), null, JSON.stringify(username));
  assert.equal(usernameFault('ana.silva'), null);
  assert.equal(usernameFault('josé@north'), null);
});

test('S2 what stands for a NUL when names are compared is in no name, and nothing in a person’s name turns text around', () => {
  assert.notEqual(usernameFault('a\ufffdb'), null);
  assert.equal(foldIdentifier('a\0b'), 'a\ufffdb');
  const faults = (firstName: string) => nameViolations({ firstName }).length;
  for (const character of ['\u202e', '\u2066', '\u2069', '\ufffd']) assert.equal(faults(`Ana${character}avliS`), 1);
  // Persian and several languages of India join and part letters by these.
  for (const character of ['\u200c', '\u200d']) assert.equal(faults(`می${character}خواهم`), 0);
});

test('S2 addresses that could smuggle a header or a second recipient are refused', () => {
  for (const email of [
    'a@b',
    'a b@c.de',
    'a@b.de\r\nBcc: x@y.z',
    'a@b.de,c@d.ef',
    '<a@b.de>',
    `${'a'.repeat(65)}@b.de`,
  ])
    assert.notEqual(emailFault(email), null, email);
  assert.equal(emailFault('ana+test@acme.example'), null);
});

test('S2 every fault is reported with its place', () => {
  assert.deepEqual(
    nameViolations({ username: 'a b', email: 'x', firstName: 'A\nB' }).map((one) => one.path),
    ['/username', '/email', '/firstName'],
  );
});
