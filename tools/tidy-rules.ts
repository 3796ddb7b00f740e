// The rules of the house that no general tool knows (ARCHITECTURE.md). Each reads one file and says what breaks the rule
// and how to mend it. Function length, default exports and `any` are Biome's; dead code is knip's.
import { dirname, join } from 'node:path/posix';
import { importsOf, lineAt, readSource, type Source } from './tidy-source.ts';

/** `path` is relative to the repository, with forward slashes. */
export type File = { path: string; text: string };
export type Violation = { path: string; line: number; message: string };

type Rule = (file: File, source: Source) => Violation[];

/** The total order: a slice imports only from earlier ones. ARCHITECTURE.md says what each owns. */
export const order = [
  'kernel',
  'texts',
  'platform',
  'audit',
  'mail',
  'tenants',
  'administration',
  'webhooks',
  'captcha',
  'roles',
  'passwords',
  'users',
  'api-keys',
  'factors',
  'schedules',
  'seats',
  'stations',
  'sessions',
  'connections',
  'signin',
  'recovery',
  'diagnosis',
  'organizations',
  'imports',
  'scim',
  'home',
  'reports',
  'settings',
  'operations',
];
const linesMax = 300;
/** In one folder, tests not counted. */
const filesMax = 45;
const openingCharactersMin = 120;

const isTest = (path: string): boolean => /\.test\.tsx?$/.test(path) || path.startsWith('test/');
/** server/main.ts and its like: entry points and the wiring, which know every slice. */
const isWiring = (path: string): boolean => /^server\/(app|main|demo|cli)(-[\w-]+)?(\.test)?\.ts$/.test(path);
/** A slice with many files has folders, one deep; a store may stand in one. */
const isStore = (path: string): boolean => /^server\/[\w-]+\/([\w-]+\/)?store(-[\w-]+)?\.ts$/.test(path);

function sliceOf(path: string): string | null {
  return /^server\/([\w-]+)\//.exec(path)?.[1] ?? null;
}

/** A name under server/ that the order does not know. */
function place({ path }: File): Violation[] {
  if (!path.startsWith('server/') || isWiring(path)) return [];
  const slice = sliceOf(path);
  if (slice !== null && order.includes(slice)) return [];
  const message =
    slice === null
      ? 'only app, main, demo and cli stand beside the slices: move this file into the slice that it is about'
      : `the order of slices does not know ${slice}: add it to tools/tidy-rules.ts and ARCHITECTURE.md, or rename it`;
  return [{ path, line: 1, message }];
}

function importOrder({ path }: File, source: Source): Violation[] {
  const slice = sliceOf(path);
  if (slice === null || isWiring(path)) return [];
  return importsOf(source).flatMap(({ specifier, line }) => {
    if (!specifier.startsWith('.')) return [];
    const target = join(dirname(path), specifier);
    const message = importFault(path, slice, target);
    return message === null ? [] : [{ path, line, message }];
  });
}

