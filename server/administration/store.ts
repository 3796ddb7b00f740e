/** SQL of idempotency keys. */
import { sql } from 'kysely';
import type { Transaction } from '../platform/database.ts';
import type { Claim } from './claim.ts';

/** What is known of a key that another attempt has. */
export interface ClaimedRow {
  readonly fingerprint: string;
  readonly status: number | null;
  readonly sealed: Buffer | null;
  /** It has neither answered nor given up, and there is still time. */
  readonly held: boolean;
}

/**
 * Claims a key for 24 hours. An attempt that died before it did anything leaves its claim to the next one.
 * @returns true; else what is known of the one that has it, or undefined while that is just being written
 */
export async function claimTake(
  tx: Transaction,
  { tenant, caller, key, id }: Claim,
  fingerprint: string,
  holdSeconds: number,
): Promise<true | ClaimedRow | undefined> {
  const { rows } = await sql<ClaimedRow & { mine: boolean; found: boolean }>`
    WITH taken AS (
      INSERT INTO idempotency_keys AS k (tenant_id, caller, key, fingerprint, claim, held_until)
      VALUES (${tenant}, ${caller}, ${key}, ${fingerprint}, ${id}, now() + make_interval(secs => ${holdSeconds}))
      ON CONFLICT (tenant_id, caller, key) DO UPDATE SET fingerprint = excluded.fingerprint, claim = excluded.claim,
        claimed_at = now(), held_until = excluded.held_until, acted = false, status = NULL, sealed = NULL
      WHERE k.claimed_at < now() - interval '24 hours'
        OR (k.fingerprint = excluded.fingerprint AND k.status IS NULL AND NOT k.acted AND k.held_until < now())
      RETURNING 1)
    SELECT EXISTS (SELECT FROM taken) AS mine, k.key IS NOT NULL AS found, k.fingerprint, k.status, k.sealed,
      k.held_until > now() AS held
    FROM (VALUES (1)) AS one LEFT JOIN idempotency_keys k
      ON k.tenant_id = ${tenant} AND k.caller = ${caller} AND k.key = ${key}`.execute(tx);
  const [row] = rows;
  if (row?.mine === true) return true;
  return row?.found === true ? row : undefined;
}

/**
 * Notes that this transaction has changed something, if it has; reading leaves no mark.
 * @returns false when the claim is not the attempt's any more: then nothing of it may be committed
 */
export async function claimMark(tx: Transaction, { tenant, caller, key, id }: Claim): Promise<boolean> {
  const { rows } = await sql<{ kept: boolean }>`
    WITH wrote AS MATERIALIZED (SELECT pg_current_xact_id_if_assigned() IS NOT NULL AS yes),
    marked AS (
      UPDATE idempotency_keys SET acted = true
      WHERE tenant_id = ${tenant} AND caller = ${caller} AND key = ${key} AND claim = ${id} AND (SELECT yes FROM wrote)
      RETURNING 1)
    SELECT NOT yes OR EXISTS (SELECT FROM marked) AS kept FROM wrote`.execute(tx);
  return rows[0]?.kept === true;
}

/** Keeps the answer for whoever sends the request again. */
export async function claimAnswer(tx: Transaction, claim: Claim, status: number, sealed: Buffer): Promise<void> {
  await tx
    .updateTable('idempotency_keys')
    .set({ status, sealed })
    .where('tenant_id', '=', claim.tenant)
    .where('caller', '=', claim.caller)
    .where('key', '=', claim.key)
    .where('claim', '=', claim.id)
    .execute();
}

/** Gives the key back. @param anyway also where something was committed: a refusal has done nothing but note itself */
export async function claimRelease(tx: Transaction, claim: Claim, anyway: boolean): Promise<void> {
  await tx
    .deleteFrom('idempotency_keys')
    .where('tenant_id', '=', claim.tenant)
    .where('caller', '=', claim.caller)
    .where('key', '=', claim.key)
    .where('claim', '=', claim.id)
    .$if(!anyway, (query) => query.where('acted', '=', false))
    .execute();
}

/** @returns how many were forgotten, at most `limit` */
export async function claimPrune(tx: Transaction, limit: number): Promise<number> {
  const result = await sql`
    DELETE FROM idempotency_keys WHERE ctid IN (
      SELECT ctid FROM idempotency_keys WHERE claimed_at < now() - interval '24 hours' LIMIT ${limit})`.execute(tx);
  return Number(result.numAffectedRows ?? 0n);
}
