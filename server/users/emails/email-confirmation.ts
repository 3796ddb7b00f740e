/**
 * Whether an address is known to be its owner's (F3). One that a supervisor filled in is not, until the person has signed in with
 * the right password and a code mailed to it: before, nothing that sets a password may be mailed there, or filling in an address
 * would be a way to take an account over.
 */
import { record } from '../../audit/audit.ts';
import type { Caller } from '../../kernel/caller.ts';
import type { UserId } from '../../kernel/ids.ts';
import { refuse } from '../../kernel/refusal.ts';
import type { Transaction } from '../../platform/database.ts';
import type { Tenant } from '../../tenants/tenants.ts';
import { auditTarget } from '../reach.ts';
import type { UserRow } from '../store.ts';
import { userEmailConfirm } from './store-emails.ts';

/** The address to which what sets a password may be mailed. @throws Refusal no_email_address, email_unconfirmed */
export function addressForPasswords({ email, email_confirmed: isConfirmed }: UserRow): string {
  if (email === null) throw refuse('no_email_address');
  if (!isConfirmed) throw refuse('email_unconfirmed');
  return email;
}

/**
 * The person has given the right password and a code. To be called in the transaction that uses the code up; does nothing when
 * the address is confirmed already.
 * @param caller the person
 * @param codeSentAt when the code was mailed: one that went to another address, before this one was set, says nothing about it
 */
export async function confirmEmail(
  tx: Transaction,
  tenant: Tenant,
  caller: Caller,
  person: { readonly id: UserId; readonly username: string },
  codeSentAt: Date,
): Promise<void> {
  if (await userEmailConfirm(tx, tenant.id, person.id, codeSentAt))
    await record(tx, caller, { action: 'user.email.confirm', target: auditTarget(person) });
}
