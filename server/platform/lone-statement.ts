/**
 * A lone statement is a transaction by itself: whose rows it may see, the statement and its end travel to the database in one
 * packet and come back in one. Waking a sleeping process costs more than a small statement does, and `begin`, statement and
 * `commit` sent one after the other wake two of them three times. In the extended protocol whatever stands between two Syncs is
 * one transaction (PostgreSQL documentation, "Pipelining"), undone whole if anything in it fails. Only statements.ts uses it.
 */
import pg from 'pg';
import type { TenantId } from '../kernel/ids.ts';

/** How a lone statement runs. */
export interface LoneScope {
  readonly tenant: TenantId;
  /**
   * False: its commit is not waited for on the disk. A crash of the database (not of this process) may forget it, in order: never
   * without also forgetting what was committed after it. For what nobody is told before something durable follows.
   */
  readonly durable: boolean;
  /** See Manner in database.ts. */
  readonly planOnce: boolean;
}

/** What the driver's queries do with their connection; its types leave it out. */
interface Wire {
  bind(message: { portal: string; statement: string; values: readonly string[] }): void;
  execute(message: { portal: string }): void;
}
interface DriverQuery {
  prepare(wire: Wire): void;
  handleDataRow(message: unknown): void;
  handleCommandComplete(message: unknown, wire: Wire): void;
}
// The cast names methods that the pinned driver has and its types do not (pg/lib/query.js).
const driver = pg.Query.prototype as unknown as DriverQuery;

const scopeName = 'usher_scope';
/** The settings end with their transaction. */
const scopeText = `SELECT set_config('usher.tenant_id', $1, true),
  set_config('synchronous_commit', CASE WHEN $2::boolean THEN current_setting('synchronous_commit') ELSE 'off' END, true),
  set_config('plan_cache_mode', CASE WHEN $3::boolean THEN 'force_generic_plan' ELSE current_setting('plan_cache_mode') END, true)`;

/** Makes a new connection ready for lone statements. Should it fail, so does the first of them, and the connection is closed. */
export function prepareScope(client: pg.PoolClient): void {
  client.query({ name: scopeName, text: scopeText, values: ['', 'true', 'false'] }).catch(() => undefined);
}

/** The statement that opens the scope is answered first; that answer is nobody's. */
class LoneQuery extends pg.Query {
  readonly #scope: LoneScope;
  #scopeAnswered = false;

  constructor(config: pg.QueryConfig, scope: LoneScope, callback: (error: Error | undefined, result: unknown) => void) {
    super(config, callback);
    this.#scope = scope;
  }

  prepare(wire: Wire): void {
    const { tenant, durable, planOnce } = this.#scope;
    wire.bind({ portal: '', statement: scopeName, values: [tenant, String(durable), String(planOnce)] });
    wire.execute({ portal: '' });
    driver.prepare.call(this, wire);
  }

  handleDataRow(message: unknown): void {
    if (this.#scopeAnswered) driver.handleDataRow.call(this, message);
  }

  handleCommandComplete(message: unknown, wire: Wire): void {
    if (this.#scopeAnswered) driver.handleCommandComplete.call(this, message, wire);
    this.#scopeAnswered = true;
  }
}

/**
 * Sends one statement; resolves once it is committed.
 * @throws Error of the driver: nothing was done, unless the connection was lost after the packet left, when nobody can tell
 */
export function sendAlone(client: pg.PoolClient, config: pg.QueryConfig, scope: LoneScope): Promise<pg.QueryResult> {
  return new Promise((resolve, reject) => {
    // The type of a mode in which even a statement without parameters is prepared is not among the driver's either.
    const prepared = { ...config, queryMode: 'extended' } as pg.QueryConfig;
    const query = new LoneQuery(prepared, scope, (error, result) => {
      if (error) reject(error);
      else resolve(result as pg.QueryResult); // one statement gives one result
    });
    client.query(query);
  });
}

/** True when a connection does not know the statement that opens a scope: it is of no use for lone statements. */
export function isUnprepared(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '26000';
}
