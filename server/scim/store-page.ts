/** SQL of one page of a list, whatever it is a list of: the ids of the page by an index first, then what is shown of them. */
import { type RawBuilder, sql } from 'kysely';
import type { TenantId } from '../kernel/ids.ts';
import type { Transaction } from '../platform/database.ts';
import type { Listing } from './listing.ts';
import { refuseScim } from './refusal.ts';
import { type Columns, filterSql } from './store-filter.ts';

export interface Listed {
  /** `users u` or `teams t`. */
  readonly table: RawBuilder<unknown>;
  readonly alias: 'u' | 't';
  readonly columns: Columns;
  /** What it can be sorted by, cheaply: the attribute in lower case. */
  readonly orders: Readonly<Record<string, RawBuilder<unknown>>>;
  /** `SELECT … FROM page JOIN …`. */
  readonly selection: RawBuilder<unknown>;
  /** Only these, where the caller does not see all. */
  readonly only?: RawBuilder<boolean> | null;
}

export interface Page<Row> {
  readonly rows: Row[];
  readonly total: number;
  /** There are more after the last row, in the order of ids. */
  readonly more: boolean;
}

function orderOf({ orders, alias }: Listed, { sortBy, descending }: Listing): RawBuilder<unknown> {
  const id = sql.ref(`${alias}.id`);
  const direction = descending ? sql`DESC` : sql`ASC`;
  if (sortBy === null || sortBy === 'id' || sortBy === 'meta.created') return sql`${id} ${direction}`;
  const order = Object.hasOwn(orders, sortBy) ? orders[sortBy] : undefined;
  if (order === undefined) throw refuseScim('invalidValue', `There is no order by ${sortBy}.`);
  return sql`${order} ${direction}, ${id} ${direction}`;
}

function foundSql(tenant: TenantId, listed: Listed, filter: Listing['filter']): RawBuilder<unknown> {
  const conditions = [sql<boolean>`${sql.ref(`${listed.alias}.tenant_id`)} = ${tenant}`];
  if (filter !== null) conditions.push(filterSql(listed.columns, tenant, filter));
  if (listed.only) conditions.push(listed.only);
  return sql.join(conditions, sql` AND `);
}

/** The statement of one page, one row longer than the page when there are more. @throws Refusal as `pageFetch` */
export function pageSql<Row>(tenant: TenantId, listed: Listed, listing: Listing): RawBuilder<Row> {
  const { limit, startIndex, cursor, filter } = listing;
  const id = sql.ref(`${listed.alias}.id`);
  const onward = cursor ? sql`AND ${id} > ${cursor}` : sql``;
  const order = orderOf(listed, listing);
  const offset = cursor === null ? startIndex - 1 : 0;
  return sql<Row>`
    WITH page AS MATERIALIZED (SELECT ${id} FROM ${listed.table} WHERE ${foundSql(tenant, listed, filter)} ${onward}
      ORDER BY ${order} LIMIT ${limit + 1} OFFSET ${offset})
    ${listed.selection} ORDER BY ${order}`;
}

/** @throws Refusal invalidFilter, invalidValue for what cannot be run */
export async function pageFetch<Row>(
  tx: Transaction,
  tenant: TenantId,
  listed: Listed,
  listing: Listing,
): Promise<Page<Row>> {
  const { limit, startIndex, cursor, filter } = listing;
  const { rows } = await pageSql<Row>(tenant, listed, listing).execute(tx);
  const more = rows.length > limit;
  // A first page that is not full tells by itself how many there are.
  const complete = !more && startIndex === 1 && !cursor;
  const total = complete ? rows.length : await countOf(tx, listed.table, foundSql(tenant, listed, filter));
  return { rows: rows.slice(0, limit), total, more };
}

async function countOf(tx: Transaction, table: RawBuilder<unknown>, found: RawBuilder<unknown>): Promise<number> {
  const { rows } = await sql<{ n: number }>`SELECT count(*)::integer AS n FROM ${table} WHERE ${found}`.execute(tx);
  return rows[0]?.n ?? 0;
}
