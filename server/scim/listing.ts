/** What a list is asked for (RFC 7644 sections 3.4.2.2 to 3.4.2.4, RFC 9865): filter, order and page, read and bounded. Pure. */
import { isUuid } from '../kernel/ids.ts';
import { type Condition, readFilter } from './filter.ts';
import { refuseScim } from './refusal.ts';

/** The query as it comes. */
export interface ListQuery {
  readonly filter?: string;
  readonly sortBy?: string;
  readonly sortOrder?: string;
  readonly startIndex?: string;
  readonly count?: string;
  readonly cursor?: string;
}

export interface Listing {
  readonly filter: Condition | null;
  /** In lower case; null = by id, in the order of creation. */
  readonly sortBy: string | null;
  readonly descending: boolean;
  readonly limit: number;
  /** From 1. */
  readonly startIndex: number;
  /** The id after which the page begins; '' for the first; null where the page is chosen by index. */
  readonly cursor: string | null;
}

export const countMax = 200;
export const countDefault = 100;
const indexMax = 10_000_000;

function integerOf(text: string | undefined, name: string, without: number): number {
  if (text === undefined || text === '') return without;
  if (!/^-?\d{1,12}$/.test(text)) throw refuseScim('invalidValue', `${name} must be a whole number.`);
  return Number(text);
}

function placeOf(cursor: string): string {
  if (cursor === '') return '';
  const id = cursor.length > 100 ? '' : Buffer.from(cursor, 'base64url').toString('latin1');
  if (!isUuid(id)) throw refuseScim('invalidCursor', 'The cursor is not one of this list.');
  return id;
}

export function cursorOf(id: string): string {
  return Buffer.from(id, 'latin1').toString('base64url');
}

/** @throws Refusal invalidFilter, invalidValue, invalidCursor */
export function readListing(query: ListQuery): Listing {
  const { filter, sortBy, sortOrder = 'ascending', cursor } = query;
  if (sortBy !== undefined && cursor !== undefined)
    throw refuseScim('invalidCursor', 'A list that is sorted is paged by startIndex.');
  if (!/^(ascending|descending)$/i.test(sortOrder))
    throw refuseScim('invalidValue', 'sortOrder must be ascending or descending.');
  return {
    filter: filter === undefined || filter.trim() === '' ? null : readFilter(filter),
    sortBy: sortBy === undefined ? null : sortBy.slice(sortBy.lastIndexOf(':') + 1).toLowerCase(),
    descending: sortOrder.toLowerCase() === 'descending',
    // RFC 7644 section 3.4.2.4: less than 0 is 0, and a startIndex less than 1 is 1.
    limit: Math.min(countMax, Math.max(0, integerOf(query.count, 'count', countDefault))),
    startIndex: Math.min(indexMax, Math.max(1, integerOf(query.startIndex, 'startIndex', 1))),
    cursor: cursor === undefined ? null : placeOf(cursor),
  };
}
