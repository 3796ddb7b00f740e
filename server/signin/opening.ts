/** The end of a sign-in that succeeded: the session, its audit entry, the mail about a new browser, in the caller's transaction. */
import type { RawBuilder } from 'kysely';
import { record } from '../audit/audit.ts';
import { type FactorMethod, factorDue, mayEnrol, usableMethods } from '../factors/due.ts';
import { ownFactorsOf } from '../factors/factors.ts';
import { type Caller, nobodyCaller, type Origin } from '../kernel/caller.ts';
import { type BrowserId, type FlowId, newId, type PasskeyId, type SessionId } from '../kernel/ids.ts';
import type { Bucket } from '../passwords/lockout.ts';
import type { Transaction } from '../platform/database.ts';
import { announce } from '../platform/notify.ts';
import { mayOpen } from '../roles/landing.ts';
import { scheduleNow } from '../schedules/current.ts';
import { browsersMaxOf, type NewSession, type SessionMethod } from '../sessions/opening.ts';
import { takeStation } from '../stations/stations.ts';
import type { Tenant } from '../tenants/tenants.ts';
import { type DeviceEntry, withDevice } from './device-cookie.ts';
import type { FactorFacts, Facts, PlaceFacts } from './machine.ts';
import { noticeOf } from './notices.ts';
import type { Outcome, SignInOptions, SignInRequest } from './outcome.ts';
import { subjectOf } from './second-factor/change.ts';
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
  readonly passkey: PasskeyId | null;
  /** The station given on the way, to be taken with the session. */
  readonly station: string | null;
}

/** Where a sign-in stands, besides what is known of the person. */
export interface Progress {
  readonly way: Facts['way'];
  /** The bucket in which the password was presented is locked. */
  readonly locked: boolean;
  /** The second factor proven in this sign-in. */
  readonly proven: FactorMethod | null;
  readonly devices: readonly DeviceEntry[];
  readonly client: Opening['client'];
  /** A station was given with this request. */
  readonly stationGiven: boolean;
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

function placeFacts(tenant: Tenant, person: PersonRow, { client, stationGiven }: Progress): PlaceFacts {
  const [, , othersInUse] = person.sessions;
  return {
    othersInUse,
    browsersMax: browsersMaxOf(tenant, client),
    stationMissing: person.station_missing && !stationGiven,
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
    place: placeFacts(tenant, person, progress),
  };
}

/** The person as the actor of their own sign-in. */
export function personCaller(tenant: Tenant, person: Pick<PersonRow, 'id' | 'username'>, origin: Origin): Caller {
  const kind = tenant.kind === 'operators' ? 'operator' : 'user';
  return { ...nobodyCaller(tenant.id, origin), kind, id: person.id, name: person.username };
}

/** Somebody else is signed in in this browser: their session ends first, which nothing but a lock makes safe. */
function replacesAnother({ replaces }: Pick<Opening, 'replaces'>, person: PersonRow): boolean {
  return replaces !== null && replaces.user !== person.id;
}

function hasOthers({ sessions: [here, elsewhere] }: PersonRow): boolean {
  return here + elsewhere > 0;
}

/** True when the session may be opened by what was read of the person without a lock, because the statement itself checks that again. */
export function opensUnlocked(opening: Opening, person: PersonRow): boolean {
  return opening.station === null && !replacesAnother(opening, person);
}

/** True when nothing but the session's own statement belongs to its opening: it can be a transaction by itself. */
export function opensAlone(opening: Opening, person: PersonRow): boolean {
  return (
    opensUnlocked(opening, person) &&
    (person.seated || !hasOthers(person)) &&
    noticeOf(opening.tenant, person, opening.devices, opening.origin) === null
  );
}

/** How the session is opened, besides for whom. */
export interface Manner {
  /** The password that was judged, or that is valid beside a passkey. */
  readonly revision: number | null;
  readonly bucket: Bucket;
  /** The person's rows are locked since they were read (`lockAll`); else the statement checks that nobody came between. */
  readonly locked: boolean;
  /** SQL of what is erased with it. */
  readonly erasing?: RawBuilder<unknown>;
}

function sessionOf(opening: Opening, person: PersonRow, { revision, locked, erasing }: Manner): NewSession {
  const { tenant, origin } = opening;
  const id = newId<SessionId>();
  return {
    tenant,
    id,
    user: person.id,
    caller: { ...personCaller(tenant, person, origin), session: id },
    kind: opening.client,
    browserId: opening.browserId,
    origin,
    methods: opening.methods,
    passwordRevision: revision,
    passkey: opening.passkey,
    replaces: opening.replaces,
    others: hasOthers(person),
    signIns: locked ? null : person.sign_ins,
    erasing: erasing ?? null,
  };
}

/**
 * Opens the session, with seat and station.
 * @returns `full` when no seat is free, `changed` when the person is not as they were judged: nothing was done then, but for the end of
 *   another person's session in this browser, which whoever gets that answer must undo
 * @throws Refusal station_taken, station_not_yours, station_unknown
 */
export async function openSession(
  { sessions, mail }: Pick<SignInOptions, 'sessions' | 'mail'>,
  tx: Transaction,
  opening: Opening,
  person: PersonRow,
  manner: Manner,
): Promise<Outcome | 'full' | 'changed'> {
  const { tenant, origin, devices, client } = opening;
  const wanted = sessionOf(opening, person, manner);
  const session = await sessions.open(tx, wanted);
  if (typeof session === 'string') return session;
  if (opening.station !== null) {
    await takeStation(tx, tenant, person, opening.station);
    const target = { kind: 'user', id: person.id, name: person.username };
    await record(tx, wanted.caller, { action: 'session.station', target, details: { station: opening.station } });
  }
  // What the others are told of seat and station is not true any more.
  if (hasOthers(person) && (!person.seated || opening.station !== null))
    await announce(tx, { kind: 'user', tenant: tenant.id, user: person.id });
  const notice = noticeOf(tenant, person, devices, origin);
  if (notice !== null) await mail.send(tx, notice);
  const { bucket } = manner.bucket;
  const known = bucket.startsWith('browser:') ? bucket.slice('browser:'.length) : newId<BrowserId>();
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
