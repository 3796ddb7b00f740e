/**
 * Deleting a user: the one door through which anybody does. Sessions, tabs, seat, station, credentials and mails that wait end with
 * the commit; what the audit log says of them stays, under the name they had.
 */
import { record } from '../audit/audit.ts';
import type { Caller } from '../kernel/caller.ts';
import { refuse } from '../kernel/refusal.ts';
import { unlockUser } from '../passwords/lockout.ts';
import { announce } from '../platform/notify.ts';
import type { Tenant } from '../tenants/tenants.ts';
import type { UsersOptions } from './acts.ts';
import { assertNotLast, auditTarget, reachToChange } from './reach.ts';
import { accessLock, teamsLockOfUser, userDelete } from './store-remove.ts';

/**
 * @param revision the one the caller saw; null = any
 * @throws Refusal not_permitted (oneself, too), not_found, precondition_failed, last_administrator
 */
export async function removeUser(
  { database, mail, portal }: Pick<UsersOptions, 'database' | 'mail' | 'portal'>,
  tenant: Tenant,
  caller: Caller,
  id: string,
  revision: number | null,
): Promise<void> {
  if (!caller.permissions.has('users:delete')) throw refuse('not_permitted');
  await database.withTenant(tenant.id, async (tx) => {
    const seen = await reachToChange(tx, tenant, caller, id);
    if (seen.id === caller.id) throw refuse('not_permitted');
    await teamsLockOfUser(tx, tenant.id, seen.id);
    // What was tried against them is erased before anything of theirs is locked, as a change of password does.
    await unlockUser(tx, tenant.id, seen.id);
    await portal.unlock(tx, { tenant: tenant.id, user: seen.id });
    await accessLock(tx, tenant.id, seen.id);
    // Asked again: they may have been given another role while this waited.
    const row = await reachToChange(tx, tenant, caller, id);
    await assertNotLast(tx, tenant, row);
    await mail.cancelOf(tx, tenant.id, row.id);
    if (!(await userDelete(tx, tenant.id, row.id, revision))) throw refuse('precondition_failed');
    await announce(tx, { kind: 'user', tenant: tenant.id, user: row.id });
    const details = { role: row.role, teams: row.teams, disabled: row.disabled };
    await record(tx, caller, { action: 'user.delete', target: auditTarget(row), details });
  });
}
