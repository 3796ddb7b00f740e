import assert from 'node:assert/strict';
import { test } from 'node:test';
import { presets } from '../../server/passwords/policy.ts';
import { policyGaps } from './policy-gaps.ts';
import { presetDifferences } from './preset-differences.ts';

test('P4 the preset modern gives up nothing that NIST asks for, classic gives up length and asks for kinds', () => {
  assert.deepEqual(policyGaps(presets.modern, false), []);
  assert.deepEqual(policyGaps(presets.classic, false), ['length', 'kinds']);
});

test('P4 eight characters do beside a second factor of everyone, fewer never do', () => {
  assert.deepEqual(policyGaps(presets.classic, true), ['kinds']);
  assert.deepEqual(policyGaps({ ...presets.modern, minLength: 7 }, true), ['shortest']);
});

test('P4 each rule that is given up is named', () => {
  const none = { ...presets.modern, minLength: 4, maxAgeDays: 90, blocklist: false, minScore: 0 as const, history: 0 };
  assert.deepEqual(policyGaps(none, false), ['shortest', 'age', 'blocklist', 'score', 'history']);
});

test('P4 rules of one’s own are compared with the preset they are nearest to, rule by rule', () => {
  assert.deepEqual(presetDifferences(presets.classic), { nearest: 'classic', rules: [] });
  assert.deepEqual(presetDifferences({ ...presets.classic, minLength: 12, blocklist: false }), {
    nearest: 'classic',
    rules: ['minLength', 'blocklist'],
  });
  assert.deepEqual(presetDifferences({ ...presets.modern, maxAgeDays: 90 }), {
    nearest: 'modern',
    rules: ['maxAgeDays'],
  });
});
