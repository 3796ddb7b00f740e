/** The person's own password: checking a new one against the rules, and changing it. Nothing here is ever cached. */
import { request } from './client.ts';
import type { Answer } from './shapes.ts';

/** Also the organisation's rules, and whose words count: what a page needs to judge by itself. */
export type PasswordJudged = Answer<'POST /api/v1/password/check'>;

/** One rule of the organisation's policy, judged for the password that was sent. */
export type RuleJudged = PasswordJudged['rules'][number];

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
