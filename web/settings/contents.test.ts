import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import type { TextKey } from '../texts/catalogue.ts';
import { loadTexts } from '../texts/texts.ts';
import { anchorOf, type ContentsCard, changedOf, settingsFound } from './contents.ts';
import { flatDefaults } from './edits.ts';
import { fieldPaths } from './fields.ts';
import { limitsCards, securityCards } from './sections.ts';

before(() => loadTexts(['settings-security', 'settings', 'settings-more']));

const title: TextKey = 'settings.card.lockout';
const card: ContentsCard = { id: 'lock-out', title, paths: ['lockout.threshold', 'lockout.unlock'] };
const pathsOf = (typed: string) => settingsFound([{ href: '/here', cards: [card] }], typed).map(({ path }) => path);

test('M5 a setting is found by words of its name, of what it does, or of its card, in any order', () => {
  assert.deepEqual(pathsOf('LOCKED after'), ['lockout.threshold']);
  assert.deepEqual(pathsOf('passwords wrong'), ['lockout.threshold']);
  assert.deepEqual(pathsOf('lóck-out'), ['lockout.threshold', 'lockout.unlock']);
  assert.deepEqual(pathsOf('lock'), ['lockout.threshold', 'lockout.unlock']);
  assert.deepEqual(pathsOf('lifts'), ['lockout.unlock']);
  assert.deepEqual(pathsOf('unicorn'), []);
  assert.deepEqual(pathsOf('  '), []);
});

test('M5 a card tells which of its settings are not the default', () => {
  assert.deepEqual(changedOf(card, flatDefaults), []);
  assert.deepEqual(changedOf(card, { ...flatDefaults, 'lockout.threshold': 9 }), ['lockout.threshold']);
});

test('M5 every field of the security and limits pages is in one card, each with an anchor of its own', () => {
  const cards = [...securityCards, ...limitsCards];
  const listed = cards.flatMap(({ paths }) => paths);
  for (const path of fieldPaths) assert.ok(listed.includes(path), path);
  const anchors = [...cards.map(({ id }) => id), ...listed.map(anchorOf)];
  assert.equal(new Set(anchors).size, anchors.length);
});
