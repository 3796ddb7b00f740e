import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { refusalCodes } from '../kernel/refusal.ts';
import { en } from './en/catalogue.ts';
import { es } from './es/catalogue.ts';
import { pt } from './pt/catalogue.ts';
import { instantInWords, refusalMessage } from './refusal-message.ts';
import { chooseLanguage, languages, textsIn } from './texts.ts';

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

test('S8 the promised messages exist in Spanish and Portuguese, word for word', () => {
  const titles = (language: 'es' | 'pt') =>
    (
      [
        'incorrect_credentials',
        'already_signed_in',
        'user_disabled',
        'too_many_attempts',
        'user_inactive',
        'outside_schedule',
        'user_limit_reached',
        'no_email_for_code',
      ] as const
    ).map((code) => refusalMessage(language, code).title);
  assert.deepEqual(titles('es'), [
    'Usuario o contraseña incorrectos.',
    'El usuario ya inició sesión',
    'Usuario deshabilitado por el Administrador.',
    'Demasiados intentos fallidos',
    'Usuario inactivo',
    'Fuera del horario programado',
    'Límite de usuarios alcanzado',
    'Su cuenta no tiene correo electrónico',
  ]);
  assert.deepEqual(titles('pt'), [
    'Usuário ou senha incorretos.',
    'O usuário já está conectado',
    'Usuário desabilitado pelo Administrador.',
    'Muitas tentativas sem sucesso',
    'Usuário inativo',
    'Fora do horário programado',
    'Limite de usuários atingido',
    'Sua conta não tem endereço de e-mail',
  ]);
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

/** The parameters that a text leaves open, sorted: `['{limit}', '{name}']`. */
const parametersOf = (text: string): string[] => [...text.matchAll(/\{\w+\}/g)].map(String).sort();

const catalogues = { en, es, pt };

test('S11 every language has the same keys and the same parameters as English', () => {
  assert.deepEqual(Object.keys(catalogues), [...languages]);
  for (const [language, { texts, refusals }] of Object.entries(catalogues)) {
    assert.deepEqual(Object.keys(texts).sort(), Object.keys(en.texts).sort(), language);
    assert.deepEqual(Object.keys(refusals).sort(), [...refusalCodes].sort(), language);
    // The keys of the catalogue are TextKey: Object.keys merely widens them to string.
    for (const key of Object.keys(en.texts) as (keyof typeof en.texts)[])
      assert.deepEqual(parametersOf(texts[key]), parametersOf(en.texts[key]), `${language} ${key}`);
    for (const code of refusalCodes) {
      assert.deepEqual(
        parametersOf(refusals[code].title),
        parametersOf(en.refusals[code].title),
        `${language} ${code}`,
      );
      assert.deepEqual(parametersOf(refusals[code].help), parametersOf(en.refusals[code].help), `${language} ${code}`);
    }
  }
});

test('S11 no two areas have the same key, so that none hides the other’s sentence', async () => {
  for (const language of languages) {
    const folder = new URL(`${language}/`, import.meta.url);
    const areas = readdirSync(folder).filter((name) => !['catalogue.ts', 'refusals.ts'].includes(name));
    const keys: string[] = [];
    for (const name of areas) {
      // Each area exports one object of sentences and nothing else.
      const [area] = Object.values((await import(new URL(name, folder).href)) as Record<string, object>);
      keys.push(...Object.keys(area ?? {}));
    }
    assert.deepEqual(keys.sort(), Object.keys(catalogues[language].texts).sort(), language);
  }
});

test('S11 nothing was left in English by mistake', () => {
  // Words that are the same in both languages, by sense and not by neglect.
  const same = new Set(['product']);
  for (const language of ['es', 'pt'] as const) {
    const { texts, refusals } = catalogues[language];
    // As above: Object.keys merely widens the keys.
    for (const key of Object.keys(en.texts) as (keyof typeof en.texts)[])
      if (!same.has(key) && /[a-z]{3}/i.test(en.texts[key].replace(/\{\w+\}/g, '')))
        assert.notEqual(texts[key], en.texts[key], `${language} ${key}`);
    for (const code of refusalCodes)
      assert.notEqual(refusals[code].help, en.refusals[code].help, `${language} ${code}`);
  }
});

test('every text is used by some page, mail or route', () => {
  const server = new URL('../', import.meta.url);
  const sources = readdirSync(server, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts') && !/^texts\/\w\w\//.test(name))
    .map((name) => readFileSync(new URL(name, server), 'utf8'))
    .join('\n');
  // Rules and reasons are found by their name: `rule.${rule}`. Of reasons, the list says which there are.
  const named = (key: string): string => key.replace(/^importReason\./, '');
  const unused = Object.keys(en.texts).filter(
    (key) => !key.startsWith('rule.') && !sources.includes(`'${named(key)}'`),
  );
  assert.deepEqual(unused, []);
});

test('S11 the first language that has a catalogue is taken, by its primary tag', () => {
  assert.equal(chooseLanguage([null, undefined, 'xx', 'EN-gb']), 'en');
  assert.equal(chooseLanguage(['fr-CA', 'pt-PT', 'es']), 'pt');
  assert.equal(chooseLanguage(['es-419']), 'es');
  assert.equal(chooseLanguage([]), 'en');
});

test('a parameter is filled in once, and an unknown one stays visible', () => {
  assert.equal(textsIn('en')('signIn.alreadyAs', { name: '{name} $& {x}' }), 'Signed in as {name} $& {x}');
  assert.equal(textsIn('en')('signIn.alreadyAs'), 'Signed in as {name}');
});

test('an instant is told with its time zone', () => {
  assert.equal(instantInWords('en', '2026-07-01T22:30:00Z', 'Europe/Madrid'), 'Thu 2 Jul, 00:30 CEST');
  assert.equal(instantInWords('es', '2026-07-01T22:30:00Z', 'Europe/Madrid'), 'jue, 2 jul, 00:30 CEST');
});
