// Fills the last column of docs/coverage.md from the titles of the tests; tools/coverage.test.ts compares.

import { globSync, readFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const document = new URL('../docs/coverage.md', import.meta.url);

/** A line of the table, as it stands. */
export type Row = { id: string; behaviour: string; state: string; tests: string };

/** Row ids named in a title: "S8.3 S9 a disabled user …" names two. */
export function rowsOfTitle(title: string): string[] {
  return title.match(/\b[OSPFRLTAHM]\d+(?:\.\d+)?\b/g) ?? [];
}

/** Which test files name which row. */
export function testsByRow(): Map<string, Set<string>> {
  const files = globSync('{server,test,tools,web,sdk}/**/*.test.{ts,tsx}', {
    cwd: root,
    exclude: ['**/node_modules/**'],
  });
  const found = new Map<string, Set<string>>();
  for (const file of files.sort()) {
    const text = readFileSync(`${root}${file}`, 'utf8');
    for (const [, title = ''] of text.matchAll(/\b(?:test|it|describe)\(\s*[`'"]([^\n]*)/g)) {
      for (const id of rowsOfTitle(title)) found.set(id, (found.get(id) ?? new Set()).add(file));
    }
  }
  return found;
}

export function parseRows(text: string): Row[] {
  return [...text.matchAll(/^\| ([OSPFRLTAHM]\d+(?:\.\d+)?) \| (.*?) \| (.*?) \| (.*?) ?\|$/gm)].map(
    ([, id = '', behaviour = '', state = '', tests = '']) => ({ id, behaviour, state, tests }),
  );
}

/** The document with its last column written anew. */
export function withTests(text: string, tests: ReadonlyMap<string, ReadonlySet<string>>): string {
  const lines = text.split('\n').map((line) => {
    const [row] = parseRows(line);
    if (!row) return line;
    const files = [...(tests.get(row.id) ?? [])].map((file) => `\`${file}\``).join(' ');
    return `| ${row.id} | ${row.behaviour} | ${row.state} | ${files}${files ? ' ' : ''}|`;
  });
  return lines.join('\n');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await writeFile(document, withTests(await readFile(document, 'utf8'), testsByRow()));
}
