/** SQL of what is taken already: names, addresses and extensions of many at once. */
import { sql } from 'kysely';
import type { TenantId } from '../../kernel/ids.ts';
import type { Transaction } from '../../platform/database.ts';

/** Those of the identifiers (folded) that somebody has already. A join: of thousands, ANY took several times as long. */
export async function identifierListTaken(
  tx: Transaction,
  tenant: TenantId,
  identifiers: readonly string[],
): Promise<string[]> {
  const { rows } = await sql<{
    identifier: string;
  }>`SELECT i.identifier FROM unnest(${identifiers}::text[]) AS asked (identifier)
    JOIN user_identifiers i ON i.tenant_id = ${tenant} AND i.identifier = asked.identifier`.execute(tx);
  return rows.map((row) => row.identifier);
}

/** Those of the extensions that somebody has already. */
export async function extensionListTaken(
  tx: Transaction,
  tenant: TenantId,
  extensions: readonly string[],
): Promise<string[]> {
  const { rows } = await sql<{
    extension: string;
  }>`SELECT u.extension FROM unnest(${extensions}::text[]) AS asked (extension)
    JOIN users u ON u.tenant_id = ${tenant} AND u.extension = asked.extension`.execute(tx);
  return rows.map((row) => row.extension);
}
