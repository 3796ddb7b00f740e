// The machine's own PostgreSQL (Debian's layout), to show that Usher works on an older one than it brings along.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { commandPrefix } from '../../server/platform/embedded/binaries.ts';
import { startTestCluster, type TestCluster } from './cluster.ts';

const versions = '/usr/lib/postgresql';

/** A throw-away cluster of the oldest PostgreSQL installed on this machine, or null when there is none. */
export async function startSystemPostgres(): Promise<TestCluster | null> {
  const installed = existsSync(versions) ? readdirSync(versions) : [];
  const [oldest] = installed
    .map(Number)
    .filter((version) => existsSync(join(versions, String(version), 'bin', 'postgres')))
    .sort((a, b) => a - b);
  if (oldest === undefined) return null;
  const directory = join(versions, String(oldest), 'bin');
  return startTestCluster({ directory, prefix: commandPrefix() }, ['--locale=C.UTF-8']);
}
