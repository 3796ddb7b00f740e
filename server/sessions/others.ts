/**
 * The sessions a person has besides the one that is to open: sign-in asks how many there are, ends the one that its owner names, and
 * locks them all before it decides.
 */
import type { RawBuilder } from 'kysely';
import { record } from '../audit/audit.ts';
import type { Caller } from '../kernel/caller.ts';
import type { SessionId, TenantId, UserId } from '../kernel/ids.ts';
import type { Transaction } from '../platform/database.ts';
import { announce } from '../platform/notify.ts';
import { type Place, sessionCounts, sessionEndOther, sessionGate, sessionLockAll } from './store-others.ts';

export type { Place };

/** SQL for how many live sessions of this kind a person has: an array of those here, elsewhere, and elsewhere in use. */
export function countsOfSessions(tenant: TenantId, user: RawBuilder<unknown>, place: Place): RawBuilder<unknown> {
  return sessionCounts(tenant, user, place);
}

/**
 * From here to the end of the transaction no other sign-in of this person goes on. Called first in it, before anything of theirs is
 * locked: a password, a factor, a session.
 */
export function enterGate(tx: Transaction, tenant: TenantId, user: UserId): Promise<void> {
  return sessionGate(tx, tenant, user);
}

/**
 * Locks what another sign-in of the same person would change: of many at once the first to commit wins, and the others see it. After `enterGate`.
 * @param replaces the session that this browser had until now
 */
export function lockAll(tx: Transaction, tenant: TenantId, user: UserId, replaces: SessionId | null): Promise<void> {
  return sessionLockAll(tx, tenant, user, replaces);
}

/**
 * Somebody who signs in logs out another of their browsers first. Its seat and station stay: the session that follows has them.
 * @param caller the person, signing in; ending one that is over, or not theirs, does nothing
 */
export async function endOther(
  tx: Transaction,
  caller: Caller,
  user: UserId,
  kind: Place['kind'],
  id: SessionId,
): Promise<void> {
  if (!(await sessionEndOther(tx, caller.tenant, { user, kind, id }, caller.origin.browser))) return;
  await announce(tx, { kind: 'session', tenant: caller.tenant, session: id });
  await record(tx, caller, { action: 'session.end', reason: 'replaced', target: { kind: 'session', id, name: null } });
}
