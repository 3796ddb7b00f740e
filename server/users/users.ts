/**
 * Users owns who belongs to an organisation: names, role, whether disabled or inactive, and the administrator's acts on one
 * person (password, unlock, disable). Routes, the command line and import call it; sign-in reads what it stores. It never
 * opens a session and never ends one by hand: what it changes makes sessions invalid, and every process hears of it.
 */

import { record } from '../audit/audit.ts';
import type { Caller } from '../kernel/caller.ts';
import { now } from '../kernel/clock.ts';
import { newId, parseId, type RoleId, type TeamId, type TenantId, type UserId } from '../kernel/ids.ts';
import { refuse } from '../kernel/refusal.ts';
import type { Mail } from '../mail/mail.ts';
import { attemptEraseAll } from '../passwords/lockout.ts';
import type { PasswordState, Passwords, PreparedPassword } from '../passwords/passwords.ts';
import { temporaryPassword } from '../passwords/temporary.ts';
import type { Database, Transaction } from '../platform/database.ts';
import { announce } from '../platform/notify.ts';
import { findRole, mayGrant } from '../roles/roles.ts';
import type { Tenant } from '../tenants/tenants.ts';
import { chooseLanguage } from '../texts/texts.ts';
import { foldIdentifier, nameViolations } from './identifiers.ts';
import {
  type UserChange,
  type UserRow,
  userCount,
  userCountOthersWithRole,
  userFetch,
  userFetchByIdentifier,
  userInsert,
  userList,
  userUpdate,
} from './store.ts';
import { displayName, lockRuleOf, mayActOn, passwordContextOf, type User, type UserVerb, userOf } from './user.ts';

export interface NewUser {
  readonly username: string;
  readonly email?: string | null;
  readonly firstName?: string;
  readonly lastName?: string;
  readonly role: string;
  readonly locale?: string | null;
  readonly extension?: string | null;
  readonly number?: string | null;
  /** Chosen by the creator; generated when absent. */
  readonly password?: string;
  /** Default true: opens only the page that chooses a new one (P3). */
  readonly temporary?: boolean;
}

export interface UserPatch {
  readonly username?: string;
  readonly email?: string | null;
  readonly firstName?: string;
  readonly lastName?: string;
  readonly role?: string;
  readonly status?: 'active' | 'inactive';
  readonly locale?: string | null;
  readonly extension?: string | null;
  readonly number?: string | null;
}

export interface CreatedUser {
  readonly user: User;
  /** Present only when nothing was mailed, and only this once (P2). */
  readonly temporaryPassword?: string;
}

export type PasswordChoice = { readonly generate: true } | { readonly password: string; readonly temporary: boolean };

export interface UserPage {
  readonly items: readonly User[];
  readonly next: string | null;
}

export interface Users {
  /** @throws Refusal not_permitted, invalid_request, identifier_taken, password_policy */
  create(tenant: Tenant, caller: Caller, input: NewUser): Promise<CreatedUser>;
  list(
    tenant: Tenant,
    caller: Caller,
    query: { limit: number; cursor: string | null; search: string | null },
  ): Promise<UserPage>;
  get(tenant: Tenant, caller: Caller, id: string): Promise<{ user: User; revision: number }>;
  /** @throws Refusal not_permitted, not_found, precondition_failed, identifier_taken, last_administrator */
  update(
    tenant: Tenant,
    caller: Caller,
    id: string,
    patch: UserPatch,
    revision: number | null,
  ): Promise<{ user: User; revision: number }>;
  setPassword(
    tenant: Tenant,
    caller: Caller,
    id: string,
    choice: PasswordChoice,
  ): Promise<{ temporaryPassword?: string }>;
  credentials(tenant: Tenant, caller: Caller, id: string): Promise<{ web: PasswordState & { locked: boolean } }>;
  unlock(tenant: Tenant, caller: Caller, id: string): Promise<void>;
  setDisabled(tenant: Tenant, caller: Caller, id: string, disabled: boolean): Promise<void>;
  /** The user, if this caller may do this to them; for doors of later slices. @throws Refusal not_found, not_permitted */
  reach(tenant: Tenant, caller: Caller, id: string, verb: UserVerb): Promise<{ id: UserId; username: string }>;
  /** For the command line: the id behind a username or address. @throws Refusal not_found */
  findByIdentifier(tenant: Tenant, identifier: string): Promise<UserId>;
}

