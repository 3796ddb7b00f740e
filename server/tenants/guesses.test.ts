import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Refusal } from '../kernel/refusal.ts';
import { Guesses, sourceOf } from './guesses.ts';

function guess(guesses: Guesses, address: string, times: number): void {
  for (let at = 0; at < times; at += 1) guesses.count(address);
}

const limited = (error: unknown): boolean => error instanceof Refusal && error.code === 'rate_limited';

test('O3 the addresses of one IPv6 network count as one, an IPv4 address as itself however it is written', () => {
  assert.equal(sourceOf('2001:db8:1:2::1'), sourceOf('2001:db8:1:2:ffff:ffff:ffff:ffff'));
  assert.notEqual(sourceOf('2001:db8:1:2::1'), sourceOf('2001:db8:1:3::1'));
  assert.equal(sourceOf('::ffff:192.0.2.1'), '192.0.2.1');
  assert.notEqual(sourceOf('192.0.2.1'), sourceOf('192.0.2.2'));
});

test('O3 the 121st wrong name of a minute is refused, from any address of its network, and from no other', () => {
  const guesses = new Guesses();
  guess(guesses, '2001:db8::1', 120);
  assert.throws(() => guesses.count('2001:db8::2'), limited);
  assert.throws(() => guesses.assertFew('2001:db8::3'), limited);
  guesses.assertFew('2001:db8:0:1::1');
  new Guesses().assertFew('2001:db8::1');
});

test('O3 who comes from many addresses does not have their other guesses forgotten', () => {
  const guesses = new Guesses();
  guess(guesses, '192.0.2.1', 120);
  for (let at = 0; at < 9_999; at += 1) guesses.count(`10.0.${at >> 8}.${at & 255}`);
  assert.throws(() => guesses.assertFew('192.0.2.1'), limited);
});
