/**
 * Sign-in owns the way from an identifier and a password to a session: it judges the attempt, asks the machine what is still
 * required, and opens the session when nothing is. Pages and JSON are two translations of this one dispatcher. It decides only
 * from what is stored, never from what a browser remembers, and it never shows a message that would tell a stranger anything.
 */
import { captchaAfter } from '../captcha/captcha.ts';
import type { RegistrationResponse } from '../factors/passkey-shapes.ts';
import type { PasskeyOffer } from '../factors/passkeys.ts';
import type { TotpEnrolment } from '../factors/totp.ts';
import { type FlowId, newId } from '../kernel/ids.ts';
import { Refusal } from '../kernel/refusal.ts';
import { eraseAttempts, erasure, failuresOf } from '../passwords/lockout.ts';
import type { Tenant } from '../tenants/tenants.ts';
import { judgeAttempt, type Proven, sourceLook, type Whence } from './attempt.ts';
import { proveByCode, resendCode, switchToMail } from './code-step.ts';
import { beginTotpStep, confirmTotpStep, enrolPasskey, offerEnrolment, pendingTotp } from './enrol-step.ts';
import { chooseNewPassword, lookAtFlow, refuseProven, startFlow } from './flow.ts';
import { type Facts, type Next, next } from './machine.ts';
import { factsOf, openSession, opensAlone } from './opening.ts';
import type { Continuation, FlowState, GivenCode, Outcome, SignInOptions, SignInRequest } from './outcome.ts';
import { offerPasskeySignIn, type PasskeySignInRequest, signInByPasskey } from './passkey-sign-in.ts';
import { offerPasskeyStep, type PasskeyAnswer, proveByPasskey } from './passkey-step.ts';

export type { Continuation, FlowState, GivenCode, Outcome, SignInOptions, SignInRequest };

export interface SignIn {
  /** @throws Refusal with the codes of rows S8, rate_limited, unavailable */
  begin(request: SignInRequest): Promise<Outcome>;
  /** @throws Refusal flow_expired, flow_step_invalid, password_policy, password_reused and those of `begin` */
  chooseNewPassword(continuation: Continuation, newPassword: string): Promise<Outcome>;
  /**
   * The step `code`, by mail, app or recovery code.
   * @throws Refusal code_incorrect, code_expired, code_attempts_exceeded, flow_expired, flow_step_invalid and those of `begin`
   */
  proveByCode(continuation: Continuation, given: GivenCode): Promise<Outcome>;
  /** Mails another code; the one before is dead. @throws Refusal resend_too_soon, code_attempts_exceeded and those of `look` */
  resendCode(continuation: Continuation): Promise<Outcome>;
  /** Mails a code to someone who was asked for something else first. @throws Refusal as `resendCode` */
  switchToMail(continuation: Continuation): Promise<Outcome>;
  /** What the browser is to sign in the step `code`. @throws Refusal as `look`, flow_step_invalid */
  offerPasskey(continuation: Continuation): Promise<PasskeyOffer>;
  /** The step `code` by passkey. @throws Refusal passkey_refused and those of `proveByCode` */
  proveByPasskey(continuation: Continuation, answer: PasskeyAnswer, trustBrowser: boolean): Promise<Outcome>;
  /** The step `enrol_factor`: see enrol-step.ts. */
  readonly enrol: Enrolment;
  /** What a browser is to sign to sign in with a passkey alone. @throws Refusal not_permitted */
  offerPasskeySignIn(tenant: Tenant): Promise<PasskeyOffer>;
  /** @throws Refusal passkey_refused, not_permitted and those of the machine */
  signInByPasskey(request: PasskeySignInRequest): Promise<Outcome>;
  /** What the flow of this browser asks now. @throws Refusal flow_expired and those of the machine */
  look(continuation: Continuation): Promise<FlowState>;
  /** Whether this source has failed so often that a sign-in will be asked for a CAPTCHA. False while nobody can say. */
  captchaDue(whence: Whence): Promise<boolean>;
}

/** Setting up the first factor on the way in. */
export interface Enrolment {
  beginTotp(continuation: Continuation): Promise<TotpEnrolment>;
  pendingTotp(continuation: Continuation, state: FlowState): Promise<TotpEnrolment | null>;
  /** @throws Refusal code_incorrect and those of `look` */
  confirmTotp(continuation: Continuation, code: string): Promise<Outcome>;
  offerPasskey(continuation: Continuation): Promise<PasskeyOffer>;
  /** @throws Refusal passkey_refused and those of `look` */
  addPasskey(
    continuation: Continuation,
    answer: { readonly challenge: string; readonly response: RegistrationResponse },
  ): Promise<Outcome>;
}

