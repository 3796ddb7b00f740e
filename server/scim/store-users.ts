/** SQL of users as SCIM shows them. Writing goes through the door of users. */
import { type RawBuilder, sql } from 'kysely';
import type { TenantId, UserId } from '../kernel/ids.ts';
import type { Transaction } from '../platform/database.ts';
import type { Listing } from './listing.ts';
import { userColumns } from './store-filter.ts';
import { type Listed, type Page, pageFetch } from './store-page.ts';

export interface ScimUserRow {
  readonly id: UserId;
  readonly username: string;
  readonly external_id: string | null;
  readonly email: string | null;
  readonly first_name: string;
  readonly last_name: string;
  readonly disabled: boolean;
  readonly locale: string | null;
  readonly extension: string | null;
  readonly number: string | null;
  readonly created_at: Date;
  readonly updated_at: Date;
  readonly revision: number;
  readonly role: string;
  readonly role_name: string;
  readonly teams: readonly { readonly id: string; readonly name: string }[];
}

const selected = sql`SELECT u.id, u.username, u.external_id, u.email, u.first_name, u.last_name, u.disabled, u.locale, u.extension,
    u.number, u.created_at, u.updated_at, u.revision, r.key AS role, r.name AS role_name,
    coalesce((SELECT jsonb_agg(jsonb_build_object('id', t.id, 'name', t.name) ORDER BY t.name) FROM team_members m
      JOIN teams t ON t.tenant_id = m.tenant_id AND t.id = m.team_id WHERE m.tenant_id = u.tenant_id AND m.user_id = u.id), '[]') AS teams`;

/** What a page of users is made of. */
export function listedUsers(tenant: TenantId): Listed {
  return {
    table: sql`users u`,
    alias: 'u',
    columns: userColumns,
    orders: { username: sql`lower(u.username)`, 'meta.lastmodified': sql`u.updated_at` },
    selection: sql`${selected} FROM page JOIN users u ON u.tenant_id = ${tenant} AND u.id = page.id
      JOIN roles r ON r.tenant_id = u.tenant_id AND r.id = u.role_id`,
  };
}

/** @throws Refusal invalidFilter, invalidValue */
export function scimUserPage(tx: Transaction, tenant: TenantId, listing: Listing): Promise<Page<ScimUserRow>> {
  return pageFetch(tx, tenant, listedUsers(tenant), listing);
}

export async function scimUserFetch(tx: Transaction, tenant: TenantId, id: UserId): Promise<ScimUserRow | undefined> {
  const one: RawBuilder<ScimUserRow> = sql`${selected} FROM users u JOIN roles r ON r.tenant_id = u.tenant_id AND r.id = u.role_id
    WHERE u.tenant_id = ${tenant} AND u.id = ${id}`;
  return (await one.execute(tx)).rows[0];
}
