/**
 * mayEnter is asked on every way in and again whenever a session is used: page, JSON, session renewal, and each way that later
 * rooms of the house add. There is this one function, so that no way can forget a rule. Pure.
 */
import type { RefusalCode } from '../kernel/refusal.ts';

/** What decides, gathered by whoever asks from the newest state. */
export interface Standing {
  readonly organizationSuspended: boolean;
  readonly disabled: boolean;
  readonly inactive: boolean;
  /** The bucket in which the password was presented is locked. */
  readonly locked: boolean;
  /** Their access schedule does not let them in, or not go on (L3). */
  readonly outsideSchedule: boolean;
}

/** What decides where no password is presented. */
export function standingOf(
  organization: { readonly status: 'active' | 'suspended' },
  person: { readonly disabled: boolean; readonly status: 'active' | 'inactive' },
  outsideSchedule: boolean,
): Standing {
  return {
    organizationSuspended: organization.status === 'suspended',
    disabled: person.disabled,
    inactive: person.status === 'inactive',
    locked: false,
    outsideSchedule,
  };
}

/**
 * `password`: a password was presented just now, or the sign-in in progress began with one. `session`: a session that is
 * open already; a lock does not end it (S9). `passkey`: a key that the person holds, which nobody can guess, so a lock does not
 * concern it. `api_key`: a key of the organisation, which outlives whoever made it.
 */
export type Way = 'password' | 'passkey' | 'session' | 'api_key';

/**
 * The first rule that refuses, in the order locked, suspended, disabled, inactive, schedule; null when the person may enter.
 * Whoever shows the answer must have seen the right password first (S8.3, S8.5).
 */
export function mayEnter(standing: Standing, way: Way): RefusalCode | null {
  if (way === 'password' && standing.locked) return 'too_many_attempts';
  if (standing.organizationSuspended) return 'organization_suspended';
  if (way === 'api_key') return null;
  if (standing.disabled) return 'user_disabled';
  if (standing.inactive) return 'user_inactive';
  if (standing.outsideSchedule) return 'outside_schedule';
  return null;
}
