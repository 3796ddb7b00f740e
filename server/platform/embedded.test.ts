import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, beforeEach, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { attachEmbedded, startEmbedded } from './embedded.ts';
import { processesOfCluster } from './embedded-process.ts';

const quiet = { debug() {}, info() {}, warn() {}, error() {} };
const root = process.getuid?.() === 0;
const script = fileURLToPath(new URL('../../test/support/run-embedded.ts', import.meta.url));
const children: ChildProcess[] = [];
let parent: string;
let directory: string;

beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'e-'));
  directory = join(parent, 'data');
});

const parents = new Set<string>();
beforeEach(() => parents.add(parent));
after(async () => {
  for (const child of children) child.kill('SIGKILL');
  for (const path of parents) {
    await until(() => running(join(path, 'data')).length === 0);
    rmSync(path, { recursive: true, force: true });
  }
});

function running(dataDirectory: string): number[] {
  return processesOfCluster(join(dataDirectory, 'postgres'), null);
}

async function until(condition: () => boolean): Promise<void> {
  const deadline = performance.now() + 30_000;
  while (!condition()) {
    assert.ok(performance.now() < deadline, `still false after 30 s: ${condition}`);
    await delay(10);
  }
}

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

type Run = { child: ChildProcess; verdict: string; text: string };

