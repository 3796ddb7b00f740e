import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { freePort } from '../test/support/app.ts';
import { Browser } from '../test/support/browser.ts';
import { query } from '../test/support/embedded.ts';
import { programEnvironment } from '../test/support/program.ts';
import { until } from '../test/support/until.ts';
import { demoOrganizations, demoPeople } from './demo-people.ts';
import { attachEmbedded } from './platform/embedded/embedded.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
let directory = '';
before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'usher-demo-'));
});
after(() => rm(directory, { recursive: true, force: true }));

/** Runs an entry point until it is ready or ends; `use` then has it to itself. */
async function run(
  entry: 'demo' | 'main',
  environment: Record<string, string>,
  use: (port: number, printed: string) => Promise<void> = async () => {},
): Promise<{ code: number | null; printed: string }> {
  const port = await freePort();
  const child = spawn(process.execPath, [`server/${entry}.ts`], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...programEnvironment(),
      USHER_PORT: String(port),
      ...environment,
    },
  });
  let printed = '';
  const { promise: settled, resolve } = Promise.withResolvers<void>();
  const exited = once(child, 'exit');
  const read = (chunk: Buffer): void => {
    printed += chunk.toString();
    if (/are kept in|works once/.test(printed)) resolve();
  };
  child.stdout.on('data', read);
  child.stderr.on('data', read);
  await Promise.race([settled, exited]);
  try {
    if (child.exitCode === null) await use(port, printed);
  } finally {
    child.kill('SIGTERM');
  }
  const [code] = await exited;
  return { code: typeof code === 'number' ? code : null, printed };
}

const line = /administrator +(\S+) +(\S+)/;

const withoutAddress = /agent +(\S+) +(\S+) +no e-mail/;

interface Person {
  readonly username: string;
  readonly role: string;
  readonly email: string | null;
  readonly locked: boolean;
  readonly teams: readonly string[];
}

/** The six digits mailed to a username, as a person reads them at /dev/mail. */
async function codeAtDevMail(port: number, username: string): Promise<string> {
  const base = new Browser(port, 'localhost');
  let code = '';
  await until(async () => {
    const list = (await base.page('/dev/mail')).text;
    const mail = list.split('<li').find((one) => one.includes(`${username}@`)) ?? '';
    const [, path] = /href="([^"]+)"/.exec(mail) ?? [];
    if (path !== undefined) code = /<pre[^>]*>(\d{6})\b/.exec((await base.page(path)).text)?.[1] ?? '';
    return code !== '';
  });
  return code;
}

/** Where the demo keeps its people, while it runs; null before it can be asked. */
async function peopleIn(slug: string): Promise<number | null> {
  const database = await attachEmbedded({ directory });
  const counted = `SELECT count(*)::integer AS count FROM users u JOIN tenants t ON t.id = u.tenant_id WHERE t.slug = '${slug}'`;
  // Not there yet, as a rule: neither the database nor its tables.
  const [row] = database === null ? [] : await query(database.ownerUrl, counted).catch(() => []);
  return typeof row?.count === 'number' ? row.count : null;
}

/** A first start that is killed while it makes the people of the second organisation. */
async function breakOff(): Promise<void> {
  const child = spawn(process.execPath, ['server/demo.ts'], {
    cwd: root,
    stdio: 'ignore',
    env: { ...programEnvironment(), USHER_PORT: String(await freePort()), USHER_DATA: directory },
  });
  const exited = once(child, 'exit');
  try {
    await until(async () => child.exitCode !== null || ((await peopleIn('acme')) ?? 0) >= 10, 120_000);
  } finally {
    child.kill('SIGKILL');
  }
  assert.deepEqual(await exited, [null, 'SIGKILL'], 'in the middle');
}

/** What an administrator of the organisation sees of everybody, in the order of usernames. */
async function everybodyOf(browser: Browser): Promise<Person[]> {
  const people: Person[] = [];
  let cursor: string | null = null;
  do {
    const path: string = `/api/v1/users?limit=200${cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`}`;
    const page: { items: Person[]; next: string | null } = (await browser.get(path)).json();
    people.push(...page.items);
    cursor = page.next;
  } while (cursor !== null);
  return people;
}

test('M6 the demo makes three organisations with people who can sign in, and the same again at the next start, also after one that was killed', async () => {
  await breakOff();
  const first = await run('demo', { USHER_DATA: directory }, async (port, printed) => {
    const [, identifier = '', password = ''] = line.exec(printed) ?? [];
    const browser = new Browser(port, 'northwind.localhost');
    const signedIn = await browser.signIn(identifier, password);
    assert.equal(signedIn.status, 200, `${signedIn.text}\n${printed}`);
    const { next, flow } = signedIn.json<{ next: string; flow: string }>();
    assert.equal(next, 'code');
    const code = await codeAtDevMail(port, identifier);
    assert.equal((await browser.json('POST', `/api/v1/sign-in/${flow}`, { code })).json().next, 'done');
    const named = async (path: string): Promise<string[]> =>
      (await browser.get(path)).json<{ items: { name: string }[] }>().items.map(({ name }) => name);
    assert.ok((await named('/api/v1/roles')).includes('Quality'));
    assert.deepEqual((await named('/api/v1/schedules')).sort(), ['Day shift', 'Night shift']);
    assert.equal((await named('/api/v1/teams?limit=200')).length, 12);
    assert.match(printed, /3 seats, one of them kept for administrators/);
    assert.match(printed, /has station 4\d{3}/);
    assert.match(printed, /asks for a station: 4500 to 4999/);
    const acme = new Browser(port, 'acme.localhost');
    assert.equal((await acme.get('/api/v1/captcha')).json().when, 'always');
    const items = await everybodyOf(browser);
    const wanted = demoOrganizations.flatMap((one) => (one.slug === 'northwind' ? demoPeople(one) : []));
    const inOrder = (names: readonly string[]): string[] => [...names].sort();
    assert.deepEqual(
      inOrder(items.map((one) => [one.username, one.role, ...one.teams].join(' '))),
      inOrder(wanted.map((one) => [one.username, one.role, one.team ?? []].flat().join(' '))),
    );
    const made = await Promise.all(demoOrganizations.map(({ slug }) => peopleIn(slug)));
    assert.deepEqual(
      made,
      demoOrganizations.map(({ people }) => people),
    );
    assert.ok(items.some(({ locked }) => locked));
    assert.ok(items.some(({ role, email }) => role === 'agent' && email === null));
    assert.ok(items.some(({ role, email }) => role === 'agent' && email !== null));
    const [, bare = '', barePassword = ''] = withoutAddress.exec(printed) ?? [];
    const agent = await new Browser(port, 'northwind.localhost').signIn(bare, barePassword);
    assert.equal(agent.json().code, 'no_email_for_code', agent.text);
    assert.deepEqual(items.find(({ username }) => username === bare)?.teams, ['Team 1']);
  });
  const second = await run('demo', { USHER_DATA: directory });
  assert.equal(line.exec(second.printed)?.[2], line.exec(first.printed)?.[2]);
  assert.deepEqual([first.code, second.code], [0, 0]);
});

test('M6 the demo refuses production', async () => {
  const refused = await run('demo', { USHER_DATA: directory, NODE_ENV: 'production' });
  assert.equal(refused.code, 1);
  assert.match(refused.printed, /does not run in production/);
});
