/**
 * Migrations are forward-only SQL files, applied in order by the owner of the database, each in its own transaction and
 * recorded with its checksum. Many processes may start at once: an advisory lock lets one migrate while the rest wait.
 */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { runMigrations } from 'graphile-worker';
import pg from 'pg';
import { seedStatistics } from './planner-statistics.ts';

const directory = new URL('../../migrations/', import.meta.url);
/** Any constant; the lock is held on the one database only. */
const lockKey = 7_834_011;

interface Migration {
  readonly name: string;
  readonly sql: string;
  readonly checksum: string;
}

/** The files NNNN_name.sql of migrations/, in order. */
export async function readMigrations(): Promise<Migration[]> {
  const names = (await readdir(directory)).filter((name) => /^\d{4}_\w+\.sql$/.test(name)).sort();
  return Promise.all(
    names.map(async (name) => {
      const sql = await readFile(new URL(name, directory), 'utf8');
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
    }),
  );
}

async function ensureAppRole(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ ready: boolean }>(
    `SELECT coalesce((SELECT pg_has_role(current_user, oid, 'MEMBER') FROM pg_roles WHERE rolname = 'usher_app'), false) AS ready`,
  );
  if (rows[0]?.ready) return;
  try {
    await client.query(
      `DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'usher_app') THEN CREATE ROLE usher_app NOLOGIN; END IF; END $$`,
    );
    await client.query('GRANT usher_app TO CURRENT_USER');
  } catch (cause) {
    throw new Error(
      'The database role usher_app is missing and this database user may not create it. Ask the database administrator to run: ' +
        'CREATE ROLE usher_app NOLOGIN; GRANT usher_app TO <the user in DATABASE_URL>;',
      { cause },
    );
  }
}

async function applyAll(client: pg.Client, migrations: readonly Migration[]): Promise<string[]> {
  await client.query(`CREATE TABLE IF NOT EXISTS migrations (
    name text PRIMARY KEY, checksum text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())`);
  const { rows } = await client.query<{ name: string; checksum: string }>('SELECT name, checksum FROM migrations');
  const done = new Map(rows.map((row) => [row.name, row.checksum]));
  const applied: string[] = [];
  for (const migration of migrations) {
    const checksum = done.get(migration.name);
    if (checksum === migration.checksum) continue;
    if (checksum !== undefined)
      throw new Error(
        `The migration ${migration.name} was changed after it was applied to this database. Before the first release a migration may ` +
          'change: start with an empty data directory (or database), or go on with the version that made this one.',
      );
    await client.query('BEGIN');
    await client.query(migration.sql);
    await client.query('INSERT INTO migrations (name, checksum) VALUES ($1, $2)', [migration.name, migration.checksum]);
    await client.query('COMMIT');
    applied.push(migration.name);
  }
  const known = new Set(migrations.map((migration) => migration.name));
  const newer = rows.find((row) => !known.has(row.name));
  if (newer)
    throw new Error(
      `This database was used by a newer Usher (it has ${newer.name}). Start that version, or restore a backup.`,
    );
  return applied;
}

/**
 * Brings the database to this version's schema; does nothing when it is there already.
 * @param ownerUrl connection string of the role that owns the database
 * @returns the names of the migrations applied now
 * @throws when the database is newer than this Usher, a migration was edited, or usher_app cannot be made
 */
export async function migrate({ ownerUrl }: { ownerUrl: string }): Promise<{ applied: string[] }> {
  const client = new pg.Client({ connectionString: ownerUrl, application_name: 'usher-migrate' });
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [lockKey]);
    await ensureAppRole(client);
    const applied = await applyAll(client, await readMigrations());
    if (applied.length > 0) await seedStatistics(client);
    // The door is made last, so its presence says that the queue is complete.
    const { rows } = await client.query<{ present: boolean }>(
      `SELECT to_regprocedure('usher_enqueue(text, json, timestamptz, text, integer, integer)') IS NOT NULL AS present`,
    );
    if (applied.length > 0 || !rows[0]?.present) await migrateJobs(ownerUrl);
    return { applied };
  } finally {
    await client.end();
  }
}

async function migrateJobs(ownerUrl: string): Promise<void> {
  const pool = new pg.Pool({ connectionString: ownerUrl, max: 1 });
  // A connection lost meanwhile fails its query, which is enough; unheard, it would end the process too.
  pool.on('error', () => undefined);
  pool.on('connect', (connected) => connected.on('error', () => undefined));
  try {
    await runMigrations({ pgPool: pool });
    await pool.query(jobsDoor);
  } finally {
    await pool.end();
  }
}

/** The application role may enqueue a job in its own transaction, and do nothing else with the queue. */
const jobsDoor = `
CREATE OR REPLACE FUNCTION usher_enqueue(task text, payload json, run_at timestamptz, job_key text, max_attempts integer,
  priority integer)
RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT graphile_worker.add_job(task, payload, run_at => run_at, job_key => job_key, max_attempts => max_attempts,
    priority => priority);
$$;
REVOKE ALL ON FUNCTION usher_enqueue(text, json, timestamptz, text, integer, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION usher_enqueue(text, json, timestamptz, text, integer, integer) TO usher_app;
`;
