/**
 * One attempt with an identifier and a password, up to "right" or "wrong". Known and unknown people take the same statements
 * and the same one evaluation, so that neither answer nor time tells who exists (security yardstick: identical groups).
 */

import ipaddr from 'ipaddr.js';
import type { AuditAction } from '../../audit/actions.ts';
import { record } from '../../audit/audit.ts';
import { type CaptchaResult, captchaAfter } from '../../captcha/captcha.ts';
import { type Caller, nobodyCaller, type Origin } from '../../kernel/caller.ts';
import { now } from '../../kernel/clock.ts';
import type { UserId } from '../../kernel/ids.ts';
import { Refusal, refuse } from '../../kernel/refusal.ts';
import { sourceWindowMinutes } from '../../passwords/limits.ts';
import {
  type AttemptRequest,
  type AttemptReservation,
  failAttempt,
  reserveAttempt,
  reserveLock,
  reserveOrdinaryAttempt,
  type SourceLook,
} from '../../passwords/lockout.ts';
import type { Passwords } from '../../passwords/passwords.ts';
import type { Database } from '../../platform/database.ts';
import { enqueue } from '../../platform/jobs.ts';
import type { Place } from '../../sessions/others.ts';
import { sourceOf } from '../../tenants/guesses.ts';
import type { Tenant } from '../../tenants/tenants.ts';
import { foldIdentifier } from '../../users/identifiers.ts';
import { lockRuleOf } from '../../users/user.ts';
import type { DeviceEntry } from '../device-cookie.ts';
import { type PersonRow, personFacts } from '../store.ts';

/** Where an attempt comes from, as the limits see it. */
export interface Whence {
  readonly tenant: Tenant;
  readonly origin: Origin;
  readonly devices: readonly DeviceEntry[];
}

export interface Attempt extends Whence {
  readonly identifier: string;
  readonly password: string;
  /** SHA-256 of the cookie of a trusted browser (F5). */
  readonly trustHash: Buffer | null;
  /** Where a session would open; missing: none would. */
  readonly place?: Place;
  /** Judges the CAPTCHA answered with it; missing: none is asked for. */
  readonly answered?: () => Promise<CaptchaResult>;
  /** Whose attempt it is and at what, when somebody signed in confirms their password; else a stranger's sign-in. */
  readonly confirms?: { readonly caller: Caller; readonly action: AuditAction };
}

/** The right password was given; nothing else has been decided. */
export interface Proven {
  readonly person: PersonRow;
  readonly sealed: Buffer;
  readonly revision: number;
  readonly reservation: AttemptReservation;
  /** Digest of the address it came from. */
  readonly source: Buffer;
}

/** Job that tells the owner of a lock; enqueued for unknown identifiers too, and then does nothing. */
export const lockedNoticeTask = 'signin.locked_notice';
/** The right password may be under judgement beside the wrong one that filled the bucket, and then there is no lock to tell of. */
const lockSettlesMs = 2_000;

/** Whether an address lies in one of the networks (addresses or CIDR ranges). */
export function inOfficeNetwork(address: string, networks: readonly string[]): boolean {
  if (networks.length === 0 || !ipaddr.isValid(address)) return false;
  const ip = ipaddr.process(address);
  return networks.some((network) => {
    const [range, bits] = network.includes('/') ? ipaddr.parseCIDR(network) : [ipaddr.process(network), null];
    return range.kind() === ip.kind() && ip.match(range, bits ?? (ip.kind() === 'ipv4' ? 32 : 128));
  });
}

/** The source of an attempt: the browser for the people it knows, else the address. */
export function sourceLook({ tenant, origin, devices }: Whence, passwords: Passwords): SourceLook {
  const { lockout, officeNetworks } = tenant.settings;
  const known = lockout.deviceAware ? devices : [];
  return {
    tenant: tenant.id,
    knownUsers: known.map((entry) => entry.user),
    knownBrowsers: known.map((entry) => entry.browser),
    source: passwords.subjectMac(tenant.id, 'address', sourceOf(origin.address)),
    sourceExempt: inOfficeNetwork(origin.address, officeNetworks),
  };
}

