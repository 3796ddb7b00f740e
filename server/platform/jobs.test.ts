import assert from 'node:assert/strict';
import { once } from 'node:events';
import { describe, it } from 'node:test';
import { sql } from 'kysely';
import pg from 'pg';
import { testDatabase } from '../../test/support/database.ts';
import { until } from '../../test/support/until.ts';
import { newId, type TenantId } from '../kernel/ids.ts';
import { type Database, openDatabase } from './database.ts';
import { enqueue, type JobHelpers, startJobs, type Task } from './jobs.ts';
import { unlockAbandoned } from './jobs-abandoned.ts';

const quiet = { debug() {}, info() {}, warn() {}, error() {} };
const tenant = newId<TenantId>();

interface House {
  readonly ownerUrl: string;
  readonly database: Database;
  jobCount(): Promise<number>;
}

async function withHouse(work: (house: House) => Promise<void>): Promise<void> {
  const { ownerUrl, drop } = await testDatabase();
  const database = openDatabase({ ownerUrl, poolMax: 3 });
  const jobCount = () =>
    database.withSystem(async (tx) => {
      const { rows } = await sql<{
        count: number;
      }>`SELECT count(*)::integer AS count FROM graphile_worker.jobs`.execute(tx);
      return rows[0]?.count ?? -1;
    });
  try {
    await work({ ownerUrl, database, jobCount });
  } finally {
    await database.close();
    await drop();
  }
}

/** Resolves once the worker has taken a first job, so that what follows meets a worker that listens. */
async function warm(database: Database, seen: { readonly length: number }): Promise<void> {
  await database.withTenant(tenant, (tx) => enqueue(tx, 'note', { text: 'warm' }));
  await until(() => seen.length > 0);
}

