// The rule that needs all files at once: none imports, over however many others, itself. Types count: a file that cannot be
// read without a second one, which cannot be read without the first, is one file in two halves.
import { dirname, join } from 'node:path/posix';
import type { File, Violation } from './tidy-rules.ts';
import { importsOf, readSource } from './tidy-source.ts';

/** Where each circle was entered, with its files in order. Each file is walked once. */
export function circles(files: readonly File[]): Violation[] {
  const imported = new Map(files.map((file) => [file.path, importedBy(file)]));
  const done = new Set<string>();
  const found: Violation[] = [];

  function walk(path: string, way: readonly string[]): void {
    for (const { target, line } of imported.get(path) ?? []) {
      const begins = way.indexOf(target);
      if (begins >= 0) found.push({ path, line, message: messageOf(way.slice(begins)) });
      else if (!done.has(target)) walk(target, [...way, target]);
    }
    done.add(path);
  }

  for (const { path } of files) if (!done.has(path)) walk(path, [path]);
  return found;
}

function importedBy({ path, text }: File): { target: string; line: number }[] {
  return importsOf(readSource(text))
    .filter(({ specifier }) => specifier.startsWith('.'))
    .map(({ specifier, line }) => ({ target: join(dirname(path), specifier), line }));
}

function messageOf(circle: readonly string[]): string {
  return `a circle of imports, ${[...circle, circle[0]].join(' → ')}: give what both need a file of its own`;
}
