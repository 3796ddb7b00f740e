/** SQL that keeps what users are found by (user_search_terms), in the transaction that writes the user. */
import { sql } from 'kysely';
import type { TenantId, UserId } from '../../kernel/ids.ts';
import type { Transaction } from '../../platform/database.ts';
import { type SearchableUser, searchTerms } from './search-terms.ts';

export async function termsInsert(
  tx: Transaction,
  tenant: TenantId,
  user: UserId,
  searchable: SearchableUser,
): Promise<void> {
  await sql`INSERT INTO user_search_terms (tenant_id, term, user_id)
    SELECT ${tenant}, term, ${user} FROM unnest(${searchTerms(searchable)}::text[]) AS terms (term)`.execute(tx);
}

export async function termsReplace(
  tx: Transaction,
  tenant: TenantId,
  user: UserId,
  searchable: SearchableUser,
): Promise<void> {
  await tx.deleteFrom('user_search_terms').where('tenant_id', '=', tenant).where('user_id', '=', user).execute();
  await termsInsert(tx, tenant, user, searchable);
}
