import assert from 'node:assert/strict';
import { test } from 'node:test';
import { changesOf, isSeatCount, slugFault, slugFrom } from './organization-rules.ts';

test('O1 a slug is a DNS label', () => {
  for (const slug of ['a', 'acme', 'acme-2', 'x'.repeat(63)]) assert.equal(slugFault(slug), null, slug);
  for (const slug of ['-a', 'a-', 'A', 'a.b', 'a_b', 'é', 'x'.repeat(64)])
    assert.equal(slugFault(slug), 'invalid', slug);
  assert.equal(slugFault(''), 'missing');
});

test('O1 a slug made of a name is one that is accepted', () => {
  assert.equal(slugFrom('Café Norte, S. A.'), 'cafe-norte-s-a');
  assert.equal(slugFrom('  --Acme--  '), 'acme');
  assert.equal(slugFrom('日本'), '');
  assert.equal(slugFault(slugFrom(`${'x'.repeat(62)} y`)), null);
});

test('O1 seats are a whole number, 0 or more', () => {
  assert.ok(isSeatCount(0));
  for (const seats of ['', '5', -1, 1.5, Number.NaN]) assert.equal(isSeatCount(seats), false, String(seats));
});

test('O1 only what was changed is sent', () => {
  const before = {
    name: 'Acme',
    slug: 'acme',
    domain: 'login.acme.example',
    timeZone: 'UTC',
    locale: 'en',
    seats: 5,
    seatlessRoles: false,
  };
  assert.deepEqual(changesOf(before, { ...before, name: ' Acme ' }), {});
  assert.deepEqual(changesOf(before, { ...before, seatlessRoles: true }), { seatlessRoles: true });
  assert.deepEqual(changesOf(before, { ...before, seats: 6, slug: 'acme2' }), { seats: 6, slug: 'acme2' });
});

test('O2 an emptied domain is removed, a changed one is sent as it was typed', () => {
  const before = {
    name: 'Acme',
    slug: 'acme',
    domain: 'a.example',
    timeZone: 'UTC',
    locale: 'en',
    seats: 5,
    seatlessRoles: false,
  };
  assert.deepEqual(changesOf(before, { ...before, domain: ' a.example ' }), {});
  assert.deepEqual(changesOf(before, { ...before, domain: ' ' }), { domain: null });
  assert.deepEqual(changesOf(before, { ...before, domain: 'B.example' }), { domain: 'B.example' });
});
