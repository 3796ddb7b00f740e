// A page is shown once its code and the areas of texts it names are there: what it says must stand in one of them, or in the
// part that comes with the first load. Read from the sources: who imports whom, and which keys each file names.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { catalogue } from './en/catalogue.ts';
import { first, later } from './en/first.ts';

const web = fileURLToPath(new URL('../', import.meta.url));

/** The area of each key; null: it comes with the first load. */
const areaOf = new Map<string, string | null>(Object.keys(first).map((key) => [key, null]));
for (const [area, load] of Object.entries(later)) for (const key of Object.keys(await load())) areaOf.set(key, area);

/** Keys that a file names in a form which others fit too: the names of built-in roles come with the first load. */
const namesOnlyRoles = ['console/roles/role-name.ts'];

const codeOf = (file: string): string =>
  readFileSync(file, 'utf8')
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/^\s*\/\/.*$/gm, '');

/** The files that a file brings with it, itself included; what it loads later is not among them. */
function broughtBy(entry: string): Set<string> {
  const found = new Set<string>();
  const waiting = [entry];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (found.has(file) || !/\.tsx?$/.test(file) || !existsSync(file) || relative(web, file).startsWith('texts/'))
      continue;
    found.add(file);
    const statically = /^\s*(?:import|export)\s+(?!type\b)(?:[^'"]*?\sfrom\s+)?'(\.[^']+)'/gm;
    for (const [, path = ''] of codeOf(file).matchAll(statically)) waiting.push(join(dirname(file), path));
  }
  return found;
}

const keysKnown = new Map<string, readonly string[]>();

/** Keys whose text a file may say: those it spells out, and those of a form that it composes. */
function keysOf(file: string): readonly string[] {
  const known = keysKnown.get(file) ?? readKeys(file);
  keysKnown.set(file, known);
  return known;
}

function readKeys(file: string): string[] {
  if (relative(web, file).startsWith('..') || namesOnlyRoles.includes(relative(web, file))) return [];
  const code = codeOf(file);
  const forms = [...code.matchAll(/`(\w[\w.-]*\.\$\{[\w.]+\}(?:[\w.]|\$\{[\w.]+\})*)`/g)].map(([, form = '']) => {
    const pattern = form.replaceAll('.', '\\.').replaceAll('${path}', '\\w+(\\.\\w+)?');
    return new RegExp(`^${pattern.replace(/\$\{[^}]+\}/g, '[\\w-]+')}$`);
  });
  const stem = (key: string): string => key.replace(/\.(one|other)$/, '');
  const named = (key: string): boolean => code.includes(`'${key}'`) || forms.some((form) => form.test(key));
  return Object.keys(catalogue).filter((key) => named(key) || named(stem(key)));
}

interface LazyPage {
  readonly name: string;
  readonly from: string;
  readonly file: string;
  readonly areas: readonly string[];
}

function lazyPages(): LazyPage[] {
  const sources = readdirSync(web, { recursive: true, encoding: 'utf8' }).filter(
    (name) => /\.tsx$/.test(name) && !name.startsWith('dist'),
  );
  return sources.flatMap((name) =>
    [
      ...codeOf(join(web, name)).matchAll(
        /lazy(?:Page|Part)\(\s*\(\) => import\('([^']+)'\),\s*'(\w+)'(?:,\s*\[([^\]]*)\])?/g,
      ),
    ].map(([, path = '', page = '', areas = '']) => ({
      name: page,
      from: join(web, name),
      file: join(dirname(join(web, name)), path),
      areas: [...areas.matchAll(/'([\w-]+)'/g)].map(([, area = '']) => area),
    })),
  );
}

/** What each area is needed for, by one example. */
function areasSaidBy(files: Iterable<string>): Map<string, string> {
  const needed = new Map<string, string>();
  for (const file of files)
    for (const key of keysOf(file)) {
      const area = areaOf.get(key) ?? null;
      if (area !== null) needed.set(area, `${relative(web, file)} says ${key}`);
    }
  return needed;
}

test('S11 whatever is there from the first says only what comes with the first load', () => {
  assert.deepEqual([...areasSaidBy(broughtBy(join(web, 'main.tsx'))).values()], []);
});

test('S11 every page that is loaded later names the areas that it says, and no others', () => {
  const pages = lazyPages();
  assert.ok(pages.length > 30, `only ${pages.length} pages were found`);
  const atFirst = broughtBy(join(web, 'main.tsx'));
  const areasBefore = (from: string): readonly string[] =>
    atFirst.has(from)
      ? []
      : pages
          .filter(({ file }) => broughtBy(file).has(from))
          .reduce<readonly string[]>(
            (all, { areas }, at) => (at === 0 ? areas : all.filter((area) => areas.includes(area))),
            [],
          );
  for (const { name, from, file, areas } of pages) {
    const needed = areasSaidBy([...broughtBy(file)].filter((one) => !atFirst.has(one)));
    for (const area of areasBefore(from)) needed.delete(area);
    const missing = [...needed].filter(([area]) => !areas.includes(area)).map(([area, why]) => `${area}: ${why}`);
    assert.deepEqual(missing, [], `${name} lacks areas`);
    assert.deepEqual(
      areas.filter((area) => !needed.has(area)),
      [],
      `${name} names areas that it does not need`,
    );
  }
});
