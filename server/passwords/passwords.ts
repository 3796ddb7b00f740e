/**
 * Passwords owns the web access password: judging a new one, hashing, comparing, history, the temporary one, and the lock-out
 * that guards it. Users and sign-in call it; it knows user ids only, never decides who may set whose password, and never
 * returns a hash. Every evaluation goes through one bounded pool; nothing is hashed on the event loop or inside a transaction.
 */
import { createHmac } from 'node:crypto';
import { now } from '../kernel/clock.ts';
import type { TenantId, UserId } from '../kernel/ids.ts';
import { refuse } from '../kernel/refusal.ts';
import type { Database, Transaction } from '../platform/database.ts';
import type { Hasher } from '../platform/hashing.ts';
import type { Sealer } from '../platform/seal.ts';
import { bounded } from './bounded.ts';
import type { PasswordContext } from './context-words.ts';
import type { PasswordPolicy } from './policy.ts';
import { judgePassword, normalizePassword, type PasswordCheckers, type PasswordJudgement } from './rules.ts';
import {
  type PasswordRow,
  passwordFetch,
  passwordHistoryList,
  passwordHistoryPrune,
  passwordInsertMany,
  passwordPut,
  passwordReseal,
} from './store.ts';
import { attemptEraseAll, attemptEraseOpen, type LockRule } from './store-attempts.ts';
import { linkReplaceAll } from './store-links.ts';
import { type Candidate, createStored, type Owner } from './stored.ts';

export type { Owner } from './stored.ts';

/** A judged and hashed password that is not stored yet. */
export interface PreparedPassword {
  readonly sealed: Buffer;
  /** The revision it was compared with; null when there was none. */
  readonly basedOn: number | null;
}

export interface SetPassword {
  readonly temporary: boolean;
  /** Hours until a temporary password expires; null = never. */
  readonly expiresHours: number | null;
  /** Who set it, as shown under Passwords. */
  readonly changedBy: string;
  readonly history: number;
  /** True: refuse if someone changed it since it was prepared. */
  readonly guarded: boolean;
  /** Given: a lock under this rule stays, and only tries that led to none are forgotten. Absent: setting unlocks. */
  readonly keepsLock?: LockRule;
}

/** The password that somebody new begins with. */
export interface FirstPassword {
  readonly user: UserId;
  readonly prepared: PreparedPassword;
  readonly temporary: boolean;
  /** Hours until it expires; null = never. */
  readonly expiresHours: number | null;
}

/** State of the web access password as the console shows it; never the password. */
export interface PasswordState {
  readonly set: boolean;
  readonly temporary: boolean;
  /** When a temporary one stops working, or another must be chosen because of its age; null: never. */
  readonly expiresAt: string | null;
  readonly expired: boolean;
  readonly changedAt: string | null;
  readonly changedBy: string | null;
}

export interface Passwords {
  /** Each rule met or not, and the strength (P5). */
  judge(password: string, policy: PasswordPolicy, context: PasswordContext): Promise<PasswordJudgement>;
  /**
   * Compares; costs the same when there is nothing to compare with. Too long or unusable input is compared with nothing.
   * @throws Refusal unavailable when more evaluations wait than are allowed
   */
  verify(owner: Owner, sealed: Buffer | null, password: string): Promise<boolean>;
  /** True when another evaluation would be refused now. */
  isFull(): boolean;
  /**
   * In the background of a successful sign-in: hashes anew when the parameters have risen, seals anew when the key of the house has
   * changed; does nothing otherwise.
   */
  refresh(owner: Owner, sealed: Buffer, revision: number, password: string): Promise<void>;
  /**
   * Judges against policy and history, then hashes.
   * @throws Refusal password_policy (violations), password_reused, unavailable
   */
  prepare(owner: Owner, password: string, policy: PasswordPolicy, context: PasswordContext): Promise<PreparedPassword>;
  /** Hashes a password that Usher made itself; no policy can refuse it. */
  prepareGenerated(owner: Owner, password: string): Promise<PreparedPassword>;
  /** The same when many are made and nobody waits: slowly, so that sign-ins do not notice. */
  prepareInBackground(owner: Owner, password: string): Promise<PreparedPassword>;
  /**
   * Takes over a hash that another system made, as it is: what was chosen there is unknown here. Ours replaces it after the first
   * sign-in. @throws HashMalformed for what `readForeignHash` refuses
   */
  prepareForeign(owner: Owner, foreign: string): PreparedPassword;
  /** Stores the first passwords of people who were made in this transaction. */
  setFirst(tx: Transaction, tenant: TenantId, first: readonly FirstPassword[], changedBy: string): Promise<void>;
  /**
   * Stores, erases the lock-out and ends the user's links; every session opened with the old password is over with this
   * transaction.
   * @returns the new revision
   * @throws Refusal precondition_failed when guarded and overtaken
   */
  set(tx: Transaction, owner: Owner, prepared: PreparedPassword, how: SetPassword): Promise<number>;
  /** @param maxAgeDays after which the policy has one that is not temporary changed; null or missing: never */
  state(tx: Transaction, owner: Owner, maxAgeDays?: number | null): Promise<PasswordState>;
  /** Keyed digest of a password tried, for the lock-out: tells equal tries from distinct ones, and nothing else. */
  attemptMac(tenant: TenantId, password: string): Buffer;
  /** Keyed digest of anything else the lock-out counts by: an identifier, an address. */
  subjectMac(tenant: TenantId, kind: string, value: string): Buffer;
}

export interface PasswordsOptions {
  /** Blocklist and strength estimator; their word lists are loaded when first needed, not at start. */
  readonly checkers: () => Promise<PasswordCheckers>;
  readonly database: Database;
  readonly hasher: Hasher;
  readonly sealer: Sealer;
}

