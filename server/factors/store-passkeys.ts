/** SQL of passkeys and of the challenges that browsers sign. Counters are bigint, read as numbers (they are 32 bits wide). */
import { type RawBuilder, sql } from 'kysely';
import type { FlowId, PasskeyChallengeId, PasskeyId, SessionId, TenantId, UserId } from '../kernel/ids.ts';
import type { Transaction } from '../platform/database.ts';

export interface PasskeyRow {
  readonly id: PasskeyId;
  readonly user_id: UserId;
  readonly credential_id: Buffer;
  readonly public_key: Buffer;
  readonly counter: number;
  readonly transports: string[];
  readonly backed_up: boolean;
  readonly name: string;
  readonly created_at: Date;
  readonly last_used_at: Date | null;
}

const columns: RawBuilder<PasskeyRow> = sql`id, user_id, credential_id, public_key, counter::float8 AS counter, transports, backed_up, name,
  created_at, last_used_at`;

/** A person's passkeys, oldest first. */
export async function passkeyList(tx: Transaction, tenant: TenantId, user: UserId): Promise<PasskeyRow[]> {
  const { rows } =
    await sql<PasskeyRow>`SELECT ${columns} FROM passkeys WHERE tenant_id = ${tenant} AND user_id = ${user}
    ORDER BY created_at, id LIMIT 100`.execute(tx);
  return rows;
}

export async function passkeyFetchByCredential(
  tx: Transaction,
  tenant: TenantId,
  credentialId: Buffer,
): Promise<PasskeyRow | undefined> {
  const { rows } =
    await sql<PasskeyRow>`SELECT ${columns} FROM passkeys WHERE tenant_id = ${tenant} AND credential_id = ${credentialId}`.execute(
      tx,
    );
  return rows[0];
}

export interface PasskeyInsert {
  readonly tenant: TenantId;
  readonly id: PasskeyId;
  readonly user: UserId;
  readonly credentialId: Buffer;
  readonly publicKey: Buffer;
  readonly counter: number;
  readonly transports: readonly string[];
  readonly backedUp: boolean;
  readonly name: string;
}

/** Counts it and stores it. @returns false when the person has `passkeysMax` already, or somebody has this very credential */
export async function passkeyInsert(tx: Transaction, passkey: PasskeyInsert, passkeysMax: number): Promise<boolean> {
  const { rows } = await sql`
    WITH counted AS (
      INSERT INTO user_factors (tenant_id, user_id, passkeys) VALUES (${passkey.tenant}, ${passkey.user}, 1)
      ON CONFLICT (tenant_id, user_id) DO UPDATE SET passkeys = user_factors.passkeys + 1 WHERE user_factors.passkeys < ${passkeysMax}
      RETURNING 1)
    INSERT INTO passkeys (tenant_id, id, user_id, credential_id, public_key, counter, transports, backed_up, name)
    SELECT ${passkey.tenant}, ${passkey.id}, ${passkey.user}, ${passkey.credentialId}, ${passkey.publicKey}, ${passkey.counter},
      ${passkey.transports}::text[], ${passkey.backedUp}, ${passkey.name} FROM counted
    ON CONFLICT DO NOTHING RETURNING 1`.execute(tx);
  return rows.length > 0;
}

/** Notes a use. @returns false when the passkey is gone, or its counter has not risen (a copy of the key may sign elsewhere) */
export async function passkeyUse(
  tx: Transaction,
  tenant: TenantId,
  id: PasskeyId,
  { counter, backedUp }: { readonly counter: number; readonly backedUp: boolean },
): Promise<boolean> {
  const { rows } = await sql`UPDATE passkeys SET counter = ${counter}, backed_up = ${backedUp}, last_used_at = now()
    WHERE tenant_id = ${tenant} AND id = ${id} AND (counter < ${counter} OR (counter = 0 AND ${counter}::bigint = 0)) RETURNING 1`.execute(
    tx,
  );
  return rows.length > 0;
}

