/** SQL of the operators' work on organisations. It crosses tenants and therefore runs as the owner. */
import { sql } from 'kysely';
import type { TenantId } from '../kernel/ids.ts';
import { refuse } from '../kernel/refusal.ts';
import type { Transaction } from '../platform/database.ts';
import type { ExportTable } from './export-tables.ts';

export interface OrganizationRow {
  readonly id: TenantId;
  readonly slug: string;
  readonly name: string;
  readonly domain: string | null;
  readonly time_zone: string;
  readonly locale: string | null;
  readonly seats: number;
  readonly seatless_roles: boolean;
  readonly status: 'active' | 'suspended';
  readonly revision: number;
  readonly users: number;
  readonly seats_in_use: number;
  readonly created_at: Date;
  readonly exported_recently: boolean;
}

export interface OrganizationChange {
  readonly slug?: string;
  readonly domain?: string | null;
  readonly name?: string;
  readonly time_zone?: string;
  readonly locale?: string | null;
  readonly seats?: number;
  readonly seatless_roles?: boolean;
  readonly status?: 'active' | 'suspended';
}

/** Minutes within which an export must precede a deletion. */
const exportFreshMinutes = 60;

const columns = sql`t.id, t.slug, t.name, t.domain, t.time_zone, t.locale, t.seats, t.seatless_roles, t.status, t.revision, t.created_at,
  (SELECT count(*)::integer FROM users u WHERE u.tenant_id = t.id) AS users,
  coalesce((SELECT in_use FROM seat_usage s WHERE s.tenant_id = t.id), 0) AS seats_in_use,
  coalesce(t.exported_at > now() - make_interval(mins => ${exportFreshMinutes}), false) AS exported_recently`;

export async function organizationFetch(tx: Transaction, slug: string): Promise<OrganizationRow | undefined> {
  const { rows } =
    await sql<OrganizationRow>`SELECT ${columns} FROM tenants t WHERE t.slug = ${slug} AND t.kind = 'organization'`.execute(
      tx,
    );
  return rows[0];
}

/** By slug; `search` matches the start of slug or name. */
export async function organizationList(
  tx: Transaction,
  filter: { limit: number; after: string | null; search: string | null },
): Promise<OrganizationRow[]> {
  const start =
    filter.search === null
      ? null
      : `${filter.search.toLowerCase().replace(/[\\%_]/g, (character) => `\\${character}`)}%`;
  const { rows } = await sql<OrganizationRow>`SELECT ${columns} FROM tenants t WHERE t.kind = 'organization'
    AND (${filter.after}::text IS NULL OR t.slug > ${filter.after}) AND (${start}::text IS NULL OR t.slug LIKE ${start} OR lower(t.name) LIKE ${start})
    ORDER BY t.slug LIMIT ${filter.limit + 1}`.execute(tx);
  return rows;
}

/** A violated unique index as the refusal of whatever is unique. */
function taken(error: unknown): unknown {
  if (!(error instanceof Error && 'code' in error && error.code === '23505')) return error;
  return refuse('constraint' in error && error.constraint === 'tenant_domain_unique' ? 'domain_taken' : 'slug_taken');
}

/** @throws Refusal slug_taken */
export async function organizationInsert(
  tx: Transaction,
  {
    id,
    slug,
    name,
    time_zone,
    locale,
    seats,
    seatless_roles,
  }: Omit<OrganizationRow, 'users' | 'seats_in_use' | 'exported_recently'>,
): Promise<void> {
  try {
    await tx
      .insertInto('tenants')
      .values({ id, slug, name, time_zone, locale, seats, seatless_roles, domain: null })
      .execute();
  } catch (error) {
    throw taken(error);
  }
}

/** @returns false when the revision is another one by now. @throws Refusal slug_taken, domain_taken */
export async function organizationUpdate(
  tx: Transaction,
  id: TenantId,
  change: OrganizationChange,
  revision: number | null,
): Promise<boolean> {
  try {
    let query = tx
      .updateTable('tenants')
      .set({ ...change, revision: sql`revision + 1`, updated_at: sql`now()` })
      .where('id', '=', id);
    if (revision !== null) query = query.where('revision', '=', revision);
    return (await query.executeTakeFirst()).numUpdatedRows > 0n;
  } catch (error) {
    throw taken(error);
  }
}

const tablesOfUsers = [
  'connections',
  'stations',
  'seats',
  'password_links',
  'email_codes',
  'passkeys',
  'recovery_codes',
  'trusted_browsers',
  'user_factors',
  'sign_in_flows',
  'sessions',
  'portal_passwords',
  'password_history',
  'passwords',
  'team_members',
  'user_identifiers',
  'user_search_terms',
] as const;

