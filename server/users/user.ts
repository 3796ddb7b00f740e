/** A user as the API shows it (contract: the one shape everywhere), and small rules about rows. Pure. */
import type { Caller } from '../kernel/caller.ts';
import type { PasswordContext } from '../passwords/context-words.ts';
import type { LockRule } from '../passwords/lockout.ts';
import { mayGrant } from '../roles/may-grant.ts';
import type { Tenant } from '../tenants/tenants.ts';
import type { UserRow } from './store.ts';

export interface User {
  readonly id: string;
  readonly username: string;
  readonly email: string | null;
  /** False while a supervisor filled the address in and its owner has not shown that it is theirs; true without an address. */
  readonly emailConfirmed: boolean;
  /** Why the last mail to the address was refused for good; null when it was not. */
  readonly emailProblem: { readonly reason: string; readonly at: string } | null;
  readonly firstName: string;
  readonly lastName: string;
  readonly role: string;
  readonly teams: readonly string[];
  readonly status: 'active' | 'inactive';
  readonly disabled: boolean;
  readonly locked: boolean;
  readonly extension: string | null;
  readonly number: string | null;
  /** `id` is the number assigned to them, not one they hold for now. */
  readonly station: { readonly mode: 'static' | 'dynamic' | 'none'; readonly id: string | null };
  /** Id of the schedule of their own; null: that of their teams or role counts. */
  readonly schedule: string | null;
  /** A supervisor let them stay until then; null when nobody did, or it is over. */
  readonly overtimeUntil: string | null;
  readonly locale: string | null;
  readonly lastSignInAt: string | null;
  readonly createdAt: string;
}

function emailProblemOf({ email_problem: reason, email_problem_at: at }: UserRow): User['emailProblem'] {
  return reason === null || at === null ? null : { reason, at: at.toISOString() };
}

export function userOf(row: UserRow): User {
  return {
    id: row.id,
    username: row.username,
    email: row.email,
    emailConfirmed: row.email_confirmed,
    emailProblem: emailProblemOf(row),
    firstName: row.first_name,
    lastName: row.last_name,
    role: row.role,
    teams: row.teams,
    status: row.status,
    disabled: row.disabled,
    locked: row.locked,
    extension: row.extension,
    number: row.number,
    station: { mode: row.station_mode, id: row.station },
    schedule: row.schedule_id,
    overtimeUntil: row.overtime_until?.toISOString() ?? null,
    locale: row.locale,
    lastSignInAt: row.last_sign_in_at?.toISOString() ?? null,
    createdAt: row.created_at.toISOString(),
  };
}

/** First and last name, or the username where there is none. */
export function displayName(user: {
  readonly username: string;
  readonly first_name: string;
  readonly last_name: string;
}): string {
  return `${user.first_name} ${user.last_name}`.trim() || user.username;
}

export function lockRuleOf(tenant: Pick<Tenant, 'settings'>): LockRule {
  const { threshold, unlock, durationMinutes } = tenant.settings.lockout;
  return { threshold, timedMinutes: unlock === 'administrator' ? null : durationMinutes };
}

/** The words that a password of this person must not be built from. */
export function passwordContextOf(
  tenant: Tenant,
  user: Pick<UserRow, 'username' | 'email' | 'first_name' | 'last_name'>,
): PasswordContext {
  return {
    organizationSlug: tenant.slug,
    organizationName: tenant.name,
    username: user.username,
    email: user.email,
    firstName: user.first_name,
    lastName: user.last_name,
  };
}

/** The verbs that exist for everyone (`users:`) and for the members of one's teams (`team:`). */
export type UserVerb =
  | 'read'
  | 'unlock'
  | 'sign_out'
  | 'password:set'
  | 'portal_password:set'
  | 'credentials:read'
  | 'email:assign'
  | 'second_factor:reset'
  | 'station:release'
  | 'overtime'
  | 'message'
  | 'disconnect';

/**
 * May this caller do this to this user? `users:verb` reaches everyone, `team:verb` the members of the teams one supervises,
 * and nobody reaches above themselves: who holds a permission that the caller lacks is out of reach of the team verbs.
 */
export function mayActOn(
  caller: Caller,
  verb: UserVerb,
  target: Pick<UserRow, 'id' | 'team_ids' | 'role_permissions'>,
): boolean {
  if (caller.permissions.has(`users:${verb}`))
    return verb === 'read' || mayGrant(caller.permissions, target.role_permissions);
  if (!caller.permissions.has(`team:${verb}`)) return false;
  const inTeam = target.team_ids.some((team) => caller.supervises.includes(team));
  return (
    inTeam && (verb === 'read' || (target.id !== caller.id && mayGrant(caller.permissions, target.role_permissions)))
  );
}