function reserveRequest(attempt: Attempt, passwords: Passwords, proof: CaptchaResult | null): AttemptRequest {
  const { tenant } = attempt;
  const { signIn } = tenant.settings;
  const identifier = foldIdentifier(attempt.identifier);
  const proven = proof === null || proof.verdict === 'passed';
  return {
    ...sourceLook(attempt, passwords),
    identifier,
    byUsername: signIn.identifier !== 'email',
    byEmail: signIn.identifier !== 'username',
    unknownSubject: `unknown:${passwords.subjectMac(tenant.id, 'identifier', identifier).toString('hex')}`,
    passwordMac: passwords.attemptMac(tenant.id, attempt.password),
    failuresMax: proven ? null : captchaAfter(tenant.settings),
    rule: lockRuleOf(tenant),
  };
}

/** The audit entry's target: a known person by name, nobody otherwise (people type passwords into the name field). */
function targetOf(person: Pick<PersonRow, 'id' | 'username'> | undefined): {
  kind: string;
  id: UserId | null;
  name: string | null;
} {
  return { kind: 'user', id: person?.id ?? null, name: person?.username ?? null };
}

/** Writes down a refused sign-in with its reason. */
export async function recordRefusal(
  database: Database,
  caller: Caller,
  code: string,
  person: Pick<PersonRow, 'id' | 'username'> | undefined,
  action: AuditAction = 'session.start',
): Promise<void> {
  // Every time: merely to count the many of one person would tell by its cost whether that person exists.
  await database.withTenantOnce(caller.tenant, (tx) =>
    record(tx, caller, { action, outcome: 'refused', reason: code, target: targetOf(person) }),
  );
}

/** What decides whether the browser is trusted. */
export function trustOf(tenant: Tenant, tokenHash: Buffer | null): { tokenHash: Buffer | null; days: number } {
  return { tokenHash, days: tenant.settings.secondFactor.trustBrowserDays };
}

const sourceLimited = (): Refusal => refuse('rate_limited', { retryAfterSeconds: sourceWindowMinutes * 60 });

/** Why a CAPTCHA does not do: there was none, or it was wrong. */
export function unproven(proof: CaptchaResult | null): Refusal {
  if (proof?.verdict !== 'failed') return refuse('captcha_required');
  const { waitSeconds, unreachable } = proof;
  return refuse('captcha_failed', {
    ...(waitSeconds === null ? {} : { retryAfterSeconds: waitSeconds }),
    ...(unreachable
      ? { detail: 'The CAPTCHA provider could not be asked. A wait from GET /api/v1/captcha will do.' }
      : {}),
  });
}

function refusalOf(reservation: AttemptReservation, proof: CaptchaResult | null): Refusal {
  if (reservation.verdict === 'source_limited') return sourceLimited();
  if (reservation.verdict === 'unproven') return unproven(proof);
  return reservation.locked_until === null
    ? refuse('too_many_attempts')
    : refuse('too_many_attempts', { until: reservation.locked_until.toISOString() });
}

function callerOf({ tenant, origin, confirms }: Attempt): Caller {
  return confirms?.caller ?? nobodyCaller(tenant.id, origin);
}

/** What a reservation finds: nobody's facts are null. */
type Reserved = AttemptReservation & (PersonRow | { readonly [Key in keyof PersonRow]: null });

function personOf(reserved: Reserved): PersonRow | undefined {
  return reserved.id === null ? undefined : reserved;
}

/**
 * Reserves the attempt before anything is hashed: by one statement, unless it would fill its bucket, which takes a transaction.
 * @throws Refusal rate_limited, captcha_required, captcha_failed, too_many_attempts; each is in the audit log then
 */
