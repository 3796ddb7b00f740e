import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, test } from 'node:test';
import pg from 'pg';
import { query, quiet, runEmbedded, runningIn, temporaryDirectory, terminate } from '../../../test/support/embedded.ts';
import { until } from '../../../test/support/until.ts';
import { attachEmbedded, startEmbedded } from './embedded.ts';

let directory: string;
beforeEach(() => {
  directory = join(temporaryDirectory(), 'data');
});

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
    assert.deepEqual(runningIn(directory), []);
  });

  test('M6 a killed Usher loses no acknowledged row, and its successor starts at once', async () => {
    const first = await runEmbedded(directory);
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
    const second = await runEmbedded(directory);
    assert.equal(second.verdict, 'ready', second.text);
    const [row] = await query(second.text, 'SELECT count(*)::integer AS count, max(n) AS max FROM rows');
    assert.ok(acknowledged >= 200 && Number(row?.count) >= acknowledged, `${row?.count} of ${acknowledged}`);
    assert.equal(row?.count, row?.max);
    await terminate(second.child);
  });

  test('M6 nothing stays running after the death of the process that started it', async () => {
    const run = await runEmbedded(directory);
    assert.ok(runningIn(directory).length > 0);
    run.child.kill('SIGKILL');
    await until(() => runningIn(directory).length === 0);
  });

  test('M6 SIGTERM leaves no process', async () => {
    const run = await runEmbedded(directory);
    await terminate(run.child);
    assert.deepEqual(runningIn(directory), []);
    assert.equal(await attachEmbedded({ directory }), null);
  });

  test('M6 a second start is refused with the process that is in the way; the command line attaches instead', async () => {
    const first = await runEmbedded(directory);
    const second = await runEmbedded(directory);
    assert.equal(second.verdict, 'failed');
    assert.match(second.text, new RegExp(`in use by another Usher \\(process ${first.child.pid}\\)`));
    const attached = await attachEmbedded({ directory });
    assert.equal(attached?.ownerUrl, first.text);
    assert.deepEqual(await query(attached.ownerUrl, 'SELECT 1 AS one'), [{ one: 1 }]);
    await terminate(first.child);
  });

  test('of eight that start at once exactly one runs', async () => {
    const runs = await Promise.all(Array.from({ length: 8 }, () => runEmbedded(directory)));
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
      await until(async () => (await query(database.ownerUrl, 'SELECT 1 AS one')).length === 1);
    } finally {
      await database.stop();
    }
    assert.deepEqual(runningIn(directory), []);
  });

  test('a first start that was broken off is begun anew', async () => {
    mkdirSync(join(directory, 'postgres.new', 'base'), { recursive: true });
    const database = await startEmbedded({ directory, log: quiet });
    await database.stop();
  });
});
