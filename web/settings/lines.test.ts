import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isNetwork, linesOf, rangeOf } from './lines.ts';

test('M5 a list is typed one entry per line, however it is spaced', () => {
  assert.deepEqual(linesOf(' a \n\n b, c;\n'), ['a', 'b', 'c']);
});

test('M5 networks are addresses and ranges of both kinds, and nothing else', () => {
  for (const good of ['203.0.113.7', '203.0.113.0/24', '2001:db8::1', '2001:db8::/32', '::ffff:192.0.2.1'])
    assert.ok(isNetwork(good), good);
  for (const bad of [
    'office',
    '203.0.113',
    '203.0.113.256',
    '203.0.113.0/33',
    '2001:db8::/129',
    '10.0.0.0/8/8',
    ':',
    '',
  ])
    assert.ok(!isNetwork(bad), bad);
});

test('T2 a range has two ends of as many digits, in order', () => {
  assert.deepEqual(rangeOf('1000–1999'), { from: '1000', to: '1999' });
  assert.deepEqual(rangeOf('0042 - 0050'), { from: '0042', to: '0050' });
  assert.deepEqual(rangeOf('7'), { from: '7', to: '7' });
  for (const bad of ['1999-1000', '1-10', 'a-b', '1-', '']) assert.equal(rangeOf(bad), null, bad);
});
