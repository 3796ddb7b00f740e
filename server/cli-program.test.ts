// Row M6: docs/cli.md says what the command line can do, all of it and nothing else.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { Command } from 'commander';
import { createProgram, everyCommand } from './cli-program.ts';

const text = readFileSync(new URL('../docs/cli.md', import.meta.url), 'utf8');

interface Documented {
  readonly options: ReadonlySet<string>;
  readonly arguments: number;
}

/** `user unlock` · `disable` · `enable`, each `--organization S`: a name without its group has that of the one before. */
function documentedCommands(): Map<string, Documented> {
  const commands = new Map<string, Documented>();
  for (const [row] of text.matchAll(/^\| `.*$/gm)) {
    const [, cell = ''] = /^\| (.*?) \| /.exec(row.replaceAll('\\|', '/')) ?? [];
    const [own = '', shared = ''] = cell.split(', each ');
    let group = '';
    for (const [, words = ''] of own.matchAll(/`([^`]+)`/g)) {
      const names = words.split(/ (?=[-[A-Z])/)[0]?.split(' ') ?? [];
      if (names.length > 1) group = names[0] ?? '';
      const path = names.length === 1 && group !== '' ? `${group} ${names[0]}` : names.join(' ');
      const all = `${words} ${shared}`;
      commands.set(path, {
        options: new Set([...all.matchAll(/--[a-z][a-z-]*/g)].map(([option]) => option)),
        arguments: /^[a-z]+ [A-Z]+/.test(words) ? 1 : 0,
      });
    }
  }
  return commands;
}

function pathOf(command: Command): string {
  return command.parent?.parent ? `${pathOf(command.parent)} ${command.name()}` : command.name();
}

/** What can be run, but for --json, which every command has and the text says so. */
function actualCommands(): Map<string, Documented> {
  const runnable = everyCommand(createProgram()).filter((command) => command.commands.length === 0);
  return new Map(
    runnable.map((command) => [
      pathOf(command),
      {
        options: new Set(command.options.flatMap(({ long }) => (long && long !== '--json' ? [long] : []))),
        arguments: command.registeredArguments.length,
      },
    ]),
  );
}

test('M6 docs/cli.md names every command with each of its options, and none that is not there', () => {
  const [documented, actual] = [documentedCommands(), actualCommands()];
  assert.deepEqual([...documented.keys()].sort(), [...actual.keys()].sort());
  for (const [path, command] of actual) assert.deepEqual(documented.get(path), command, path);
});

test('M6 docs/cli.md invents no option anywhere in its text', () => {
  const options = new Set(everyCommand(createProgram()).flatMap((command) => command.options.map(({ long }) => long)));
  const invented = [...text.matchAll(/(?<![\w-])--[a-z][a-z-]*/g)]
    .map(([option]) => option)
    .filter((option) => !options.has(option));
  assert.deepEqual(invented, []);
});
