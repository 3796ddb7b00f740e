/**
 * Sign-in owns the way from an identifier and a password to a session: it judges the attempt, asks the machine what is still
 * required, and opens the session when nothing is. Pages and JSON are two translations of this one dispatcher. It decides only
 * from what is stored, never from what a browser remembers, and it never shows a message that would tell a stranger anything.
 */

import { record } from '../audit/audit.ts';
import { type Caller, nobodyCaller, type Origin } from '../kernel/caller.ts';
import { type BrowserId, type FlowId, newId, parseId, type SessionId, type UserId } from '../kernel/ids.ts';
import { type RefusalCode, refuse } from '../kernel/refusal.ts';
import type { Mail } from '../mail/mail.ts';
import { eraseAttempts, isLocked, type Bucket } from '../passwords/lockout.ts';
import type { Passwords } from '../passwords/passwords.ts';
import type { Database, Transaction } from '../platform/database.ts';
import { newToken, tokenHash } from '../platform/http.ts';
import { announce } from '../platform/notify.ts';
import { recordOpened, type Sessions } from '../sessions/sessions.ts';
import type { Tenant } from '../tenants/tenants.ts';
import { lockRuleOf, passwordContextOf } from '../users/user.ts';
import { type Attempt, judgeAttempt, recordRefusal } from './attempt.ts';
import { type DeviceEntry, withDevice } from './device-cookie.ts';
import { type Facts, next, type StepName } from './machine.ts';
import { noticeOf } from './notices.ts';
import { type FlowRow, flowFetch, flowFinish, flowInsert, type PersonRow, personFetch } from './store.ts';

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

/** A flow must be finished within this time of the password. */
const flowMinutes = 15;

function factsOf(tenant: Tenant, person: PersonRow, locked: boolean): Facts {
  return {
    standing: {
      organizationSuspended: tenant.status === 'suspended',
      disabled: person.disabled,
      inactive: person.status === 'inactive',
      locked,
    },
    temporaryExpired: person.temporary_expired,
    passwordMustChange: person.temporary === true || person.too_old,
  };
}

function userCaller(tenant: Tenant, person: PersonRow, origin: Origin): Caller {
  return {
    ...nobodyCaller(tenant.id, origin),
    kind: tenant.kind === 'operators' ? 'operator' : 'user',
    id: person.id,
    name: person.username,
  };
}

/** What opening the session needs, whichever way it was reached. */
interface Opening {
  readonly tenant: Tenant;
  readonly origin: Origin;
  readonly browserId: BrowserId;
  readonly devices: readonly DeviceEntry[];
  readonly replaces: SignInRequest['replaces'];
  readonly client: 'browser' | 'native';
  readonly returnTo: string | null;
  readonly flow: FlowId;
}

