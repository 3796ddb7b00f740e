/** SQL of the links that let a person choose a password. Only digests of tokens are stored; expiry is the database's clock. */
import { sql } from 'kysely';
import type { LinkId, TenantId, UserId } from '../kernel/ids.ts';
import type { Transaction } from '../platform/database.ts';

export type LinkPurpose = 'reset' | 'activation';

export interface LinkRow {
  readonly user_id: UserId;
  readonly purpose: LinkPurpose;
  /** `over`: used, or a newer one took its place. */
  readonly state: 'alive' | 'expired' | 'over';
}

/**
 * Lets one transaction at a time issue links to a user, so that counting and replacing are exact, and none change the user's
 * address until it ends.
 * @returns the address
 */
export async function linkIssueLock(tx: Transaction, tenant: TenantId, user: UserId): Promise<string | null> {
  const { rows } = await sql<{ email: string | null }>`
    SELECT email FROM users WHERE tenant_id = ${tenant} AND id = ${user} FOR NO KEY UPDATE`.execute(tx);
  return rows[0]?.email ?? null;
}

/** Links of this purpose that the user was given in the last hour. */
export async function linkCountLastHour(
  tx: Transaction,
  tenant: TenantId,
  user: UserId,
  purpose: LinkPurpose,
): Promise<number> {
  const { rows } = await sql<{ count: number }>`SELECT count(*)::integer AS count FROM password_links
    WHERE tenant_id = ${tenant} AND user_id = ${user} AND purpose = ${purpose} AND created_at > now() - interval '1 hour'`.execute(
    tx,
  );
  return rows[0]?.count ?? 0;
}

/** Ends every link of a user that still works. */
export async function linkReplaceAll(tx: Transaction, tenant: TenantId, user: UserId): Promise<void> {
  await sql`UPDATE password_links SET replaced_at = now()
    WHERE tenant_id = ${tenant} AND user_id = ${user} AND used_at IS NULL AND replaced_at IS NULL`.execute(tx);
}

/** @returns when it expires */
export async function linkInsert(
  tx: Transaction,
  link: {
    readonly tenant: TenantId;
    readonly id: LinkId;
    readonly user: UserId;
    readonly purpose: LinkPurpose;
    readonly tokenHash: Buffer;
    readonly minutes: number;
  },
): Promise<Date> {
  const { rows } = await sql<{ expires_at: Date }>`
    INSERT INTO password_links (tenant_id, id, user_id, purpose, token_hash, expires_at)
    VALUES (${link.tenant}, ${link.id}, ${link.user}, ${link.purpose}, ${link.tokenHash}, now() + make_interval(mins => ${link.minutes}))
    RETURNING expires_at`.execute(tx);
  const row = rows[0];
  if (row === undefined) throw new Error('A link inserted a moment ago is gone.');
  return row.expires_at;
}

/** Links for first passwords, of many at once. @returns when they expire */
export async function linkInsertMany(
  tx: Transaction,
  tenant: TenantId,
  links: readonly { readonly id: LinkId; readonly user: UserId; readonly tokenHash: Buffer }[],
  minutes: number,
): Promise<Date> {
  const { rows } = await sql<{ expires_at: Date }>`
    INSERT INTO password_links (tenant_id, id, user_id, purpose, token_hash, expires_at)
    SELECT ${tenant}, id, user_id, 'activation', token_hash, now() + make_interval(mins => ${minutes})
    FROM unnest(${links.map((link) => link.id)}::uuid[], ${links.map((link) => link.user)}::uuid[],
      ${links.map((link) => link.tokenHash)}::bytea[]) AS made (id, user_id, token_hash)
    RETURNING expires_at`.execute(tx);
  const row = rows[0];
  if (row === undefined) throw new Error('Links inserted a moment ago are gone.');
  return row.expires_at;
}

/** Reads only: whoever opens a link changes nothing. */
export async function linkFetch(tx: Transaction, tenant: TenantId, tokenHash: Buffer): Promise<LinkRow | undefined> {
  const { rows } = await sql<LinkRow>`
    SELECT user_id, purpose, CASE WHEN used_at IS NOT NULL OR replaced_at IS NOT NULL THEN 'over'
      WHEN expires_at <= now() THEN 'expired' ELSE 'alive' END AS state
    FROM password_links WHERE tenant_id = ${tenant} AND token_hash = ${tokenHash}`.execute(tx);
  return rows[0];
}

/** Uses a link up; of many at once exactly one is told whose it was. */
export async function linkConsume(tx: Transaction, tenant: TenantId, tokenHash: Buffer): Promise<UserId | null> {
  const { rows } = await sql<{ user_id: UserId }>`
    UPDATE password_links SET used_at = now()
    WHERE tenant_id = ${tenant} AND token_hash = ${tokenHash} AND used_at IS NULL AND replaced_at IS NULL AND expires_at > now()
    RETURNING user_id`.execute(tx);
  return rows[0]?.user_id ?? null;
}

/** Clean-up across tenants: what expired so many days ago. Until then its page can say why it does not work. */
export async function linkPrune(tx: Transaction, days: number): Promise<void> {
  await sql`DELETE FROM password_links WHERE expires_at < now() - make_interval(days => ${days})`.execute(tx);
}
