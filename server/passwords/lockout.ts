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
  attemptErase,
  attemptEraseAll,
  attemptFail,
  attemptIsLocked,
  attemptPrune,
  attemptReserve,
  type Bucket,
  type LockRule,
  lockedElsewhere,
  sourceLockRelease,
  sourceLockReserve,
} from './store-attempts.ts';

export type { AttemptRequest, AttemptReservation, Bucket, LockRule };

/** Reserves an attempt, if its bucket and its source still allow one; whom the identifier means comes with the answer. */
export function reserveAttempt(tx: Transaction, request: AttemptRequest): Promise<AttemptReservation> {
  return attemptReserve(tx, request);
}

/** Notes a wrong password. @returns whether this very failure locked the bucket */
export function failAttempt(
  tx: Transaction,
  tenant: TenantId,
  at: Bucket,
  rule: LockRule,
  source: { key: Buffer; counted: boolean },
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
  await attemptErase(tx, tenant, reservation);
  if (reservation.fills) await sourceLockRelease(tx, tenant, source, reservation.subject);
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

/** Clean-up across tenants; `unknownMax` buckets of unknown identifiers are kept per tenant. */
export function pruneAttempts(tx: Transaction, unknownMax: number): Promise<void> {
  return attemptPrune(tx, unknownMax);
}
