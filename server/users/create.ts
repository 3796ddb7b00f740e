/** Creating a user: with a password chosen, generated and mailed (P1) or shown once to the creator (P2), or with a link (P1). */
import { record } from '../audit/audit.ts';
import type { Caller } from '../kernel/caller.ts';
import { newId, type UserId } from '../kernel/ids.ts';
import { refuse } from '../kernel/refusal.ts';
import type { PreparedPassword } from '../passwords/passwords.ts';
import { temporaryPassword } from '../passwords/temporary.ts';
import type { Transaction } from '../platform/database.ts';
import type { Tenant } from '../tenants/tenants.ts';
import type { CreatedUser, NewUser, UsersOptions } from './acts.ts';
import { sendActivationLink, sendTemporaryPassword, welcomesByLink } from './emails/welcome.ts';
import { assertNames } from './identifiers.ts';
import { roleToGrant, scheduleIdOf } from './reach.ts';
import { applyStation, assertStationChoice } from './station.ts';
import { userFetch, userInsert } from './store.ts';
import { lockTeamsNamed, setTeamsOfUser } from './teams/team-members.ts';
import { lockRuleOf, passwordContextOf, userOf } from './user.ts';

interface Names {
  readonly username: string;
  readonly email: string | null;
  readonly first_name: string;
  readonly last_name: string;
}

const addressNeeded = { path: '/email', message: 'is needed: people of this organisation log in with it' };

/** What can be said of a new user without looking anything up. @throws Refusal invalid_request */
export function assertNewUser(tenant: Tenant, input: NewUser): void {
  assertNames(input);
  if (tenant.settings.signIn.identifier === 'email' && !input.email?.trim())
    throw refuse('invalid_request', { violations: [addressNeeded] });
}

/** A user who may be created, the password judged and hashed, before any transaction is open. */
export interface PreparedUser {
  readonly tenant: Tenant;
  readonly caller: Caller;
  readonly input: NewUser;
  readonly id: UserId;
  readonly names: Names;
  /** The password itself, for the mail or for who hands it over; null where a link lets the person choose the first one. */
  readonly credential: { readonly plain: string; readonly password: PreparedPassword } | null;
}

/** @throws Refusal not_permitted, invalid_request, password_policy, unavailable */
export async function prepareUser(
  { passwords }: UsersOptions,
  tenant: Tenant,
  caller: Caller,
  input: NewUser,
): Promise<PreparedUser> {
  if (!caller.permissions.has('users:create')) throw refuse('not_permitted');
  assertNewUser(tenant, input);
  if (input.station !== undefined) assertStationChoice(caller, input.station);
  const { passwordPolicy: policy } = tenant.settings;
  const id = newId<UserId>();
  const owner = { tenant: tenant.id, user: id };
  const names: Names = {
    username: input.username.trim(),
    email: input.email?.trim() || null,
    first_name: input.firstName?.trim() ?? '',
    last_name: input.lastName?.trim() ?? '',
  };
  const prepared = { tenant, caller, input, id, names };
  if (input.password === undefined && names.email !== null && welcomesByLink(tenant))
    return { ...prepared, credential: null };
  const plain = input.password ?? temporaryPassword(policy);
  const password =
    input.password === undefined
      ? await passwords.prepareGenerated(owner, plain)
      : await passwords.prepare(owner, plain, policy, passwordContextOf(tenant, names));
  return { ...prepared, credential: { plain, password } };
}

/**
 * Row, identifiers, password, audit entry and welcome mail, in the transaction given: the tenant's, or the owner's.
 * @throws Refusal invalid_request (role, extension), not_permitted, identifier_taken, station_taken
 */
export async function insertUser(
  options: UsersOptions,
  tx: Transaction,
  { tenant, caller, input, id, names, credential }: PreparedUser,
): Promise<CreatedUser> {
  const { passwordPolicy: policy, temporaryPassword: hours } = tenant.settings;
  const { email } = names;
  const { locale = null, extension = null, number = null } = input;
  const temporary = input.password === undefined || (input.temporary ?? true);
  const mailed = email !== null && temporary && input.disabled !== true;
  const role = await roleToGrant(tx, tenant, caller, input.role);
  const teams = input.teams?.length ? await lockTeamsNamed(tx, caller, input.teams) : null;
  await userInsert(tx, {
    tenant: tenant.id,
    id,
    username: names.username,
    email,
    firstName: names.first_name,
    lastName: names.last_name,
    role,
    locale,
    extension,
    number,
    stationMode: input.station?.mode ?? 'dynamic',
    schedule: scheduleIdOf(input.schedule ?? null),
    externalId: input.externalId ?? null,
    disabled: input.disabled ?? false,
  });
  if (teams !== null) await setTeamsOfUser(tx, caller, { id, team_ids: [] }, teams);
  if (input.station !== undefined) await applyStation(tx, tenant.id, id, input.station);
  if (credential !== null)
    await options.passwords.set(tx, { tenant: tenant.id, user: id }, credential.password, {
      temporary,
      expiresHours: email === null ? hours.handedOverHours : hours.mailHours,
      changedBy: caller.name ?? caller.kind,
      history: policy.history,
      guarded: false,
    });
  await record(tx, caller, {
    action: 'user.create',
    target: { kind: 'user', id, name: names.username },
    details: { role: input.role, mailed },
  });
  if (mailed) {
    const to = { ...names, id, locale, email };
    if (credential === null) await sendActivationLink(options, tx, tenant, to);
    else await sendTemporaryPassword(options, tx, tenant, to, credential.plain);
  }
  const row = await userFetch(tx, tenant.id, id, lockRuleOf(tenant));
  if (!row) throw new Error('A user inserted a moment ago is gone.');
  const user = userOf(row);
  return email === null && input.password === undefined && credential !== null
    ? { user, temporaryPassword: credential.plain }
    : { user };
}

/** One user, complete or not at all. */
export async function createUser(
  options: UsersOptions,
  tenant: Tenant,
  caller: Caller,
  input: NewUser,
): Promise<CreatedUser> {
  const prepared = await prepareUser(options, tenant, caller, input);
  return options.database.withTenant(tenant.id, (tx) => insertUser(options, tx, prepared));
}