export function createSignIn(options: SignInOptions): SignIn {
  const { database, passwords, sessions, mail } = options;

  async function openSession(
    tx: Transaction,
    opening: Opening,
    person: PersonRow,
    revision: number,
    bucket: Bucket,
  ): Promise<Outcome> {
    const { tenant, origin, devices } = opening;
    const session = await sessions.open(tx, {
      tenant,
      user: person.id,
      kind: opening.client,
      browserId: opening.browserId,
      origin,
      passwordRevision: revision,
      replaces: opening.replaces,
    });
    // The password changed between being judged and now: what was proven is no longer worth anything.
    if (session === null) throw refuse('flow_expired');
    await recordOpened(tx, { ...userCaller(tenant, person, origin), session: session.id }, session.id, person.username);
    const notice = noticeOf(tenant, person, devices, origin);
    if (notice !== null) await mail.send(tx, notice);
    const kept = bucket.bucket.startsWith('browser:') ? bucket.bucket.slice('browser:'.length) : newId<BrowserId>();
    return {
      next: 'done',
      flow: opening.flow,
      token: session.token,
      home: person.role_home,
      returnTo: opening.returnTo,
      client: opening.client,
      devices: withDevice(devices, { user: person.id, browser: kept }),
    };
  }

  async function refuseProven(tenant: Tenant, origin: Origin, person: PersonRow, code: RefusalCode): Promise<never> {
    await recordRefusal(database, nobodyCaller(tenant.id, origin), code, person);
    throw refuse(code);
  }

  async function begin(request: SignInRequest): Promise<Outcome> {
    const { tenant, origin, client, returnTo } = request;
    const { person, sealed, revision, reservation } = await judgeAttempt(database, passwords, request);
    const step = next(factsOf(tenant, person, false));
    const outcome = await database.withTenant(tenant.id, async (tx): Promise<Outcome | null> => {
      await eraseAttempts(tx, tenant.id, reservation);
      if ('refuse' in step) return null;
      const flow = newId<FlowId>();
      if ('done' in step) return openSession(tx, { ...request, flow }, person, revision, reservation);
      const secret = newToken();
      await flowInsert(tx, {
        tenant: tenant.id,
        id: flow,
        secretHash: tokenHash(secret),
        user: person.id,
        client,
        passwordRevision: revision,
        bucket: reservation,
        returnTo,
        minutes: flowMinutes,
      });
      await record(tx, userCaller(tenant, person, origin), { action: 'sign_in.step', details: { step: step.ask } });
      return { next: step.ask, flow, secret };
    });
    if (outcome === null) return refuseProven(tenant, origin, person, 'refuse' in step ? step.refuse : 'internal');
    // After the answer is decided: stronger parameters, if there are any. Losing this race loses nothing.
    passwords
      .refresh({ tenant: tenant.id, user: person.id }, sealed, revision, request.password)
      .catch(options.onError);
    return outcome;
  }

  async function flowFacts(
    tx: Transaction,
    { tenant, flow, secret }: Continuation,
  ): Promise<{ row: FlowRow; person: PersonRow; facts: Facts }> {
    const id = parseId<FlowId>(flow);
    if (id === null || secret === null) throw refuse('flow_expired');
    const row = await flowFetch(tx, tenant.id, id, tokenHash(secret));
    const person = row && (await personFetch(tx, tenant.id, row.user_id, tenant.settings.passwordPolicy.maxAgeDays));
    if (!row || !person || person.revision !== row.password_revision) throw refuse('flow_expired');
    const bucket = { subject: row.attempt_subject, bucket: row.attempt_bucket };
    const locked = await isLocked(tx, tenant.id, bucket, lockRuleOf(tenant));
    return { row, person, facts: factsOf(tenant, person, locked) };
  }

  async function look(continuation: Continuation): Promise<FlowState> {
    const { tenant, origin } = continuation;
    const { row, person, facts } = await database.withTenant(tenant.id, (tx) => flowFacts(tx, continuation));
    const step = next(facts);
    if ('refuse' in step) return refuseProven(tenant, origin, person, step.refuse);
    if ('done' in step) throw refuse('flow_step_invalid');
    return { flow: row, person, asks: step.ask };
  }

  async function chooseNewPassword(continuation: Continuation, newPassword: string): Promise<Outcome> {
    const { tenant, origin } = continuation;
    const { flow, person, asks } = await look(continuation);
    if (asks !== 'new_password') throw refuse('flow_step_invalid');
    const owner = { tenant: tenant.id, user: person.id };
    const policy = tenant.settings.passwordPolicy;
    const prepared = await passwords.prepare(owner, newPassword, policy, passwordContextOf(tenant, person));
    return database.withTenant(tenant.id, async (tx) => {
      const current = await flowFacts(tx, continuation);
      const step = next(current.facts);
      if (!('ask' in step) || !(await flowFinish(tx, tenant.id, flow.id))) throw refuse('flow_expired');
      const revision = await passwords.set(tx, owner, prepared, {
        temporary: false,
        expiresHours: null,
        changedBy: person.username,
        history: policy.history,
        guarded: true,
      });
      await announce(tx, { kind: 'user', tenant: tenant.id, user: person.id });
      await record(tx, userCaller(tenant, person, origin), {
        action: 'user.password.change',
        target: { kind: 'user', id: person.id, name: person.username },
      });
      const bucket = { subject: flow.attempt_subject, bucket: flow.attempt_bucket };
      return openSession(
        tx,
        { ...continuation, flow: flow.id, client: flow.client, returnTo: flow.return_to },
        person,
        revision,
        bucket,
      );
    });
  }

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
    begin: (request) => counted(begin(request)),
    chooseNewPassword: (continuation, newPassword) => counted(chooseNewPassword(continuation, newPassword)),
    look,
  };
}
