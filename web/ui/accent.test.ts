import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { accentDefault, accentShades, contrast } from './accent.ts';

const hexColour = fc.integer({ min: 0, max: 0xffffff }).map((value) => `#${value.toString(16).padStart(6, '0')}`);

test('O2 whatever accent is chosen, white text on filled shades reaches 4.5 : 1', () => {
  fc.assert(
    fc.property(hexColour, (accent) => {
      for (const shade of accentShades(accent).slice(6))
        assert.ok(contrast(shade, '#ffffff') >= 4.5, `${accent} ${shade}`);
    }),
  );
});

test('O2 whatever accent is chosen, links read on dark cards and badges on their tint', () => {
  fc.assert(
    fc.property(hexColour, (accent) => {
      const shades = accentShades(accent);
      assert.ok(contrast(shades[4], '#1a1d23') >= 4.5, `${accent} link ${shades[4]}`);
      assert.ok(contrast(shades[9], shades[1]) >= 4.5, `${accent} badge ${shades[9]} on ${shades[1]}`);
    }),
  );
});

test('O2 a dark enough accent is kept as it was chosen', () => {
  assert.equal(accentShades('#0d6570')[6], '#0d6570');
});

test('O2 no accent, or one that is no colour, gives Usher’s own', () => {
  assert.deepEqual(accentShades(null), accentShades(accentDefault));
  assert.deepEqual(accentShades('red;}'), accentShades(accentDefault));
});

test('contrast is that of WCAG: 21 for black on white, 1 for the same', () => {
  assert.equal(contrast('#000000', '#ffffff').toFixed(2), '21.00');
  assert.equal(contrast('#777777', '#777777'), 1);
  assert.equal(contrast('#767676', '#ffffff').toFixed(2), '4.54');
});
