/** What an identity provider changes of a user: names, state and password in one act, all of it or nothing (RFC 7644 section 3.5.2). */
import { refuse } from '../kernel/refusal.ts';
import type { ActOn, UserProvision, UsersOptions } from './acts.ts';
import { recordDisabled, setDisabledIn, updateUserIn } from './change.ts';
import { applyChoice, prepareChoice } from './credentials.ts';
import { reachToChange } from './reach.ts';

/**
 * Each part needs the permission that it needs by itself: users:update, users:disable, users:password:set.
 * @throws Refusal as `updateUser`, `setUserDisabled` and `setUserPassword`
 */
export async function provisionUser(
  options: UsersOptions,
  on: ActOn,
  { patch, disabled, password }: UserProvision,
): Promise<void> {
  const { tenant, caller, id, revision } = on;
  const prepared =
    password === undefined ? null : await prepareChoice(options, tenant, caller, id, { password, temporary: true });
  const barred = await options.database.withTenant(tenant.id, async (tx) => {
    const { revision: seen } = await reachToChange(tx, tenant, caller, id);
    if (revision !== null && revision !== seen) throw refuse('precondition_failed');
    // The password first: its row is locked before the user's, by everybody.
    if (prepared !== null) await applyChoice(options, tx, tenant, caller, prepared);
    let expected = revision;
    if (Object.keys(patch).length > 0)
      expected = (await updateUserIn(options, tx, { ...on, revision: expected }, patch)).revision;
    return disabled === undefined ? null : setDisabledIn(tx, { ...on, revision: expected }, disabled);
  });
  if (disabled === true && barred !== null) await recordDisabled(options, caller, barred);
}
