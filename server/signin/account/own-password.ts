/**
 * The own password, given again by somebody who is signed in. It is judged like a sign-in, lock-out included, so that a stolen
 * session does not become a place to guess.
 */
import type { AuditAction } from '../../audit/actions.ts';
import type { Caller } from '../../kernel/caller.ts';
import { Refusal, refuse } from '../../kernel/refusal.ts';
import { eraseAttempts } from '../../passwords/lockout.ts';
import type { Passwords } from '../../passwords/passwords.ts';
import type { Database } from '../../platform/database.ts';
import type { SessionRow } from '../../sessions/sessions.ts';
import type { Tenant } from '../../tenants/tenants.ts';
import type { DeviceEntry } from '../device-cookie.ts';
import { judgeAttempt, type Proven } from '../password/attempt.ts';

/** Whose password it is said to be, and what for. */
export interface OwnPasswordProof {
  readonly tenant: Tenant;
  readonly session: SessionRow;
  readonly caller: Caller;
  readonly devices: readonly DeviceEntry[];
  readonly password: string;
  /** What a refusal is called in the audit log. */
  readonly action: AuditAction;
}

/** The identifier under which this organisation finds the person: the lock-out counts by it. */
function identifierFor(tenant: Tenant, user: { username: string; email: string | null }): string {
  return tenant.settings.signIn.identifier === 'email' ? (user.email ?? user.username) : user.username;
}

/** @throws Refusal current_password_incorrect, too_many_attempts, rate_limited, unavailable */
export async function proveOwnPassword(
  database: Database,
  passwords: Passwords,
  { tenant, session, caller, devices, password, action }: OwnPasswordProof,
): Promise<Proven> {
  const identifier = identifierFor(tenant, session);
  const confirms = { caller, action };
  const attempt = { tenant, origin: caller.origin, identifier, password, devices, trustHash: null, confirms };
  const proven = await judgeAttempt(database, passwords, attempt).catch((error: unknown) => {
    const wrong = error instanceof Refusal && error.code === 'incorrect_credentials';
    throw wrong ? refuse('current_password_incorrect') : error;
  });
  // Whatever it is wanted for, it was right and must not stay among those tried.
  await database.withTenant(tenant.id, (tx) => eraseAttempts(tx, tenant.id, proven));
  if (proven.person.id !== session.user_id) throw refuse('current_password_incorrect');
  return proven;
}