/** Runs the database in a process of its own; resolves with its first word and the rest of the line. */
async function runEmbedded(prefix: string[], env: NodeJS.ProcessEnv = {}): Promise<Run> {
  const [command = '', ...args] = [...prefix, process.execPath, script, directory];
  const child = spawn(command, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  const space = line.indexOf(' ');
  return { child, verdict: line.slice(0, space), text: line.slice(space + 1) };
}

async function terminate(child: ChildProcess): Promise<void> {
  child.kill('SIGTERM');
  const [code] = await once(child, 'exit');
  assert.equal(code, 0);
}

describe('M6 the embedded database', () => {
  test('starts in an empty directory with an owner that is no superuser, on a socket that nobody else reaches', async () => {
    const database = await startEmbedded({ directory, log: quiet });
    try {
      const [owner] = await query(
        database.ownerUrl,
        `SELECT current_user::text AS name, rolsuper, rolcreaterole, rolcreatedb, rolbypassrls,
                (SELECT datdba::regrole::text FROM pg_database WHERE datname = current_database()) AS owner,
                current_setting('data_checksums') AS checksums, current_setting('fsync') AS fsync,
                current_setting('synchronous_commit') AS commit, current_setting('listen_addresses') AS tcp,
                current_setting('server_encoding') AS encoding, lower('ÄÉ') AS lower
           FROM pg_roles WHERE rolname = current_user`,
      );
      assert.deepEqual(owner, {
        name: 'usher',
        owner: 'usher',
        rolsuper: false,
        rolcreaterole: false,
        rolcreatedb: false,
        rolbypassrls: false,
        checksums: 'on',
        fsync: 'on',
        commit: 'on',
        tcp: '',
        encoding: 'UTF8',
        lower: 'äé',
      });
      assert.deepEqual(
        await query(
          database.ownerUrl,
          `SELECT pg_has_role('usher_app', 'SET') AS set, pg_has_role('usher_app', 'USAGE') AS inherits`,
        ),
        [{ set: true, inherits: false }],
      );
      for (const name of ['database-passwords', 'usher.lock']) {
        assert.equal(statSync(join(directory, name)).mode & 0o777, 0o600, name);
      }
      const wrong = database.ownerUrl.replace(/usher:[^@]+@/, 'usher:wrong@');
      await assert.rejects(query(wrong, 'SELECT'), { code: '28P01' });
    } finally {
      await database.stop();
    }
    assert.deepEqual(running(directory), []);
  });

  test('M6 a killed Usher loses no acknowledged row, and its successor starts at once', async () => {
    const first = await runEmbedded([]);
    await query(first.text, 'CREATE TABLE rows (n integer PRIMARY KEY)');
    const client = new pg.Client({ connectionString: first.text });
    client.on('error', () => {});
    await client.connect();
    let acknowledged = 0;
    const writing = (async () => {
      for (;;) {
        await client.query('INSERT INTO rows VALUES ($1)', [acknowledged + 1]);
        acknowledged += 1;
        if (acknowledged === 200) first.child.kill('SIGKILL');
      }
    })();
    await assert.rejects(writing);
    const second = await runEmbedded([]);
    assert.equal(second.verdict, 'ready', second.text);
    const [row] = await query(second.text, 'SELECT count(*)::integer AS count, max(n) AS max FROM rows');
    assert.ok(acknowledged >= 200 && Number(row?.count) >= acknowledged, `${row?.count} of ${acknowledged}`);
    assert.equal(row?.count, row?.max);
    await terminate(second.child);
  });

  test('M6 nothing stays running after the death of the process that started it', async () => {
    const run = await runEmbedded([]);
    assert.ok(running(directory).length > 0);
    run.child.kill('SIGKILL');
    await until(() => running(directory).length === 0);
  });

  test('M6 SIGTERM leaves no process', async () => {
    const run = await runEmbedded([]);
    await terminate(run.child);
    assert.deepEqual(running(directory), []);
    assert.equal(await attachEmbedded({ directory }), null);
  });

  test('M6 a second start is refused with the process that is in the way; the command line attaches instead', async () => {
    const first = await runEmbedded([]);
    const second = await runEmbedded([]);
    assert.equal(second.verdict, 'failed');
    assert.match(second.text, new RegExp(`in use by another Usher \\(process ${first.child.pid}\\)`));
    const attached = await attachEmbedded({ directory });
    assert.equal(attached?.ownerUrl, first.text);
    assert.deepEqual(await query(attached.ownerUrl, 'SELECT 1 AS one'), [{ one: 1 }]);
    await terminate(first.child);
  });

  test('of eight that start at once exactly one runs', async () => {
    const runs = await Promise.all(Array.from({ length: 8 }, () => runEmbedded([])));
    const ready = runs.filter(({ verdict }) => verdict === 'ready');
    assert.equal(ready.length, 1);
    for (const { text } of runs.filter((run) => run !== ready[0])) assert.match(text, /in use by another Usher/);
    for (const { child } of ready) await terminate(child);
  });

  test('starts after pids were given again to other processes', async () => {
    const first = await startEmbedded({ directory, log: quiet });
    await first.stop();
    const stranger = process.ppid;
    writeFileSync(join(directory, 'usher.lock'), JSON.stringify({ pid: stranger, start: 'earlier', address: null }));
    writeFileSync(
      join(directory, 'postgres', 'postmaster.pid'),
      `${stranger}\n${join(directory, 'postgres')}\n1\n5432\n\n\n`,
    );
    const second = await startEmbedded({ directory, log: quiet });
    await second.stop();
  });

  test('a postmaster that dies is started again at the same address', async () => {
    const database = await startEmbedded({ directory, log: quiet });
    try {
      const pid = Number.parseInt(readFileSync(join(directory, 'postgres', 'postmaster.pid'), 'utf8'), 10);
      process.kill(pid, 'SIGKILL');
      let rows: unknown[] = [];
      const deadline = performance.now() + 30_000;
      while (rows.length === 0 && performance.now() < deadline) {
        rows = await query(database.ownerUrl, 'SELECT 1 AS one').catch(() => delay(10, []));
      }
      assert.deepEqual(rows, [{ one: 1 }]);
    } finally {
      await database.stop();
    }
    assert.deepEqual(running(directory), []);
  });

  test('a first start that was broken off is begun anew', async () => {
    mkdirSync(join(directory, 'postgres.new', 'base'), { recursive: true });
    const database = await startEmbedded({ directory, log: quiet });
    await database.stop();
  });
});

describe('M6 where the embedded database runs', () => {
  test('in a directory below one that only its owner may enter', async () => {
    chmodSync(parent, 0o700);
    const run = await runEmbedded([]);
    assert.equal(run.verdict, 'ready', run.text);
    await terminate(run.child);
  });

  test('in a directory whose path is too long for a socket', async () => {
    directory = join(parent, 'long'.repeat(30), 'data');
    const run = await runEmbedded([]);
    assert.equal(run.verdict, 'ready', run.text);
    const socket = new URL(run.text).searchParams.get('host') ?? '';
    assert.equal(statSync(socket).mode & 0o777, 0o700);
    assert.deepEqual(await query(run.text, 'SELECT 1 AS one'), [{ one: 1 }]);
    await terminate(run.child);
    assert.throws(() => statSync(socket), { code: 'ENOENT' });
  });

  test('on a loopback port where no path is short enough', async () => {
    directory = join(parent, 'long'.repeat(30), 'data');
    mkdirSync(join(parent, 'temporary'.repeat(15)));
    const run = await runEmbedded([], { TMPDIR: join(parent, 'temporary'.repeat(15)) });
    assert.equal(run.verdict, 'ready', run.text);
    assert.equal(new URL(run.text).hostname, '127.0.0.1');
    assert.deepEqual(await query(run.text, 'SELECT 1 AS one'), [{ one: 1 }]);
    await terminate(run.child);
  });

  test('as an ordinary user', {
    skip: root ? false : 'every other test here runs as an ordinary user already',
  }, async () => {
    const prefix = ordinaryUser();
    const run = await runEmbedded(prefix);
    assert.equal(run.verdict, 'ready', run.text);
    run.child.kill('SIGKILL');
    await until(() => running(directory).length === 0);
    const again = await runEmbedded(prefix);
    assert.equal(again.verdict, 'ready', again.text);
    await terminate(again.child);
    assert.deepEqual(running(directory), []);
  });

  /** Words that run a program as the user 1000; in a namespace where that user could not read this copy of Usher. */
  function ordinaryUser(): string[] {
    const real = ['setpriv', '--reuid=1000', '--regid=1000', '--clear-groups'];
    const reachable = spawnSync('setpriv', [...real.slice(1), process.execPath, '--check', script]).status === 0;
    if (!reachable) return ['unshare', '--user', '--map-user=1000', '--map-group=1000'];
    chownSync(parent, 1000, 1000);
    return real;
  }

  test('not as root where user namespaces are forbidden, and says what to do', async () => {
    const forbid = 'echo 0 > /proc/sys/user/max_user_namespaces && exec "$@"';
    const run = await runEmbedded(['unshare', '--user', '--map-root-user', 'sh', '-c', forbid, 'sh']);
    assert.equal(run.verdict, 'failed');
    assert.match(run.text, /refuses to run as root.*start Usher as an ordinary user, or set DATABASE_URL/);
  });

  test('not on the database of another user, and says whose it is', {
    skip: !root && 'only root can give files away',
  }, async () => {
    mkdirSync(join(directory, 'postgres'), { recursive: true });
    chownSync(join(directory, 'postgres'), 1000, 1000);
    await assert.rejects(startEmbedded({ directory, log: quiet }), /belongs to the user with the id 1000/);
  });

  test('not without the file of passwords, and says which', async () => {
    const first = await startEmbedded({ directory, log: quiet });
    await first.stop();
    renameSync(join(directory, 'database-passwords'), join(parent, 'elsewhere'));
    await assert.rejects(startEmbedded({ directory, log: quiet }), /database-passwords.*missing/);
    renameSync(join(parent, 'elsewhere'), join(directory, 'database-passwords'));
    const second = await startEmbedded({ directory, log: quiet });
    await second.stop();
  });
});
