// Row M1: reasons of lines are codes with parameters, and sentences in the reader's language.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { refuse } from '../kernel/refusal.ts';
import { languages } from '../texts/texts.ts';
import { faultsOfUsers, lineRefusal, lineRefusalOf, sentenceOf, shown } from './reasons.ts';

test('M1 each sentence that is turned into a reason is one that the doors of users say', () => {
  const users = new URL('../users/', import.meta.url);
  const sources = readdirSync(users, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map((name) => readFileSync(new URL(name, users), 'utf8'))
    .join('\n');
  for (const sentence of Object.keys(faultsOfUsers)) assert.ok(sources.includes(`'${sentence}'`), sentence);
});

test('M1 a refusal by whoever makes users names the field and what the line says, each thing once', () => {
  const violations = [
    { path: '/teams/1', message: 'is not a team of this organisation' },
    { path: '/firstName', message: 'must have at most 100 characters' },
    { path: '/firstName', message: 'must have at most 100 characters' },
  ];
  const refusal = lineRefusalOf(refuse('invalid_request', { violations }), { teams: ['Day', 'Night'], firstName: 'x' });
  assert.deepEqual(refusal.reasons[0], { code: 'team_unknown', parameters: { field: 'teams', value: 'Night' } });
  assert.equal(
    sentenceOf(refusal, 'en'),
    '“Night” is not a team of this organisation. First name: at most 100 characters.',
  );
  assert.equal(
    sentenceOf(refusal, 'es'),
    '«Night» no es un equipo de esta organización. Nombre: como máximo 100 caracteres.',
  );
  for (const language of languages) assert.match(sentenceOf(lineRefusal('not_permitted'), language), /^\S.*\.$/);
});

test('security: a reason never tells what may be the hash of a password', () => {
  assert.equal(shown('$2b$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy'), '…');
  assert.equal(shown('5f4dcc3b5aa765d61d8327deb882cf99'), '…');
  assert.equal(shown('Night'), 'Night');
});
