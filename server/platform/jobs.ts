/**
 * Jobs runs what has to happen after a transaction, soon and surely: mails, clean-up. A slice enqueues within its own
 * transaction, so a job exists if and only if its cause was committed; app.ts hands in the handlers. It never decides what a
 * failure means beyond "later again" (graphile-worker's back-off: e^attempt seconds), and payloads carry ids, never secrets.
 */
import { EventEmitter } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { Logger, type Runner, run, type WorkerEvents, type JobHelpers as WorkerHelpers } from 'graphile-worker';
import { sql } from 'kysely';
import pg from 'pg';
import type { Transaction } from './database.ts';
import { holdWorkerPool, unlockAbandoned } from './jobs-abandoned.ts';

/** What a handler may know and use besides its payload. */
export interface JobHelpers {
  /** 1 at the first try. */
  readonly attempt: number;
  readonly attemptsMax: number;
  /** Aborted a few seconds after the process was asked to stop. */
  readonly abortSignal: AbortSignal;
  /**
   * Runs `work` unless anyone, in any process, is within `exclusively` with the same key: then returns false at once.
   * The hold ends with this process or its database connection, whatever happens.
   */
  exclusively(key: string, work: () => Promise<void>): Promise<boolean>;
}

/** Resolves when done for good; a rejection means "try again later", until the attempts are used up. */
export type Task = (payload: unknown, helpers: JobHelpers) => Promise<void>;

export interface JobsLog {
  debug(context: object, message: string): void;
  info(context: object, message: string): void;
  warn(context: object, message: string): void;
  error(context: object, message: string): void;
}

export interface JobsOptions {
  readonly ownerUrl: string;
  readonly log: JobsLog;
  readonly tasks: Readonly<Record<string, Task>>;
  /**
   * Names of the tasks that somebody is waiting for: they have workers of their own, in this process and apart from all the
   * others, so that they start at once however much other work waits or is under way.
   */
  readonly urgent?: readonly string[];
  /** Lines as in crontab(5), in UTC: minute, hour, day, month, weekday, task name. */
  readonly crontab?: string;
}

export interface Jobs {
  /** Takes no more jobs, lets running ones end (aborting them after 5 s) and closes the connections. */
  stop(): Promise<void>;
}

/** Jobs at once in this process. Each may hold one connection for `exclusively`. */
const concurrency = { ordinary: 8, urgent: 8 } as const;
export const ordinaryJobsAtOnce = concurrency.ordinary;
/** Connections besides: to hear of new jobs and to hold the lanes' names (two each), and to fetch and to end jobs. */
const housekeeping = 8;
/**
 * Milliseconds between two looks of one worker for jobs that are due by now; new ones are announced and need no look. The workers of
 * a lane look at different moments: something due is found after a fraction of it.
 */
const pollIntervalMs = { ordinary: 5_000, urgent: 2_500 } as const;
const sweepIntervalMs = 15_000;
const retryMaxMs = 5_000;
const stopMaxMs = 20_000;

function createPool(ownerUrl: string, log: JobsLog): pg.Pool {
  const pool = new pg.Pool({
    connectionString: ownerUrl,
    max: concurrency.ordinary + concurrency.urgent + housekeeping,
    application_name: 'usher-jobs',
    // Few statements, all by keys, over many connections: each plans each of them once (see Manner in database.ts).
    options: '-c plan_cache_mode=force_generic_plan',
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
  });
  // Without listeners a connection that breaks, idle or in use, would end the process.
  const onError = (error: Error): void => {
    // While the pool is closing, a connection that the database closes first is no news.
    if (!pool.ending) log.warn({ error: error.message }, 'A database connection of the job queue broke');
  };
  pool.on('error', onError);
  pool.on('connect', (client) => client.on('error', onError));
  return pool;
}

/** The library's own lines. Failures of jobs are told by `observed`, with less: its lines would hold payloads and stacks. */
function libraryLogger(log: JobsLog): Logger {
  return new Logger(() => (level, message, meta) => {
    if (meta?.failure === true) return;
    const context = { component: 'jobs' };
    if (level === 'error' || level === 'warning') log.warn(context, message);
    else log.debug(context, message);
  });
}

const holding = { name: 'usher_hold', text: 'SELECT pg_try_advisory_lock(hashtextextended($1, 1)) AS held' };
const releasing = { name: 'usher_release', text: 'SELECT pg_advisory_unlock(hashtextextended($1, 1))' };

function helpersOf(helpers: WorkerHelpers): JobHelpers {
  return {
    attempt: helpers.job.attempts,
    attemptsMax: helpers.job.max_attempts,
    abortSignal: helpers.abortSignal,
    exclusively: (key, work) =>
      helpers.withPgClient(async (client) => {
        const values = [key];
        const { rows } = await client.query<{ held: boolean }>({ ...holding, values });
        if (rows[0]?.held !== true) return false;
        try {
          await work();
        } finally {
          // A connection that cannot unlock is broken, and its end unlocks.
          await client.query({ ...releasing, values }).catch(() => undefined);
        }
        return true;
      }),
  };
}

function observed(name: string, task: Task, log: JobsLog) {
  return async (payload: unknown, helpers: WorkerHelpers): Promise<void> => {
    try {
      await task(payload, helpersOf(helpers));
    } catch (error) {
      const { id, attempts, max_attempts: attemptsMax } = helpers.job;
      const message = error instanceof Error ? error.message : String(error);
      const context = { task: name, job: id, attempt: attempts, attemptsMax, error: message };
      if (attempts >= attemptsMax) log.error(context, 'A job failed for good');
      else log.warn(context, 'A job failed and will be tried again');
      throw error;
    }
  };
}

interface Loop {
  readonly options: JobsOptions;
  readonly pool: pg.Pool;
  readonly stopping: AbortController;
  runners: Runner[];
}

