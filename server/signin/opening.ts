/** The end of a sign-in that succeeded: the session, its audit entry, the mail about a new browser, in the caller's transaction. */
import type { RawBuilder } from 'kysely';
import { type FactorMethod, factorDue, mayEnrol, usableMethods } from '../factors/due.ts';
import { ownFactorsOf } from '../factors/factors.ts';
import { type Caller, nobodyCaller, type Origin } from '../kernel/caller.ts';
import { type BrowserId, type FlowId, newId, type PasskeyId, type SessionId } from '../kernel/ids.ts';
import { refuse } from '../kernel/refusal.ts';
import type { Bucket } from '../passwords/lockout.ts';
import type { Transaction } from '../platform/database.ts';
import { mayOpen } from '../roles/landing.ts';
import { scheduleNow } from '../schedules/current.ts';
import type { SessionMethod } from '../sessions/sessions.ts';
import type { Tenant } from '../tenants/tenants.ts';
import { type DeviceEntry, withDevice } from './device-cookie.ts';
import type { FactorFacts, Facts } from './machine.ts';
import { noticeOf } from './notices.ts';
import type { Outcome, SignInOptions, SignInRequest } from './outcome.ts';
import { subjectOf } from './second-factor-change.ts';
import type { PersonRow } from './store.ts';

/** What opening the session needs, whichever way it was reached. */
export interface Opening {
  readonly tenant: Tenant;
  readonly origin: Origin;
  readonly browserId: BrowserId;
  readonly devices: readonly DeviceEntry[];
  readonly replaces: SignInRequest['replaces'];
  readonly client: 'browser' | 'native';
  readonly returnTo: string | null;
  readonly flow: FlowId;
  /** What was proven on the way, for the claim amr. */
  readonly methods: readonly SessionMethod[];
  /** The passkey that was presented in the place of a password. */
  readonly passkey?: PasskeyId;
}

/** Where a sign-in stands, besides what is known of the person. */
export interface Progress {
  readonly way: Facts['way'];
  /** The bucket in which the password was presented is locked. */
  readonly locked: boolean;
  /** The second factor proven in this sign-in. */
  readonly proven: FactorMethod | null;
  readonly devices: readonly DeviceEntry[];
}

/** Nobody else signed in from this browser: only then may it be trusted (F5). */
export function ownBrowser(person: PersonRow, devices: readonly DeviceEntry[]): boolean {
  return devices.every((device) => device.user === person.id);
}

function factorFacts(tenant: Tenant, person: PersonRow, { proven, devices }: Progress): FactorFacts {
  const setting = tenant.settings.secondFactor;
  const subject = subjectOf(person, ownFactorsOf(person));
  return {
    due: factorDue(setting, subject),
    proven: proven !== null,
    trusted: person.browser_trusted && ownBrowser(person, devices),
    methods: usableMethods(setting, subject),
    mayEnrol: mayEnrol(setting, subject),
    exhausted: person.codes_exhausted,
  };
}

/** What the machine decides from, once the first factor was right. @param clockOffsetMs for tests: see AppOptions */
export function factsOf(tenant: Tenant, person: PersonRow, progress: Progress, clockOffsetMs: number): Facts {
  return {
    way: progress.way,
    standing: {
      organizationSuspended: tenant.status === 'suspended',
      disabled: person.disabled,
      inactive: person.status === 'inactive',
      locked: progress.locked,
      outsideSchedule: !scheduleNow(person, tenant.timeZone, clockOffsetMs).open,
    },
    temporaryExpired: person.temporary_expired,
    passwordMustChange: person.temporary === true || person.too_old,
    factor: factorFacts(tenant, person, progress),
  };
}

/** The person as the actor of their own sign-in. */
export function personCaller(tenant: Tenant, person: Pick<PersonRow, 'id' | 'username'>, origin: Origin): Caller {
  const kind = tenant.kind === 'operators' ? 'operator' : 'user';
  return { ...nobodyCaller(tenant.id, origin), kind, id: person.id, name: person.username };
}

/** True when nothing but the session's own statement belongs to its opening: it can be a transaction by itself. */
export function opensAlone(opening: Opening, person: PersonRow): boolean {
  return opening.replaces === null && noticeOf(opening.tenant, person, opening.devices, opening.origin) === null;
}

/**
 * Opens the session.
 * @param erasing SQL of what is erased with it; null = nothing
 * @throws Refusal flow_expired when the password that was judged is not the current one any more
 */
export async function openSession(
  { sessions, mail }: SignInOptions,
  tx: Transaction,
  opening: Opening,
  person: PersonRow,
  revision: number | null,
  bucket: Bucket,
  erasing: RawBuilder<unknown> | null = null,
): Promise<Outcome> {
  const { tenant, origin, devices, browserId, replaces, client } = opening;
  const id = newId<SessionId>();
  const session = await sessions.open(tx, {
    tenant,
    id,
    user: person.id,
    caller: { ...personCaller(tenant, person, origin), session: id },
    kind: client,
    browserId,
    origin,
    methods: opening.methods,
    passwordRevision: revision,
    passkey: opening.passkey ?? null,
    replaces,
    erasing,
  });
  if (session === null) throw refuse('flow_expired');
  const notice = noticeOf(tenant, person, devices, origin);
  if (notice !== null) await mail.send(tx, notice);
  const known = bucket.bucket.startsWith('browser:') ? bucket.bucket.slice('browser:'.length) : newId<BrowserId>();
  return {
    next: 'done',
    flow: opening.flow,
    token: session.token,
    home: person.role_home,
    returnTo: opening.returnTo !== null && mayOpen(opening.returnTo, person.permissions) ? opening.returnTo : null,
    client,
    devices: withDevice(devices, { user: person.id, browser: known }),
  };
}
