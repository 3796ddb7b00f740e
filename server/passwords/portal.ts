/**
 * The door of portal passwords (P8): the digits that open the voice portal, hashed like passwords and with a lock-out of their own,
 * so that who mistypes at a telephone is not kept out of the desktop, nor the other way round. Users sets and shows them, hoteling
 * judges them through users. It knows ids and extensions only, never decides who may set whose, and never returns a hash.
 */
import { createHmac } from 'node:crypto';
import type { TenantId, UserId } from '../kernel/ids.ts';
import { refuse } from '../kernel/refusal.ts';
import type { Database, Transaction } from '../platform/database.ts';
import type { Hasher } from '../platform/hashing.ts';
import type { Sealer } from '../platform/seal.ts';
import { bounded } from './bounded.ts';
import { type LockState, lockStateOf } from './lockout.ts';
import type { Owner } from './passwords.ts';
import {
  extensionViolations,
  type PortalPasswordRules,
  portalPasswordLengthMax,
  portalViolations,
} from './portal-rules.ts';
import type { LockRule } from './store-attempts.ts';
import {
  type PortalAttemptReservation,
  portalAttemptErase,
  portalAttemptFail,
  portalAttemptReserve,
  portalLockFetch,
  portalPasswordFetch,
  portalPasswordPut,
} from './store-portal.ts';

/** State of a portal password as the console shows it; never the password. */
export interface PortalPasswordState extends LockState {
  readonly set: boolean;
  readonly changedAt: string | null;
  readonly changedBy: string | null;
}

/** Whose portal password it is said to be. */
export type PortalSubject = { readonly extension: string } | { readonly user: UserId };

export interface PortalAttempt {
  readonly tenant: TenantId;
  readonly subject: PortalSubject;
  readonly pin: string;
  /** Where it comes from, e.g. a telephone's address; null where one source stands for many people, and is not limited. */
  readonly source: string | null;
  readonly rule: LockRule;
  readonly rules: PortalPasswordRules;
}

interface Person {
  readonly id: UserId;
  readonly username: string;
}

/** How an attempt ended, and whom it was for: null where nobody has that extension, which only the audit log may know. */
export type PortalVerdict =
  | { readonly verdict: 'right'; readonly person: Person }
  /** Right, but it follows from the extension, which was given to the person later: it opens nothing. */
  | { readonly verdict: 'unfit'; readonly person: Person; readonly violations: readonly string[] }
  | { readonly verdict: 'wrong'; readonly person: Person | null; readonly locked: boolean }
  | { readonly verdict: 'locked'; readonly person: Person | null; readonly until: string | null }
  | { readonly verdict: 'source_limited'; readonly person: Person | null };

export interface PortalPasswords {
  /** Judges against the rules, then hashes. @throws Refusal portal_password_policy (violations), unavailable */
  prepare(owner: Owner, pin: string, rules: PortalPasswordRules, extension: string | null): Promise<Buffer>;
  /** Stores what was prepared and unlocks. */
  set(tx: Transaction, owner: Owner, sealed: Buffer, changedBy: string): Promise<void>;
  state(tx: Transaction, owner: Owner, rule: LockRule): Promise<PortalPasswordState>;
  /** @returns whether there was anything to unlock */
  unlock(tx: Transaction, owner: Owner): Promise<boolean>;
  /**
   * Reserves, judges and notes one attempt; never call it in a transaction. Costs the same whoever it is for, and nothing is hashed for
   * who is locked.
   * @throws Refusal unavailable
   */
  judge(attempt: PortalAttempt): Promise<PortalVerdict>;
}

function aadOf(owner: Owner): string[] {
  return [owner.tenant, owner.user, 'portal-password'];
}

function personOf({ user_id: id, username }: PortalAttemptReservation): Person | null {
  return id === null || username === null ? null : { id, username };
}

interface PortalPasswordsOptions {
  readonly database: Database;
  readonly hasher: Hasher;
  readonly sealer: Sealer;
}

export function createPortalPasswords({ database, hasher, sealer }: PortalPasswordsOptions): PortalPasswords {
  const key = sealer.deriveKey('portal-attempts');
  const macOf = (kind: string, tenant: TenantId, value: string): Buffer =>
    createHmac('sha256', key).update(`${kind}\n${tenant}\n${value}`).digest();

  function reserve({ tenant, subject, pin, source, rule }: PortalAttempt): Promise<PortalAttemptReservation> {
    const [kind, value] =
      'user' in subject ? (['user', subject.user] as const) : (['extension', subject.extension] as const);
    const request = {
      tenant,
      extension: kind === 'extension' ? value : null,
      user: 'user' in subject ? subject.user : null,
      unknownSubject: `unknown:${macOf(kind, tenant, value).toString('hex')}`,
      pinMac: macOf('pin', tenant, pin),
      source: source === null ? null : macOf('source', tenant, source),
      rule,
    };
    return database.withTenant(tenant, (tx) => portalAttemptReserve(tx, request));
  }

  async function isRight(
    tenant: TenantId,
    { sealed, user_id: user }: PortalAttemptReservation,
    pin: string,
  ): Promise<boolean> {
    if (sealed === null || user === null) return bounded(hasher.verifyDummy(pin));
    return bounded(hasher.verify(sealer.unseal(sealed, aadOf({ tenant, user })).toString('utf8'), pin));
  }

  async function judge(attempt: PortalAttempt): Promise<PortalVerdict> {
    const { tenant, source, rule, rules } = attempt;
    // What is longer can never have been set, and is not worth hashing whole.
    const pin = attempt.pin.slice(0, portalPasswordLengthMax);
    const reservation = await reserve({ ...attempt, pin });
    const person = personOf(reservation);
    if (reservation.verdict === 'source_limited') return { verdict: 'source_limited', person };
    if (reservation.verdict === 'locked')
      return { verdict: 'locked', person, until: reservation.locked_until?.toISOString() ?? null };
    if (!(await isRight(tenant, reservation, pin)) || person === null) {
      const key = source === null ? null : macOf('source', tenant, source);
      const locked = await database.withTenant(tenant, (tx) => portalAttemptFail(tx, tenant, reservation, rule, key));
      return { verdict: 'wrong', person, locked };
    }
    await database.withTenant(tenant, (tx) => portalAttemptErase(tx, tenant, reservation.subject));
    const violations = extensionViolations(pin, rules, reservation.extension);
    return violations.length === 0 ? { verdict: 'right', person } : { verdict: 'unfit', person, violations };
  }

  return {
    async prepare(owner, pin, rules, extension) {
      const violations = portalViolations(pin, rules, extension);
      if (violations.length > 0) throw refuse('portal_password_policy', { violations });
      return sealer.seal(await bounded(hasher.hash(pin)), aadOf(owner));
    },
    async set(tx, owner, sealed, changedBy) {
      await portalAttemptErase(tx, owner.tenant, `user:${owner.user}`);
      await portalPasswordPut(tx, { ...owner, sealed, changedBy });
    },
    async state(tx, owner, rule) {
      const row = await portalPasswordFetch(tx, owner.tenant, owner.user);
      const lock = await portalLockFetch(tx, owner.tenant, owner.user, rule);
      return {
        set: row !== undefined,
        changedAt: row?.changed_at.toISOString() ?? null,
        changedBy: row?.changed_by ?? null,
        ...lockStateOf(lock),
      };
    },
    unlock: (tx, owner) => portalAttemptErase(tx, owner.tenant, `user:${owner.user}`),
    judge,
  };
}
