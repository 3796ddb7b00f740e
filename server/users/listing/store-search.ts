/** SQL of the search among users. */
import { type RawBuilder, sql } from 'kysely';
import { parseId, type TenantId, type UserId } from '../../kernel/ids.ts';
import { refuse } from '../../kernel/refusal.ts';
import type { LockRule } from '../../passwords/lockout.ts';
import type { Transaction } from '../../platform/database.ts';
import { stationPattern } from '../station.ts';
import { foldSearch } from './search-terms.ts';
import { conditionsOf, type ListedRow, rowsOf, type UserFilter } from './store-list.ts';

/** Up to so many people who are meant at all, a search looks at each of them; beyond, at what begins with the text. */
const startFromPeopleMax = 2000;

const idLength = 36;

function placeOf(after: string | null): { term: string; user: UserId } | null {
  if (after === null) return null;
  const user = parseId<UserId>(after.slice(0, idLength));
  if (user === null) throw refuse('invalid_request', { detail: 'The cursor is not one of this search.' });
  return { user, term: after.slice(idLength) };
}

/** What a search is made of, in terms of what stands in its one statement. */
interface Search {
  readonly tenant: TenantId;
  readonly filter: UserFilter;
  readonly rule: LockRule;
  /** The text, folded. */
  readonly from: string;
  /** Terms `t` that begin with the text, but for those of the owner of the station. */
  readonly range: RawBuilder<boolean>;
  /** The id of whoever is at the station of this very number, or has it assigned; null where the text is no such number. */
  readonly stationOwner: RawBuilder<UserId> | null;
  /** Whether a term of a user stands after the page before. */
  readonly isOnward: (term: RawBuilder<unknown>, user: RawBuilder<unknown>) => RawBuilder<boolean>;
}

function searchOf(tenant: TenantId, filter: UserFilter, text: string, rule: LockRule): Search {
  const from = foldSearch(text);
  // No text is greater than its beginning followed by the greatest code point.
  const to = `${from}\u{10ffff}`;
  const stationOwner = stationPattern.test(from)
    ? sql<UserId>`(SELECT coalesce(s.assigned_to, s.holder_id) FROM stations s WHERE s.tenant_id = ${tenant} AND s.station = ${from})`
    : null;
  const others = stationOwner === null ? sql`` : sql`AND t.user_id IS DISTINCT FROM ${stationOwner}`;
  const range = sql<boolean>`t.tenant_id = ${tenant} AND t.term >= ${from} AND t.term < ${to} ${others}`;
  const place = placeOf(filter.after);
  const isOnward: Search['isOnward'] = (term, user) =>
    place === null ? sql<boolean>`true` : sql<boolean>`(${term}, ${user}) > (${place.term}, ${place.user})`;
  return { tenant, filter, rule, from, range, stationOwner, isOnward };
}

/** Terms in their order, of whoever meets the conditions; who matches with several counts at the first of them. */
function byTerm({ tenant, filter, from, range, isOnward, rule }: Search): RawBuilder<unknown> {
  const firstOfUser = sql`NOT EXISTS (SELECT FROM user_search_terms e
    WHERE e.tenant_id = ${tenant} AND e.user_id = t.user_id AND e.term >= ${from} AND e.term < t.term)`;
  const conditions = conditionsOf(tenant, filter, rule, 'probing');
  // OFFSET keeps it a look at each who was found, in the order in which they were: planned as a join, it could read all users.
  const meets =
    conditions.length === 0
      ? sql``
      : sql`CROSS JOIN LATERAL (SELECT FROM users u WHERE u.tenant_id = ${tenant} AND u.id = t.user_id
          AND ${sql.join(conditions, sql` AND `)} OFFSET 0) u`;
  return sql`SELECT t.term, t.user_id FROM user_search_terms t ${meets}
    WHERE ${range} AND ${isOnward(sql`t.term`, sql`t.user_id`)} AND ${firstOfUser}`;
}

/** The first term of each of a few people. */
function byPerson({ tenant, filter, range, isOnward, rule }: Search): {
  few: RawBuilder<unknown>;
  found: RawBuilder<unknown>;
} {
  const conditions = [sql`u.tenant_id = ${tenant}`, ...conditionsOf(tenant, filter, rule, 'driving')];
  return {
    few: sql`SELECT u.id FROM users u WHERE ${sql.join(conditions, sql` AND `)} LIMIT ${startFromPeopleMax + 1}`,
    found: sql`SELECT t.term, t.user_id FROM few CROSS JOIN LATERAL (SELECT t.term, t.user_id FROM user_search_terms t
        WHERE ${range} AND t.user_id = few.id ORDER BY t.term LIMIT 1) t WHERE ${isOnward(sql`t.term`, sql`t.user_id`)}`,
  };
}

/**
 * The owner of the station, where a term that is the text itself would be: before all others. The beginning of a station's number
 * finds nobody: what somebody holds comes and goes with them, and no index orders people by it.
 */
function byStation({ tenant, filter, rule, from, isOnward }: Search, owner: RawBuilder<UserId>): RawBuilder<unknown> {
  const met = [sql`u.tenant_id = ${tenant}`, sql`u.id = ${owner}`, ...conditionsOf(tenant, filter, rule, 'probing')];
  const term = sql`${from}::text COLLATE "C"`;
  return sql`SELECT ${term} AS term, u.id AS user_id FROM users u WHERE ${sql.join(met, sql` AND `)} AND ${isOnward(term, sql`u.id`)}`;
}

/** Users and where they were found, `limit` + 1 of them, in the order of the terms. */
function foundSql(search: Search): RawBuilder<unknown> {
  const { filter, stationOwner } = search;
  const end = sql`ORDER BY term, user_id LIMIT ${filter.limit + 1}`;
  const narrowed = conditionsOf(search.tenant, filter, search.rule, 'probing').length > 0;
  const { few, found } = byPerson(search);
  const isFew = sql`(SELECT count(*) <= ${startFromPeopleMax} FROM few)`;
  const parts = [
    narrowed ? sql`(${byTerm(search)} AND NOT ${isFew} ${end})` : sql`(${byTerm(search)} ${end})`,
    ...(narrowed ? [sql`(${found} AND ${isFew})`] : []),
    ...(stationOwner === null ? [] : [sql`(${byStation(search, stationOwner)})`]),
  ];
  return sql`${narrowed ? sql`WITH few AS MATERIALIZED (${few})` : sql``}
    SELECT user_id, term AS place, user_id || term AS sort_key FROM (${sql.join(parts, sql` UNION ALL `)}) matches ${end}`;
}

/**
 * Users of whom a term begins with the text, or who are at the station of that number, ordered by the first such term.
 *
 * The order is that of the index on purpose: a page is then the first rows of one range of it, and costs the same for a letter
 * that half of a million users have as for a name that nobody has. By username, either the range (many matches) or the walk in
 * that order (few, or all at its end) would be read whole. The bounds are plain comparisons: LIKE may not use an index under
 * row-level security, because it is not leakproof. Where a role, a team or a state leaves few people, or a supervisor sees few, the
 * statement starts from them; where it leaves many, the walk meets them soon.
 * @throws Refusal invalid_request (a cursor that is none)
 */
export async function userSearch(
  tx: Transaction,
  tenant: TenantId,
  filter: UserFilter & { readonly search: string },
  rule: LockRule,
): Promise<ListedRow[]> {
  const { rows } = await rowsOf(tenant, rule, foundSql(searchOf(tenant, filter, filter.search, rule))).execute(tx);
  return rows;
}
