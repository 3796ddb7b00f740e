// `npm run check`: every check of the house side by side, each with its time. A check that fails prints what it found;
// the others stay quiet. Called by people, and by check.test.ts so that `npm test` covers it.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const bin = join(root, 'node_modules', '.bin');

type Check = { name: string; command: string; arguments: string[] };
type Outcome = { name: string; passed: boolean; output: string; durationMs: number };

function checks(): Check[] {
  const projects = ['tsconfig.json', 'web/tsconfig.json', 'sdk/tsconfig.json'].filter((path) =>
    existsSync(join(root, path)),
  );
  return [
    ...projects.map((path) => ({ name: `tsc ${path}`, command: 'tsc', arguments: ['--noEmit', '-p', path] })),
    { name: 'biome', command: 'biome', arguments: ['check', '--colors=off', '--max-diagnostics=100'] },
    { name: 'knip', command: 'knip', arguments: ['--no-progress', '--no-config-hints'] },
    ...(existsSync(join(root, 'tools/tidy.ts'))
      ? [{ name: 'tidy', command: 'node', arguments: ['tools/tidy.ts'] }]
      : []),
  ];
}

function run(check: Check): Promise<Outcome> {
  const started = performance.now();
  // The launchers in .bin begin with `#!/usr/bin/env node`: with .bin first in PATH they run under the pinned Node.
  const child = spawn(join(bin, check.command), check.arguments, {
    cwd: root,
    env: { ...process.env, PATH: `${bin}:${process.env.PATH ?? ''}` },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
  const outcome = (passed: boolean, output: string): Outcome => ({
    name: check.name,
    passed,
    output,
    durationMs: performance.now() - started,
  });
  return new Promise((resolve) => {
    child.on('error', (error) => resolve(outcome(false, error.message)));
    child.on('close', (code) => resolve(outcome(code === 0, Buffer.concat(chunks).toString())));
  });
}

const outcomes = await Promise.all(checks().map(run));
for (const { name, passed, durationMs } of outcomes) {
  console.log(`${passed ? 'ok    ' : 'FAILED'} ${name} (${(durationMs / 1000).toFixed(1)} s)`);
}
for (const { name, output } of outcomes.filter(({ passed }) => !passed)) {
  console.log(`\n── ${name}\n${output.trimEnd()}`);
}
process.exitCode = outcomes.every(({ passed }) => passed) ? 0 : 1;
