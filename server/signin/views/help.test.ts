import assert from 'node:assert/strict';
import { test } from 'node:test';
import { productBranding } from '../../platform/page/branding.ts';
import { alertBox } from '../../platform/page/fields.ts';
import { refusalMessage } from '../../texts/refusal-message.ts';
import { languages } from '../../texts/texts.ts';
import { explainedCodes, helpView } from './help.ts';

test('S8 every message leads to its explanation, in each language', () => {
  for (const language of languages) {
    const html = helpView({ language, branding: productBranding, nonce: 'nonce' });
    for (const code of explainedCodes) {
      const error = refusalMessage(language, code);
      assert.ok(String(alertBox(language, error)).includes(`<a href="/help#${code}">`), code);
      assert.ok(html.includes(`<section id="${code}"><h2>${error.title}</h2>`), `${language} ${code}`);
    }
    assert.match(html, new RegExp(`<html lang="${language}">`));
  }
});
