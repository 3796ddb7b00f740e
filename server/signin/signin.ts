/**
 * Sign-in owns the way from an identifier and a password to a session: it judges the attempt, asks the machine what is still
 * required, and opens the session when nothing is. Pages and JSON are two translations of this one dispatcher. It decides only
 * from what is stored, never from what a browser remembers, and it never shows a message that would tell a stranger anything.
 */
import type { Origin } from '../kernel/caller.ts';
import { type BrowserId, type FlowId, newId, type SessionId, type UserId } from '../kernel/ids.ts';
import type { Mail } from '../mail/mail.ts';
import { eraseAttempts } from '../passwords/lockout.ts';
import type { Passwords } from '../passwords/passwords.ts';
import type { Database } from '../platform/database.ts';
import type { Sessions } from '../sessions/sessions.ts';
import type { Tenant } from '../tenants/tenants.ts';
import { type Attempt, judgeAttempt } from './attempt.ts';
import type { DeviceEntry } from './device-cookie.ts';
import { chooseNewPassword, lookAtFlow, refuseProven, startFlow } from './flow.ts';
import { next, type StepName } from './machine.ts';
import { factsOf, openSession } from './opening.ts';
import type { FlowRow, PersonRow } from './store.ts';

export interface SignInRequest extends Attempt {
  readonly browserId: BrowserId;
  readonly client: 'browser' | 'native';
  readonly returnTo: string | null;
  /** The session this browser has now, which a success replaces. */
  readonly replaces: { readonly id: SessionId; readonly user: UserId } | null;
}

/** What follows: something to ask, or a session. */
export type Outcome =
  | { readonly next: StepName; readonly flow: FlowId; readonly secret: string }
  | {
      readonly next: 'done';
      readonly flow: FlowId;
      readonly token: string;
      readonly home: string;
      readonly returnTo: string | null;
      readonly devices: readonly DeviceEntry[];
      readonly client: 'browser' | 'native';
    };

export interface Continuation {
  readonly tenant: Tenant;
  readonly origin: Origin;
  readonly browserId: BrowserId;
  readonly devices: readonly DeviceEntry[];
  readonly replaces: SignInRequest['replaces'];
  /** Path parameter and cookie of the flow. */
  readonly flow: string;
  readonly secret: string | null;
}

/** Who is in a flow and what it asks now; for the page that asks. */
export interface FlowState {
  readonly flow: FlowRow;
  readonly person: PersonRow;
  readonly asks: StepName;
}

export interface SignIn {
  /** @throws Refusal with the codes of rows S8, rate_limited, unavailable */
  begin(request: SignInRequest): Promise<Outcome>;
  /** @throws Refusal flow_expired, flow_step_invalid, password_policy, password_reused and those of `begin` */
  chooseNewPassword(continuation: Continuation, newPassword: string): Promise<Outcome>;
  /** What the flow of this browser asks now. @throws Refusal flow_expired and those of the machine */
  look(continuation: Continuation): Promise<FlowState>;
}

export interface SignInOptions {
  readonly database: Database;
  readonly passwords: Passwords;
  readonly sessions: Sessions;
  readonly mail: Mail;
  readonly onError: (error: unknown) => void;
  /** Counts every outcome: `done`, a step's name or a refusal's code. */
  readonly onOutcome: (outcome: string) => void;
}

async function begin(options: SignInOptions, request: SignInRequest): Promise<Outcome> {
  const { database, passwords } = options;
  const { tenant, origin } = request;
  const proven = await judgeAttempt(database, passwords, request);
  const { person, sealed, revision, reservation } = proven;
  const step = next(factsOf(tenant, person, false));
  const outcome = await database.withTenant(tenant.id, async (tx): Promise<Outcome | null> => {
    await eraseAttempts(tx, tenant.id, proven);
    if ('refuse' in step) return null;
    if ('ask' in step) return startFlow(tx, request, person, revision, reservation, step.ask);
    return openSession(options, tx, { ...request, flow: newId<FlowId>() }, person, revision, reservation);
  });
  if (outcome === null)
    return refuseProven(options, tenant, origin, person, 'refuse' in step ? step.refuse : 'internal');
  // After the answer is decided: stronger parameters, if there are any. Losing this race loses nothing.
  passwords.refresh({ tenant: tenant.id, user: person.id }, sealed, revision, request.password).catch(options.onError);
  return outcome;
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
    look: (continuation) => lookAtFlow(options, continuation),
  };
}
