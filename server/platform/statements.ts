/**
 * Statements sends a transaction's SQL over one connection: prepared, so that the database plans each text once per connection,
 * and pipelined, so that statements which do not wait for each other share a round trip. Only database.ts uses it.
 */
import type { Duplex } from 'node:stream';
import {
  type CompiledQuery,
  type DatabaseConnection,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
} from 'kysely';
import type pg from 'pg';
import { type LoneScope, sendAlone } from './lone-statement.ts';

/** What tests may observe and break: called before each statement; throwing makes the statement fail. */
export type StatementHook = (statement: string) => void;

/** Texts that get a name; those of varying length (lists) could otherwise fill every connection's memory. */
const namesMax = 500;
const names = new Map<string, string>();

/**
 * The name under which a text is prepared; undefined leaves it unprepared. `SELECT *` stays so: a prepared one fails once a
 * migration has added a column.
 */
function nameOf(text: string): string | undefined {
  const known = names.get(text);
  if (known !== undefined) return known;
  if (names.size >= namesMax || /(?:select|returning) \*/i.test(text)) return undefined;
  const name = `usher_${names.size}`;
  names.set(text, name);
  return name;
}

function resultOf<Row>({ command, rowCount, rows }: pg.QueryResult): QueryResult<Row> {
  const counts = command === 'INSERT' || command === 'UPDATE' || command === 'DELETE' || command === 'MERGE';
  // The caller's query says what its rows are, here as everywhere in Kysely.
  return { rows: rows as Row[], ...(counts ? { numAffectedRows: BigInt(rowCount ?? 0) } : {}) };
}

/** One transaction's way to its client: remembers what is on its way, and takes nothing more once it is closed. */
class Gate implements DatabaseConnection {
  readonly #client: pg.PoolClient;
  readonly #hook: StatementHook | undefined;
  readonly #lone: LoneScope | null;
  readonly #underWay = new Set<Promise<unknown>>();
  #closed = false;

  constructor(client: pg.PoolClient, hook: StatementHook | undefined, lone: LoneScope | null) {
    this.#client = client;
    this.#hook = hook;
    this.#lone = lone;
  }

  async executeQuery<Row>({ sql: text, parameters }: CompiledQuery): Promise<QueryResult<Row>> {
    // A branch that outlives its transaction would write into whichever comes next on this connection: another tenant's.
    if (this.#closed) throw new Error('This transaction has ended.');
    this.#hook?.(text);
    const name = nameOf(text);
    const query = { text, values: [...parameters], ...(name === undefined ? {} : { name }) };
    if (this.#lone === null) gatherWrites(this.#client);
    const sent = this.#lone === null ? this.#client.query(query) : sendAlone(this.#client, query, this.#lone);
    // A lone statement takes its transaction with it.
    if (this.#lone !== null) this.#closed = true;
    this.#underWay.add(sent);
    try {
      return resultOf(await sent);
    } finally {
      this.#underWay.delete(sent);
    }
  }

  // A cursor keeps its connection between round trips, which a pipeline cannot.
  streamQuery(): never {
    throw new Error('Rows are read whole, a page at a time.');
  }

  /** Refuses further statements and waits for those under way, however they end. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.allSettled(this.#underWay);
  }
}

/** Kysely wants a driver; connections come from the pool, so this one has none to give. */
const noDriver = {
  init: async () => undefined,
  acquireConnection: async () => {
    throw new Error('Statements run within a transaction of database.ts.');
  },
  beginTransaction: async () => undefined,
  commitTransaction: async () => undefined,
  rollbackTransaction: async () => undefined,
  releaseConnection: async () => undefined,
  destroy: async () => undefined,
};
const dialect = {
  createAdapter: () => new PostgresAdapter(),
  createDriver: () => noDriver,
  createIntrospector: (db: Kysely<unknown>) => new PostgresIntrospector(db),
  createQueryCompiler: () => new PostgresQueryCompiler(),
};
const executor = new Kysely<unknown>({ dialect }).getExecutor();

/**
 * Queries over one client. Unlike Kysely's own connections it does not wait for one statement before it sends the next.
 * @param lone takes one statement only, which is a transaction by itself; null = those of a transaction that is open
 */
export function queriesOver<Tables>(
  client: pg.PoolClient,
  hook: StatementHook | undefined,
  lone: LoneScope | null = null,
): { queries: Kysely<Tables>; close(): Promise<void> } {
  const gate = new Gate(client, hook, lone);
  const provider = {
    provideConnection: <Result>(use: (one: DatabaseConnection) => Promise<Result>) => use(gate),
  };
  const queries = new Kysely<Tables>({
    config: { dialect },
    dialect,
    driver: noDriver,
    executor: executor.withConnectionProvider(provider),
  });
  return { queries, close: () => gate.close() };
}

/** Sockets whose packets of this turn of the event loop are held back. */
const gathering = new WeakSet<Duplex>();

/** Sends what is asked of a client in this turn of the event loop as one packet: each packet wakes the database's process. */
export function gatherWrites(client: pg.PoolClient): void {
  // The driver does not publish its socket; without one, packets leave one by one as usual.
  const { stream } = (client as { connection?: { stream?: Duplex } }).connection ?? {};
  if (stream === undefined || gathering.has(stream)) return;
  gathering.add(stream);
  stream.cork();
  setImmediate(() => {
    gathering.delete(stream);
    stream.uncork();
  });
}
