/**
 * Judges a password against a policy (P4, P5). Pure and without any import from Node, because the page's live checker
 * runs this very code; the blocklist and the strength estimator are handed in. It never knows earlier passwords: the
 * rule `history` compares hashes and is judged by the passwords door.
 */
import { contextWords, isBuiltFromContext, type PasswordContext } from './context-words.ts';
import { minLengthMax, type PasswordPolicy, type StrengthScore } from './policy.ts';

/** Names as they appear in `violations` of `password_policy` and as `rule.*` in the texts. */
export type RuleName =
  | 'min_length'
  | 'classes'
  | 'letters_and_digits'
  | 'blocklist'
  | 'context_words'
  | 'min_score'
  | 'too_long'
  | 'unusable_characters'
  | 'history';

export interface RuleResult {
  readonly rule: RuleName;
  readonly met: boolean;
  /** What the rule's text needs, e.g. `{ minLength: 8 }`, and what the checker shows per part, e.g. `special: true`. */
  readonly parameters?: Readonly<Record<string, number | boolean>>;
}

export interface PasswordJudgement {
  /** One entry per rule of the policy, in the order in which to show them. */
  readonly rules: readonly RuleResult[];
  readonly score: StrengthScore;
  readonly accepted: boolean;
  readonly violations: readonly RuleName[];
}

/** The two checks that need data. Both receive the NFKC form. */
export interface PasswordCheckers {
  readonly isBlocked: (password: string) => boolean;
  readonly estimateStrength: (password: string, contextWords: readonly string[]) => StrengthScore;
}

export type NormalizedPassword =
  | { readonly ok: true; readonly value: string }
  | { readonly ok: false; readonly rule: 'too_long' | 'unusable_characters' };

/** Longest password in bytes of UTF-8. Longer ones are refused, never cut (ASVS 6.2.8). */
const passwordBytesMax = 1024;

const encoder = new TextEncoder();

function isTooLong(text: string): boolean {
  // A UTF-16 unit takes at least one byte, so that a huge text is refused before it is encoded.
  return text.length > passwordBytesMax || encoder.encode(text).length > passwordBytesMax;
}

/**
 * The form in which passwords are judged, hashed and compared: NFKC (NIST SP 800-63B-4 section 3.1.1.2), nothing
 * trimmed. Refused are more than 1,024 bytes before or after normalisation, lone surrogates and NUL. Idempotent.
 */
export function normalizePassword(input: string): NormalizedPassword {
  if (isTooLong(input)) return { ok: false, rule: 'too_long' };
  if (!input.isWellFormed() || input.includes('\u0000')) return { ok: false, rule: 'unusable_characters' };
  const value = input.normalize('NFKC');
  return isTooLong(value) ? { ok: false, rule: 'too_long' } : { ok: true, value };
}

const upperCase = /[\p{Lu}\p{Lt}]/u;
const lowerCase = /\p{Ll}/u;
const letter = /\p{L}/u;
const digit = /\p{Nd}/u;
/** Neither letter nor digit; a space counts, a combining mark belongs to its letter. */
const special = /[^\p{L}\p{M}\p{Nd}]/u;

function judgeClasses(password: string, atLeast: number): RuleResult {
  const upperAndLowerCase = upperCase.test(password) && lowerCase.test(password);
  const lettersAndDigits = letter.test(password) && digit.test(password);
  const specialCharacter = special.test(password);
  const count = Number(upperAndLowerCase) + Number(lettersAndDigits) + Number(specialCharacter);
  return {
    rule: 'classes',
    met: count >= atLeast,
    parameters: { classesAtLeast: atLeast, count, upperAndLowerCase, lettersAndDigits, specialCharacter },
  };
}

function judgeRules(
  password: string,
  policy: PasswordPolicy,
  words: readonly string[],
  score: StrengthScore,
  isBlocked: PasswordCheckers['isBlocked'],
): RuleResult[] {
  const minLength = Math.min(policy.minLength, minLengthMax);
  const rules: RuleResult[] = [
    { rule: 'min_length', met: [...password].length >= minLength, parameters: { minLength } },
  ];
  if (policy.classesAtLeast > 0) rules.push(judgeClasses(password, policy.classesAtLeast));
  if (policy.lettersAndDigits) {
    rules.push({ rule: 'letters_and_digits', met: letter.test(password) && digit.test(password) });
  }
  if (policy.blocklist) {
    rules.push({ rule: 'blocklist', met: !isBlocked(password) });
    rules.push({ rule: 'context_words', met: !isBuiltFromContext(password, words) });
  }
  if (policy.minScore > 0) {
    rules.push({ rule: 'min_score', met: score >= policy.minScore, parameters: { minScore: policy.minScore } });
  }
  return rules;
}

/**
 * Judges a password as typed. A password that cannot be normalised breaks that one rule and is judged no further
 * (score 0). Rules that the policy does not set are not listed.
 */
export function judgePassword(
  password: string,
  policy: PasswordPolicy,
  context: PasswordContext,
  checkers: PasswordCheckers,
): PasswordJudgement {
  const normalized = normalizePassword(password);
  if (!normalized.ok) {
    const { rule } = normalized;
    return { rules: [{ rule, met: false }], score: 0, accepted: false, violations: [rule] };
  }
  const words = contextWords(context);
  const score = checkers.estimateStrength(normalized.value, words);
  const rules = judgeRules(normalized.value, policy, words, score, checkers.isBlocked);
  const violations = rules.filter(({ met }) => !met).map(({ rule }) => rule);
  return { rules, score, accepted: violations.length === 0, violations };
}
