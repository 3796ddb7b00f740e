// Checks the rules of the house over all sources: `node tools/tidy.ts`. Part of `npm run check`.
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { circles } from './tidy-circles.ts';
import { crowdedFolders, missingDoors, violationsOfFile } from './tidy-rules.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const paths = globSync('{server,tools,test,web,sdk,bench}/**/*.{ts,tsx,mjs}', {
  cwd: root,
  exclude: (name) => name === 'node_modules' || name === 'dist',
})
  .map((path) => path.replaceAll('\\', '/'))
  .sort();
if (paths.length === 0) throw new Error('No source file was found: the rules would pass on nothing.');

const files = paths.map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));
const violations = [
  ...files.flatMap(violationsOfFile),
  ...missingDoors(paths),
  ...crowdedFolders(paths),
  ...circles(files),
];
for (const { path, line, message } of violations) console.log(`${path}:${line} ${message}`);
console.log(`${paths.length} files, ${violations.length} violations`);
process.exitCode = violations.length === 0 ? 0 : 1;