/** Deletes everything of the organisation, if it was exported within the hour. @returns whether it did */
export async function organizationDelete(tx: Transaction, id: TenantId): Promise<boolean> {
  const { rows } =
    await sql`SELECT FROM tenants WHERE id = ${id} AND exported_at > now() - make_interval(mins => ${exportFreshMinutes}) FOR UPDATE`.execute(
      tx,
    );
  if (rows.length === 0) return false;
  // A million log entries take longer than a request's statement may.
  await sql`SET LOCAL statement_timeout = '15min'`.execute(tx);
  await sql`SELECT FROM seats WHERE tenant_id = ${id} ORDER BY user_id FOR UPDATE`.execute(tx);
  // What refers to users leaves before them, table by table, rather than person by person.
  for (const table of tablesOfUsers) await tx.deleteFrom(table).where('tenant_id', '=', id).execute();
  // Users refer to roles without cascade (a role in use cannot go), so users leave first; the rest follows the tenant.
  await tx.deleteFrom('users').where('tenant_id', '=', id).execute();
  await tx.deleteFrom('tenants').where('id', '=', id).execute();
  return true;
}

export async function organizationExported(tx: Transaction, id: TenantId): Promise<void> {
  await tx.updateTable('tenants').set({ exported_at: sql`now()` }).where('id', '=', id).execute();
}

/** The settings as stored: only what differs from the defaults. */
export async function organizationSettingsFetch(tx: Transaction, id: TenantId): Promise<Record<string, unknown>> {
  const row = await tx.selectFrom('tenants').select('settings').where('id', '=', id).executeTakeFirstOrThrow();
  return row.settings;
}

/**
 * A page of one table's rows of the organisation, each as the text of a JSON object, along the primary key.
 * @param after the key of the last row before; null = from the start
 */
export async function organizationExportRows(
  tx: Transaction,
  table: ExportTable,
  id: TenantId,
  after: readonly string[] | null,
  limit: number,
): Promise<{ key: string[]; row: string }[]> {
  const key = table.key.map((column) => sql.ref(`t.${column}`));
  const from = (after ?? []).map((value) => sql`${value}::${sql.raw(table.keyType ?? 'uuid')}`);
  const start = after === null ? sql`true` : sql`(${sql.join(key)}) > (${sql.join(from)})`;
  const left = sql`to_jsonb(t) - ${['tenant_id', ...table.secret]}::text[]`;
  const row =
    table.kindAs === undefined ? left : sql`${left} - 'kind' || jsonb_build_object(${table.kindAs}::text, t.kind)`;
  // Along the index even when the database does not know yet how many rows there are: a guess too low would have it sort them all.
  await sql`SET LOCAL enable_sort = off`.execute(tx);
  const { rows } = await sql<{ key: string[]; row: string }>`
    SELECT ARRAY[${sql.join(key)}]::text[] AS key, (${row})::text AS row
    FROM ${sql.table(table.name)} t WHERE t.tenant_id = ${id} AND ${start} ORDER BY ${sql.join(key)} LIMIT ${limit}`.execute(
    tx,
  );
  return rows;
}

export async function setupLinkReplace(
  tx: Transaction,
  link: { id: string; tokenHash: Buffer; hours: number },
): Promise<void> {
  await sql`UPDATE setup_links SET used_at = now() WHERE used_at IS NULL`.execute(tx);
  await sql`INSERT INTO setup_links (id, token_hash, expires_at) VALUES (${link.id}, ${link.tokenHash}, now() + make_interval(hours => ${link.hours}))`.execute(
    tx,
  );
}

export async function setupLinkIsAlive(tx: Transaction, tokenHash: Buffer): Promise<boolean> {
  const { rows } =
    await sql`SELECT FROM setup_links WHERE token_hash = ${tokenHash} AND used_at IS NULL AND expires_at > now()`.execute(
      tx,
    );
  return rows.length > 0;
}

/** Consumes the link; of many at once, exactly one gets true. */
export async function setupLinkConsume(tx: Transaction, tokenHash: Buffer): Promise<boolean> {
  const { rows } =
    await sql`UPDATE setup_links SET used_at = now() WHERE token_hash = ${tokenHash} AND used_at IS NULL AND expires_at > now() RETURNING 1`.execute(
      tx,
    );
  return rows.length > 0;
}

/** Gives a consumed link back: what it was used for did not happen. */
export async function setupLinkRestore(tx: Transaction, tokenHash: Buffer): Promise<void> {
  await sql`UPDATE setup_links SET used_at = NULL WHERE token_hash = ${tokenHash}`.execute(tx);
}