const dayMs = 86_400_000;

/** What may be shown of a password's row. */
function stateOf(row: PasswordRow | undefined, maxAgeDays: number | null): PasswordState {
  if (!row) return { set: false, temporary: false, expiresAt: null, expired: false, changedAt: null, changedBy: null };
  const aged = maxAgeDays === null ? null : new Date(row.changed_at.getTime() + maxAgeDays * dayMs);
  const expires = row.temporary ? row.expires_at : aged;
  return {
    set: true,
    temporary: row.temporary,
    expiresAt: expires?.toISOString() ?? null,
    expired: expires !== null && expires.getTime() <= now().epochMilliseconds,
    changedAt: row.changed_at.toISOString(),
    changedBy: row.changed_by,
  };
}

async function storePassword(
  tx: Transaction,
  owner: Owner,
  prepared: PreparedPassword,
  how: SetPassword,
): Promise<number> {
  // In this order, because a reset locks links first, and a sign-in what was tried, then the password. Otherwise two would wait
  // for each other.
  await linkReplaceAll(tx, owner.tenant, owner.user);
  if (how.keepsLock === undefined) await attemptEraseAll(tx, owner.tenant, owner.user);
  else await attemptEraseOpen(tx, owner.tenant, owner.user, how.keepsLock);
  const revision = await passwordPut(tx, {
    ...owner,
    sealed: prepared.sealed,
    temporary: how.temporary,
    expiresHours: how.temporary ? how.expiresHours : null,
    changedBy: how.changedBy,
    history: how.history,
    expectedRevision: how.guarded ? prepared.basedOn : null,
  });
  if (revision === null) throw refuse('precondition_failed');
  await passwordHistoryPrune(tx, owner.tenant, owner.user, Math.max(0, how.history - 1));
  return revision;
}

function setFirst(
  tx: Transaction,
  tenant: TenantId,
  first: readonly FirstPassword[],
  changedBy: string,
): Promise<void> {
  const rows = first.map(({ prepared, ...one }) => ({ ...one, sealed: prepared.sealed }));
  return passwordInsertMany(tx, tenant, rows, changedBy);
}

export function createPasswords(options: PasswordsOptions): Passwords {
  const { database, hasher, sealer } = options;
  const { matches, ...stored } = createStored(options);
  const attemptKey = sealer.deriveKey('attempts');

  async function matchesAny(owner: Owner, stored: readonly Buffer[], candidate: Candidate): Promise<boolean> {
    for (const sealed of stored) {
      if (await matches(owner, sealed, candidate)) return true;
    }
    return false;
  }

  async function prepare(
    owner: Owner,
    password: string,
    policy: PasswordPolicy,
    context: PasswordContext,
  ): Promise<PreparedPassword> {
    const judgement = judgePassword(password, policy, context, await options.checkers());
    if (!judgement.accepted) throw refuse('password_policy', { violations: judgement.violations });
    const normalized = normalizePassword(password);
    if (!normalized.ok) throw refuse('password_policy', { violations: [normalized.rule] });
    const { current, older } = await database.withTenant(owner.tenant, async (tx) => ({
      current: await passwordFetch(tx, owner.tenant, owner.user),
      older: await passwordHistoryList(tx, owner.tenant, owner.user, Math.max(0, policy.history - 1)),
    }));
    const compared = policy.history > 0 && current ? [current.sealed, ...older] : [];
    const candidate = { normalized: normalized.value, typed: password };
    if (await matchesAny(owner, compared, candidate)) throw refuse('password_reused');
    return { sealed: await stored.sealedHash(owner, normalized.value), basedOn: current?.revision ?? null };
  }

  return {
    judge: async (password, policy, context) => judgePassword(password, policy, context, await options.checkers()),
    async verify(owner, sealed, password) {
      const normalized = normalizePassword(password);
      // What could never have been set is still hashed, so that its answer takes as long as any other.
      if (!normalized.ok || sealed === null)
        return bounded(hasher.verifyDummy(normalized.ok ? normalized.value : 'unusable'));
      return matches(owner, sealed, { normalized: normalized.value, typed: password });
    },
    isFull() {
      const { queued } = hasher.stats();
      return queued >= hashQueueMax;
    },
    async refresh(owner, sealed, revision, password) {
      const normalized = normalizePassword(password);
      if (!normalized.ok) return;
      const fresh = await stored.renewed(owner, sealed, normalized.value);
      if (fresh === null) return;
      const seen = { revision, sealed };
      await database.withTenantOnce(owner.tenant, (tx) => passwordReseal(tx, owner.tenant, owner.user, seen, fresh));
    },
    prepare,
    prepareGenerated: async (owner, password) => ({ sealed: await stored.sealedHash(owner, password), basedOn: null }),
    prepareInBackground: async (owner, password) => ({
      sealed: await stored.sealedInBackground(owner, password),
      basedOn: null,
    }),
    prepareForeign: (owner, foreign) => ({ sealed: stored.sealedForeign(owner, foreign), basedOn: null }),
    set: storePassword,
    state: async (tx, owner, maxAgeDays = null) =>
      stateOf(await passwordFetch(tx, owner.tenant, owner.user), maxAgeDays),
    setFirst,
    attemptMac(tenant, password) {
      const normalized = normalizePassword(password);
      return createHmac('sha256', attemptKey)
        .update(`password\n${tenant}\n`)
        .update(normalized.ok ? normalized.value : password)
        .digest();
    },
    subjectMac: (tenant, kind, value) =>
      createHmac('sha256', attemptKey).update(`${kind}\n${tenant}\n${value}`).digest(),
  };
}

/** Evaluations that may wait; the hasher is made with the same number. */
export const hashQueueMax = 200;
