// Row M6: the command line as a real process, beside a real running server and without one.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { goodPassword } from '../test/support/app.ts';
import type { Browser } from '../test/support/browser.ts';
import { programEnvironment } from '../test/support/program.ts';
import { type ServerProcess, startServer } from '../test/support/server-process.ts';
import { until } from '../test/support/until.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
let directory = '';
let server: ServerProcess | null = null;

before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'usher-cli-'));
});
after(async () => {
  await server?.stop();
  await rm(directory, { recursive: true, force: true });
});

interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly error: string;
}

async function usher(words: readonly string[], input = '', environment: Record<string, string> = {}): Promise<Ran> {
  const child = spawn(process.execPath, ['server/cli.ts', ...words], {
    cwd: root,
    env: {
      ...programEnvironment(),
      USHER_DATA: directory,
      ...(server === null ? {} : { USHER_PORT: String(server.port) }),
      ...environment,
    },
  });
  let [out, error] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    error += chunk.toString();
  });
  child.stdin.end(input);
  const [code] = await once(child, 'close');
  return { code: typeof code === 'number' ? code : null, out, error };
}

async function succeed(words: readonly string[], input = ''): Promise<string> {
  const { code, out, error } = await usher(words, input);
  assert.equal(code, 0, `${words.join(' ')}\n${out}${error}`);
  return out;
}

function parsed<Shape>(text: string): Shape {
  return JSON.parse(text) as Shape; // the shape is what the assertions that follow check
}

test('M6 O1 without a server: an operator, an organisation and its first user are made, and the database is stopped again', async () => {
  await succeed(['operator', 'create', '--username', 'olga', '--password-stdin'], `${goodPassword}\n`);
  const words = ['organization', 'create', '--slug', 'acme', '--name', 'Acme Ltd', '--seats', '20', '--timezone'];
  assert.match(await succeed([...words, 'Europe/Lisbon']), /acme\.localhost/);
  const person = ['user', 'create', '--organization', 'acme', '--username', 'ana', '--role', 'administrator'];
  await succeed([...person, '--password-stdin'], goodPassword);
  await assert.rejects(stat(join(directory, 'usher.lock')), 'the data directory is still in use');
});

test('M6 beside a running server: what the command line makes and changes counts at once', async () => {
  server = await startServer({ USHER_DATA: directory });
  const signIn = (browser: Browser, name: string, password: string) => browser.signIn(name, password);
  assert.equal((await signIn(server.browser(), 'olga', goodPassword)).status, 200);
  const ana = server.browser('acme');
  assert.equal((await signIn(ana, 'ana', goodPassword)).status, 200);

  // Only then does the fifth wrong password tell of the lock rather than of a puzzle.
  const puzzles = await ana.json('PATCH', '/api/v1/settings', { signIn: { captcha: 'off' } });
  assert.equal(puzzles.status, 200, puzzles.text);

  const lee = ['--organization', 'acme', '--username', 'lee'];
  const made = parsed<{ temporaryPassword: string }>(await succeed(['user', 'create', ...lee, '--json']));
  const first = await signIn(server.browser('acme'), 'lee', made.temporaryPassword);
  assert.equal(first.json().next, 'new_password', 'a generated password is a temporary one');

  await succeed(['user', 'set-password', ...lee, '--password-stdin'], goodPassword);
  const browser = server.browser('acme');
  assert.equal((await signIn(browser, 'lee', goodPassword)).json().next, 'done');
  await succeed(['user', 'disable', ...lee]);
  await until(async () => (await browser.get('/api/v1/session')).status === 401);
  assert.equal((await signIn(server.browser('acme'), 'lee', goodPassword)).json().code, 'user_disabled');
  await succeed(['user', 'enable', ...lee]);
  assert.equal((await signIn(server.browser('acme'), 'lee', goodPassword)).status, 200);

  await succeed(['organization', 'suspend', '--slug', 'acme']);
  await until(async () => (await ana.get('/api/v1/session')).status !== 200);
  await succeed(['organization', 'resume', '--slug', 'acme']);
});

test('M6 S9 unlock opens a locked account again', async () => {
  assert.ok(server);
  const ana = server.browser('acme');
  await ana.signIn('ana', goodPassword);
  // Five failures from one address would be asked for a CAPTCHA before they lock.
  assert.equal((await ana.json('PATCH', '/api/v1/settings', { signIn: { captcha: 'off' } })).status, 200);
  const browser = server.browser('acme');
  for (const wrong of ['a', 'b', 'c', 'd', 'e']) await browser.signIn('lee', `wrong ${wrong}`);
  assert.equal((await browser.signIn('lee', goodPassword)).json().code, 'too_many_attempts');
  await succeed(['user', 'unlock', '--organization', 'acme', '--username', 'LEE']);
  assert.equal((await browser.signIn('lee', goodPassword)).status, 200);
});

