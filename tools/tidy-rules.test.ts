import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { circles } from './tidy-circles.ts';
import { crowdedFolders, missingDoors, order, violationsOfFile } from './tidy-rules.ts';
import { importsOf, readSource } from './tidy-source.ts';

/** The lines and messages of a file's violations. */
function faults(path: string, text: string): string[] {
  return violationsOfFile({ path, text }).map(({ line, message }) => `${line} ${message}`);
}

function assertFault(path: string, text: string, expected: RegExp): void {
  const found = faults(path, text);
  assert.equal(found.length, 1, `${path}: ${text}\n${found.join('\n')}`);
  assert.match(found[0] ?? '', expected);
}

function assertClean(path: string, text: string): void {
  assert.deepEqual(faults(path, text), [], `${path}: ${text}`);
}

describe('M7 the order of slices', () => {
  test('it names the folders that there are, as ARCHITECTURE.md does', () => {
    const root = new URL('../', import.meta.url);
    const folders = readdirSync(new URL('server/', root), { withFileTypes: true }).filter((entry) =>
      entry.isDirectory(),
    );
    assert.deepEqual([...order].sort(), folders.map(({ name }) => name).sort());
    const told = [...readFileSync(new URL('ARCHITECTURE.md', root), 'utf8').matchAll(/^\| `([\w-]+)` \|/gm)];
    assert.deepEqual(
      told.map(([, slice]) => slice),
      order,
    );
  });

  test('a slice imports only from earlier ones', () => {
    assertFault('server/audit/entry.ts', "\nimport { x } from '../signin/signin.ts';", /^2 audit imports signin/);
    assertFault('server/audit/entry.ts', "export * from '../signin/signin.ts';", /^1 audit imports signin/);
    assertFault('server/audit/entry.ts', "const x = await import('../signin/signin.ts');", /^1 audit imports signin/);
    assertFault('server/kernel/ids.ts', "import '../texts/texts.ts';", /^1 kernel imports texts/);
    assertClean('server/signin/machine.ts', "import { x } from '../audit/audit.ts';\nimport { y } from './steps.ts';");
    assertClean('server/app.ts', "import { x } from './signin/signin.ts';");
  });

  test("another slice's store is reached through its door", () => {
    assertFault('server/signin/machine.ts', "import { x } from '../audit/store.ts';", /go through its door audit.ts/);
    assertFault('server/signin/machine.ts', "import { x } from '../audit/store-rows.ts';", /go through its door/);
  });

  test('what is outside the slices is out of reach, but for tests', () => {
    assertFault('server/signin/machine.ts', "import { x } from '../app.ts';", /outside the slices/);
    assertFault('server/signin/machine.ts', "import { x } from '../../tools/x.ts';", /outside the slices/);
    assertClean('server/signin/machine.test.ts', "import { x } from '../../test/support/database.ts';");
    assertFault('server/audit/entry.test.ts', "import { x } from '../signin/signin.ts';", /audit imports signin/);
  });

  test('a folder inside a slice keeps its rules', () => {
    assertFault('server/users/teams/teams.ts', "import '../../signin/signin.ts';", /^1 users imports signin/);
    assertFault('server/users/teams/teams.ts', "import '../../signin/views/code.ts';", /^1 users imports signin/);
    assertFault('server/signin/pages/code.ts', "import '../../users/store.ts';", /go through its door users.ts/);
    assertFault('server/signin/pages/code.ts', "import '../../users/teams/store.ts';", /go through its door/);
    assertFault(
      'server/signin/signin.ts',
      `// ${'x'.repeat(200)}\nimport '../users/teams/store-names.ts';`,
      /its door/,
    );
    assertFault('server/signin/pages/code.ts', "import '../../app.ts';", /outside the slices/);
    assertFault('server/signin/pages/code.ts', "db.selectFrom('users')", /SQL outside a store/);
    assertFault('server/signin/pages/code.ts', 'let x;\n'.repeat(301), /^301 301 lines/);
    assertClean('server/users/teams/store.ts', "db.selectFrom('users')");
    assertClean('server/signin/pages/code.ts', "import '../store.ts';\nimport '../../users/teams/teams.ts';");
  });

  test('a folder without a place in the order is refused', () => {
    assertFault('server/things/things.ts', `// ${'x'.repeat(200)}\n`, /order of slices does not know things/);
    assertFault('server/helpers.ts', '', /only app, main, demo and cli/);
  });
});

test('M7 no file imports itself, over however many others', () => {
  const files = [
    { path: 'server/users/a.ts', text: "import './b.ts';\nimport type { C } from '../users/c.ts';" },
    { path: 'server/users/b.ts', text: "import './d.ts';" },
    { path: 'server/users/c.ts', text: "import './d.ts';" },
    { path: 'server/users/d.ts', text: '' },
  ];
  assert.deepEqual(circles(files), [], 'two ways to one file are no circle');
  const back = { path: 'server/users/d.ts', text: "\nimport type { A } from './a.ts';" };
  assert.deepEqual(circles([...files.slice(0, 3), back]), [
    {
      path: 'server/users/d.ts',
      line: 2,
      message:
        'a circle of imports, server/users/a.ts → server/users/b.ts → server/users/d.ts → server/users/a.ts: ' +
        'give what both need a file of its own',
    },
  ]);
});

