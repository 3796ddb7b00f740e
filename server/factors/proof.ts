/**
 * What judging a code gives and takes, whatever its kind. A try is reserved and committed before the code is compared, so that
 * no failure afterwards makes it free, and given back when the code was right.
 */
import { now } from '../kernel/clock.ts';
import type { TenantId, UserId } from '../kernel/ids.ts';
import { type Refusal, refuse } from '../kernel/refusal.ts';
import type { Database, Transaction } from '../platform/database.ts';
import { secondsToMidnight, tryReserve, tryReturn } from './store-tries.ts';

export interface FactorOwner {
  readonly tenant: TenantId;
  readonly user: UserId;
}

/**
 * A code that was right. `consume` uses it up in the transaction of what it proves, and is true for exactly one of many.
 */
export interface Proof {
  readonly consume: (tx: Transaction) => Promise<boolean>;
}

/** No code of any kind is left today. */
export async function dayExhausted(tx: Transaction): Promise<Refusal> {
  const retryAfterSeconds = await secondsToMidnight(tx);
  // Rounded up by the database, so that it is midnight to the minute that is shown.
  const until = now().add({ seconds: retryAfterSeconds }).toString();
  return refuse('code_attempts_exceeded', { retryAfterSeconds, until });
}

/** Reserves one of the owner's tries of today in the caller's transaction. @throws Refusal code_attempts_exceeded */
export async function reserveTry(tx: Transaction, { tenant, user }: FactorOwner): Promise<void> {
  if (!(await tryReserve(tx, tenant, user))) throw await dayExhausted(tx);
}

/** The reserved try was right: it counts for nothing. Should a crash of the database forget it, one try of a day is lost. */
export async function returnTry(database: Database, { tenant, user }: FactorOwner): Promise<void> {
  await database.withTenantOnce(tenant, (tx) => tryReturn(tx, tenant, user), { durable: false, planOnce: true });
}