export async function passkeyRename(
  tx: Transaction,
  tenant: TenantId,
  user: UserId,
  id: PasskeyId,
  name: string,
): Promise<boolean> {
  const result = await tx
    .updateTable('passkeys')
    .set({ name })
    .where('tenant_id', '=', tenant)
    .where('user_id', '=', user)
    .where('id', '=', id)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

/** @returns how many the person has left; null when they have no such passkey */
export async function passkeyDelete(
  tx: Transaction,
  tenant: TenantId,
  user: UserId,
  id: PasskeyId,
): Promise<number | null> {
  const { rows } = await sql<{ passkeys: number }>`
    WITH gone AS (DELETE FROM passkeys WHERE tenant_id = ${tenant} AND user_id = ${user} AND id = ${id} RETURNING 1)
    UPDATE user_factors SET passkeys = passkeys - 1 WHERE tenant_id = ${tenant} AND user_id = ${user} AND EXISTS (SELECT FROM gone)
    RETURNING passkeys`.execute(tx);
  return rows[0]?.passkeys ?? null;
}

/** Where a challenge is to be answered: in one sign-in or in one session, by one person, for one purpose. */
export interface ChallengePlace {
  readonly purpose: 'register' | 'second_factor' | 'reauthenticate';
  readonly user: UserId;
  readonly flow: FlowId | null;
  readonly session: SessionId | null;
}

function atPlace(tenant: TenantId, { purpose, user, flow, session }: ChallengePlace): RawBuilder<boolean> {
  return sql`tenant_id = ${tenant} AND purpose = ${purpose} AND user_id = ${user}
    AND flow_id IS NOT DISTINCT FROM ${flow} AND session_id IS NOT DISTINCT FROM ${session}`;
}

export interface NewChallenge {
  readonly id: PasskeyChallengeId;
  readonly challenge: Buffer;
  /** How long it may be answered. */
  readonly seconds: number;
}

/** Stores a challenge. Earlier ones of the same place go: one at a time is enough, and so they stay few. */
export async function challengeInsert(
  tx: Transaction,
  tenant: TenantId,
  place: ChallengePlace,
  { id, challenge, seconds }: NewChallenge,
): Promise<void> {
  const { purpose, user, flow, session } = place;
  await sql`WITH earlier AS (DELETE FROM passkey_challenges WHERE ${atPlace(tenant, place)})
    INSERT INTO passkey_challenges (tenant_id, id, challenge, purpose, user_id, flow_id, session_id, expires_at)
    VALUES (${tenant}, ${id}, ${challenge}, ${purpose}, ${user}, ${flow}, ${session}, now() + make_interval(secs => ${seconds}))`.execute(
    tx,
  );
}

/** Consumes a challenge; exactly one of many callers gets it, and only at the place it was made for. */
export async function challengeTake(
  tx: Transaction,
  tenant: TenantId,
  id: PasskeyChallengeId,
  place: ChallengePlace,
): Promise<Buffer | undefined> {
  const { rows } = await sql<{ challenge: Buffer }>`DELETE FROM passkey_challenges
    WHERE id = ${id} AND expires_at > now() AND ${atPlace(tenant, place)} RETURNING challenge`.execute(tx);
  return rows[0]?.challenge;
}

/** When a challenge given out now is over: Unix seconds by the database's clock. */
export async function challengeEnd(tx: Transaction, seconds: number): Promise<number> {
  const { rows } = await sql<{
    ends: number;
  }>`SELECT floor(extract(epoch FROM now()))::float8 + ${seconds} AS ends`.execute(tx);
  return rows[0]?.ends ?? 0;
}

/** Marks a sign-in's challenge as used; false when it was already, or is over. */
export async function challengeSpend(
  tx: Transaction,
  tenant: TenantId,
  id: PasskeyChallengeId,
  challenge: Buffer,
  endsAt: number,
): Promise<boolean> {
  const { rows } = await sql`INSERT INTO passkey_challenges (tenant_id, id, challenge, purpose, expires_at)
    SELECT ${tenant}, ${id}, ${challenge}, 'sign_in', to_timestamp(${endsAt}) WHERE to_timestamp(${endsAt}) > now()
    ON CONFLICT DO NOTHING RETURNING 1`.execute(tx);
  return rows.length > 0;
}
