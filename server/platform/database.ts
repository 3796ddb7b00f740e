/**
 * Database owns the connections. A slice's store gets a transaction that sees exactly one tenant (row-level security under
 * the role usher_app) from `withTenant`; work that crosses tenants (jobs, operators, clean-up) says so with `withSystem`.
 * Nobody else opens a connection, but for the job queue and the listener, which live beside it.
 */
import type { Kysely } from 'kysely';
import pg from 'pg';
import { isUuid, type TenantId } from '../kernel/ids.ts';
import { Refusal, refuse } from '../kernel/refusal.ts';
import { type Change, changesOf } from './changes.ts';
import { isUnprepared, type LoneScope, prepareScope } from './lone-statement.ts';
import { gatherWrites, queriesOver, type StatementHook } from './statements.ts';
import type { Tables } from './tables/tables.ts';

/** One open transaction. Store functions take it as their first argument. */
export type Transaction = Kysely<Tables>;

/** How a transaction runs. */
export interface Manner {
  /** Default true; false: see LoneScope. */
  readonly durable?: boolean;
  /**
   * True: the database plans each statement once per connection, for whatever values it gets, instead of anew for each of the first
   * five and, where it takes the values for important, ever after. For what many do at once, and only where every statement finds its
   * rows by keys: a plan that knows no values reads whole tables for a pattern or a range. Default false.
   */
  readonly planOnce?: boolean;
}

export interface Database {
  /** Runs `work` in one READ COMMITTED transaction that sees `tenant` only. */
  withTenant<Result>(tenant: TenantId, work: (tx: Transaction) => Promise<Result>, how?: Manner): Promise<Result>;
  /**
   * The same for exactly one statement, which is committed with it: one packet there and one back. A second statement is
   * refused, and what `work` throws after the first does not undo it.
   */
  withTenantOnce<Result>(tenant: TenantId, work: (tx: Transaction) => Promise<Result>, how?: Manner): Promise<Result>;
  /** Runs `work` in one transaction as the owner of the tables: every tenant is visible, every commit durable. For jobs, operators, tests. */
  withSystem<Result>(work: (tx: Transaction) => Promise<Result>, how?: Pick<Manner, 'planOnce'>): Promise<Result>;
  /** One round trip, no transaction: is the database there? Rejects when it is not. */
  ping(): Promise<void>;
  stats(): { total: number; idle: number; waiting: number };
  close(): Promise<void>;
}

export interface DatabaseOptions {
  readonly ownerUrl: string;
  readonly poolMax: number;
  readonly onStatement?: StatementHook;
  readonly onIdleError?: (error: Error) => void;
  /** Told of each change that a transaction announced, once it is committed. */
  readonly onCommitted?: (change: Change) => void;
}

/** Milliseconds a request waits for a free connection before it is told to come back. */
const connectTimeoutMs = 5_000;

function createPool(options: DatabaseOptions, max: number, role: string | null): pg.Pool {
  const settings = ['statement_timeout=10s', 'lock_timeout=5s', 'idle_in_transaction_session_timeout=15s'];
  if (role !== null) settings.unshift(`role=${role}`);
  const pool = new pg.Pool({
    connectionString: options.ownerUrl,
    max,
    pipeline: true,
    application_name: 'usher',
    connectionTimeoutMillis: connectTimeoutMs,
    idleTimeoutMillis: 60_000,
    options: settings.map((setting) => `-c ${setting}`).join(' '),
  });
  // A connection that breaks while idle emits here; without a listener it would end the process. While the pool is closing
  // its connections are closed by whoever is quicker, and that is no news.
  const onError = (error: Error): void => {
    if (!pool.ending) options.onIdleError?.(error);
  };
  pool.on('error', onError);
  pool.on('connect', (client) => {
    client.on('error', onError);
    if (role !== null) prepareScope(client);
  });
  return pool;
}

const unavailableCodes =
  /^(08...|57P0[1-5]|53...|25006|26000|ECONNREFUSED|ECONNRESET|ENOENT|EPIPE|ETIMEDOUT|55P03|57014|40001|40P01)$/;
const unavailableMessages =
  /terminat|timeout exceeded when trying to connect|Connection ended|not queryable|Client was closed|cannot use a pool after/i;

/** True when the database could not be reached or gave up for now; the same request may succeed a moment later. */
export function isUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return unavailableCodes.test(code) || unavailableMessages.test(error.message);
}