/** What follows the right password; null when `step` refuses. */
function follow(
  options: SignInOptions,
  request: SignInRequest,
  proven: Proven,
  facts: Facts,
  step: Next,
): Promise<Outcome | null> {
  const { database } = options;
  const { tenant } = request;
  const { person, revision, reservation } = proven;
  const opening = { ...request, flow: newId<FlowId>(), methods: ['pwd'] as const };
  if ('done' in step && !reservation.fills && opensAlone(opening, person)) {
    const erasing = erasure(tenant.id, reservation);
    return database.withTenantOnce(tenant.id, (tx) =>
      openSession(options, tx, opening, person, revision, reservation, erasing),
    );
  }
  return database.withTenant(tenant.id, async (tx) => {
    const erased = eraseAttempts(tx, tenant.id, proven);
    if ('done' in step) {
      // Neither waits for the other: they share a round trip.
      const [opened] = await Promise.all([openSession(options, tx, opening, person, revision, reservation), erased]);
      return opened;
    }
    await erased;
    return 'refuse' in step ? null : startFlow(options, tx, request, person, revision, reservation, facts, step.ask);
  });
}

async function begin(options: SignInOptions, request: SignInRequest): Promise<Outcome> {
  const { database, captcha, passwords } = options;
  const { tenant, origin } = request;
  const answered = () => captcha.check(tenant, request.captcha, origin);
  const proven = await judgeAttempt(database, passwords, { ...request, answered });
  const { person, sealed, revision } = proven;
  const progress = { way: 'password', locked: false, proven: null, devices: request.devices } as const;
  const facts = factsOf(tenant, person, progress, options.clockOffsetMs());
  const step = next(facts);
  const outcome = await follow(options, request, proven, facts, step);
  if (outcome === null)
    return refuseProven(options, tenant, origin, person, 'refuse' in step ? step.refuse : 'internal');
  // After the answer is decided: stronger parameters, if there are any. Losing this race loses nothing.
  passwords.refresh({ tenant: tenant.id, user: person.id }, sealed, revision, request.password).catch(options.onError);
  return outcome;
}

async function captchaDue({ database, passwords }: SignInOptions, whence: Whence): Promise<boolean> {
  const { id, settings } = whence.tenant;
  const after = captchaAfter(settings);
  if (after === null || after === 0) return after === 0;
  try {
    const look = sourceLook(whence, passwords);
    return (await database.withTenantOnce(id, (tx) => failuresOf(tx, look))) >= after;
  } catch (error) {
    // The page is there without the database too; the attempt itself will tell.
    if (error instanceof Refusal && error.code === 'unavailable') return false;
    throw error;
  }
}

export function createSignIn(options: SignInOptions): SignIn {
  /** Counts how each call ended. */
  async function counted(work: Promise<Outcome>): Promise<Outcome> {
    try {
      const outcome = await work;
      options.onOutcome(outcome.next);
      return outcome;
    } catch (error) {
      options.onOutcome(error instanceof Error && 'code' in error ? String(error.code) : 'internal');
      throw error;
    }
  }
  return {
    begin: (request) => counted(begin(options, request)),
    chooseNewPassword: (continuation, newPassword) => counted(chooseNewPassword(options, continuation, newPassword)),
    proveByCode: (continuation, given) => counted(proveByCode(options, continuation, given)),
    resendCode: (continuation) => counted(resendCode(options, continuation)),
    switchToMail: (continuation) => counted(switchToMail(options, continuation)),
    offerPasskey: (continuation) => offerPasskeyStep(options, continuation),
    proveByPasskey: (continuation, answer, trust) => counted(proveByPasskey(options, continuation, answer, trust)),
    enrol: {
      beginTotp: (continuation) => beginTotpStep(options, continuation),
      pendingTotp: (continuation, state) => pendingTotp(options, continuation, state),
      confirmTotp: (continuation, code) => counted(confirmTotpStep(options, continuation, code)),
      offerPasskey: (continuation) => offerEnrolment(options, continuation),
      addPasskey: (continuation, answer) => counted(enrolPasskey(options, continuation, answer)),
    },
    offerPasskeySignIn: (tenant) => offerPasskeySignIn(options, tenant),
    signInByPasskey: (request) => counted(signInByPasskey(options, request)),
    look: (continuation) => lookAtFlow(options, continuation),
    captchaDue: (whence) => captchaDue(options, whence),
  };
}