export interface UsersOptions {
  readonly database: Database;
  readonly passwords: Passwords;
  readonly mail: Mail;
}

const administrators: Readonly<Record<Tenant['kind'], string>> = {
  organization: 'administrator',
  operators: 'operator',
};

function requirePermission(caller: Caller, permission: 'users:create' | 'users:update' | 'users:disable'): void {
  if (!caller.permissions.has(permission)) throw refuse('not_permitted');
}

/** The user, if this caller may do this to them; someone whom the caller may not even see does not exist for them. */
async function target(tx: Transaction, tenant: Tenant, caller: Caller, id: string, verb: UserVerb): Promise<UserRow> {
  const userId = parseId<UserId>(id);
  const row = userId === null ? undefined : await userFetch(tx, tenant.id, userId, lockRuleOf(tenant));
  if (!row || !mayActOn(caller, 'read', row)) {
    if (caller.permissions.has('users:read') || caller.permissions.has('team:read')) throw refuse('not_found');
    throw refuse('not_permitted');
  }
  if (!mayActOn(caller, verb, row)) throw refuse('not_permitted');
  return row;
}

function auditTarget(row: Pick<UserRow, 'id' | 'username'>): { kind: string; id: string; name: string } {
  return { kind: 'user', id: row.id, name: row.username };
}

/** At least one person who can enter must be able to administer, or nobody could ever mend anything. */
async function assertNotLast(tx: Transaction, tenant: Tenant, row: UserRow): Promise<void> {
  const role = administrators[tenant.kind];
  if (row.role !== role || row.disabled || row.status !== 'active') return;
  if ((await userCountOthersWithRole(tx, tenant.id, role, row.id)) === 0) throw refuse('last_administrator');
}

async function roleToGrant(tx: Transaction, tenant: Tenant, caller: Caller, key: string): Promise<RoleId> {
  const role = await findRole(tx, tenant.id, key);
  if (!role)
    throw refuse('invalid_request', { violations: [{ path: '/role', message: 'is not a role of this organisation' }] });
  if (!mayGrant(caller.permissions, role.permissions)) throw refuse('not_permitted');
  return role.id;
}

function assertNames(names: Parameters<typeof nameViolations>[0]): void {
  const violations = nameViolations(names);
  if (violations.length > 0) throw refuse('invalid_request', { violations });
}

/** How many users a tenant has, whatever their state. */
export function countUsers(tx: Transaction, tenant: TenantId): Promise<number> {
  return userCount(tx, tenant);
}

