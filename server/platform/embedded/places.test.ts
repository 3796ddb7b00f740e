import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, test } from 'node:test';
import {
  query,
  quiet,
  runEmbedded,
  runEmbeddedScript,
  runningIn,
  temporaryDirectory,
  terminate,
} from '../../../test/support/embedded.ts';
import { until } from '../../../test/support/until.ts';
import { startEmbedded } from './embedded.ts';

const root = process.getuid?.() === 0;
let parent: string;
let directory: string;
beforeEach(() => {
  parent = temporaryDirectory();
  directory = join(parent, 'data');
});

describe('M6 where the embedded database runs', () => {
  test('in a directory below one that only its owner may enter', async () => {
    chmodSync(parent, 0o700);
    const run = await runEmbedded(directory);
    assert.equal(run.verdict, 'ready', run.text);
    await terminate(run.child);
  });

  test('in a directory whose path is too long for a socket', async () => {
    directory = join(parent, 'long'.repeat(30), 'data');
    const run = await runEmbedded(directory);
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
    const run = await runEmbedded(directory, [], { TMPDIR: join(parent, 'temporary'.repeat(15)) });
    assert.equal(run.verdict, 'ready', run.text);
    assert.equal(new URL(run.text).hostname, '127.0.0.1');
    assert.deepEqual(await query(run.text, 'SELECT 1 AS one'), [{ one: 1 }]);
    await terminate(run.child);
  });

  test('as an ordinary user', {
    skip: root ? false : 'every other test here runs as an ordinary user already',
  }, async () => {
    const prefix = ordinaryUser();
    const run = await runEmbedded(directory, prefix);
    assert.equal(run.verdict, 'ready', run.text);
    run.child.kill('SIGKILL');
    await until(() => runningIn(directory).length === 0);
    const again = await runEmbedded(directory, prefix);
    assert.equal(again.verdict, 'ready', again.text);
    await terminate(again.child);
    assert.deepEqual(runningIn(directory), []);
  });

  /** Words that run a program as the user 1000; in a namespace where that user could not read this copy of Usher. */
  function ordinaryUser(): string[] {
    const real = ['setpriv', '--reuid=1000', '--regid=1000', '--clear-groups'];
    const reachable =
      spawnSync('setpriv', [...real.slice(1), process.execPath, '--check', runEmbeddedScript]).status === 0;
    if (!reachable) return ['unshare', '--user', '--map-user=1000', '--map-group=1000'];
    chownSync(parent, 1000, 1000);
    return real;
  }

  test('not as root where user namespaces are forbidden, and says what to do', async () => {
    const forbid = 'echo 0 > /proc/sys/user/max_user_namespaces && exec "$@"';
    const run = await runEmbedded(directory, ['unshare', '--user', '--map-root-user', 'sh', '-c', forbid, 'sh']);
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