describe('jobs', () => {
  it('M7 a job enqueued by the application role starts within milliseconds of the commit', () =>
    withHouse(async ({ ownerUrl, database }) => {
      const seen: { payload: unknown; atMs: number }[] = [];
      const jobs = startJobs({
        ownerUrl,
        log: quiet,
        tasks: { note: async (payload) => void seen.push({ payload, atMs: performance.now() }) },
      });
      try {
        await warm(database, seen);
        const waits: number[] = [];
        for (let round = 0; round < 20; round += 1) {
          const role = await database.withTenant(tenant, async (tx) => {
            await enqueue(tx, 'note', { round });
            return sql<{ role: string }>`SELECT current_user AS role`.execute(tx);
          });
          const committedMs = performance.now();
          assert.equal(role.rows[0]?.role, 'usher_app');
          await until(() => seen.length === round + 2);
          assert.deepEqual(seen.at(-1)?.payload, { round });
          waits.push((seen.at(-1)?.atMs ?? 0) - committedMs);
        }
        waits.sort((a, b) => a - b);
        // Far above what is usual (under a millisecond), far below the poll interval: only the announcement is this quick.
        assert.ok((waits[10] ?? 0) < 250, `median ${waits[10]} ms`);
      } finally {
        await jobs.stop();
      }
    }));

  it('M7 the application role reaches the queue through usher_enqueue only', () =>
    withHouse(async ({ database }) => {
      const read = database.withTenant(tenant, (tx) => sql`SELECT * FROM graphile_worker.jobs`.execute(tx));
      await assert.rejects(read, /permission denied/);
      const add = database.withTenant(tenant, (tx) => sql`SELECT graphile_worker.add_job('note')`.execute(tx));
      await assert.rejects(add, /permission denied/);
    }));

  it('M7 a transaction that rolls back leaves no job', () =>
    withHouse(async ({ database, jobCount }) => {
      const failing = database.withTenant(tenant, async (tx) => {
        await enqueue(tx, 'note', {});
        throw new Error('no');
      });
      await assert.rejects(failing, /no/);
      assert.equal(await jobCount(), 0);
      await database.withTenant(tenant, (tx) => enqueue(tx, 'note', {}));
      assert.equal(await jobCount(), 1);
    }));

  it('M7 runAt, jobKey and maxAttempts reach the queue', () =>
    withHouse(async ({ database }) => {
      const runAt = new Date('2050-01-02T03:04:05Z');
      await database.withTenant(tenant, async (tx) => {
        await enqueue(tx, 'note', { n: 1 }, { runAt, jobKey: 'one', maxAttempts: 3 });
        await enqueue(tx, 'note', { n: 2 }, { runAt, jobKey: 'one', maxAttempts: 4 });
      });
      const { rows } = await database.withSystem((tx) =>
        sql`SELECT j.run_at, j.key, j.max_attempts, p.payload FROM graphile_worker.jobs j JOIN graphile_worker._private_jobs p USING (id)`.execute(
          tx,
        ),
      );
      assert.deepEqual(rows, [{ run_at: runAt, key: 'one', max_attempts: 4, payload: { n: 2 } }]);
    }));

  it('M7 a failed job is tried again, and says so without its payload', () =>
    withHouse(async ({ ownerUrl, database, jobCount }) => {
      const lines: string[] = [];
      const write = (context: object, message: string) => void lines.push(JSON.stringify([context, message]));
      const attempts: number[] = [];
      const task: Task = async (_payload, { attempt }) => {
        attempts.push(attempt);
        if (attempt === 1) throw new Error('not yet');
      };
      const jobs = startJobs({
        ownerUrl,
        log: { debug: write, info: write, warn: write, error: write },
        tasks: { note: task },
      });
      try {
        await database.withTenant(tenant, (tx) => enqueue(tx, 'note', { canary: 'canary-5d1' }, { maxAttempts: 3 }));
        await until(async () => (await jobCount()) === 0);
        assert.deepEqual(attempts, [1, 2]);
        assert.equal(
          lines.filter((line) => line.includes('will be tried again') && line.includes('not yet')).length,
          1,
        );
        assert.ok(!lines.join('').includes('canary'));
      } finally {
        await jobs.stop();
      }
    }));

  it('M7 jobs go on by themselves after the database ended every connection', () =>
    withHouse(async ({ ownerUrl, database }) => {
      const seen: unknown[] = [];
      const jobs = startJobs({ ownerUrl, log: quiet, tasks: { note: async (payload) => void seen.push(payload) } });
      const outside = new pg.Client({ connectionString: ownerUrl });
      outside.on('error', () => undefined);
      await outside.connect();
      try {
        await warm(database, seen);
        const { rowCount } = await outside.query(
          `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'usher-jobs'`,
        );
        assert.ok((rowCount ?? 0) > 0);
        await database.withTenant(tenant, (tx) => enqueue(tx, 'note', { text: 'after' }));
        await until(() => seen.length === 2);
      } finally {
        await outside.end();
        await jobs.stop();
      }
    }));

  it('M7 started while the database refuses connections, jobs begin once it takes them', () =>
    withHouse(async ({ ownerUrl, database }) => {
      const name = new URL(ownerUrl).pathname.slice(1);
      await database.withTenant(tenant, (tx) => enqueue(tx, 'note', {}));
      const warnings: string[] = [];
      const seen: unknown[] = [];
      const keeper = new pg.Client({ connectionString: ownerUrl });
      await keeper.connect();
      await keeper.query(`ALTER DATABASE ${name} CONNECTION LIMIT 0`);
      const jobs = startJobs({
        ownerUrl,
        log: { ...quiet, warn: (_context, message) => void warnings.push(message) },
        tasks: { note: async (payload) => void seen.push(payload) },
      });
      try {
        await until(() => warnings.some((message) => message.includes('not running')));
        await keeper.query(`ALTER DATABASE ${name} CONNECTION LIMIT -1`);
        await until(() => seen.length === 1);
      } finally {
        await jobs.stop();
        await keeper.end();
      }
    }));

  it('M7 stop lets a running job end and leaves no connection', () =>
    withHouse(async ({ ownerUrl, database, jobCount }) => {
      const gate = Promise.withResolvers<void>();
      const started = Promise.withResolvers<JobHelpers>();
      const jobs = startJobs({
        ownerUrl,
        log: quiet,
        tasks: {
          note: async (_payload, helpers) => {
            started.resolve(helpers);
            await gate.promise;
          },
        },
      });
      await database.withTenant(tenant, (tx) => enqueue(tx, 'note', {}));
      const { abortSignal } = await started.promise;
      const stopped = jobs.stop();
      await once(abortSignal, 'abort');
      assert.equal(await jobCount(), 1);
      gate.resolve();
      await stopped;
      assert.equal(await jobCount(), 0);
      // A backend ends a moment after its connection.
      await until(async () => {
        const query = sql`SELECT FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'usher-jobs'`;
        return (await database.withSystem((tx) => query.execute(tx))).rows.length === 0;
      });
    }));

  it('M7 exclusively lets one in, in whatever process', () =>
    withHouse(async ({ ownerUrl, database, jobCount }) => {
      let inside = 0;
      let most = 0;
      let refused = 0;
      const task: Task = async (_payload, { exclusively }) => {
        const ran = await exclusively('door', async () => {
          inside += 1;
          most = Math.max(most, inside);
          // Long enough for another worker to come: it is refused at once.
          await until(() => refused > 0);
          inside -= 1;
        });
        if (!ran) refused += 1;
      };
      const both = [
        startJobs({ ownerUrl, log: quiet, tasks: { note: task } }),
        startJobs({ ownerUrl, log: quiet, tasks: { note: task } }),
      ];
      try {
        await database.withTenant(tenant, async (tx) => {
          for (let count = 0; count < 20; count += 1) await enqueue(tx, 'note', {});
        });
        await until(async () => (await jobCount()) === 0);
        assert.equal(most, 1);
        assert.ok(refused > 0, 'two jobs met');
      } finally {
        await Promise.all(both.map((jobs) => jobs.stop()));
      }
    }));

  it('M7 jobs of a process that was killed are taken over; those of a living one are left alone', () =>
    withHouse(async ({ ownerUrl, database }) => {
      const gate = Promise.withResolvers<void>();
      const started = Promise.withResolvers<void>();
      const jobs = startJobs({
        ownerUrl,
        log: quiet,
        tasks: {
          note: async () => {
            started.resolve();
            await gate.promise;
          },
        },
      });
      const pool = new pg.Pool({ connectionString: ownerUrl, max: 1 });
      try {
        await database.withTenant(tenant, (tx) => enqueue(tx, 'note', {}));
        await started.promise;
        // A process that is this slow to say that it lives has ten seconds; here the clock is set back at once.
        await until(async () => {
          const { rowCount } = await pool.query(`SELECT FROM pg_locks WHERE locktype = 'advisory' AND mode = 'ShareLock'
            AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`);
          return rowCount !== 0;
        });
        await pool.query(`UPDATE graphile_worker._private_jobs SET locked_at = now() - interval '1 minute'`);
        assert.equal(await unlockAbandoned(pool, []), 0);
        await pool.query(`SELECT graphile_worker.add_job('other')`);
        await pool.query(
          `UPDATE graphile_worker._private_jobs SET locked_by = 'pool-dead', locked_at = now() - interval '1 minute' WHERE locked_by IS NULL`,
        );
        assert.equal(await unlockAbandoned(pool, ['pool-dead']), 0);
        assert.equal(await unlockAbandoned(pool, []), 1);
        const { rows } = await pool.query(`SELECT task_identifier FROM graphile_worker.jobs WHERE locked_by IS NULL`);
        assert.deepEqual(rows, [{ task_identifier: 'other' }]);
      } finally {
        gate.resolve();
        await jobs.stop();
        await pool.end();
      }
    }));
});