/** Values PostgreSQL cannot store: NUL (22021, in JSON 22P05), a lone surrogate in JSON (22P02), a date that does not exist. */
const unstorableCodes = /^(22021|22P05|22P02|22007|22008)$/;

function isUnstorable(error: unknown): boolean {
  return error instanceof Error && 'code' in error && unstorableCodes.test(String(error.code));
}

function translated(error: unknown): unknown {
  if (isUnstorable(error))
    return refuse(
      'invalid_request',
      { detail: 'A value holds what cannot be stored, such as the character NUL.' },
      error,
    );
  if (error instanceof Refusal || !isUnavailable(error)) return error;
  return refuse('unavailable', { retryAfterSeconds: 2 }, error);
}

/**
 * One transaction on a connection of the pool. A `begin` that cannot harm alone is not waited for: the first statement follows it
 * on the wire, and should it fail, so does everything after it.
 */
async function inTransaction<Result>(
  pool: pg.Pool,
  { onStatement: hook, onCommitted }: DatabaseOptions,
  begin: { readonly text: string; readonly awaited: boolean },
  work: (tx: Transaction) => Promise<Result>,
): Promise<Result> {
  try {
    const client = await pool.connect();
    let broken = false;
    try {
      hook?.(begin.text);
      if (!begin.awaited) gatherWrites(client);
      const begun = client.query(begin.text);
      if (begin.awaited) await begun;
      else begun.catch(() => undefined);
      const { queries, close } = queriesOver<Tables>(client, hook);
      try {
        const result = await work(queries);
        await close();
        hook?.('commit');
        const [, ended] = await Promise.all([begun, client.query('commit')]);
        // A transaction in which a statement failed answers COMMIT with ROLLBACK, and no error.
        if (ended.command !== 'COMMIT')
          throw new Error('The transaction was not committed: one of its statements failed.');
        for (const change of changesOf(queries)) onCommitted?.(change);
        return result;
      } catch (error) {
        await close();
        // The first error is the one to tell; a connection that cannot roll back is broken and ends its transaction with it.
        await client.query('rollback').catch(() => {
          broken = true;
        });
        broken ||= isUnprepared(error);
        throw error;
      }
    } finally {
      client.release(broken);
    }
  } catch (error) {
    throw translated(error);
  }
}

/** One statement on a connection of the pool, as a transaction by itself. */
async function once<Result>(
  pool: pg.Pool,
  { onStatement: hook, onCommitted }: DatabaseOptions,
  scope: LoneScope,
  work: (tx: Transaction) => Promise<Result>,
): Promise<Result> {
  try {
    const client = await pool.connect();
    let broken = false;
    const { queries, close } = queriesOver<Tables>(client, hook, scope);
    try {
      const result = await work(queries);
      for (const change of changesOf(queries)) onCommitted?.(change);
      return result;
    } catch (error) {
      broken = isUnprepared(error);
      throw error;
    } finally {
      await close();
      client.release(broken);
    }
  } catch (error) {
    throw translated(error);
  }
}

const planningOnce = '; set local plan_cache_mode = force_generic_plan';

/** Opens the pools; connects lazily, so it succeeds while the database is still away. */
export function openDatabase(options: DatabaseOptions): Database {
  const pool = createPool(options, options.poolMax, 'usher_app');
  const systemPool = createPool(options, 4, null);
  return {
    withTenant(tenant, work, { durable = true, planOnce = false } = {}) {
      // The id goes into the statement as text (SET takes no parameters), so its form is checked once more here.
      if (!isUuid(tenant)) throw new Error('withTenant needs a tenant id');
      // Without its setting a statement sees and writes nothing (row-level security), so nothing needs to wait for it.
      const settings = `${durable ? '' : '; set local synchronous_commit = off'}${planOnce ? planningOnce : ''}`;
      const text = `begin; set local usher.tenant_id = '${tenant}'${settings}`;
      return inTransaction(pool, options, { text, awaited: false }, work);
    },
    withTenantOnce: (tenant, work, { durable = true, planOnce = false } = {}) =>
      once(pool, options, { tenant, durable, planOnce }, work),
    withSystem: (work, { planOnce = false } = {}) =>
      inTransaction(systemPool, options, { text: planOnce ? `begin${planningOnce}` : 'begin', awaited: true }, work),
    async ping() {
      try {
        await pool.query('SELECT 1');
      } catch (error) {
        throw translated(error);
      }
    },
    stats: () => ({ total: pool.totalCount, idle: pool.idleCount, waiting: pool.waitingCount }),
    async close() {
      await Promise.all([pool.end(), systemPool.end()]);
    },
  };
}
