/**
 * A sign-in in progress: from the right password to the session, step by step. Each call gathers the facts anew and asks the
 * machine; what the browser brings is only the proof that it is the browser of this flow.
 */
import { record } from '../audit/audit.ts';
import { nobodyCaller, type Origin } from '../kernel/caller.ts';
import { now } from '../kernel/clock.ts';
import { type FlowId, newId, parseId } from '../kernel/ids.ts';
import { type Refusal, type RefusalCode, refuse } from '../kernel/refusal.ts';
import { type Bucket, isLocked } from '../passwords/lockout.ts';
import type { Transaction } from '../platform/database.ts';
import { newToken, tokenHash } from '../platform/http.ts';
import { announce } from '../platform/notify.ts';
import { scheduleNow } from '../schedules/current.ts';
import type { SessionMethod } from '../sessions/sessions.ts';
import type { Tenant } from '../tenants/tenants.ts';
import { lockRuleOf, passwordContextOf } from '../users/user.ts';
import { recordRefusal, trustOf } from './attempt.ts';
import { codeState, enterCode } from './code-state.ts';
import { type Facts, next, type StepName } from './machine.ts';
import { changedNotice } from './notices.ts';
import { factsOf, openSession, personCaller } from './opening.ts';
import type { Continuation, FlowState, Outcome, SignInOptions, SignInRequest } from './outcome.ts';
import { type FlowRow, flowFetch, flowFinish, flowInsert, flowMoveOn, type PersonRow, personFetch } from './store.ts';

/** A flow must be finished within this time of the password. */
export const flowMinutes = 15;

/** The outcome that asks for a step. Whoever has to prove a factor by mail finds the mail on its way. */
async function asking(
  options: SignInOptions,
  tx: Transaction,
  continuation: Pick<Continuation, 'tenant' | 'origin' | 'devices'>,
  { flow, secret, person, facts, client }: Omit<InFlow, 'row'> & { flow: FlowId; client: FlowRow['client'] },
  step: StepName,
): Promise<Outcome> {
  if (step !== 'code') return { next: step, flow, secret };
  return {
    next: step,
    flow,
    secret,
    code: await enterCode(options, tx, continuation, { flow, person, facts, client }),
  };
}

/** Begins a flow that asks for `step` next. */
export async function startFlow(
  options: SignInOptions,
  tx: Transaction,
  request: SignInRequest,
  person: PersonRow,
  revision: number,
  bucket: Bucket,
  facts: Facts,
  step: StepName,
): Promise<Outcome> {
  const { tenant, origin, client, returnTo } = request;
  const flow = newId<FlowId>();
  const secret = newToken();
  await flowInsert(tx, {
    tenant: tenant.id,
    id: flow,
    secretHash: tokenHash(secret),
    user: person.id,
    client,
    passwordRevision: revision,
    bucket,
    returnTo,
    minutes: flowMinutes,
  });
  await record(tx, personCaller(tenant, person, origin), { action: 'sign_in.step', details: { step } });
  return asking(options, tx, request, { flow, secret, person, facts, client }, step);
}

/** Tells a person who gave the right password why they may not enter, and the audit log too. */
export async function refuseProven(
  { database, clockOffsetMs }: SignInOptions,
  tenant: Tenant,
  origin: Origin,
  person: PersonRow,
  code: RefusalCode,
): Promise<never> {
  await recordRefusal(database, nobodyCaller(tenant.id, origin), code, person);
  throw refusalBy(code, tenant, person, clockOffsetMs());
}

/** What the machine says, with what is known of it: when the next hours begin; codes are counted by the day, in UTC. */
function refusalBy(code: RefusalCode, tenant: Tenant, person: PersonRow, clockOffsetMs: number): Refusal {
  if (code === 'outside_schedule') {
    const { opensAt } = scheduleNow(person, tenant.timeZone, clockOffsetMs);
    return refuse(code, { until: opensAt?.toString() ?? null });
  }
  if (code !== 'code_attempts_exceeded') return refuse(code);
  const midnight = now().toZonedDateTimeISO('UTC').startOfDay().add({ days: 1 }).toInstant();
  return refuse(code, { until: midnight.toString() });
}

function bucketOf(flow: FlowRow): Bucket {
  return { subject: flow.attempt_subject, bucket: flow.attempt_bucket };
}

interface InFlow {
  readonly row: FlowRow;
  readonly person: PersonRow;
  readonly facts: Facts;
  readonly secret: string;
}

