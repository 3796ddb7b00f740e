import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { linkTarget, markup, trusted } from './html.ts';

test('V3 a template escapes every string, in text and in attributes', () => {
  fc.assert(
    fc.property(fc.string(), (value) => {
      const written = markup`<p title="${value}">${value}</p>`.toString();
      const [, attribute = '', content = ''] = /^<p title="([^"]*)">([^<]*)<\/p>$/.exec(written) ?? [];
      const escaped = value
        .replace(/&/g, '&amp;')
        .replace(/</g, '&lt;')
        .replace(/>/g, '&gt;')
        .replace(/"/g, '&quot;')
        .replace(/'/g, '&#39;');
      assert.equal(attribute, escaped);
      assert.equal(content, escaped);
    }),
  );
});

test('a template nests templates and lists, and leaves out what is absent', () => {
  const items = ['a', '<b>'].map((item) => markup`<li>${item}</li>`);
  assert.equal(
    markup`<ul>${items}${null}${false}${undefined}</ul>`.toString(),
    '<ul><li>a</li><li>&lt;b&gt;</li></ul>',
  );
  assert.equal(markup`${trusted('<i>')}`.toString(), '<i>');
});

test('V3 addresses that run script or leave by trick become the root', () => {
  for (const bad of [
    'javascript:alert(1)',
    ' javascript:alert(1)',
    'data:text/html,x',
    '//evil.example',
    '/\\evil.example',
    'sign-in',
    '',
    'vbscript:x',
    'http:evil',
  ]) {
    assert.equal(linkTarget(bad), '/', bad);
  }
  for (const good of ['/', '/sign-in?a=b', 'http://acme.localhost:8080/sign-in', 'https://acme.example/'])
    assert.equal(linkTarget(good), good);
});
