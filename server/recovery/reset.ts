/**
 * Choosing a password with a link (R3). The token itself is asked for at every step: no page before, flow or cookie stands in
 * for it (CVE-2026-18963). The new password is judged like every other; it opens nothing, and ends everything open.
 */
import { record } from '../audit/audit.ts';
import type { Origin } from '../kernel/caller.ts';
import type { TenantId, UserId } from '../kernel/ids.ts';
import { Refusal, refuse } from '../kernel/refusal.ts';
import { lookAtLink, useLink } from '../passwords/links.ts';
import type { SetPassword } from '../passwords/passwords.ts';
import type { Transaction } from '../platform/database.ts';
import { announce } from '../platform/notify.ts';
import { changedNotice } from '../signin/notices.ts';
import { personCaller } from '../signin/opening.ts';
import { recordRefusal } from '../signin/password/attempt.ts';
import type { Tenant } from '../tenants/tenants.ts';
import { mayEnter, standingOf } from '../users/may-enter.ts';
import { lockRuleOf, passwordContextOf } from '../users/user.ts';
import { findUser, type UserRow } from '../users/users.ts';
import type { LinkHolder, RecoveryOptions } from './acts.ts';

/** The person of a link, if they may enter at all: who holds it has shown to be them, so they may know why not. */
async function holder(tx: Transaction, tenant: Tenant, id: UserId): Promise<UserRow> {
  const person = await findUser(tx, tenant, { id });
  if (person === undefined) throw refuse('link_invalid');
  const refusal = mayEnter(standingOf(tenant, person, false), 'session');
  if (refusal !== null) throw refuse(refusal);
  return person;
}

/** @throws Refusal link_invalid, link_expired, organization_suspended, user_disabled, user_inactive */
export function lookAtReset({ database }: RecoveryOptions, tenant: Tenant, token: string): Promise<LinkHolder> {
  return database.withTenant(tenant.id, async (tx) => {
    const { user, purpose } = await lookAtLink(tx, tenant.id, token);
    return { person: await holder(tx, tenant, user), purpose };
  });
}

function howToSet(tenant: Tenant, person: UserRow): SetPassword {
  return {
    temporary: false,
    expiresHours: null,
    changedBy: person.username,
    history: tenant.settings.passwordPolicy.history,
    // Whatever else sets the password ends the link first, so there is nothing to be overtaken by.
    guarded: false,
    ...(tenant.settings.recovery.unlocks ? {} : { keepsLock: lockRuleOf(tenant) }),
  };
}

/** Of many who use one link at once, exactly one sets the password. @throws Refusal as `Recovery.reset` says */
export async function resetPassword(
  options: RecoveryOptions,
  tenant: Tenant,
  origin: Origin,
  token: string,
  newPassword: string,
): Promise<void> {
  const { database, passwords, mail } = options;
  const { person, purpose } = await lookAtReset(options, tenant, token);
  const owner: { tenant: TenantId; user: UserId } = { tenant: tenant.id, user: person.id };
  const policy = tenant.settings.passwordPolicy;
  const context = passwordContextOf(tenant, person);
  const prepared = await passwords.prepare(owner, newPassword, policy, context).catch(async (error) => {
    // Only the link knows whom it refuses.
    const caller = personCaller(tenant, person, origin);
    if (error instanceof Refusal) await recordRefusal(database, caller, error.code, person, 'user.password.reset');
    throw error;
  });
  await database.withTenant(tenant.id, async (tx) => {
    // First, because what sets a password in other ways ends links first too: nobody waits for each other.
    const current = await holder(tx, tenant, await useLink(tx, tenant.id, token));
    await passwords.set(tx, owner, prepared, howToSet(tenant, current));
    await announce(tx, { kind: 'user', tenant: tenant.id, user: current.id });
    const target = { kind: 'user', id: current.id, name: current.username };
    await record(tx, personCaller(tenant, current, origin), {
      action: 'user.password.reset',
      target,
      details: { purpose },
    });
    const notice = changedNotice(tenant, current, origin);
    if (notice !== null) await mail.send(tx, notice);
  });
}