type Lane = keyof typeof concurrency;

/** Workers for one lane's tasks. @param onPool told the name under which they hold their jobs */
function startLane({ options, pool }: Loop, lane: Lane, onPool: (name: string) => void): Promise<Runner> {
  const { tasks, urgent = [], log, crontab } = options;
  const mine = Object.entries(tasks).filter(([name]) => urgent.includes(name) === (lane === 'urgent'));
  const events: WorkerEvents = new EventEmitter();
  events.on('pool:create', ({ workerPool }) => onPool(workerPool.id));
  return run({
    pgPool: pool,
    taskList: Object.fromEntries(mine.map(([name, task]) => [name, observed(name, task, log)])),
    events,
    concurrency: concurrency[lane],
    noHandleSignals: true,
    pollInterval: pollIntervalMs[lane],
    logger: libraryLogger(log),
    crontab: (lane === 'ordinary' ? crontab : undefined) ?? ' ',
    // In a batch the end of a job is awaited when stopping; without, the job could be left marked as running.
    preset: { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
  });
}

/** Runs the library until it ends; resolves when it was stopped, rejects when it could not start or broke. */
async function runOnce(loop: Loop): Promise<void> {
  const { options, pool, stopping } = loop;
  const ending = new AbortController();
  const own: string[] = [];
  const onPool = (name: string): void => {
    own.push(name);
    void holdWorkerPool(pool, name, ending.signal);
  };
  const sweep = (): void => {
    unlockAbandoned(pool, own)
      .then((unlocked) => unlocked > 0 && options.log.info({ unlocked }, 'Took over jobs of a process that is gone'))
      .catch((error: Error) => options.log.debug({ error: error.message }, 'Could not look for abandoned jobs'));
  };
  const lanes: readonly Lane[] = (options.urgent ?? []).length > 0 ? ['urgent', 'ordinary'] : ['ordinary'];
  let timer: NodeJS.Timeout | null = null;
  try {
    // One after the other: each looks after the library's own tables first.
    for (const lane of lanes) loop.runners.push(await startLane(loop, lane, onPool));
    timer = setInterval(sweep, sweepIntervalMs);
    sweep();
    if (stopping.signal.aborted) await stopAll(loop);
    await Promise.all(loop.runners.map((runner) => runner.promise));
  } finally {
    if (timer) clearInterval(timer);
    // When one of them broke or could not start, the others end too, and all are started again.
    await Promise.race([stopAll(loop), delay(stopMaxMs, undefined, { ref: false })]);
    ending.abort();
    loop.runners = [];
  }
}

/** Rejections say that a runner is stopping already or has broken; its `promise` tells the end either way. */
async function stopAll({ runners }: Loop): Promise<void> {
  await Promise.allSettled(runners.map((runner) => runner.stop()));
}

async function runForever(loop: Loop): Promise<void> {
  const { signal } = loop.stopping;
  let failures = 0;
  while (!signal.aborted) {
    const startedMs = performance.now();
    try {
      await runOnce(loop);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      loop.options.log.warn({ error: message }, 'The job queue is not running and will be started again');
    }
    failures = performance.now() - startedMs > 60_000 ? 1 : failures + 1;
    const pauseMs = Math.min(retryMaxMs, 250 * 2 ** Math.min(failures, 10));
    await delay(pauseMs, undefined, { signal }).catch(() => undefined);
  }
}

/**
 * Starts working in the background and never rejects: while the database is away it tries again, at most every 5 s.
 */
export function startJobs(options: JobsOptions): Jobs {
  const loop: Loop = {
    options,
    pool: createPool(options.ownerUrl, options.log),
    stopping: new AbortController(),
    runners: [],
  };
  const ended = runForever(loop);
  let stopped: Promise<void> | null = null;
  async function stop(): Promise<void> {
    loop.stopping.abort();
    void stopAll(loop);
    // A timer must not keep the process alive once the rest has ended.
    await Promise.race([ended, delay(stopMaxMs, undefined, { ref: false })]);
    await Promise.race([loop.pool.end(), delay(1_000, undefined, { ref: false })]);
  }
  return { stop: () => (stopped ??= stop()) };
}

/**
 * Enqueues a job in the caller's transaction: it starts within milliseconds of the commit, and never if that rolls back.
 * @param payload ids only; it is stored in clear
 * @param options.jobKey while a job with this key waits, another one replaces it
 * @param options.priority the lower, the sooner among what waits in the same lane; default 0
 * @param options.maxAttempts default 25; attempt n is followed by a pause of e^n seconds (at most e^10, six hours)
 */
export async function enqueue(
  tx: Transaction,
  task: string,
  payload: object,
  options: {
    readonly runAt?: Date;
    readonly jobKey?: string;
    readonly maxAttempts?: number;
    readonly priority?: number;
  } = {},
): Promise<void> {
  const { runAt = null, jobKey = null, maxAttempts = null, priority = null } = options;
  await sql`SELECT usher_enqueue(${task}, ${JSON.stringify(payload)}::json, ${runAt}::timestamptz, ${jobKey}, ${maxAttempts}::integer, ${priority}::integer)`.execute(
    tx,
  );
}

/** Enqueues a job per payload in one statement, in the caller's transaction. Options as of `enqueue`. */
export async function enqueueMany(
  tx: Transaction,
  task: string,
  payloads: readonly object[],
  { maxAttempts = null, priority = null }: { readonly maxAttempts?: number | null; readonly priority?: number | null },
): Promise<void> {
  await sql`SELECT usher_enqueue(${task}, payload, NULL, NULL, ${maxAttempts}::integer, ${priority}::integer)
    FROM json_array_elements(${JSON.stringify(payloads)}::json) AS payload`.execute(tx);
}
