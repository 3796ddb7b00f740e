import assert from 'node:assert/strict';
import { test } from 'node:test';
import { brandingFrom, monogram, productBranding } from './branding.ts';

test('O2 branding takes a good colour and logo as they are', () => {
  assert.deepEqual(brandingFrom('Acme', { accentColor: '#1F4E9C', logoUrl: '/branding/acme.svg?v=3' }), {
    name: 'Acme',
    accentColor: '#1f4e9c',
    logoUrl: '/branding/acme.svg?v=3',
  });
  const png = 'data:image/png;base64,iVBORw0KGgo=';
  assert.equal(brandingFrom('Acme', { logoUrl: png }).logoUrl, png);
  const svg = `data:image/svg+xml,${encodeURIComponent('<svg xmlns="http://www.w3.org/2000/svg"/>')}`;
  assert.equal(brandingFrom('Acme', { logoUrl: svg }).logoUrl, svg);
});

test('V3 a colour that is not #rrggbb never reaches the style sheet', () => {
  for (const accentColor of [
    'red',
    '#fff',
    '#12345g',
    '#123456;}body{display:none',
    '#123456\n',
    'url(//x)',
    5,
    null,
    ['#123456'],
    {},
  ]) {
    assert.equal(brandingFrom('Acme', { accentColor }).accentColor, productBranding.accentColor, String(accentColor));
  }
});

test('V3 a logo from elsewhere, of another kind or too heavy is left out', () => {
  const heavy = `data:image/png;base64,${'A'.repeat(7_168)}`;
  for (const logo of [
    'https://evil.example/a.png',
    '//evil.example/a.png',
    '/a//b.png',
    '/../etc',
    '/\\evil',
    'javascript:alert(1)',
    'data:text/html,<script>',
    'data:image/svg+xml,<svg onload="x">',
    'data:image/png;base64,A"onerror=',
    heavy,
    7,
    ['/a.png'],
  ]) {
    assert.equal(brandingFrom('Acme', { logoUrl: logo }).logoUrl, null, String(logo).slice(0, 60));
  }
});

test('branding without settings is the name alone', () => {
  for (const settings of [undefined, null, 'x', 3, []])
    assert.deepEqual(brandingFrom('Acme', settings), { ...productBranding, name: 'Acme' });
});

test('the first letter or digit of a name stands in for a logo', () => {
  assert.equal(monogram('  «ñandú» SA'), 'Ñ');
  assert.equal(monogram('3 Torres'), '3');
  assert.equal(monogram('<>'), '•');
});
