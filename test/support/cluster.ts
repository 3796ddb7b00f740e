// Throw-away PostgreSQL clusters for tests, with the roles that Usher expects: the owner `usher`, who here may also make
// databases, and `usher_app`. Not durable, and gone when their process is.
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { embeddedSettings } from '../../server/platform/database-settings.ts';
import { type DatabaseBinaries, embeddedBinaries } from '../../server/platform/embedded/binaries.ts';
import { builtinLocale, initialiseCluster, launchCluster } from '../../server/platform/embedded/cluster.ts';

/**
 * `ownerUrl` connects as `usher` to the maintenance database `postgres`. `unref` lets this process end meanwhile. `away`
 * stops the database, runs `work`, and starts it again at the same address.
 */
export type TestCluster = {
  ownerUrl: string;
  stop(): Promise<void>;
  unref(): void;
  away(work: () => Promise<void>): Promise<void>;
};

const password = 'test';
const port = 5432;
// io_workers is new in PostgreSQL 18; the compatibility test runs 15.
const { io_workers: _, ...commonSettings } = embeddedSettings;
const settings = {
  ...commonSettings,
  // A test cluster never outlives the machine.
  fsync: 'off',
  full_page_writes: 'off',
  // Its workers would be in the way of dropping a database.
  autovacuum: 'off',
  // Every test file of a run shares this cluster, each with a few pools.
  max_connections: '300',
};

/** Starts a cluster in a temporary directory; by default with the embedded PostgreSQL. */
export async function startTestCluster(
  binaries: DatabaseBinaries = embeddedBinaries(),
  locale: readonly string[] = builtinLocale,
): Promise<TestCluster> {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), 'usher-test-')));
  const discard = (): void => rmSync(directory, { recursive: true, force: true });
  try {
    const dataDirectory = join(directory, 'postgres');
    const passwordFile = join(directory, 'password');
    writeFileSync(passwordFile, password, { mode: 0o600 });
    await initialiseCluster(binaries, { dataDirectory, passwordFile, locale, durable: false });
    const log = { debug() {}, info() {}, warn() {}, error: console.error };
    const address = { host: dataDirectory, port };
    const launch = () => launchCluster(binaries, { dataDirectory, address, password, settings, log });
    let cluster = await launch();
    const url = (user: string) =>
      `postgresql://${user}:${password}@localhost:${port}/postgres?host=${encodeURIComponent(dataDirectory)}`;
    await makeRoles(url('postgres'));
    const stop = async (): Promise<void> => {
      await cluster.stop();
      discard();
    };
    const away = async (work: () => Promise<void>): Promise<void> => {
      await cluster.stop();
      try {
        await work();
      } finally {
        cluster = await launch();
      }
    };
    return { ownerUrl: url('usher'), stop, unref: () => cluster.unref(), away };
  } catch (error) {
    discard();
    throw error;
  }
}

async function makeRoles(superuserUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: superuserUrl });
  await client.connect();
  try {
    // PostgreSQL 15 knows no options of a grant. (NOINHERIT would cost the role its rights as owner of a database too.)
    const { rows } = await client.query("SELECT current_setting('server_version_num')::integer >= 160000 AS options");
    await client.query(`CREATE ROLE usher LOGIN CREATEDB PASSWORD '${password}'; CREATE ROLE usher_app NOLOGIN`);
    // Dropping a database ends whoever is connected, also one who has only begun to be.
    await client.query('GRANT pg_signal_backend TO usher');
    await client.query(`GRANT usher_app TO usher ${rows[0]?.options ? 'WITH INHERIT FALSE, SET TRUE' : ''}`);
  } finally {
    await client.end();
  }
}
