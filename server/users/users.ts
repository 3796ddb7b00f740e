/**
 * Users owns who belongs to an organisation: names, role, whether disabled or inactive, and the administrator's acts on one
 * person (password, unlock, disable). Routes, the command line and import call it; sign-in reads what it stores. It never
 * opens a session and never ends one by hand: what it changes makes sessions invalid, and every process hears of it.
 */

import type { Caller } from '../kernel/caller.ts';
import type { TenantId, UserId } from '../kernel/ids.ts';
import { type Refusal, refuse } from '../kernel/refusal.ts';
import type { Transaction } from '../platform/database.ts';
import type { Tenant } from '../tenants/tenants.ts';
import type { Language } from '../texts/texts.ts';
import type {
  CreatedUser,
  Credentials,
  LockedCredential,
  NewUser,
  PasswordChoice,
  PortalPasswordChoice,
  UserPage,
  UserPatch,
  UserProvision,
  UsersOptions,
} from './acts.ts';
import {
  changeOwnLocale,
  setUserDisabled,
  setUserStation,
  takeBackStation,
  updateUser,
  updateUserIn,
} from './change.ts';
import { createUser, insertUser, type PreparedUser, prepareUser } from './create.ts';
import { setUserPassword, unlockUserAccount, userCredentials } from './credentials.ts';
import { sendWelcomeAgain } from './emails/welcome.ts';
import { type ListQuery, listUsers } from './listing/list.ts';
import {
  type FirstPasswordMode,
  insertRecruits,
  type PreparedRecruit,
  prepareRecruits,
  type Recruit,
} from './many/create-many.ts';
import { foreseeUsers } from './many/foresee.ts';
import { usernameListOwners } from './many/store-many.ts';
import {
  judgePortalPassword,
  type OwnPortalPassword,
  ownPortalPassword,
  type PortalSignIn,
  setOwnPortalPassword,
  setUserPortalPassword,
} from './portal-credentials.ts';
import { provisionUser } from './provision.ts';
import { reachUser } from './reach.ts';
import { removeUser } from './remove.ts';
import type { StationChoice } from './station.ts';
import { type UserRow, userCount, userFetch, userFetchByIdentifier } from './store.ts';
import { lockRuleOf, type User, type UserVerb, userOf } from './user.ts';

export type { CreatedUser, NewUser, UserPatch, UserProvision, UserRow };

