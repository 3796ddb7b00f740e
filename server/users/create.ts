/** Creating a user with a password: chosen, or generated and mailed (P1) or shown once to the creator (P2). */
import { record } from '../audit/audit.ts';
import type { Caller } from '../kernel/caller.ts';
import { now } from '../kernel/clock.ts';
import { newId, type UserId } from '../kernel/ids.ts';
import { refuse } from '../kernel/refusal.ts';
import { temporaryPassword } from '../passwords/temporary.ts';
import type { Transaction } from '../platform/database.ts';
import type { Tenant } from '../tenants/tenants.ts';
import { instantInWords } from '../texts/refusal-message.ts';
import type { CreatedUser, NewUser, UsersOptions } from './acts.ts';
import { assertNames } from './identifiers.ts';
import { roleToGrant } from './reach.ts';
import { recipientOf } from './recipient.ts';
import { userFetch, userInsert } from './store.ts';
import { lockRuleOf, passwordContextOf, userOf } from './user.ts';

interface Names {
  readonly username: string;
  readonly email: string | null;
  readonly first_name: string;
  readonly last_name: string;
}

async function sendWelcome(
  { mail }: UsersOptions,
  tx: Transaction,
  tenant: Tenant,
  to: Names & { id: UserId; locale: string | null; email: string },
  plain: string,
): Promise<void> {
  const validUntil = now().add({ hours: tenant.settings.temporaryPassword.mailHours });
  const recipient = recipientOf(tenant, to);
  await mail.send(tx, {
    ...recipient,
    template: 'welcome',
    parameters: {
      address: tenant.origin,
      username: to.username,
      temporaryPassword: plain,
      validUntil: instantInWords(recipient.user.language, validUntil.toString(), tenant.timeZone),
    },
    expiresAt: new Date(validUntil.epochMilliseconds),
  });
}

const addressNeeded = { path: '/email', message: 'is needed: people of this organisation log in with it' };

/** One user, complete or not at all: row, identifiers, password, audit entry and welcome mail in one transaction. */
export async function createUser(
  options: UsersOptions,
  tenant: Tenant,
  caller: Caller,
  input: NewUser,
): Promise<CreatedUser> {
  if (!caller.permissions.has('users:create')) throw refuse('not_permitted');
  assertNames(input);
  if (tenant.settings.signIn.identifier === 'email' && !input.email?.trim())
    throw refuse('invalid_request', { violations: [addressNeeded] });
  const { database, passwords } = options;
  const { passwordPolicy: policy, temporaryPassword: hours } = tenant.settings;
  const id = newId<UserId>();
  const owner = { tenant: tenant.id, user: id };
  const email = input.email?.trim() || null;
  const names: Names = {
    username: input.username.trim(),
    email,
    first_name: input.firstName?.trim() ?? '',
    last_name: input.lastName?.trim() ?? '',
  };
  const { password: chosen, locale = null, extension = null, number = null } = input;
  const plain = chosen ?? temporaryPassword(policy);
  const temporary = chosen === undefined || (input.temporary ?? true);
  const prepared =
    chosen === undefined
      ? await passwords.prepareGenerated(owner, plain)
      : await passwords.prepare(owner, chosen, policy, passwordContextOf(tenant, names));
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
      locale,
      extension,
      number,
    });
    await passwords.set(tx, owner, prepared, {
      temporary,
      expiresHours: email === null ? hours.handedOverHours : hours.mailHours,
      changedBy: caller.name ?? caller.kind,
      history: policy.history,
      guarded: false,
    });
    await record(tx, caller, {
      action: 'user.create',
      target: { kind: 'user', id, name: names.username },
      details: { role: input.role, mailed: email !== null && temporary },
    });
    if (email !== null && temporary) await sendWelcome(options, tx, tenant, { ...names, id, locale, email }, plain);
    const row = await userFetch(tx, tenant.id, id, lockRuleOf(tenant));
    if (!row) throw new Error('A user inserted a moment ago is gone.');
    return userOf(row);
  });
  return email === null && chosen === undefined ? { user, temporaryPassword: plain } : { user };
}
