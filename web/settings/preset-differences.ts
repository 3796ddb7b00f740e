/** How a password policy differs from the presets. Pure. */
import { type PasswordPolicy, presets } from '../../server/passwords/policy.ts';

export const presetNames = ['classic', 'modern'] as const;
export type PolicyRule = Exclude<keyof PasswordPolicy, 'preset'>;

// Object.keys merely widens the names to string.
const ruleNames = Object.keys(presets.classic).filter((name) => name !== 'preset') as PolicyRule[];

function differing(policy: PasswordPolicy, name: (typeof presetNames)[number]): PolicyRule[] {
  return ruleNames.filter((rule) => policy[rule] !== presets[name][rule]);
}

/** The preset with the most rules in common (classic where both have as many), and the rules that are not as it has them. */
export function presetDifferences(policy: PasswordPolicy): {
  readonly nearest: (typeof presetNames)[number];
  readonly rules: readonly PolicyRule[];
} {
  const [classic, modern] = [differing(policy, 'classic'), differing(policy, 'modern')];
  return modern.length < classic.length ? { nearest: 'modern', rules: modern } : { nearest: 'classic', rules: classic };
}
