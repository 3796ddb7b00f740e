// A database of its own for every test that asks, copied from one that was migrated once per run. Within `npm test` all
// share one cluster; a test file that is run alone starts one for itself.
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { migrate } from '../../server/platform/migrate.ts';
import { startTestCluster, type TestCluster } from './cluster.ts';

/** `ownerUrl` connects as the owner `usher`. `drop` also ends whatever is still connected. */
export type TestDatabase = { ownerUrl: string; drop(): Promise<void> };

const template = 'usher_template';
/** Any constant: whoever holds it makes the template while the others wait. */
const templateLock = 734_911_002;

let ownCluster: Promise<TestCluster> | null = null;
// Not `after`: hooks run in the order of their registration, and the tests' own must find the cluster still there.
process.once('beforeExit', async () => (await ownCluster)?.stop());

async function maintenanceUrl(): Promise<string> {
  const shared = process.env.USHER_TEST_DATABASE_URL;
  if (shared) return shared;
  ownCluster ??= startTestCluster();
  const cluster = await ownCluster;
  // Else this process would wait for the cluster, and the cluster for its end.
  cluster.unref();
  return cluster.ownerUrl;
}

/** A new, empty database with the newest schema. */
export async function testDatabase(): Promise<TestDatabase> {
  return copyDatabase(await maintenanceUrl(), template);
}

/** A new database without any schema, for tests of the migrations themselves; in the cluster given, or the usual one. */
export async function emptyDatabase(cluster?: TestCluster): Promise<TestDatabase> {
  return copyDatabase(cluster?.ownerUrl ?? (await maintenanceUrl()), 'template0');
}

async function copyDatabase(maintenance: string, source: string): Promise<TestDatabase> {
  const name = `test_${randomBytes(8).toString('hex')}`;
  await withClient(maintenance, async (client) => {
    if (source === template) await ensureTemplate(client, maintenance);
    await client.query(`CREATE DATABASE ${name} TEMPLATE ${source}`);
  });
  const drop = (): Promise<void> =>
    withClient(maintenance, async (client) => {
      await client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    });
  return { ownerUrl: urlOf(maintenance, name), drop };
}

function urlOf(maintenance: string, database: string): string {
  const url = new URL(maintenance);
  url.pathname = `/${database}`;
  return url.href;
}

async function withClient(url: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

async function ensureTemplate(client: pg.Client, maintenance: string): Promise<void> {
  await client.query('SELECT pg_advisory_lock($1)', [templateLock]);
  const { rows } = await client.query('SELECT FROM pg_database WHERE datname = $1', [template]);
  if (rows.length === 0) {
    const unfinished = `${template}_unfinished`;
    await client.query(`DROP DATABASE IF EXISTS ${unfinished} WITH (FORCE)`);
    await client.query(`CREATE DATABASE ${unfinished} TEMPLATE template0`);
    await migrate({ ownerUrl: urlOf(maintenance, unfinished) });
    await client.query(`ALTER DATABASE ${unfinished} RENAME TO ${template}`);
  }
  await client.query('SELECT pg_advisory_unlock($1)', [templateLock]);
}
