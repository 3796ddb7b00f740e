/**
 * Jobs of a process that was killed stay marked as running; the library frees them after four hours. So every process holds
 * an advisory lock under its worker pool's name on a connection of its own, and whoever can take that lock knows that the
 * process is gone.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type pg from 'pg';

/** Seconds a job must have been running before it is looked at: its process may just be connecting anew. */
const graceSeconds = 10;
const retryMs = 500;

/**
 * Marks the jobs of a worker pool as being worked on until `signal` is aborted, connecting anew whenever the connection
 * is lost. Never rejects.
 */
export async function holdWorkerPool(pool: pg.Pool, workerPool: string, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const client = await pool.connect().catch(() => null);
    if (client !== null) {
      const lost = new Promise((resolve) => client.once('error', resolve).once('end', resolve));
      const stopped = new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
      const held = client.query('SELECT pg_advisory_lock_shared(hashtextextended($1, 2))', [workerPool]);
      await held.then(
        () => (signal.aborted ? undefined : Promise.race([lost, stopped])),
        () => undefined,
      );
      // The connection is closed, not returned: closing it ends the lock.
      client.release(true);
    }
    await delay(retryMs, undefined, { signal }).catch(() => undefined);
  }
}

/**
 * Frees the jobs of worker pools that nobody holds any more, so that they are tried again at once.
 * @param own this process's worker pools, never freed
 * @returns how many worker pools were freed
 */
export async function unlockAbandoned(pool: pg.Pool, own: readonly string[]): Promise<number> {
  const { rows } = await pool.query<{ gone: string[] | null }>(
    `WITH holders AS MATERIALIZED (
       SELECT locked_by AS name FROM graphile_worker.jobs WHERE locked_by IS NOT NULL AND locked_by <> ALL ($1)
       GROUP BY locked_by HAVING max(locked_at) < now() - make_interval(secs => $2)),
     gone AS MATERIALIZED (SELECT name FROM holders WHERE pg_try_advisory_xact_lock(hashtextextended(name, 2)))
     SELECT array_agg(name) AS gone FROM gone`,
    [own, graceSeconds],
  );
  const gone = rows[0]?.gone ?? [];
  if (gone.length > 0) await pool.query('SELECT graphile_worker.force_unlock_workers($1::text[])', [gone]);
  return gone.length;
}
