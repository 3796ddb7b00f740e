/** SQL that makes many users at once: one statement for each table, whatever their number. */
import { sql } from 'kysely';
import type { TeamId, TenantId, UserId } from '../../kernel/ids.ts';
import type { Transaction } from '../../platform/database.ts';
import { foldIdentifier } from '../identifiers.ts';
import { searchTerms } from '../listing/search-terms.ts';

/** A row to be. The role is named by its key. */
export interface ManyRow {
  readonly id: UserId;
  readonly username: string;
  readonly email: string | null;
  readonly first_name: string;
  readonly last_name: string;
  readonly role: string;
  readonly status: 'active' | 'inactive';
  readonly disabled: boolean;
  readonly locale: string | null;
  readonly extension: string | null;
  readonly number: string | null;
  readonly station_mode: 'static' | 'dynamic' | 'none';
  readonly schedule_id: string | null;
}

interface IdentifierRow {
  readonly identifier: string;
  readonly user_id: UserId;
  readonly is_username: boolean;
  readonly is_email: boolean;
}

function identifierRows({ id, username, email }: ManyRow): IdentifierRow[] {
  const name = foldIdentifier(username);
  const address = email === null ? null : foldIdentifier(email);
  const own = { identifier: name, user_id: id, is_username: true, is_email: address === name };
  if (address === null || address === name) return [own];
  return [own, { identifier: address, user_id: id, is_username: false, is_email: true }];
}

/**
 * Users, what they are found by, and their names. Everything was judged before; a constraint that still says no fails the whole.
 * @returns how many rows there are now: fewer than asked for where a role has gone meanwhile
 */
export async function usersInsertMany(tx: Transaction, tenant: TenantId, rows: readonly ManyRow[]): Promise<number> {
  const inserted =
    await sql`INSERT INTO users (tenant_id, id, username, email, first_name, last_name, role_id, status, disabled, locale,
      extension, number, station_mode, schedule_id)
    SELECT ${tenant}, v.id, v.username, v.email, v.first_name, v.last_name, r.id, v.status, v.disabled, v.locale,
      v.extension, v.number, v.station_mode, v.schedule_id
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS v (id uuid, username text, email text, first_name text, last_name text,
      role text, status text, disabled boolean, locale text, extension text, number text, station_mode text, schedule_id uuid)
    JOIN roles r ON r.tenant_id = ${tenant} AND r.key = v.role RETURNING 1`.execute(tx);
  await sql`INSERT INTO user_identifiers (tenant_id, identifier, user_id, is_username, is_email)
    SELECT ${tenant}, v.identifier, v.user_id, v.is_username, v.is_email
    FROM jsonb_to_recordset(${JSON.stringify(rows.flatMap(identifierRows))}::jsonb)
      AS v (identifier text, user_id uuid, is_username boolean, is_email boolean)`.execute(tx);
  const terms = rows.flatMap((row) => searchTerms(row).map((term) => ({ term, user_id: row.id })));
  await sql`INSERT INTO user_search_terms (tenant_id, term, user_id)
    SELECT ${tenant}, v.term, v.user_id FROM jsonb_to_recordset(${JSON.stringify(terms)}::jsonb) AS v (term text, user_id uuid)`.execute(
    tx,
  );
  return inserted.rows.length;
}

/** Makes new people members of teams, none of which they supervise. */
export async function memberInsertMany(
  tx: Transaction,
  tenant: TenantId,
  members: readonly { readonly team: TeamId; readonly user: UserId }[],
): Promise<void> {
  if (members.length === 0) return;
  await sql`INSERT INTO team_members (tenant_id, team_id, user_id)
    SELECT ${tenant}, team_id, user_id
    FROM unnest(${members.map((one) => one.team)}::uuid[], ${members.map((one) => one.user)}::uuid[]) AS v (team_id, user_id)`.execute(
    tx,
  );
}

/** Assigns numbers, in their order. @returns how many: fewer where somebody has one meanwhile */
export async function stationAssignMany(
  tx: Transaction,
  tenant: TenantId,
  numbers: readonly { readonly station: string; readonly user: UserId }[],
): Promise<number> {
  if (numbers.length === 0) return 0;
  const { rows } = await sql`INSERT INTO stations (tenant_id, station, assigned_to)
    SELECT ${tenant}, station, user_id
    FROM unnest(${numbers.map((one) => one.station)}::text[], ${numbers.map((one) => one.user)}::uuid[]) AS v (station, user_id)
    ORDER BY station
    ON CONFLICT (tenant_id, station) DO UPDATE SET assigned_to = excluded.assigned_to
      WHERE stations.assigned_to IS NULL AND stations.holder_id IS NULL
    RETURNING 1`.execute(tx);
  return rows.length;
}

/** Teams by name, each with what its supervisors may do to members (`team:` permissions). Locks nothing. */
export async function teamsWithPowers(
  tx: Transaction,
  tenant: TenantId,
  names: readonly string[],
): Promise<{ id: TeamId; name: string; powers: string[] }[]> {
  if (names.length === 0) return [];
  const { rows } = await sql<{ id: TeamId; name: string; powers: string[] }>`SELECT t.id, t.name, coalesce((
      SELECT array_agg(DISTINCT power) FROM team_members m
      JOIN users u ON u.tenant_id = m.tenant_id AND u.id = m.user_id
      JOIN roles r ON r.tenant_id = u.tenant_id AND r.id = u.role_id, unnest(r.permissions) AS power
      WHERE m.tenant_id = t.tenant_id AND m.team_id = t.id AND m.supervises AND power LIKE 'team:%'), '{}') AS powers
    FROM teams t WHERE t.tenant_id = ${tenant} AND t.name = ANY (${names}::text[])`.execute(tx);
  return rows;
}

/** Whose usernames these are (folded), for those that are somebody's username. */
export async function usernameListOwners(
  tx: Transaction,
  tenant: TenantId,
  usernames: readonly string[],
): Promise<{ identifier: string; user_id: UserId }[]> {
  const { rows } = await sql<{ identifier: string; user_id: UserId }>`SELECT i.identifier, i.user_id
    FROM unnest(${usernames}::text[]) AS asked (identifier)
    JOIN user_identifiers i ON i.tenant_id = ${tenant} AND i.identifier = asked.identifier WHERE i.is_username`.execute(
    tx,
  );
  return rows;
}
