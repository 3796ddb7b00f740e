/** SQL of teams as SCIM shows them. Writing goes through the door of teams. */
import { type RawBuilder, sql } from 'kysely';
import type { TeamId, TenantId, UserId } from '../kernel/ids.ts';
import type { Transaction } from '../platform/database.ts';
import type { Listing } from './listing.ts';
import { groupColumns } from './store-filter.ts';
import { type Page, pageFetch } from './store-page.ts';

export interface ScimGroupRow {
  readonly id: TeamId;
  readonly name: string;
  readonly external_id: string | null;
  readonly created_at: Date;
  readonly updated_at: Date;
  /** Another one whenever name, externalId or who is in it is. */
  readonly version: string;
}

/** Who is in it is a part of the version without being counted anywhere: however somebody leaves a team, it is another one. */
const selected = sql`SELECT t.id, t.name, t.external_id, t.created_at, t.updated_at,
    t.revision || '.' || left(md5(coalesce((SELECT string_agg(m.user_id::text, ',' ORDER BY m.user_id) FROM team_members m
      WHERE m.tenant_id = t.tenant_id AND m.team_id = t.id), '')), 16) AS version`;

/** @throws Refusal invalidFilter, invalidValue */
export function scimGroupPage(
  tx: Transaction,
  tenant: TenantId,
  listing: Listing,
  only: readonly TeamId[] | null,
): Promise<Page<ScimGroupRow>> {
  return pageFetch(
    tx,
    tenant,
    {
      table: sql`teams t`,
      alias: 't',
      columns: groupColumns,
      orders: { displayname: sql`t.name`, 'meta.lastmodified': sql`t.updated_at` },
      selection: sql`${selected} FROM page JOIN teams t ON t.tenant_id = ${tenant} AND t.id = page.id`,
      only: only === null ? null : sql<boolean>`t.id = ANY (${only}::uuid[])`,
    },
    listing,
  );
}

export async function scimGroupFetch(tx: Transaction, tenant: TenantId, id: TeamId): Promise<ScimGroupRow | undefined> {
  const one: RawBuilder<ScimGroupRow> = sql`${selected} FROM teams t WHERE t.tenant_id = ${tenant} AND t.id = ${id}`;
  return (await one.execute(tx)).rows[0];
}

export interface ScimMemberRow {
  readonly team_id: TeamId;
  readonly user_id: UserId;
  readonly username: string;
  readonly first_name: string;
  readonly last_name: string;
}

/** Who is in these teams, in the order of ids; at most so many in all. */
export async function scimMemberList(
  tx: Transaction,
  tenant: TenantId,
  teams: readonly TeamId[],
  limit: number,
): Promise<ScimMemberRow[]> {
  const { rows } = await sql<ScimMemberRow>`SELECT m.team_id, m.user_id, u.username, u.first_name, u.last_name
    FROM team_members m JOIN users u ON u.tenant_id = m.tenant_id AND u.id = m.user_id
    WHERE m.tenant_id = ${tenant} AND m.team_id = ANY (${teams}::uuid[])
    ORDER BY m.team_id, m.user_id LIMIT ${limit}`.execute(tx);
  return rows;
}

/** The ids of those who are in a team, of all or of those asked about. */
export async function scimMemberIds(
  tx: Transaction,
  tenant: TenantId,
  team: TeamId,
  asked: readonly UserId[] | null,
): Promise<Set<string>> {
  const among = asked === null ? sql`` : sql`AND user_id = ANY (${asked}::uuid[])`;
  const { rows } = await sql<{ user_id: string }>`SELECT user_id FROM team_members
    WHERE tenant_id = ${tenant} AND team_id = ${team} ${among}`.execute(tx);
  return new Set(rows.map((row) => row.user_id));
}