async function reserve(
  database: Database,
  attempt: Attempt,
  request: AttemptRequest,
  proof: CaptchaResult | null,
): Promise<{ reservation: AttemptReservation; person: PersonRow | undefined }> {
  const { tenant } = attempt;
  const { maxAgeDays } = tenant.settings.passwordPolicy;
  const look = { maxAgeDays, trust: trustOf(tenant, attempt.trustHash), place: attempt.place ?? null };
  const facts = personFacts(tenant.id, look);
  const found: { person?: PersonRow | undefined } = {};
  function judged(reserved: Reserved): Reserved {
    found.person = personOf(reserved);
    if (reserved.verdict !== 'reserved') throw refusalOf(reserved, proof);
    return reserved;
  }
  try {
    // Nobody is told of a reservation before something durable follows it: the session, or the failure (decision 9).
    const ordinary = await database.withTenantOnce(
      tenant.id,
      (tx) => reserveOrdinaryAttempt<Reserved>(tx, request, facts),
      { durable: false, planOnce: true },
    );
    if (ordinary !== null) return { reservation: judged(ordinary), person: found.person };
    const reservation = await database.withTenant(tenant.id, async (tx) => {
      const reserved = judged(await reserveAttempt<Reserved>(tx, request, facts));
      // Failing the transaction takes the reservation back: this address locks nobody any more.
      if (reserved.fills && !(await reserveLock(tx, tenant.id, request.source, reserved.subject)))
        throw sourceLimited();
      return reserved;
    });
    return { reservation, person: found.person };
  } catch (error) {
    if (error instanceof Refusal && error.code !== 'unavailable')
      await recordRefusal(database, callerOf(attempt), error.code, found.person, attempt.confirms?.action);
    throw error;
  }
}

/**
 * Judges one attempt.
 * @throws Refusal rate_limited, captcha_required, captcha_failed, too_many_attempts (all before anything is hashed), incorrect_credentials, unavailable
 */
export async function judgeAttempt(database: Database, passwords: Passwords, attempt: Attempt): Promise<Proven> {
  const { tenant, origin } = attempt;
  const caller = callerOf(attempt);
  if (passwords.isFull()) throw refuse('unavailable', { retryAfterSeconds: 1 });
  const proof = attempt.answered === undefined ? null : await attempt.answered();
  const request = reserveRequest(attempt, passwords, proof);
  const { source } = request;
  const { reservation, person } = await reserve(database, attempt, request, proof);
  const sealed = person?.sealed ?? null;
  const owner = { tenant: tenant.id, user: reservation.user_id ?? nobody };
  const right = await passwords.verify(owner, sealed, attempt.password);
  if (right && person && sealed !== null && person.revision !== null)
    return { person, sealed, revision: person.revision, reservation, source };
  await database.withTenant(tenant.id, async (tx) => {
    const { bucket, repeated } = reservation;
    const counted = { failures: bucket === 'elsewhere' && !repeated ? 1 : 0, repeats: repeated ? 1 : 0 };
    const locked = await failAttempt(tx, tenant.id, reservation, lockRuleOf(tenant), { key: source, ...counted });
    await record(tx, caller, {
      action: attempt.confirms?.action ?? 'session.start',
      outcome: 'refused',
      reason: 'incorrect_credentials',
      target: targetOf(person),
      details: locked ? { locked } : {},
    });
    if (locked && reservation.bucket === 'elsewhere') {
      const notice = { tenant: tenant.id, user: reservation.user_id, address: origin.address };
      await enqueue(tx, lockedNoticeTask, notice, { runAt: new Date(now().epochMilliseconds + lockSettlesMs) });
    }
  });
  throw refuse('incorrect_credentials');
}

/** Stands in for the user of an identifier that nobody has: nothing is sealed for it. */
const nobody = '00000000-0000-7000-8000-00000000ffff' as UserId; // the cast brands a constant
