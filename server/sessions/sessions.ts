/**
 * Sessions owns who is signed in: it opens a session for a sign-in that succeeded, tells for each request whose it is, and ends
 * it. A check costs a memory look-up; entries are dropped by notification the moment anything that decides has changed, so a
 * revocation is felt by every process within a second. It never decides about credentials; it asks mayEnter every time.
 */

import { recordAfterwards } from '../audit/audit.ts';
import { distrustBrowsers } from '../factors/factors.ts';
import type { Caller, Origin, Permission } from '../kernel/caller.ts';
import { type PasskeyId, parseId, type SessionId, type TenantId, type UserId } from '../kernel/ids.ts';
import { refuse } from '../kernel/refusal.ts';
import type { Database, Transaction } from '../platform/database.ts';
import { newToken, tokenHash } from '../platform/http/http.ts';
import { announce, type Listener } from '../platform/notify.ts';
import { sessionLeftMs } from '../schedules/current.ts';
import type { Tenant } from '../tenants/tenants.ts';
import { mayEnter, standingOf } from '../users/may-enter.ts';
import { SessionCache } from './cache.ts';
import { type NewSession, openSession } from './opening.ts';
import { type EndReason, endOverdue } from './overdue.ts';
import {
  type SessionListRow,
  type SessionRow,
  sessionEnd,
  sessionEndAll,
  sessionEndByPasskey,
  sessionFetch,
  sessionIsRecent,
  sessionListByUser,
  sessionRenew,
} from './store.ts';
import { type PersonSessionRow, personSessionList } from './store-person.ts';
import { SessionUses } from './uses.ts';

export type { SessionMethod } from './opening.ts';
export type { SessionRow } from './store.ts';

export interface Sessions {
  /**
   * Opens one within the sign-in's transaction, takes the seat, ends the sessions whose place it takes, and writes the audit entries:
   * by one statement, unless another person's session is replaced.
   * @returns its token for the cookie; `full` when no seat is free, `changed` when it was judged by what is no longer true
   */
  open(tx: Transaction, input: NewSession): Promise<{ token: string } | 'full' | 'changed'>;
  /**
   * The live session behind a token if it can be told from memory, null if that session lets nobody in; else undefined.
   * @param attended somebody uses it with this; false for what pages ask by themselves. Default true
   */
  peek(tenant: Tenant, token: string, attended?: boolean): SessionRow | null | undefined;
  /** The live session behind a token, or null. */
  resolve(tenant: Tenant, token: string, attended?: boolean): Promise<SessionRow | null>;
  listOwn(caller: Caller): Promise<SessionListRow[]>;
  /** Ends one of the caller's own. Ending one that is over already is fine. @throws Refusal not_found (no id at all) */
  end(caller: Caller, id: string, reason: EndReason): Promise<void>;
  /** Somebody's sessions, for who may see them: the route asked users. */
  listOf(caller: Caller, user: UserId): Promise<PersonSessionRow[]>;
  /** Ends one of somebody's, for who may sign them out. @throws Refusal not_found (not theirs, or over) */
  endOf(caller: Caller, user: UserId, id: string): Promise<void>;
  /** Ends all of one user's sessions but perhaps one; no browser is trusted to skip the second factor any more. */
  endAll(caller: Caller, user: UserId, reason: EndReason, except: SessionId | null): Promise<number>;
  /** Sessions kept in memory now. */
  cached(): number;
  /** Writes what was noted of use since the last time; also runs by itself. */
  flush(): Promise<void>;
  close(): Promise<void>;
}

export interface SessionsOptions {
  readonly database: Database;
  readonly listener: Listener;
  readonly onError: (error: unknown) => void;
  /** For tests: see AppOptions. */
  readonly clockOffsetMs: () => number;
}

/**
 * The owner chose a new password in this session: it goes on under that one, all others end.
 * @returns the session's new token; whoever held the old one is out
 */
export async function keepOnly(
  tx: Transaction,
  tenant: TenantId,
  user: UserId,
  session: SessionId,
  passwordRevision: number,
): Promise<string> {
  const token = newToken();
  await sessionRenew(tx, tenant, session, tokenHash(token), passwordRevision);
  await sessionEndAll(tx, tenant, user, 'password_changed', session);
  await announce(tx, { kind: 'user', tenant, user });
  return token;
}

/** Minutes after a sign-in, or after proving again who one is, in which factors may be changed (ASVS 5.0 V7.5.1). */
const recentMinutes = 10;

/** @throws Refusal recent_authentication_required, by the database's clock */
export async function assertRecent(tx: Transaction, tenant: TenantId, session: SessionId): Promise<void> {
  if (!(await sessionIsRecent(tx, tenant, session, recentMinutes))) throw refuse('recent_authentication_required');
}

/**
 * The session's owner has proved again who they are.
 * @returns the session's new token; whoever held the old one is out
 */
export async function reauthenticated(tx: Transaction, tenant: TenantId, session: SessionId): Promise<string> {
  const token = newToken();
  await sessionRenew(tx, tenant, session, tokenHash(token), null);
  await announce(tx, { kind: 'session', tenant, session });
  return token;
}

