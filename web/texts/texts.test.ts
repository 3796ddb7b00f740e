import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { en as serverEn } from '../../server/texts/en/catalogue.ts';
import { es as serverEs } from '../../server/texts/es/catalogue.ts';
import { pt as serverPt } from '../../server/texts/pt/catalogue.ts';
import { languages as serverLanguages } from '../../server/texts/texts.ts';
import type { Catalogue, TextKey } from './catalogue.ts';
import { catalogue as en } from './en/catalogue.ts';
import { catalogue as es } from './es/catalogue.ts';
import { catalogue as pt } from './pt/catalogue.ts';
import { languages, plural, text, textOr } from './texts.ts';

const catalogues: Record<(typeof languages)[number], Catalogue> = { en, es, pt };
// Object.keys merely widens the keys of the catalogue to string.
const keys = Object.keys(en) as TextKey[];

/** The parameters that a text leaves open, sorted: `['{count}', '{name}']`. */
const parametersOf = (sentence: string): string[] => [...sentence.matchAll(/\{\w+\}/g)].map(String).sort();

test('P5 the live checker words each password rule as the sign-in pages do, in every language', () => {
  const rules = (texts: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(texts).filter(([key]) => key.startsWith('rule.')));
  assert.ok(Object.keys(rules(serverEn.texts)).length > 0);
  assert.deepEqual(rules(en), rules(serverEn.texts));
  assert.deepEqual(rules(es), rules(serverEs.texts));
  assert.deepEqual(rules(pt), rules(serverPt.texts));
});

test('S11 the application has the languages of the server, each with the keys and parameters of English', () => {
  assert.deepEqual([...languages], [...serverLanguages]);
  for (const language of languages) {
    assert.deepEqual(Object.keys(catalogues[language]).sort(), [...keys].sort(), language);
    for (const key of keys)
      assert.deepEqual(parametersOf(catalogues[language][key]), parametersOf(en[key]), `${language} ${key}`);
  }
});

test('S11 no two areas have the same key, so that none hides the other’s sentence', async () => {
  for (const language of languages) {
    const folder = new URL(`${language}/`, import.meta.url);
    const found: string[] = [];
    for (const name of readdirSync(folder).filter((one) => one !== 'catalogue.ts' && one !== 'first.ts')) {
      // Each area exports one object of sentences and nothing else.
      const [area] = Object.values((await import(new URL(name, folder).href)) as Record<string, object>);
      found.push(...Object.keys(area ?? {}));
    }
    assert.deepEqual(found.sort(), [...keys].sort(), language);
  }
});

test('S11 every plural has the forms that its language asks for', () => {
  for (const language of languages) {
    // Millions are told by the general form: nothing here counts as far as `many`.
    const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories.filter((form) => form !== 'many');
    for (const key of keys.filter((one) => one.endsWith('.other'))) {
      const stem = key.slice(0, -'.other'.length);
      for (const form of forms) assert.ok(Object.hasOwn(catalogues[language], `${stem}.${form}`), `${stem}.${form}`);
    }
  }
});

test('S11 nothing was left in English by mistake', () => {
  // Words that are the same by sense and not by neglect: names, and what is spelt alike.
  const same = new Set<string>([
    'product',
    'role.supervisor',
    'roles.title',
    'hours.extend.by',
    'schedules.roles.other',
    'settings.section.webhooks',
    'finder.extension',
    'option.captcha.provider.altcha',
    'option.captcha.provider.turnstile',
    'option.captcha.provider.hcaptcha',
    'option.captcha.provider.recaptcha',
    'language.en',
    'language.es',
    'language.pt',
  ]);
  for (const language of ['es', 'pt'] as const)
    for (const key of keys)
      if (!same.has(key) && /[a-z]{3}/i.test(en[key].replace(/\{\w+\}/g, '')))
        assert.notEqual(catalogues[language][key], en[key], `${language} ${key}`);
});

test('S11 every text is used by some page', () => {
  const web = new URL('../', import.meta.url);
  const sources = readdirSync(web, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !/\.test\.ts$|^(dist|texts\/\w\w)\//.test(name))
    .map((name) => readFileSync(new URL(name, web), 'utf8'))
    .join('\n');
  // A key may be composed: `user.${field}.missing` uses every key of that form; a `path` is one of a setting, `block.name`.
  const composed = [...sources.matchAll(/`(\w[\w.]*\.\$\{[\w.]+\}(?:[\w.]|\$\{[\w.]+\})*)`/g)].map(
    ([, form = '']) =>
      new RegExp(
        `^${form
          .replaceAll('.', '\\.')
          .replaceAll('${path}', '\\w+(\\.\\w+)?')
          .replace(/\$\{[^}]+\}/g, '[\\w-]+')}$`,
      ),
  );
  const stem = (key: string) => key.replace(/\.(one|other)$/, '');
  const unused = keys.filter(
    (key) =>
      !sources.includes(`'${key}'`) &&
      !sources.includes(`'${stem(key)}'`) &&
      !composed.some((form) => form.test(key) || form.test(stem(key))),
  );
  assert.deepEqual(unused, []);
});

test('S11 parameters are filled in, also twice, and unknown ones stay visible', () => {
  assert.equal(text('home.greeting', { name: 'Ana {x}' }), 'Hello, Ana {x}');
  assert.equal(text('home.greeting'), 'Hello, {name}');
});

test('S11 plurals follow the count and show it as people write it', () => {
  assert.equal(plural('people.found', 1), '1 user shown');
  assert.equal(plural('people.found', 1200), '1,200 users shown');
});

test('S11 a name from the server without a text of ours is shown as it is', () => {
  assert.equal(textOr('rule.of_a_later_version', 'of_a_later_version'), 'of_a_later_version');
  assert.equal(textOr('toString', 'toString'), 'toString');
});