test('M7 only stores hold SQL', () => {
  const queries = [
    'const x = sql`SELECT`;',
    'const x = sql<{ n: number }>`SELECT`;',
    "db.selectFrom('users')",
    "tx\n  .insertInto('users')",
    "client.query('SELECT')",
  ];
  for (const query of queries) {
    assertFault('server/users/users.ts', `/** ${'x'.repeat(200)} */\n${query}`, /SQL outside a store/);
    assertClean('server/users/store.ts', query);
    assertClean('server/users/store-names.ts', query);
    assertClean('server/platform/jobs.ts', query);
    assertClean('server/users/users.test.ts', query);
  }
  assertClean('server/users/names.ts', '// takes sql`SELECT` from the store\nconst text = "sql`SELECT`";');
});

describe('M7 files and doors', () => {
  test('a file over 300 lines is split', () => {
    assertClean('web/src/page.tsx', 'let x;\n'.repeat(300));
    assertFault('web/src/page.tsx', 'let x;\n'.repeat(301), /^301 301 lines, over 300/);
  });

  test('a folder over 45 files is parted', () => {
    const files = Array.from({ length: 45 }, (_, at) => `server/users/file-${at}.ts`);
    assert.deepEqual(crowdedFolders([...files, 'server/users/file.test.ts', 'server/users/teams/file.ts']), []);
    assert.deepEqual(
      crowdedFolders([...files, 'server/users/file.ts']).map(({ path, message }) => `${path} ${message.slice(0, 19)}`),
      ['server/users 46 files in one fol'],
    );
  });

  test('a slice has a door that opens with a paragraph', () => {
    assertFault('server/users/users.ts', '// Users.\nlet x;', /opens with a paragraph/);
    assertFault('server/users/users.ts', `let x;\n// ${'x'.repeat(200)}`, /opens with a paragraph/);
    assertClean('server/users/users.ts', `// ${'x'.repeat(100)}\n// ${'x'.repeat(100)}\nlet x;`);
    assert.deepEqual(
      missingDoors(['server/users/store.ts', 'server/roles/roles.ts', 'server/kernel/ids.ts']).map(({ path }) => path),
      ['server/users/users.ts'],
    );
  });
});

describe('M7 banned calls', () => {
  const cases: [call: string, refused: string, allowed: string[]][] = [
    ["console.log('x')", 'server/users/names.ts', ['server/main.ts', 'tools/x.ts', 'server/users/names.test.ts']],
    ['Math.random()', 'web/src/page.tsx', ['bench/load.ts', 'server/users/names.test.ts']],
    ['Date.now()', 'server/users/names.ts', ['server/kernel/clock.ts', 'web/src/page.tsx', 'tools/x.ts']],
    ['new Date()', 'server/users/names.ts', ['server/kernel/clock.ts', 'server/users/names.test.ts']],
    ['process.env.HOME', 'server/users/names.ts', ['server/platform/config.ts', 'server/cli.ts', 'tools/x.ts']],
    ['await setTimeout(100)', 'server/users/names.test.ts', ['server/users/names.ts', 'test/support/until.ts']],
    ['await delay(100)', 'test/race/seats.test.ts', ['server/users/names.ts', 'test/support/until.ts']],
    ['// TODO later', 'server/users/names.ts', []],
  ];
  for (const [call, refused, allowed] of cases) {
    test(call, () => {
      assert.equal(faults(refused, call).length, 1);
      for (const path of allowed) assertClean(path, call);
    });
  }

  test('what is only mentioned is not called', () => {
    assertClean('server/users/names.ts', '// not Date.now()\nconst x = "Math.random()", y = `new Date()`;');
    assertClean('server/users/names.ts', 'new Date(row.time)');
  });

  test('what is called inside a template is found', () => {
    assert.equal(faults('server/users/names.ts', 'const x = `a ${ {b: `${Date.now()}`} } c`;').length, 1);
  });
});

test('M7 the reader tells comments, quotes, templates and regular expressions apart', () => {
  const { code, bare } = readSource(
    "a = '//x'; /* 'y' */ b = /['\"`]/; // z\nc = `1 ${d /* e */ + '}'} 2`; f = 1 / 2 / g;",
  );
  assert.equal(code, "a = '//x';           b = /['\"`]/;     \nc = `1 ${d         + '}'} 2`; f = 1 / 2 / g;");
  assert.equal(bare.length, code.length, 'positions stay true');
  assert.equal(bare.replace(/ +/g, ' '), 'a = ; b = ; \nc = ` {d + } `; f = 1 / 2 / g;');
  assert.deepEqual(importsOf(readSource(`// import 'a';\nconst x = "from 'b'";\nimport {\n  y,\n} from 'c';`)), [
    { specifier: 'c', line: 5 },
  ]);
});