test('M6 api-key prints the key alone, and it opens its scope and no other', async () => {
  assert.ok(server);
  const list = async (key: string, slug: string, path: string) => {
    assert.ok(server);
    return (await server.browser(slug, { authorization: `Bearer ${key.trim()}` }).get(path)).status;
  };
  const operator = await succeed(['api-key', 'create', '--scope', 'operator', '--name', 'provisioning']);
  assert.match(operator, /^usher_\S+\n$/);
  const acme = await succeed(['api-key', 'create', '--scope', 'organization:acme']);
  assert.equal(await list(operator, '', '/api/v1/organizations'), 200);
  assert.equal(await list(acme, 'acme', '/api/v1/users'), 200);
  assert.notEqual(await list(acme, '', '/api/v1/organizations'), 200);
  assert.notEqual(await list(operator, 'acme', '/api/v1/users'), 200);
  const refused = await usher(['api-key', 'create', '--scope', 'acme']);
  assert.deepEqual([refused.code, refused.out], [1, '']);
});

test('M6 everything done at the terminal stands in the audit log as the command line', async () => {
  assert.ok(server);
  const ana = server.browser('acme');
  await ana.signIn('ana', goodPassword);
  const { items } = (await ana.get('/api/v1/audit?action=user.disable')).json<{ items: unknown[] }>();
  assert.partialDeepStrictEqual(items, [{ actor: { kind: 'command_line' }, target: { name: 'lee' } }]);
});

test('M6 a failure is one sentence on stderr and status 1, or one JSON document', async () => {
  const taken = ['organization', 'create', '--slug', 'acme', '--name', 'Other', '--seats', '1'];
  const plain = await usher(taken);
  assert.deepEqual([plain.code, plain.out], [1, '']);
  assert.match(plain.error, /^[^\n]*already in use[^\n]*\(slug_taken\)\.\n$/);
  const json = await usher([...taken, '--json']);
  assert.equal(parsed<{ error: { code: string } }>(json.error).error.code, 'slug_taken');
  const unfit = await usher(['user', 'create', '--organization', 'acme', '--username', 'a b']);
  assert.match(unfit.error, /username must not contain spaces/);
  for (const words of [
    ['nonsense'],
    ['user', 'create'],
    ['user', 'unlock', '--organization', 'nobody', '--username', 'x'],
  ])
    assert.equal((await usher(words)).code, 1, words.join(' '));
});

test('M6 the doctor looks beside a running server, and a database that is away is told in a sentence', async () => {
  const { findings } = parsed<{ findings: { check: string }[] }>((await usher(['doctor', '--json'])).out);
  assert.ok(findings.some(({ check }) => check === 'row-level security'));
  const away = { DATABASE_URL: 'postgres://usher:x@127.0.0.1:1/usher', USHER_SMTP_URL: 'smtp://127.0.0.1:1' };
  const { code, error } = await usher(['doctor'], '', away);
  assert.equal(code, 1);
  assert.match(error, /^The database does not answer [^\n]*\n$/);
});

test('M6 the doctor makes nothing where there is no installation', async () => {
  const empty = join(directory, 'nothing-here');
  const { code, error } = await usher(['doctor'], '', { USHER_DATA: empty });
  assert.equal(code, 1);
  assert.match(error, /^There is no installation in [^\n]*\n$/);
  await assert.rejects(stat(empty));
});

test('M6 O1 O2 rename, domain, export, delete: an organisation goes only after its export', async () => {
  const output = join(directory, 'beta.jsonl');
  await succeed(['organization', 'create', '--slug', 'beta', '--name', 'Beta', '--seats', '5']);
  await succeed(['organization', 'rename', '--slug', 'beta', '--name', 'Beta Two', '--new-slug', 'beta-two']);
  const given = await usher(['organization', 'domain', '--slug', 'beta-two', '--domain', 'Login.Beta.example']);
  assert.match(given.out, /^The address of beta-two is https?:\/\/login\.beta\.example/);
  const removed = await usher(['organization', 'domain', '--slug', 'beta-two', '--remove']);
  assert.match(removed.out, /^The address of beta-two is https?:\/\/beta-two\./);
  assert.equal((await usher(['organization', 'domain', '--slug', 'beta-two'])).code, 1);
  const gone = ['organization', 'delete', '--slug', 'beta-two', '--confirm', 'beta-two'];
  assert.match((await usher(gone)).error, /export_required/);
  await succeed(['organization', 'export', '--slug', 'beta-two', '--output', output]);
  assert.equal((await stat(output)).mode & 0o777, 0o600);
  assert.match(await readFile(output, 'utf8'), /"slug":"beta-two"/);
  await succeed(gone);
  const { items } = parsed<{ items: { slug: string }[] }>(await succeed(['organization', 'list', '--json']));
  assert.deepEqual(
    items.map(({ slug }) => slug),
    ['acme'],
  );
});

test('M6 a backup beside the running server is refused for restoring into it', async () => {
  const file = join(directory, 'house.backup');
  await succeed(['backup', file]);
  const restored = await usher(['restore', file]);
  assert.equal(restored.code, 1);
  assert.match(restored.error, /in use/);
});