async function flowFacts(
  { clockOffsetMs }: SignInOptions,
  tx: Transaction,
  { tenant, flow, secret, devices, trustHash }: Continuation,
): Promise<InFlow> {
  const id = parseId<FlowId>(flow);
  if (id === null || secret === null) throw refuse('flow_expired');
  const row = await flowFetch(tx, tenant.id, id, tokenHash(secret));
  const { maxAgeDays } = tenant.settings.passwordPolicy;
  const person = row && (await personFetch(tx, tenant.id, row.user_id, maxAgeDays, trustOf(tenant, trustHash)));
  if (!row || !person || person.revision !== row.password_revision) throw refuse('flow_expired');
  const locked = await isLocked(tx, tenant.id, bucketOf(row), lockRuleOf(tenant));
  const progress = { way: row.way, locked, proven: row.factor_method, devices };
  const facts = factsOf(tenant, person, progress, clockOffsetMs());
  return { row, person, facts, secret };
}

/** What the flow of this browser asks now. @throws Refusal flow_expired, flow_step_invalid and those of the machine */
export async function lookAtFlow(options: SignInOptions, continuation: Continuation): Promise<FlowState> {
  const { tenant, origin } = continuation;
  const { row, person, facts, step, code } = await options.database.withTenant(tenant.id, async (tx) => {
    const found = await flowFacts(options, tx, continuation);
    const asked = next(found.facts);
    const isCode = 'ask' in asked && asked.ask === 'code';
    const at = { flow: found.row.id, client: found.row.client, person: found.person, facts: found.facts };
    return { ...found, step: asked, code: isCode ? await codeState(options, tx, continuation, at) : null };
  });
  if ('refuse' in step) return refuseProven(options, tenant, origin, person, step.refuse);
  if ('done' in step) throw refuse('flow_step_invalid');
  return { flow: row, person, asks: step.ask, facts, code };
}

function methodsOf({ way, factor_method: factor }: FlowRow): SessionMethod[] {
  return [way === 'password' ? 'pwd' : 'passkey', ...(factor === null ? [] : [factor])];
}

/** After a step was done: asks the machine again, and opens the session when nothing is left. */
export async function advance(options: SignInOptions, tx: Transaction, continuation: Continuation): Promise<Outcome> {
  const { tenant } = continuation;
  const { row, person, facts, secret } = await flowFacts(options, tx, continuation);
  const step = next(facts);
  if ('refuse' in step) throw refusalBy(step.refuse, tenant, person, options.clockOffsetMs());
  if ('ask' in step)
    return asking(options, tx, continuation, { flow: row.id, client: row.client, secret, person, facts }, step.ask);
  if (!(await flowFinish(tx, tenant.id, row.id))) throw refuse('flow_expired');
  const opening = {
    ...continuation,
    flow: row.id,
    client: row.client,
    returnTo: row.return_to,
    methods: methodsOf(row),
  };
  return openSession(options, tx, opening, person, row.password_revision, bucketOf(row));
}

/**
 * The step `new_password`: judged and hashed first, then stored and the flow moved on in one transaction.
 * @throws Refusal flow_expired, flow_step_invalid, password_policy, password_reused and those of the machine
 */
export async function chooseNewPassword(
  options: SignInOptions,
  continuation: Continuation,
  newPassword: string,
): Promise<Outcome> {
  const { tenant, origin } = continuation;
  const { flow, person, asks } = await lookAtFlow(options, continuation);
  if (asks !== 'new_password') throw refuse('flow_step_invalid');
  const owner = { tenant: tenant.id, user: person.id };
  const policy = tenant.settings.passwordPolicy;
  const prepared = await options.passwords.prepare(owner, newPassword, policy, passwordContextOf(tenant, person));
  return options.database.withTenant(tenant.id, async (tx) => {
    // Of many posts at once one finds the flow at the old revision; the others are told that it is over.
    if (!(await flowMoveOn(tx, tenant.id, flow.id, flow.password_revision))) throw refuse('flow_expired');
    await options.passwords.set(tx, owner, prepared, {
      temporary: false,
      expiresHours: null,
      changedBy: person.username,
      history: policy.history,
      guarded: true,
    });
    await announce(tx, { kind: 'user', tenant: tenant.id, user: person.id });
    const target = { kind: 'user', id: person.id, name: person.username };
    await record(tx, personCaller(tenant, person, origin), { action: 'user.password.change', target });
    const notice = changedNotice(tenant, person, origin);
    if (notice !== null) await options.mail.send(tx, notice);
    return advance(options, tx, continuation);
  });
}
