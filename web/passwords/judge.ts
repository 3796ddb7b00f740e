/**
 * Judges a new password in the browser (P5) by the very code of the server: the rules, the words of person and organisation,
 * the strength. The rules are there at once; the strength when its word lists have come. The list of common passwords stays on
 * the server, which is asked about it.
 */
import type { PasswordContext } from '../../server/passwords/context-words.ts';
import type { PasswordPolicy } from '../../server/passwords/policy.ts';
import { judgePassword, type PasswordJudgement } from '../../server/passwords/rules.ts';
import { loadStrengthEstimator, type StrengthEstimator } from '../../server/passwords/strength.ts';

let estimateStrength: StrengthEstimator | null = null;

/** Fetches the word lists (some 800 kB), once; rejects when they cannot be had, and may be tried again. */
export async function loadStrength(): Promise<void> {
  estimateStrength = await loadStrengthEstimator();
}

/**
 * As the server judges. Without the word lists the score is 0 and says nothing, nor does the rule `min_score`.
 * @param isBlocked what the server said of this very password; false while that is not known
 */
export function judge(
  password: string,
  policy: PasswordPolicy,
  context: PasswordContext,
  isBlocked: boolean,
): PasswordJudgement & { readonly strengthKnown: boolean } {
  const checkers = { estimateStrength: estimateStrength ?? (() => 0 as const), isBlocked: () => isBlocked };
  return { ...judgePassword(password, policy, context, checkers), strengthKnown: estimateStrength !== null };
}
