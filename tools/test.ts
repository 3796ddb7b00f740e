// `npm test`: every test of the house against one throw-away PostgreSQL cluster. Arguments narrow it: a path
// (`npm test -- server/passwords`), an option of `node --test`, or else a pattern for the titles of tests.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, globSync, statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startTestCluster } from '../test/support/cluster.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const places = ['server', 'tools', 'web', 'sdk', 'test'];
/** Generous: a browser test on a busy machine takes its time. */
const testTimeoutMs = 300_000;
/** Many files wait most of their time: for a mail's next attempt, a stream that is quiet, a browser. */
const waitingFiles = 1;

function testFiles(paths: readonly string[]): string[] {
  return paths.flatMap((path) =>
    statSync(join(root, path)).isDirectory()
      ? globSync(`${path.replace(/\/$/, '')}/**/*.test.{ts,tsx}`, {
          cwd: root,
          exclude: (name) => name === 'node_modules' || name === 'dist',
        })
      : [path],
  );
}

function testArguments(given: readonly string[]): string[] {
  const options = given.filter((word) => word.startsWith('-'));
  const words = given.filter((word) => !word.startsWith('-'));
  const paths = words.filter((word) => existsSync(join(root, word)));
  const titles = words.filter((word) => !paths.includes(word));
  const files = testFiles(paths.length > 0 ? paths : places.filter((place) => existsSync(join(root, place))));
  if (files.length === 0) throw new Error(`There is no test file in ${paths.join(', ')}.`);
  return [
    '--test',
    '--test-reporter=spec',
    `--test-concurrency=${availableParallelism() + waitingFiles}`,
    `--test-timeout=${testTimeoutMs}`,
    ...titles.map((title) => `--test-name-pattern=${title}`),
    ...options,
    ...files.sort(),
  ];
}

/** The tests decide their own configuration, and must never meet the database that a shell happens to name. */
function testEnvironment(databaseUrl: string): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) =>
      name === 'USHER_CHROMIUM' ||
      name === 'USHER_TEST_LONG' ||
      !(name.startsWith('USHER_') || name === 'DATABASE_URL' || name === 'NODE_ENV'),
  );
  return {
    ...Object.fromEntries(kept),
    USHER_TEST_DATABASE_URL: databaseUrl,
    // Every test file is a process, and each would strip the types of the same files again.
    NODE_COMPILE_CACHE: join(root, 'build', 'compile-cache'),
  };
}

const args = testArguments(process.argv.slice(2));
const cluster = await startTestCluster();
try {
  const child = spawn(process.execPath, args, { cwd: root, env: testEnvironment(cluster.ownerUrl), stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal));
  const [code] = await once(child, 'exit');
  process.exitCode = typeof code === 'number' ? code : 1;
} finally {
  await cluster.stop();
}
