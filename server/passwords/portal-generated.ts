/** Makes portal passwords (P8): read out to a person who types them on a telephone. It owns their form only. */
import { randomInt } from 'node:crypto';
import { type PortalPasswordRules, portalViolations } from './portal-rules.ts';
import type { RandomBelow } from './temporary.ts';

/** Six digits where the rules allow it: with a lock-out of five tries, one guess in 200,000 succeeds. */
const lengthWanted = 6;
const drawsMax = 1000;

/** Digits that meet the rules, each such number equally likely. `random` is for tests. */
export function generatedPortalPassword(
  rules: PortalPasswordRules,
  extension: string | null,
  random: RandomBelow = randomInt,
): string {
  const length = Math.min(Math.max(lengthWanted, rules.minLength), rules.maxLength);
  for (let draws = 0; draws < drawsMax; draws += 1) {
    const pin = Array.from({ length }, () => String(random(10))).join('');
    if (portalViolations(pin, rules, extension).length === 0) return pin;
  }
  throw new Error('The random source yields only what the rules refuse');
}