export interface Users {
  /** @throws Refusal not_permitted, invalid_request, identifier_taken, password_policy */
  create(tenant: Tenant, caller: Caller, input: NewUser): Promise<CreatedUser>;
  /** The two halves of `create`, for who has a transaction of their own: hash first, then insert with the rest of the act. */
  prepare(tenant: Tenant, caller: Caller, input: NewUser): Promise<PreparedUser>;
  insert(tx: Transaction, prepared: PreparedUser): Promise<CreatedUser>;
  /** What `create` would refuse of many, without writing or hashing anything; in their order. @throws Refusal not_permitted */
  foresee(tenant: Tenant, caller: Caller, inputs: readonly NewUser[]): Promise<(Refusal | null)[]>;
  /** Many at once, for the import: hash first, then insert with the rest of the act. Errors as of `insertRecruits`. */
  prepareMany(tenant: Tenant, recruits: readonly Recruit[], mode: FirstPasswordMode): Promise<PreparedRecruit[]>;
  insertMany(
    tx: Transaction,
    tenant: Tenant,
    caller: Caller,
    prepared: readonly PreparedRecruit[],
  ): Promise<(Refusal | null)[]>;
  /** Whose usernames these are (folded as `foldIdentifier` does), for those that are somebody's. */
  ownersOf(tx: Transaction, tenant: Tenant, usernames: readonly string[]): Promise<ReadonlyMap<string, UserId>>;
  list(tenant: Tenant, caller: Caller, query: ListQuery): Promise<UserPage>;
  get(tenant: Tenant, caller: Caller, id: string): Promise<{ user: User; revision: number }>;
  /** @throws Refusal not_permitted, not_found, precondition_failed, identifier_taken, last_administrator, station_taken, user_limit_reached */
  update(
    tenant: Tenant,
    caller: Caller,
    id: string,
    patch: UserPatch,
    revision: number | null,
  ): Promise<{ user: User; revision: number }>;
  /** The same in a transaction of the caller's, by who may change everybody; for the import. */
  updateIn(tx: Transaction, tenant: Tenant, caller: Caller, id: string, patch: UserPatch): Promise<void>;
  /** Names, state and password in one act, for identity providers. @throws Refusal as `update`, `setDisabled` and `setPassword` */
  provision(tenant: Tenant, caller: Caller, id: string, change: UserProvision, revision: number | null): Promise<void>;
  setPassword(
    tenant: Tenant,
    caller: Caller,
    id: string,
    choice: PasswordChoice,
  ): Promise<{ temporaryPassword?: string }>;
  /** @throws Refusal not_permitted, not_found, portal_password_policy, recent_authentication_required (one's own) */
  setPortalPassword(
    tenant: Tenant,
    caller: Caller,
    id: string,
    choice: PortalPasswordChoice,
  ): Promise<{ portalPassword?: string }>;
  /** One's own portal password; needs no permission. @throws Refusal not_permitted for anyone else's */
  ownPortalPassword(tenant: Tenant, caller: Caller, id: UserId): Promise<OwnPortalPassword>;
  /** @throws Refusal not_permitted for anyone else's, portal_password_policy, recent_authentication_required */
  setOwnPortalPassword(tenant: Tenant, caller: Caller, id: UserId, password: string): Promise<void>;
  /** Whose it is, for who lets people in by telephone. @throws Refusal incorrect_credentials, too_many_attempts, rate_limited, portal_password_policy */
  judgePortalPassword(
    tenant: Tenant,
    attempt: PortalSignIn,
  ): Promise<{ readonly id: UserId; readonly username: string }>;
  credentials(tenant: Tenant, caller: Caller, id: string): Promise<Credentials>;
  /** @throws Refusal not_permitted, not_found, no_email_address, email_unconfirmed */
  sendWelcome(tenant: Tenant, caller: Caller, id: string): Promise<void>;
  unlock(tenant: Tenant, caller: Caller, id: string, credential?: LockedCredential): Promise<void>;
  /** The person's own choice of language; null for none. Needs no permission. @throws Refusal not_permitted for anyone else's */
  changeOwnLocale(tenant: Tenant, caller: Caller, id: UserId, locale: Language | null): Promise<void>;
  setDisabled(tenant: Tenant, caller: Caller, id: string, disabled: boolean): Promise<void>;
  /**
   * Deletes them, and with them their sessions, tabs, seat, station, credentials and mails that wait; the audit log keeps their name.
   * @throws Refusal not_permitted (oneself, too), not_found, precondition_failed, last_administrator
   */
  remove(tenant: Tenant, caller: Caller, id: string, revision: number | null): Promise<void>;
  /** Their station: assigned, theirs to choose, or none (T2). @throws Refusal not_permitted, not_found, invalid_request, station_taken */
  setStation(tenant: Tenant, caller: Caller, id: string, choice: StationChoice): Promise<void>;
  /** Makes a number nobody's own; whoever had it chooses from then on. @throws Refusal not_permitted, not_found */
  takeBackStation(tenant: Tenant, caller: Caller, station: string): Promise<void>;
  /** The user, if this caller may do this to them; for doors of later slices. @throws Refusal not_found, not_permitted */
  reach(tenant: Tenant, caller: Caller, id: string, verb: UserVerb): Promise<{ id: UserId; username: string }>;
  /** For the command line: the id behind a username or address. @throws Refusal not_found */
  findByIdentifier(tenant: Tenant, identifier: string): Promise<UserId>;
}

/** How many users a tenant has, whatever their state. */
export function countUsers(tx: Transaction, tenant: TenantId): Promise<number> {
  return userCount(tx, tenant);
}

