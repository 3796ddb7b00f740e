/** What an identity provider changes of a user: names, state and password in one act, all of it or nothing (RFC 7644 section 3.5.2). */
import type { Caller } from '../kernel/caller.ts';
import { refuse } from '../kernel/refusal.ts';
import type { Tenant } from '../tenants/tenants.ts';
import type { UserProvision, UsersOptions } from './acts.ts';
import { recordDisabled, setDisabledIn, updateUserIn } from './change.ts';
import { applyChoice, prepareChoice } from './credentials.ts';
import { reachToChange } from './reach.ts';

/**
 * Each part needs the permission that it needs by itself: users:update, users:disable, users:password:set.
 * @param revision the one the change was decided on; null = any
 * @throws Refusal as `updateUser`, `setUserDisabled` and `setUserPassword`
 */
export async function provisionUser(
  options: UsersOptions,
  tenant: Tenant,
  caller: Caller,
  id: string,
  { patch, disabled, password }: UserProvision,
  revision: number | null,
): Promise<void> {
  const prepared =
    password === undefined ? null : await prepareChoice(options, tenant, caller, id, { password, temporary: true });
  const barred = await options.database.withTenant(tenant.id, async (tx) => {
    const { revision: seen } = await reachToChange(tx, tenant, caller, id);
    if (revision !== null && revision !== seen) throw refuse('precondition_failed');
    // The password first: its row is locked before the user's, by everybody.
    if (prepared !== null) await applyChoice(options, tx, tenant, caller, prepared);
    let expected = revision;
    if (Object.keys(patch).length > 0)
      expected = (await updateUserIn(options, tx, tenant, caller, id, patch, expected)).revision;
    return disabled === undefined ? null : setDisabledIn(tx, tenant, caller, id, disabled, expected);
  });
  if (disabled === true && barred !== null) await recordDisabled(options, caller, barred);
}