/** A passkey was removed, or all of them (null): what it opened ends, but for the session in which its owner removes it. */
export async function endOpenedBy(
  tx: Transaction,
  tenant: TenantId,
  user: UserId,
  passkey: PasskeyId | null,
  except: SessionId | null,
): Promise<void> {
  await sessionEndByPasskey(tx, tenant, user, passkey, except);
  await announce(tx, { kind: 'user', tenant, user });
}

/** Whoever comes is looked up by keys alone. */
const byKeys = { planOnce: true };

function fetching(tenant: TenantId, token: string) {
  return (tx: Transaction): Promise<SessionRow | undefined> => sessionFetch(tx, tenant, tokenHash(token));
}

export function createSessions({ database, listener, onError, clockOffsetMs }: SessionsOptions): Sessions {
  const cache = new SessionCache(listener, clockOffsetMs);
  const uses = new SessionUses(database, onError);

  async function endOne(caller: Caller, user: UserId, id: SessionId, reason: EndReason): Promise<boolean> {
    const ended = await database.withTenant(caller.tenant, async (tx) => {
      const done = await sessionEnd(tx, caller.tenant, user, id, reason);
      if (done) await announce(tx, { kind: 'session', tenant: caller.tenant, session: id });
      return done;
    });
    cache.dropSession(id);
    if (ended)
      await recordAfterwards(
        database,
        caller,
        { action: 'session.end', reason, target: { kind: 'session', id, name: null }, details: { user } },
        onError,
      );
    return ended;
  }

  function entering(tenant: Tenant, row: SessionRow, outside: boolean, attended: boolean): SessionRow | null {
    if (mayEnter(standingOf(tenant, row, outside), 'session') !== null) return null;
    if (attended) uses.note(tenant.id, row);
    return row;
  }

  return {
    open: openSession,
    peek(tenant, token, attended = true) {
      const row = cache.peek(token, tenant.id);
      // What is in memory is within its hours: it leaves when they end.
      return row === undefined ? undefined : entering(tenant, row, false, attended);
    },
    async resolve(tenant, token, attended = true) {
      if (token.length !== 43) return null;
      const load = async () => (await database.withTenantOnce(tenant.id, fetching(tenant.id, token), byKeys)) ?? null;
      const row = await cache.get(token, tenant.id, load, (found) => sessionLeftMs(found, tenant, clockOffsetMs()));
      if (row === null) return null;
      const leftMs = sessionLeftMs(row, tenant, clockOffsetMs());
      const outside = leftMs !== null && leftMs <= 0;
      // Nobody waits for it: it lets nobody in whether that is written down or not.
      if (outside) {
        const end = { tenant: tenant.id, session: row.id, reason: 'outside_schedule', hours: row } as const;
        endOverdue(database, [end], onError).catch(onError);
      }
      return entering(tenant, row, outside, attended);
    },
    async listOwn(caller) {
      const user = parseId<UserId>(caller.id ?? '');
      if (caller.session === null || user === null) throw refuse('not_signed_in');
      return database.withTenant(caller.tenant, (tx) => sessionListByUser(tx, caller.tenant, user));
    },
    async end(caller, id, reason) {
      const [user, session] = [parseId<UserId>(caller.id ?? ''), parseId<SessionId>(id)];
      if (user === null || session === null) throw refuse('not_found');
      await endOne(caller, user, session, reason);
    },
    listOf: (caller, user) => database.withTenant(caller.tenant, (tx) => personSessionList(tx, caller.tenant, user)),
    async endOf(caller, user, id) {
      const session = parseId<SessionId>(id);
      if (session === null || !(await endOne(caller, user, session, 'signed_out_by_administrator')))
        throw refuse('not_found');
    },
    async endAll(caller, user, reason, except) {
      const ended = await database.withTenant(caller.tenant, async (tx) => {
        const count = await sessionEndAll(tx, caller.tenant, user, reason, except);
        await distrustBrowsers(tx, caller.tenant, user);
        await announce(tx, { kind: 'user', tenant: caller.tenant, user });
        return count;
      });
      cache.dropUser(user);
      await recordAfterwards(
        database,
        caller,
        { action: 'session.end_all', reason, target: { kind: 'user', id: user, name: null }, details: { ended } },
        onError,
      );
      return ended;
    },
    cached: () => cache.size,
    flush: () => uses.flush(),
    close: () => uses.close(),
  };
}

/** A role's permissions as a set, made once for each row in memory. */
const permissionSets = new WeakMap<SessionRow, ReadonlySet<Permission>>();

function permissionsOf(row: SessionRow): ReadonlySet<Permission> {
  const known = permissionSets.get(row);
  if (known) return known;
  // Roles hold permissions of the closed list only; whatever else stands there permits nothing, because nothing asks for it.
  const made = new Set(row.permissions as Permission[]);
  permissionSets.set(row, made);
  return made;
}

/** The caller that a session makes of a request. */
export function callerOfSession(row: SessionRow, tenant: Tenant, origin: Origin): Caller {
  return {
    kind: tenant.kind === 'operators' ? 'operator' : 'user',
    id: row.user_id,
    name: row.username,
    tenant: tenant.id,
    permissions: permissionsOf(row),
    supervises: row.supervises,
    session: row.id,
    origin,
  };
}
