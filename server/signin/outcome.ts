/** What a sign-in takes and gives: shared by the dispatcher and the files behind it. */

import type { Captcha } from '../captcha/captcha.ts';
import type { OtherSession } from '../connections/connections.ts';
import type { FactorMethod } from '../factors/due.ts';
import type { CodeMethod, Factors, SentCode } from '../factors/factors.ts';
import type { Origin } from '../kernel/caller.ts';
import type { BrowserId, FlowId, SessionId, TenantId, UserId } from '../kernel/ids.ts';
import type { Mail } from '../mail/mail.ts';
import type { Passwords } from '../passwords/passwords.ts';
import type { Database } from '../platform/database.ts';
import type { Place } from '../sessions/others.ts';
import type { Sessions } from '../sessions/sessions.ts';
import type { Tenant } from '../tenants/tenants.ts';
import type { DeviceEntry } from './device-cookie.ts';
import type { Facts, StepName } from './machine.ts';
import type { Attempt } from './password/attempt.ts';
import type { FlowRow, PersonRow } from './store.ts';

export interface SignInRequest extends Attempt {
  readonly browserId: BrowserId;
  /** Answers to a CAPTCHA, the best first. */
  readonly captcha: readonly string[];
  readonly client: 'browser' | 'native';
  readonly returnTo: string | null;
  /** False: a client that cannot ask which other session should end; it is refused instead. */
  readonly follows: boolean;
  /** The session this browser has now, which a success replaces. */
  readonly replaces: { readonly id: SessionId; readonly user: UserId } | null;
}

/** What the step `code` shows. */
export interface CodeState {
  /** The strongest first; the first is the one to ask for. */
  readonly methods: readonly FactorMethod[];
  /** The masked address and the code that was mailed to it; null when none was. */
  readonly mailed: (SentCode & { readonly to: string }) | null;
  /** For how many days this browser may be trusted; 0 = it is not offered. */
  readonly trustDays: number;
}

/** A code that a person typed. */
export interface GivenCode {
  readonly method: CodeMethod;
  readonly code: string;
  /** They asked that this browser be trusted. */
  readonly trustBrowser: boolean;
}

/** A browser to be trusted: what its cookie holds, and for how long. */
export interface TrustCookie {
  readonly token: string;
  readonly days: number;
}

/** The station that a person is asked for. */
export interface StationState {
  /** Their own, or the one they hold; null when any may be given. */
  readonly prefilled: string | null;
  /** It is theirs and no other will do. */
  readonly fixed: boolean;
}

/** What follows: something to ask, or a session. */
export type Outcome = (
  | { readonly next: 'new_password' | 'enrol_factor'; readonly flow: FlowId; readonly secret: string }
  | {
      readonly next: 'connections';
      readonly flow: FlowId;
      readonly secret: string;
      readonly others: readonly OtherSession[];
    }
  | { readonly next: 'station'; readonly flow: FlowId; readonly secret: string; readonly station: StationState }
  | { readonly next: 'code'; readonly flow: FlowId; readonly secret: string; readonly code: CodeState }
  | {
      readonly next: 'done';
      readonly flow: FlowId;
      readonly token: string;
      readonly home: string;
      readonly returnTo: string | null;
      readonly devices: readonly DeviceEntry[];
      readonly client: 'browser' | 'native';
    }
) & {
  readonly trust?: TrustCookie;
  /** Made with the factor that was enrolled on the way; shown this once. */
  readonly recoveryCodes?: readonly string[];
};

export interface Continuation {
  readonly tenant: Tenant;
  readonly origin: Origin;
  readonly browserId: BrowserId;
  readonly devices: readonly DeviceEntry[];
  /** SHA-256 of the cookie of a trusted browser. */
  readonly trustHash: Buffer | null;
  readonly replaces: SignInRequest['replaces'];
  /** Path parameter and cookie of the flow. */
  readonly flow: string;
  readonly secret: string | null;
}

/** What a flow asks: a step, or `seat` when nothing else is missing. */
export type Asked = StepName | 'seat';

/** Who is in a flow and what it asks now; for the page that asks. */
export interface FlowState {
  readonly flow: FlowRow;
  readonly person: PersonRow;
  readonly asks: Asked;
  readonly facts: Facts;
  /** When it asks for the step `code`. */
  readonly code: CodeState | null;
  /** When it asks for the step `connections`. */
  readonly others: readonly OtherSession[];
  /** When it asks for the step `station`. */
  readonly station: StationState | null;
}

/** Where the session would open. */
export function placeOf({
  client,
  browserId,
  replaces,
}: Pick<SignInRequest, 'client' | 'browserId' | 'replaces'>): Place {
  return { kind: client, browserId, replaces: replaces?.id ?? null };
}

export interface SignInOptions {
  readonly database: Database;
  readonly captcha: Captcha;
  readonly passwords: Passwords;
  readonly factors: Factors;
  readonly sessions: Sessions;
  readonly mail: Mail;
  readonly onError: (error: unknown) => void;
  /** For tests: see AppOptions. */
  readonly clockOffsetMs: () => number;
  /** Counts every outcome: `done`, a step's name or a refusal's code. */
  readonly onOutcome: (outcome: string) => void;
  /** Somebody of this organisation has come in. */
  readonly onEntered: (tenant: TenantId) => void;
}
