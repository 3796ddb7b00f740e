/**
 * What the database's planner is told of tables that nobody has looked through yet. Every key leads with tenant_id; a planner that
 * knows nothing takes it for a column that tells rows apart, so an index read by it alone looks as cheap as the right one. On a new
 * installation each sign-in then reads the rows of all (seen: 180,000 sessions read for each of 500 agents), until the database
 * has looked for itself, a minute or more later. Called by migrations; later looks of the database's own take the place of this.
 */
import { sql } from 'kysely';
import type pg from 'pg';
import type { Database } from './database.ts';

/** Tables in which all rows belong to one tenant, as far as is known: so no plan rests on tenant_id alone. */
const assumeOneTenant = `
SELECT pg_restore_attribute_stats('schemaname', 'public', 'relname', c.relname::text, 'attname', 'tenant_id', 'inherited', false,
  'null_frac', 0::real, 'avg_width', 16, 'n_distinct', 1::real)
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id' AND NOT a.attisdropped
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
  AND NOT EXISTS (SELECT FROM pg_stats s WHERE s.schemaname = 'public' AND s.tablename = c.relname AND s.attname = 'tenant_id')`;

/** Does nothing before PostgreSQL 18, which is the first to take statistics from outside. @param client the owner of the tables */
export async function seedStatistics(client: pg.Client): Promise<void> {
  const { rows } = await client.query("SELECT FROM pg_proc WHERE proname = 'pg_restore_attribute_stats'");
  if (rows.length > 0) await client.query(assumeOneTenant);
}

/** Tables that grow with the number of people. */
const tablesOfPeople = [
  'users',
  'user_identifiers',
  'user_search_terms',
  'team_members',
  'passwords',
  'password_links',
  'stations',
  'mails',
  'audit_events',
  'import_lines',
];

/**
 * Has the database look at the tables of people now rather than when it comes to it, a minute or more later: for when many have just
 * come. A transaction each, since a look holds off others at the same table.
 */
export async function refreshStatistics(database: Database): Promise<void> {
  for (const table of tablesOfPeople) await database.withSystem((tx) => sql`ANALYZE ${sql.table(table)}`.execute(tx));
}