function importFault(path: string, slice: string, target: string): string | null {
  const targetSlice = sliceOf(target);
  if (targetSlice === slice) return null;
  if (targetSlice === null) {
    if (isTest(path) && (/^(test|tools)\//.test(target) || isWiring(target))) return null;
    if (/\.(json|sql|txt)$/.test(target)) return null;
    return `${slice} imports ${target}, which is outside the slices: only tests may, and only from test/, tools/ and the wiring`;
  }
  if (order.indexOf(targetSlice) > order.indexOf(slice)) {
    return (
      `${slice} imports ${targetSlice}, which comes later in the order: move what both need to the earlier one, ` +
      'or send the effect as a job or event that server/app.ts wires'
    );
  }
  if (isStore(target)) return `${slice} imports the store of ${targetSlice}: go through its door ${targetSlice}.ts`;
  return null;
}

const sqlMarks = [
  /\bsql(?:\.\w+)?\s*(?:<[^`;]*?>)?\s*`/g,
  /\.(?:selectFrom|selectNoFrom|insertInto|updateTable|deleteFrom|mergeInto|replaceInto)\b/g,
  /\b(?:client|pool|tx|db|database|connection)\.query\s*[(<]/g,
];

function sqlInStores({ path }: File, source: Source): Violation[] {
  const slice = sliceOf(path);
  const exempt = slice === 'platform' || isStore(path) || isTest(path) || /^server\/operations\/backup/.test(path);
  if (!path.startsWith('server/') || exempt) return [];
  const message =
    'SQL outside a store: move the query into store.ts (or a store-*.ts) of the slice that owns the table';
  return matches(path, source.bare, sqlMarks, message);
}

function fileLength({ path, text }: File): Violation[] {
  const lines = text.trimEnd().split('\n').length;
  if (lines <= linesMax) return [];
  return [{ path, line: linesMax + 1, message: `${lines} lines, over ${linesMax}: split it by what it is about` }];
}

function doorOpening({ path, text }: File): Violation[] {
  const slice = sliceOf(path);
  if (slice === null || path !== `server/${slice}/${slice}.ts`) return [];
  const [opening = ''] = /^\s*(?:\/\*[\s\S]*?\*\/|(?:\/\/[^\n]*\n)+)/.exec(text) ?? [];
  if (opening.length >= openingCharactersMin) return [];
  const message = 'the door of a slice opens with a paragraph: what it owns, who calls it, what it never does';
  return [{ path, line: 1, message }];
}

type Ban = { patterns: RegExp[]; allowed: (path: string) => boolean; message: string };

const isTool = (path: string): boolean => /^(tools|bench)\//.test(path);
const bans: Ban[] = [
  {
    patterns: [/\bconsole\.\w+/g],
    allowed: (path) => isTool(path) || isTest(path) || isWiring(path),
    message: 'console outside tools, tests and entry points: use the logger, which redacts',
  },
  {
    patterns: [/\bMath\.random\b/g],
    allowed: (path) => isTest(path) || path.startsWith('bench/'),
    message: 'Math.random can be guessed: use randomBytes, randomInt or randomUUID of node:crypto',
  },
  {
    patterns: [/\bDate\.now\b/g, /\bnew Date\(\s*\)/g, /\bTemporal\.Now\b/g],
    allowed: (path) => !path.startsWith('server/') || path === 'server/kernel/clock.ts' || isTest(path),
    message: 'the clock is read in kernel/clock.ts only: take now() from there, or let the database decide',
  },
  {
    patterns: [/\bprocess\.env\b/g],
    // embedded-binaries hands the search path on to programs; it configures nothing.
    allowed: (path) =>
      !path.startsWith('server/') ||
      ['server/platform/config.ts', 'server/platform/embedded/binaries.ts'].includes(path) ||
      isWiring(path) ||
      isTest(path),
    message: 'the environment is read in platform/config.ts only: add the setting there and have it handed in',
  },
  {
    patterns: [/\bsetTimeout\s*\(/g, /\b(?:delay|sleep)\s*\(/g],
    allowed: (path) => !isTest(path) || path.startsWith('test/support/'),
    message: 'a test that sleeps is slow and still fails at times: wait with until() of test/support/until.ts',
  },
];

function bannedCalls({ path }: File, source: Source): Violation[] {
  return bans
    .filter(({ allowed }) => !allowed(path))
    .flatMap(({ patterns, message }) => matches(path, source.bare, patterns, message));
}

function openEnds({ path, text }: File): Violation[] {
  const message = 'a note to do it later: do it now, or describe the limit in a sentence';
  return path.startsWith('tools/tidy') ? [] : matches(path, text, [/\b(?:TODO|FIXME|XXX)\b/g], message);
}

function matches(path: string, text: string, patterns: readonly RegExp[], message: string): Violation[] {
  return patterns.flatMap((pattern) =>
    [...text.matchAll(pattern)].map(({ index }) => ({ path, line: lineAt(text, index), message })),
  );
}

const rules: Rule[] = [place, importOrder, sqlInStores, fileLength, doorOpening, bannedCalls, openEnds];

/** What breaks the rules in one file. */
export function violationsOfFile(file: File): Violation[] {
  const source = readSource(file.text);
  return rules.flatMap((rule) => rule(file, source));
}

/** Slices that have files but no door. Kernel and platform are foundations, not slices with a door. */
export function missingDoors(paths: readonly string[]): Violation[] {
  return order
    .filter((slice) => slice !== 'kernel' && slice !== 'platform')
    .filter((slice) => paths.some((path) => sliceOf(path) === slice))
    .map((slice) => `server/${slice}/${slice}.ts`)
    .filter((door) => !paths.includes(door))
    .map((path) => ({ path, line: 1, message: 'this slice has no door: add it, or move the files to their slice' }));
}

/** Folders with more files than anybody reads through to find one. */
export function crowdedFolders(paths: readonly string[]): Violation[] {
  const folders = Map.groupBy(
    paths.filter((path) => !/\.test\.tsx?$/.test(path)),
    dirname,
  );
  return [...folders]
    .filter(([, files]) => files.length > filesMax)
    .map(([path, { length }]) => ({
      path,
      line: 1,
      message: `${length} files in one folder, over ${filesMax}: give what belongs together a folder inside it`,
    }));
}