export function createUsers({ database, passwords, mail }: UsersOptions): Users {
  async function storePassword(
    tx: Transaction,
    tenant: Tenant,
    caller: Caller,
    id: UserId,
    prepared: PreparedPassword,
    temporary: boolean,
    mailed: boolean,
  ): Promise<void> {
    const { temporaryPassword: hours, passwordPolicy } = tenant.settings;
    await passwords.set(tx, { tenant: tenant.id, user: id }, prepared, {
      temporary,
      expiresHours: mailed ? hours.mailHours : hours.handedOverHours,
      changedBy: caller.name ?? caller.kind,
      history: passwordPolicy.history,
      guarded: false,
    });
  }

  async function create(tenant: Tenant, caller: Caller, input: NewUser): Promise<CreatedUser> {
    requirePermission(caller, 'users:create');
    assertNames(input);
    const id = newId<UserId>();
    const owner = { tenant: tenant.id, user: id };
    const email = input.email?.trim() || null;
    const names = {
      username: input.username.trim(),
      email,
      first_name: input.firstName?.trim() ?? '',
      last_name: input.lastName?.trim() ?? '',
    };
    const generated = input.password === undefined ? temporaryPassword(tenant.settings.passwordPolicy) : null;
    const temporary = generated !== null || (input.temporary ?? true);
    const plain = generated ?? input.password ?? '';
    const prepared =
      generated === null
        ? await passwords.prepare(owner, plain, tenant.settings.passwordPolicy, passwordContextOf(tenant, names))
        : await passwords.prepareGenerated(owner, plain);
    const user = await database.withTenant(tenant.id, async (tx) => {
      const role = await roleToGrant(tx, tenant, caller, input.role);
      await userInsert(tx, {
        tenant: tenant.id,
        id,
        username: names.username,
        email,
        firstName: names.first_name,
        lastName: names.last_name,
        role,
        locale: input.locale ?? null,
        extension: input.extension ?? null,
        number: input.number ?? null,
      });
      await storePassword(tx, tenant, caller, id, prepared, temporary, email !== null);
      await record(tx, caller, {
        action: 'user.create',
        target: { kind: 'user', id, name: names.username },
        details: { role: input.role, mailed: email !== null },
      });
      const row = await userFetch(tx, tenant.id, id, lockRuleOf(tenant));
      if (!row) throw new Error('A user inserted a moment ago is gone.');
      if (email !== null && temporary) await sendWelcome(tx, tenant, row, email, plain);
      return userOf(row);
    });
    return email === null && generated !== null ? { user, temporaryPassword: generated } : { user };
  }

  async function sendWelcome(
    tx: Transaction,
    tenant: Tenant,
    row: UserRow,
    email: string,
    plain: string,
  ): Promise<void> {
    const hours = tenant.settings.temporaryPassword.mailHours;
    const validUntil = now().add({ hours });
    await mail.send(tx, {
      tenant: {
        id: tenant.id,
        name: tenant.name,
        origin: tenant.origin,
        accentColor: tenant.settings.branding.accentColor,
      },
      user: { id: row.id, name: displayName(row), email, language: chooseLanguage([row.locale, tenant.locale]) },
      template: 'welcome',
      parameters: {
        address: tenant.origin,
        username: row.username,
        temporaryPassword: plain,
        validUntil: validUntil
          .toZonedDateTimeISO(tenant.timeZone)
          .toLocaleString('en-GB', { dateStyle: 'long', timeStyle: 'short' }),
      },
      expiresAt: new Date(validUntil.epochMilliseconds),
    });
  }

  return {
    create,
    async list(tenant, caller, query) {
      const everyone = caller.permissions.has('users:read');
      if (!everyone && !caller.permissions.has('team:read')) throw refuse('not_permitted');
      const teams: readonly TeamId[] | null = everyone ? null : caller.supervises;
      const after = query.cursor === null ? null : foldIdentifier(query.cursor);
      const rows = await database.withTenant(tenant.id, (tx) =>
        userList(tx, tenant.id, { limit: query.limit, after, search: query.search, teams }, lockRuleOf(tenant)),
      );
      const items = rows.slice(0, query.limit).map(userOf);
      return { items, next: rows.length > query.limit ? (items.at(-1)?.username.toLowerCase() ?? null) : null };
    },
    get: (tenant, caller, id) =>
      database.withTenant(tenant.id, async (tx) => {
        const row = await target(tx, tenant, caller, id, 'read');
        return { user: userOf(row), revision: row.revision };
      }),
    async update(tenant, caller, id, patch, revision) {
      requirePermission(caller, 'users:update');
      assertNames(patch);
      return database.withTenant(tenant.id, async (tx) => {
        const row = await target(tx, tenant, caller, id, 'read');
        if (!mayGrant(caller.permissions, row.role_permissions)) throw refuse('not_permitted');
        const role =
          patch.role === undefined || patch.role === row.role
            ? undefined
            : await roleToGrant(tx, tenant, caller, patch.role);
        if (role !== undefined || patch.status === 'inactive') await assertNotLast(tx, tenant, row);
        const change = changeOf(patch, role);
        if (!(await userUpdate(tx, tenant.id, row.id, change, revision))) throw refuse('precondition_failed');
        await announce(tx, { kind: 'user', tenant: tenant.id, user: row.id });
        await record(tx, caller, { action: 'user.update', target: auditTarget(row), details: { change: patch } });
        const changed = await target(tx, tenant, caller, id, 'read');
        return { user: userOf(changed), revision: changed.revision };
      });
    },
    async setPassword(tenant, caller, id, choice) {
      const row = await database.withTenant(tenant.id, (tx) => target(tx, tenant, caller, id, 'password:set'));
      const owner = { tenant: tenant.id, user: row.id };
      const context = passwordContextOf(tenant, row);
      const generated = 'generate' in choice ? temporaryPassword(tenant.settings.passwordPolicy) : null;
      const prepared =
        'generate' in choice || generated !== null
          ? await passwords.prepareGenerated(owner, generated ?? '')
          : await passwords.prepare(owner, choice.password, tenant.settings.passwordPolicy, context);
      const temporary = 'generate' in choice ? true : choice.temporary;
      await database.withTenant(tenant.id, async (tx) => {
        const current = await target(tx, tenant, caller, id, 'password:set');
        await storePassword(tx, tenant, caller, row.id, prepared, temporary, false);
        await announce(tx, { kind: 'user', tenant: tenant.id, user: row.id });
        await record(tx, caller, {
          action: 'user.password.set',
          target: auditTarget(current),
          details: { temporary, generated: generated !== null },
        });
      });
      return generated === null ? {} : { temporaryPassword: generated };
    },
    credentials: (tenant, caller, id) =>
      database.withTenant(tenant.id, async (tx) => {
        const row = await target(tx, tenant, caller, id, 'credentials:read');
        const state = await passwords.state(tx, { tenant: tenant.id, user: row.id });
        return { web: { ...state, locked: row.locked } };
      }),
    unlock: (tenant, caller, id) =>
      database.withTenant(tenant.id, async (tx) => {
        const row = await target(tx, tenant, caller, id, 'unlock');
        await attemptEraseAll(tx, tenant.id, row.id);
        await record(tx, caller, {
          action: 'user.unlock',
          target: auditTarget(row),
          details: { wasLocked: row.locked },
        });
      }),
    setDisabled: (tenant, caller, id, disabled) =>
      database.withTenant(tenant.id, async (tx) => {
        requirePermission(caller, 'users:disable');
        const row = await target(tx, tenant, caller, id, 'read');
        if (!mayGrant(caller.permissions, row.role_permissions)) throw refuse('not_permitted');
        if (disabled) await assertNotLast(tx, tenant, row);
        await userUpdate(tx, tenant.id, row.id, { disabled }, null);
        await announce(tx, { kind: 'user', tenant: tenant.id, user: row.id });
        await record(tx, caller, { action: disabled ? 'user.disable' : 'user.enable', target: auditTarget(row) });
      }),
    reach: (tenant, caller, id, verb) => database.withTenant(tenant.id, (tx) => target(tx, tenant, caller, id, verb)),
    async findByIdentifier(tenant, identifier) {
      const row = await database.withTenant(tenant.id, (tx) =>
        userFetchByIdentifier(tx, tenant.id, identifier, lockRuleOf(tenant)),
      );
      if (!row) throw refuse('not_found');
      return row.id;
    },
  };
}

function changeOf(patch: UserPatch, role: RoleId | undefined): UserChange {
  return {
    ...(patch.username === undefined ? {} : { username: patch.username.trim() }),
    ...(patch.email === undefined ? {} : { email: patch.email?.trim() || null }),
    ...(patch.firstName === undefined ? {} : { first_name: patch.firstName.trim() }),
    ...(patch.lastName === undefined ? {} : { last_name: patch.lastName.trim() }),
    ...(role === undefined ? {} : { role_id: role }),
    ...(patch.status === undefined ? {} : { status: patch.status }),
    ...(patch.locale === undefined ? {} : { locale: patch.locale }),
    ...(patch.extension === undefined ? {} : { extension: patch.extension }),
    ...(patch.number === undefined ? {} : { number: patch.number }),
  };
}
