/** SQL of the search among users. */
import { sql } from 'kysely';
import { parseId, type TeamId, type TenantId, type UserId } from '../kernel/ids.ts';
import { refuse } from '../kernel/refusal.ts';
import type { LockRule } from '../passwords/lockout.ts';
import type { Transaction } from '../platform/database.ts';
import { foldSearch } from './search-terms.ts';
import { selection, type UserRow } from './store.ts';

export interface SearchFilter {
  readonly limit: number;
  /** The sort key of the last row of the page before. */
  readonly after: string | null;
  readonly search: string;
  /** Only members of these teams (a supervisor's view); null = everyone. */
  readonly teams: readonly TeamId[] | null;
}

const idLength = 36;

function placeOf(after: string | null): { term: string; user: UserId } | null {
  if (after === null) return null;
  const user = parseId<UserId>(after.slice(0, idLength));
  if (user === null) throw refuse('invalid_request', { detail: 'The cursor is not one of this search.' });
  return { user, term: after.slice(idLength) };
}

/**
 * Users of whom a term begins with the text, ordered by the first such term.
 *
 * The order is that of the index on purpose: a page is then the first rows of one range of it, and costs the same for a letter
 * that half of a million users have as for a name that nobody has. By username, either the range (many matches) or the walk in
 * that order (few, or all at its end) would be read whole. Who matches with several terms counts at the first of them. The bounds
 * are plain comparisons: LIKE may not use an index under row-level security, because it is not leakproof. Members of a few
 * teams are fewer than matches can be, so a supervisor's search starts from them.
 * @throws Refusal invalid_request (a cursor that is none)
 */
export async function userSearch(
  tx: Transaction,
  tenant: TenantId,
  filter: SearchFilter,
  rule: LockRule,
): Promise<UserRow[]> {
  const from = foldSearch(filter.search);
  // No text is greater than its beginning followed by the greatest code point.
  const to = `${from}\u{10ffff}`;
  const place = placeOf(filter.after);
  const range = sql`t.tenant_id = ${tenant} AND t.term >= ${from} AND t.term < ${to}`;
  const onward = place === null ? sql`true` : sql`(t.term, t.user_id) > (${place.term}, ${place.user})`;
  const firstOfUser = sql`NOT EXISTS (SELECT FROM user_search_terms e
    WHERE e.tenant_id = ${tenant} AND e.user_id = t.user_id AND e.term >= ${from} AND e.term < t.term)`;
  const matches =
    filter.teams === null
      ? sql`SELECT t.term, t.user_id FROM user_search_terms t WHERE ${range} AND ${onward} AND ${firstOfUser}`
      : sql`SELECT t.term, t.user_id
          FROM (SELECT DISTINCT user_id FROM team_members WHERE tenant_id = ${tenant} AND team_id = ANY (${filter.teams}::uuid[]) OFFSET 0) m
          CROSS JOIN LATERAL (SELECT t.term, t.user_id FROM user_search_terms t
            WHERE ${range} AND t.user_id = m.user_id ORDER BY t.term LIMIT 1) t WHERE ${onward}`;
  const { rows } =
    await sql<UserRow>`WITH found AS MATERIALIZED (${matches} ORDER BY term, user_id LIMIT ${filter.limit + 1})
    SELECT user_row.*, found.user_id || found.term AS sort_key
    FROM found CROSS JOIN LATERAL (${selection(tenant, rule)} WHERE u.tenant_id = ${tenant} AND u.id = found.user_id) user_row
    ORDER BY found.term, found.user_id`.execute(tx);
  return rows;
}
