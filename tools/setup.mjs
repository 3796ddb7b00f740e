// What `npm start`, `npm test` and the other scripts need on a bare clone: packages, web pages, the password blocklist
// and (with --test) a browser. Does only what is missing and says nothing when nothing is. Plain JavaScript without
// dependencies, because it runs under whatever Node (20 or newer) the machine has; everything after it runs under the
// Node pinned in node_modules. Progress goes to stderr: the CLI's stdout belongs to its answer.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const pinnedNode = join(root, 'node_modules', '.bin', 'node');
const flags = new Set(process.argv.slice(2));

class SetupError extends Error {}

/** Runs a command quietly; its output is shown only when it fails. */
function run(doing, command, args, { cwd = root, env = process.env } = {}) {
  process.stderr.write(`${doing} …\n`);
  const result = spawnSync(command, args, { cwd, env, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  if (result.status === 0) return;
  const output = result.error ? result.error.message : `${result.stdout}${result.stderr}`;
  throw new SetupError(`${doing} failed: ${[command, ...args].join(' ')}\n${output.trimEnd()}`);
}

function readJson(path) {
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : null;
}

/**
 * Names of the packages that package-lock.json asks for and node_modules lacks or has in another version. npm keeps the
 * list of what it installed in node_modules/.package-lock.json and writes it last, so a broken-off install shows too.
 */
function packagesMissing(directory, { includeDev }) {
  const wanted = readJson(join(directory, 'package-lock.json'))?.packages ?? {};
  const installed = readJson(join(directory, 'node_modules', '.package-lock.json'))?.packages ?? {};
  return Object.keys(wanted).filter((path) => {
    const { version, optional, dev, devOptional } = wanted[path];
    if (path === '' || (!includeDev && (dev || devOptional))) return false;
    // An optional package may be absent (it is for another platform), but not present in another version.
    if (optional && !installed[path]) return false;
    return installed[path]?.version !== version;
  });
}

function installPackages(directory, { includeDev }) {
  if (packagesMissing(directory, { includeDev }).length === 0) return;
  const where = relative(root, directory);
  // Not `npm ci`: it refuses a lock file that lacks an optional package of some other platform, and a lock file made where
  // the registry does not offer that package lacks it. This installs what the lock file says just the same and leaves it
  // as it is. The machine's npm runs on the machine's Node: loglevel=error silences its warnings about newer engines.
  const npm = process.env.npm_execpath ? [process.execPath, process.env.npm_execpath] : ['npm'];
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
  const args = ['install', '--no-save', ...quiet, includeDev ? '--include=dev' : '--omit=dev'];
  run(`Installing the packages${where ? ` of ${where}` : ''}`, npm[0], [...npm.slice(1), ...args], { cwd: directory });
}

/** Every file under a directory except what was installed into or built inside it. */
function filesUnder(directory) {
  return readdirSync(directory, { withFileTypes: true })
    .filter(({ name }) => name !== 'node_modules' && name !== 'dist')
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) =>
      entry.isDirectory() ? filesUnder(join(directory, entry.name)) : [join(directory, entry.name)],
    );
}

function hashOfFiles(paths) {
  const hash = createHash('sha256');
  for (const path of paths)
    hash
      .update(`${relative(root, path)}\0`)
      .update(readFileSync(path))
      .update('\0');
  return hash.digest('hex');
}

/**
 * Something built that is due, or null: its stamp in build/ holds the hash of the sources that it was made from.
 * `sources` are files; the lock file, which names the versions of the tools and packages, always belongs to them.
 */
function buildDue(name, { product, sources }) {
  const hash = hashOfFiles([...sources, join(root, 'package-lock.json')]);
  const stamp = join(root, 'build', `${name}.sha256`);
  const fresh = product() && existsSync(stamp) && readFileSync(stamp, 'utf8') === hash;
  return fresh ? null : { hash, stamp };
}

function webBuildDue() {
  const web = join(root, 'web');
  if (!existsSync(join(web, 'vite.config.ts'))) return null;
  const product = () => existsSync(join(web, 'dist', 'index.html'));
  // The pages hold their tab's connection with the client that applications use.
  return buildDue('web', { product, sources: [...filesUnder(web), ...filesUnder(join(root, 'sdk'))] });
}

function blocklistDue() {
  const source = join(root, 'tools', 'blocklist.ts');
  if (!existsSync(source)) return null;
  const product = () => existsSync(join(root, 'build', 'blocklist.txt'));
  return buildDue('blocklist', { product, sources: [source, join(root, 'server', 'passwords', 'blocklist.ts')] });
}

/** Runs a program under the pinned Node and notes what its product was made from. */
function build(doing, args, { hash, stamp }) {
  run(doing, pinnedNode, args, { env: { ...process.env, NODE_ENV: 'production', NO_COLOR: '1' } });
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, hash);
}

function ensureBrowser() {
  const chromium = process.env.USHER_CHROMIUM ?? '/usr/bin/chromium';
  if (existsSync(chromium)) return;
  if (process.env.USHER_CHROMIUM) throw new SetupError(`USHER_CHROMIUM names ${chromium}, which does not exist.`);
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) {
    throw new SetupError(
      'The tests need Chromium. Install it (Debian: apt-get install chromium) or name another one in USHER_CHROMIUM.',
    );
  }
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const install = ['install', '-y', '-q', '--no-install-recommends'];
  run('Reading the list of system packages', 'apt-get', ['update', '-q'], { env });
  run('Installing Chromium', 'apt-get', [...install, 'chromium'], { env });
  try {
    // Only the compatibility test uses it, and that test is skipped with a reason when it is absent.
    run('Installing PostgreSQL 15', 'apt-get', [...install, 'postgresql-15'], { env });
  } catch (error) {
    process.stderr.write(`${error.message}\nGoing on without it.\n`);
  }
}

function setUp() {
  if (Number(process.versions.node.split('.')[0]) < 20) {
    throw new SetupError(`Usher needs Node 20 or newer to install itself; this is ${process.version}.`);
  }
  const webBuild = webBuildDue();
  const blocklist = blocklistDue();
  const developing = flags.has('--test') || flags.has('--bench') || flags.has('--check');
  // A packaged copy that was built elsewhere runs without the development packages.
  installPackages(root, { includeDev: webBuild !== null || blocklist !== null || developing });
  if (!existsSync(pinnedNode)) {
    throw new SetupError(
      "The pinned Node is missing from node_modules: npm's install scripts were not run. Set ignore-scripts=false, " +
        'delete node_modules and start again.',
    );
  }
  if (webBuild) build('Building the web pages', [join(root, 'node_modules', '.bin', 'vite'), 'build', 'web'], webBuild);
  if (blocklist) build('Building the password blocklist', [join(root, 'tools', 'blocklist.ts')], blocklist);
  if (flags.has('--test')) ensureBrowser();
  if (flags.has('--bench')) installPackages(join(root, 'bench'), { includeDev: true });
}

try {
  setUp();
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
