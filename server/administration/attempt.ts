/**
 * The attempt that is under way: a request that came with an idempotency key, from its claim to its answer. Everything it commits
 * is marked in the same transaction, so that nobody need guess later whether something was done; and nothing is committed once
 * another attempt has the claim.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { refuse } from '../kernel/refusal.ts';
import type { Database, Transaction } from '../platform/database.ts';
import type { Claim } from './claim.ts';
import { claimMark } from './store.ts';

const underWay = new AsyncLocalStorage<Claim>();

/** Runs `work`, and all that follows from it, as this attempt. */
export function attempting(claim: Claim, work: () => void): void {
  underWay.run(claim, work);
}

/** Runs what is not part of the attempt, though it follows from it: a note that it failed. */
export function apart<Result>(work: () => Result): Result {
  return underWay.exit(work);
}

async function marked<Result>(
  claim: Claim,
  tx: Transaction,
  work: (tx: Transaction) => Promise<Result>,
): Promise<Result> {
  const result = await work(tx);
  if (!(await claimMark(tx, claim)))
    throw refuse('unavailable', { retryAfterSeconds: 1, detail: 'This took too long.' });
  return result;
}

/** The same database, whose transactions are marked where they belong to an attempt. Elsewhere nothing is added. */
export function markAttempts(database: Database): Database {
  const withTenant: Database['withTenant'] = (tenant, work, how) => {
    const claim = underWay.getStore();
    if (claim === undefined) return database.withTenant(tenant, work, how);
    return database.withTenant(tenant, (tx) => marked(claim, tx, work));
  };
  return {
    ...database,
    withTenant,
    // What is one statement has no room for another: within an attempt it becomes a transaction.
    withTenantOnce: (tenant, work, how) =>
      underWay.getStore() === undefined ? database.withTenantOnce(tenant, work, how) : withTenant(tenant, work),
    withSystem(work, how) {
      const claim = underWay.getStore();
      return database.withSystem(claim === undefined ? work : (tx) => marked(claim, tx, work), how);
    },
  };
}
