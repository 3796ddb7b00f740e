/** The person's own password: checking a new one against the rules, and changing it. Nothing here is ever cached. */
import type { PasswordContext } from '../../server/passwords/context-words.ts';
import type { PasswordPolicy } from '../../server/passwords/policy.ts';
import { request } from './client.ts';

/** One rule of the organisation's policy, judged for the password that was sent. */
export interface RuleJudged {
  readonly rule: string;
  readonly met: boolean;
  readonly parameters?: Readonly<Record<string, string | number | boolean>>;
}

export interface PasswordJudged {
  readonly rules: readonly RuleJudged[];
  /** Strength from 0 (guessed at once) to 4. */
  readonly score: number;
  readonly accepted: boolean;
  /** The organisation's rules, and whose words count: what a page needs to judge by itself. */
  readonly policy: PasswordPolicy;
  readonly context: PasswordContext;
}

/** Judges a new password without setting it. */
export function passwordCheck(password: string, signal: AbortSignal): Promise<PasswordJudged> {
  return request('POST', '/api/v1/password/check', { body: { password }, signal });
}

/**
 * Changes the caller's password; their other sessions end.
 * @throws ApiError `current_password_incorrect`, `password_policy` (violations: rule names), `password_reused`,
 * `too_many_attempts`.
 */
export function passwordChange(currentPassword: string, newPassword: string): Promise<void> {
  return request('POST', '/api/v1/password/change', { body: { currentPassword, newPassword } });
}
