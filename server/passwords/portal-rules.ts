/**
 * Judges a portal password, the digits that open the voice portal (P8). Pure and without any import from Node, because pages run
 * this very code while the digits are typed. The person's extension is handed in; null where there is none.
 */

/** The block `portalPassword` of an organisation's settings. */
export interface PortalPasswordRules {
  /** Digits. */
  readonly minLength: number;
  readonly maxLength: number;
  /** Refuses three digits in a row that are the same, or count up or down (nine and nought are neighbours). */
  readonly refuseRuns: boolean;
  /** Refuses the extension read backwards; the extension itself is always refused. */
  readonly refuseReverse: boolean;
}

/** Names as they appear in `violations` of `portal_password_policy` and as `portalRule.*` in the texts. */
export type PortalRuleName = 'digits' | 'min_length' | 'max_length' | 'extension' | 'extension_reversed' | 'run';

export interface PortalRuleResult {
  readonly rule: PortalRuleName;
  readonly met: boolean;
  /** What the rule's text needs. */
  readonly parameters?: Readonly<Record<string, number>>;
}

/** Longest input worth looking at; a portal password has at most ten digits. */
export const portalPasswordLengthMax = 100;

/** So many digits in a row make a run. */
const runLength = 3;

/** How many neighbours in a row differ by `step`, at most: 3 for "1234" and a step of 1. */
function longestChain(digits: readonly number[], step: number): number {
  let longest = 0;
  let chain = 0;
  for (const [index, digit] of digits.entries()) {
    const before = digits[index - 1];
    chain = before !== undefined && (before + step + 10) % 10 === digit ? chain + 1 : 0;
    longest = Math.max(longest, chain);
  }
  return longest;
}

function holdsRun(pin: string): boolean {
  const digits = [...pin].map(Number);
  return [0, 1, -1].some((step) => longestChain(digits, step) >= runLength - 1);
}

function reversed(extension: string): string {
  return [...extension].reverse().join('');
}

/** The rules that a portal password breaks when it follows from the extension: they change when the extension does. */
export function extensionViolations(
  pin: string,
  rules: PortalPasswordRules,
  extension: string | null,
): PortalRuleName[] {
  if (extension === null) return [];
  if (pin === extension) return ['extension'];
  return rules.refuseReverse && pin === reversed(extension) ? ['extension_reversed'] : [];
}

/** One entry per rule, in the order in which to show them. Accepted when all are met. */
export function judgePortalPassword(
  pin: string,
  rules: PortalPasswordRules,
  extension: string | null,
): PortalRuleResult[] {
  const { minLength, maxLength } = rules;
  const broken = extensionViolations(pin, rules, extension);
  const results: PortalRuleResult[] = [
    { rule: 'digits', met: /^[0-9]+$/.test(pin) },
    { rule: 'min_length', met: pin.length >= minLength, parameters: { minLength } },
    { rule: 'max_length', met: pin.length <= maxLength, parameters: { maxLength } },
    { rule: 'extension', met: pin !== '' && !broken.includes('extension') },
  ];
  if (rules.refuseReverse)
    results.push({ rule: 'extension_reversed', met: pin !== '' && !broken.includes('extension_reversed') });
  if (rules.refuseRuns) results.push({ rule: 'run', met: pin !== '' && !holdsRun(pin) });
  return results;
}

/** Names of the rules that are broken. */
export function portalViolations(pin: string, rules: PortalPasswordRules, extension: string | null): PortalRuleName[] {
  return judgePortalPassword(pin, rules, extension)
    .filter(({ met }) => !met)
    .map(({ rule }) => rule);
}
