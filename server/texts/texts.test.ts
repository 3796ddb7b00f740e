import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { refusalCodes } from '../kernel/refusal.ts';
import { en } from './en/catalogue.ts';
import { mailCredentials as credentialMailTexts } from './en/mail-credentials.ts';
import { mailCredentials as spanishCredentialMails } from './es/mail-credentials.ts';
import { mailCredentials as portugueseCredentialMails } from './pt/mail-credentials.ts';
import { instantInWords, refusalMessage } from './refusal-message.ts';
import { chooseLanguage, languages, refusalText, textsIn } from './texts.ts';

test('S8 the messages are the ones that were promised, word for word', () => {
  const messages = {
    incorrect_credentials: [
      'Incorrect username or password.',
      'Check the spelling of both and try again. If the problem persists, contact your Administrator.',
    ],
    already_signed_in: [
      'The user is already logged in',
      'Up to 3 tabs can be connected in the same browser. Log out from one of the tabs or devices where it is open, then try again.',
    ],
    user_disabled: [
      'User disabled by the Administrator.',
      'You cannot log in until the Administrator reactivates your account.',
    ],
    too_many_attempts: ['Too many failed attempts', 'Your account is locked. Contact your Administrator to unlock it.'],
    user_inactive: [
      'Inactive user',
      'Your account is not active. Contact your Administrator to verify your account configuration.',
    ],
    user_limit_reached: [
      'User limit reached',
      'All licensed seats are taken. Another user needs to log out first. If the problem persists, contact your Administrator.',
    ],
  } as const;
  for (const [code, [title, help]] of Object.entries(messages)) {
    // The keys of a literal are its own: Object.entries merely widens them to string.
    const message = refusalMessage('en', code as keyof typeof messages);
    assert.deepEqual([message.title, message.help], [title, help]);
  }
});

test('S8.4 a timed lock says until when, in the time zone of the organisation', () => {
  const { help } = refusalMessage('en', 'too_many_attempts', {
    until: '2026-11-23T07:05:00Z',
    timeZone: 'Europe/Madrid',
  });
  assert.equal(
    help,
    'Your account is locked. Contact your Administrator to unlock it, or wait until Mon 23 Nov, 08:05 CET.',
  );
});

test('S8.5 outside scheduled hours says when the next window opens', () => {
  const { help } = refusalMessage('en', 'outside_schedule', {
    until: '2026-11-23T07:00:00Z',
    timeZone: 'America/Sao_Paulo',
  });
  assert.match(help, /from Mon 23 Nov, 04:00/);
  assert.equal(refusalMessage('en', 'outside_schedule', { until: null }).help, en.refusals.outside_schedule.help);
});

test('every refusal has a title and a help, and no parameter is left open', () => {
  for (const language of languages) {
    for (const code of refusalCodes) {
      const { title, help } = refusalMessage(language, code, { reference: 'r-1' });
      assert.ok(title.length > 3 && help.length > 3, code);
      assert.doesNotMatch(`${title}${help}`, /[{}]/, code);
    }
  }
});

test('S11 every language has the same keys and the same parameters as English', () => {
  const open = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(String).sort();
  for (const language of languages) {
    const text = textsIn(language);
    // The keys of the catalogue are TextKey: Object.keys merely widens them to string.
    for (const key of Object.keys(en.texts) as (keyof typeof en.texts)[])
      assert.deepEqual(open(text(key)), open(en.texts[key]), `${language} ${key}`);
    for (const code of refusalCodes)
      assert.deepEqual(open(refusalText(language, code).help), open(en.refusals[code].help), `${language} ${code}`);
  }
});

test('every text is used by some page, mail or route', () => {
  const server = new URL('../', import.meta.url);
  const sources = readdirSync(server, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts') && !/^texts\/\w\w\//.test(name))
    .map((name) => readFileSync(new URL(name, server), 'utf8'))
    .join('\n');
  // Rules are found by the name of the rule: `rule.${rule}`.
  const unused = Object.keys(en.texts).filter((key) => !key.startsWith('rule.') && !sources.includes(`'${key}'`));
  assert.deepEqual(unused, []);
});

test('S11 the first language that has a catalogue is taken, by its primary tag', () => {
  assert.equal(chooseLanguage([null, undefined, 'xx', 'EN-gb']), 'en');
  assert.equal(chooseLanguage([]), 'en');
});

test('a parameter is filled in once, and an unknown one stays visible', () => {
  assert.equal(textsIn('en')('signIn.alreadyAs', { name: '{name} $& {x}' }), 'Signed in as {name} $& {x}');
  assert.equal(textsIn('en')('signIn.alreadyAs'), 'Signed in as {name}');
});

test('an instant is told with its time zone', () => {
  assert.equal(instantInWords('en', '2026-07-01T22:30:00Z', 'Europe/Madrid'), 'Thu 2 Jul, 00:30 CEST');
});

test('S11 the texts of mails about credentials open the same parameters in every language', () => {
  const open = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(String).sort();
  for (const translation of [spanishCredentialMails, portugueseCredentialMails]) {
    // The keys of the English texts are the keys of the others, by their type.
    for (const [key, text] of Object.entries(credentialMailTexts))
      assert.deepEqual(open(translation[key as keyof typeof credentialMailTexts]), open(text), key);
  }
});
