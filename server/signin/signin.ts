/**
 * Sign-in owns the way from an identifier and a password to a session: it judges the attempt, asks the machine what is still
 * required, and opens the session when nothing is. Pages and JSON are two translations of this one dispatcher. It decides only
 * from what is stored, never from what a browser remembers, and it never shows a message that would tell a stranger anything.
 */
import { captchaAfter } from '../captcha/captcha.ts';
import type { RegistrationResponse } from '../factors/passkey-shapes.ts';
import type { PasskeyOffer } from '../factors/passkeys.ts';
import type { TotpEnrolment } from '../factors/totp.ts';
import { Refusal } from '../kernel/refusal.ts';
import { failuresOf } from '../passwords/lockout.ts';
import type { Tenant } from '../tenants/tenants.ts';
import { begin } from './begin.ts';
import { lookAtFlow } from './flow.ts';
import type { Continuation, FlowState, GivenCode, Outcome, SignInOptions, SignInRequest } from './outcome.ts';
import { sourceLook, type Whence } from './password/attempt.ts';
import { chooseNewPassword } from './password/new-password-step.ts';
import { enterNow, giveStation, logOutOther } from './places/place-step.ts';
import { proveByCode, resendCode, switchToMail } from './second-factor/code-step.ts';
import {
  beginTotpStep,
  confirmTotpStep,
  enrolPasskey,
  offerEnrolment,
  pendingTotp,
} from './second-factor/enrol-step.ts';
import { offerPasskeySignIn, type PasskeySignInRequest, signInByPasskey } from './second-factor/passkey-sign-in.ts';
import { offerPasskeyStep, type PasskeyAnswer, proveByPasskey } from './second-factor/passkey-step.ts';

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
  /** The step `connections`: ends another of the person's sessions (null: none, they may have gone), and goes on. @throws Refusal user_limit_reached and those of `look` */
  logOutOther(continuation: Continuation, session: string | null): Promise<Outcome>;
  /** The step `station`. @throws Refusal station_taken, station_not_yours, station_unknown, user_limit_reached and those of `look` */
  giveStation(continuation: Continuation, station: string): Promise<Outcome>;
  /** Tries again where nothing but a seat was missing. @throws Refusal user_limit_reached, flow_step_invalid and those of `look` */
  enter(continuation: Continuation): Promise<Outcome>;
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
  /** Counts how each call ended, and tells of who came in. */
  async function counted({ tenant }: { readonly tenant: Tenant }, work: Promise<Outcome>): Promise<Outcome> {
    try {
      const outcome = await work;
      options.onOutcome(outcome.next);
      if (outcome.next === 'done') options.onEntered(tenant.id);
      return outcome;
    } catch (error) {
      options.onOutcome(error instanceof Error && 'code' in error ? String(error.code) : 'internal');
      throw error;
    }
  }
  return {
    begin: (request) => counted(request, begin(options, request)),
    chooseNewPassword: (continuation, newPassword) =>
      counted(continuation, chooseNewPassword(options, continuation, newPassword)),
    proveByCode: (continuation, given) => counted(continuation, proveByCode(options, continuation, given)),
    resendCode: (continuation) => counted(continuation, resendCode(options, continuation)),
    switchToMail: (continuation) => counted(continuation, switchToMail(options, continuation)),
    offerPasskey: (continuation) => offerPasskeyStep(options, continuation),
    proveByPasskey: (continuation, answer, trust) =>
      counted(continuation, proveByPasskey(options, continuation, answer, trust)),
    enrol: {
      beginTotp: (continuation) => beginTotpStep(options, continuation),
      pendingTotp: (continuation, state) => pendingTotp(options, continuation, state),
      confirmTotp: (continuation, code) => counted(continuation, confirmTotpStep(options, continuation, code)),
      offerPasskey: (continuation) => offerEnrolment(options, continuation),
      addPasskey: (continuation, answer) => counted(continuation, enrolPasskey(options, continuation, answer)),
    },
    logOutOther: (continuation, session) => counted(continuation, logOutOther(options, continuation, session)),
    giveStation: (continuation, station) => counted(continuation, giveStation(options, continuation, station)),
    enter: (continuation) => counted(continuation, enterNow(options, continuation)),
    offerPasskeySignIn: (tenant) => offerPasskeySignIn(options, tenant),
    signInByPasskey: (request) => counted(request, signInByPasskey(options, request)),
    look: (continuation) => lookAtFlow(options, continuation),
    captchaDue: (whence) => captchaDue(options, whence),
  };
}
