import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { accentPalette, contrast, surfaces } from './accent.ts';

const anyColor = fc.integer({ min: 0, max: 0xffffff }).map((value) => `#${value.toString(16).padStart(6, '0')}`);

test('contrast is what WCAG 2.2 says it is', () => {
  assert.equal(contrast('#000000', '#ffffff').toFixed(2), '21.00');
  assert.equal(contrast('#777777', '#ffffff').toFixed(2), '4.48');
  assert.equal(contrast('#ffffff', '#ffffff'), 1);
});

test('O2 whatever accent an organisation picks, text keeps a contrast of 4.5 and edges of 3, in light and dark', () => {
  fc.assert(
    fc.property(anyColor, (accentColor) => {
      const palette = accentPalette(accentColor);
      for (const scheme of ['light', 'dark'] as const) {
        const { fill, fillHover, ink, edge, text } = palette[scheme];
        const { page, card } = surfaces[scheme];
        assert.ok(contrast(ink, fill) >= 4.5, `ink on ${fill}`);
        assert.ok(contrast(ink, fillHover) >= 4.5, `ink on ${fillHover}`);
        assert.ok(contrast(edge, card) >= 3, `edge ${edge}`);
        assert.ok(contrast(text, page) >= 4.5 && contrast(text, card) >= 4.5, `text ${text}`);
        for (const color of [fill, fillHover, ink, edge, text]) assert.match(color, /^#[0-9a-f]{6}$/);
      }
    }),
    { numRuns: 2_000 },
  );
});

test('O2 the button has exactly the colour that the organisation chose, where the system is light', () => {
  fc.assert(fc.property(anyColor, (accentColor) => assert.equal(accentPalette(accentColor).light.fill, accentColor)));
});

test('O2 a black accent does not look like a disabled button in the dark', () => {
  assert.ok(contrast(accentPalette('#14141f').dark.fill, surfaces.dark.card) > 10);
});
