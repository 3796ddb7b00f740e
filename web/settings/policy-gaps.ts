/** What a password policy gives up, measured by NIST SP 800-63B-4 section 3.1.1.2. Pure. */
import type { PasswordPolicy } from '../../server/passwords/policy.ts';

export type PolicyGap = 'shortest' | 'length' | 'kinds' | 'age' | 'blocklist' | 'score' | 'history';

/** Characters where the password is the only factor, and beside a second one. */
const singleFactorMin = 15;
const beside = 8;
/** Below it a password is guessed within some millions of tries, which an attacker of a running service can hope for. */
const scoreMin = 2;

/** @param everyoneNeedsFactor whether a second factor is required of everyone */
export function policyGaps(policy: PasswordPolicy, everyoneNeedsFactor: boolean): PolicyGap[] {
  const gaps: PolicyGap[] = [];
  if (policy.minLength < beside) gaps.push('shortest');
  else if (policy.minLength < singleFactorMin && !everyoneNeedsFactor) gaps.push('length');
  if (policy.classesAtLeast > 0 || policy.lettersAndDigits) gaps.push('kinds');
  if (policy.maxAgeDays !== null) gaps.push('age');
  if (!policy.blocklist) gaps.push('blocklist');
  if (policy.minScore < scoreMin) gaps.push('score');
  if (policy.history === 0) gaps.push('history');
  return gaps;
}
