/**
 * The lock-out's door (S9): reserve an attempt before hashing, note how it ended, erase, ask. Sign-in reserves and notes; users
 * erases on unlock. Each rule is one guarded statement of the store, so that no caller can count wrongly; what stands here is
 * all that other slices may do with attempts.
 */
import type { RawBuilder } from 'kysely';
import type { TenantId, UserId } from '../kernel/ids.ts';
import type { Transaction } from '../platform/database.ts';
import {
  type AttemptRequest,
  type AttemptReservation,
  attemptEraseAll,
  attemptErasure,
  attemptFail,
  attemptIsLocked,
  attemptLocks,
  attemptPrune,
  attemptReserve,
  type Bucket,
  type LockRule,
  lockedElsewhere,
  lockedElsewhereUsers,
  type PersonFacts,
  sourceLockRelease,
  sourceLockReserve,
} from './store-attempts.ts';
import { portalAttemptPrune } from './store-portal.ts';
import { type SourceLook, sourceFailures } from './store-source.ts';

export type { AttemptRequest, AttemptReservation, Bucket, LockRule, PersonFacts, SourceLook };

/**
 * Reserves an attempt, if its bucket and its source still allow one; whom the identifier means comes with the answer, and what
 * `facts` asks of them. An attempt that fills its bucket is reserved here too, and its transaction must go on with `reserveLock`.
 */
export function reserveAttempt<Facts extends object>(
  tx: Transaction,
  request: AttemptRequest,
  facts: PersonFacts,
): Promise<AttemptReservation & Facts> {
  return attemptReserve<Facts>(tx, request, true, facts);
}

/**
 * The same for a statement alone, whose transaction nobody can take back: what would fill the bucket is not reserved.
 * @returns null when only `reserveAttempt` can tell
 */
export async function reserveOrdinaryAttempt<Facts extends object>(
  tx: Transaction,
  request: AttemptRequest,
  facts: PersonFacts,
): Promise<(AttemptReservation & Facts) | null> {
  const reserved = await attemptReserve<Facts>(tx, request, false, facts);
  return reserved.verdict === 'locked' ? null : reserved;
}

/** Notes a wrong password. @returns whether this very failure locked the bucket */
export function failAttempt(
  tx: Transaction,
  tenant: TenantId,
  at: Bucket,
  rule: LockRule,
  source: { readonly key: Buffer; readonly failures: number; readonly repeats: number },
): Promise<boolean> {
  return attemptFail(tx, tenant, at, rule, source);
}

/** Reserves the lock that a filling attempt may cause. @returns false when its source has caused enough: undo the transaction */
export function reserveLock(tx: Transaction, tenant: TenantId, source: Buffer, subject: string): Promise<boolean> {
  return sourceLockReserve(tx, tenant, source, subject);
}

/** Forgets what was tried in one bucket, after the right password. */
export async function eraseAttempts(
  tx: Transaction,
  tenant: TenantId,
  { reservation, source }: { reservation: AttemptReservation; source: Buffer },
): Promise<void> {
  await attemptErasure(tenant, reservation).execute(tx);
  if (reservation.fills) await sourceLockRelease(tx, tenant, source, reservation.subject);
}

/** SQL that erases what was tried in one bucket, for the statement that opens the session; not where the attempt `fills`. */
export function erasure(tenant: TenantId, at: Bucket): RawBuilder<unknown> {
  return attemptErasure(tenant, at);
}

/** Unlocks a user everywhere. @returns whether there was anything to erase */
export function unlockUser(tx: Transaction, tenant: TenantId, user: UserId): Promise<boolean> {
  return attemptEraseAll(tx, tenant, user);
}

/** Whether a bucket is locked now: asked again where a sign-in begun with a password goes on. */
export function isLocked(tx: Transaction, tenant: TenantId, at: Bucket, rule: LockRule): Promise<boolean> {
  return attemptIsLocked(tx, tenant, at, rule);
}

/** SQL for "this user is locked elsewhere", for the lists of users; `userId` is the column that holds the id. */
export function lockedCondition(tenant: TenantId, userId: RawBuilder<unknown>, rule: LockRule): RawBuilder<boolean> {
  return lockedElsewhere(tenant, userId, rule);
}

/** SQL that selects the ids of all who are locked elsewhere, for a list of these. */
export function lockedUsers(tenant: TenantId, rule: LockRule): RawBuilder<unknown> {
  return lockedElsewhereUsers(tenant, rule);
}

/** Clean-up across tenants; `unknownMax` buckets of unknown identifiers, and of unknown extensions, are kept per tenant. */
export async function pruneAttempts(tx: Transaction, unknownMax: number): Promise<void> {
  await attemptPrune(tx, unknownMax);
  await portalAttemptPrune(tx, unknownMax);
}

/** How often a source failed lately: a look, by which nothing is reserved. */
export function failuresOf(tx: Transaction, look: SourceLook): Promise<number> {
  return sourceFailures(tx, look);
}

/** Where a user's password is refused now (S9). */
export interface Locks {
  /** In browsers that have not signed them in before; null: not. `until` null: a person has to unlock. */
  readonly elsewhere: { readonly since: Date | null; readonly until: Date | null } | null;
  /** How many of the browsers that signed them in before are locked. */
  readonly browsers: number;
}

/** A look, for whoever finds out why somebody cannot sign in. */
export async function locksOf(tx: Transaction, tenant: TenantId, user: UserId, rule: LockRule): Promise<Locks> {
  const rows = await attemptLocks(tx, tenant, user, rule);
  const elsewhere = rows.find(({ bucket }) => bucket === 'elsewhere') ?? null;
  return { elsewhere, browsers: rows.length - (elsewhere === null ? 0 : 1) };
}

/** A lock as administrators see it. */
export interface LockState {
  readonly locked: boolean;
  readonly lockedAt: string | null;
  /** When it opens by itself; null when only a person unlocks. */
  readonly lockedUntil: string | null;
}

/** What may be shown of a lock; null: there is none. */
export function lockStateOf(lock: { readonly since: Date | null; readonly until: Date | null } | null): LockState {
  return {
    locked: lock !== null,
    lockedAt: lock?.since?.toISOString() ?? null,
    lockedUntil: lock?.until?.toISOString() ?? null,
  };
}