/** Whom an id or an identifier (username or address, in any case) means, for doors that authorise by something else. */
export function findUser(
  tx: Transaction,
  tenant: Tenant,
  by: { readonly id: UserId } | { readonly identifier: string },
): Promise<UserRow | undefined> {
  return 'id' in by
    ? userFetch(tx, tenant.id, by.id, lockRuleOf(tenant))
    : userFetchByIdentifier(tx, tenant.id, by.identifier, lockRuleOf(tenant));
}

export function createUsers(options: UsersOptions): Users {
  const { database } = options;
  return {
    create: (tenant, caller, input) => createUser(options, tenant, caller, input),
    prepare: (tenant, caller, input) => prepareUser(options, tenant, caller, input),
    insert: (tx, prepared) => insertUser(options, tx, prepared),
    foresee: (tenant, caller, inputs) => foreseeUsers(options, tenant, caller, inputs),
    prepareMany: (tenant, recruits, mode) => prepareRecruits(options, tenant, recruits, mode),
    insertMany: (tx, tenant, caller, prepared) => insertRecruits(options, tx, tenant, caller, prepared),
    ownersOf: async (tx, tenant, usernames) => {
      const owners = await usernameListOwners(tx, tenant.id, usernames);
      return new Map(owners.map((one) => [one.identifier, one.user_id]));
    },
    list: (tenant, caller, query) => listUsers(database, tenant, caller, query),
    get: (tenant, caller, id) =>
      database.withTenant(tenant.id, async (tx) => {
        const row = await reachUser(tx, tenant, caller, id, 'read');
        return { user: userOf(row), revision: row.revision };
      }),
    update: (tenant, caller, id, patch, revision) => updateUser(options, { tenant, caller, id, revision }, patch),
    updateIn: async (tx, tenant, caller, id, patch) => {
      await updateUserIn(options, tx, { tenant, caller, id, revision: null }, patch);
    },
    provision: (tenant, caller, id, change, revision) =>
      provisionUser(options, { tenant, caller, id, revision }, change),
    setPassword: (tenant, caller, id, choice) => setUserPassword(options, tenant, caller, id, choice),
    credentials: (tenant, caller, id) => userCredentials(options, tenant, caller, id),
    sendWelcome: (tenant, caller, id) => sendWelcomeAgain(options, tenant, caller, id),
    setPortalPassword: (tenant, caller, id, choice) => setUserPortalPassword(options, tenant, caller, id, choice),
    ownPortalPassword: (tenant, caller, id) => ownPortalPassword(options, tenant, caller, id),
    setOwnPortalPassword: (tenant, caller, id, pin) => setOwnPortalPassword(options, tenant, caller, id, pin),
    judgePortalPassword: (tenant, attempt) => judgePortalPassword(options, tenant, attempt),
    unlock: (tenant, caller, id, credential = 'web') => unlockUserAccount(options, tenant, caller, id, credential),
    changeOwnLocale: (tenant, caller, id, locale) => changeOwnLocale(options, tenant, caller, id, locale),
    setDisabled: (tenant, caller, id, disabled) => setUserDisabled(options, tenant, caller, id, disabled),
    remove: (tenant, caller, id, revision) => removeUser(options, tenant, caller, id, revision),
    setStation: (tenant, caller, id, choice) => setUserStation(options, tenant, caller, id, choice),
    takeBackStation: (tenant, caller, station) => takeBackStation(options, tenant, caller, station),
    reach: (tenant, caller, id, verb) =>
      database.withTenant(tenant.id, (tx) => reachUser(tx, tenant, caller, id, verb)),
    async findByIdentifier(tenant, identifier) {
      const row = await database.withTenant(tenant.id, (tx) =>
        userFetchByIdentifier(tx, tenant.id, identifier, lockRuleOf(tenant)),
      );
      if (!row) throw refuse('not_found');
      return row.id;
    },
  };
}
