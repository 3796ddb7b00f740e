/**
 * Makes temporary passwords (P1, P2, P3): read from a slip or over the telephone, typed once, then replaced. It owns
 * their form only; the passwords door decides who gets one and how long it works.
 *
 * The form is groups of five joined by hyphens, as in "Hd7vn-m4tcx-5kwyf": one capital, at the start, so that nobody
 * has to spell out cases. Characters that look alike are left out (0 o, 1 l i, b 6, g q 9 beside one another, s 5, z 2),
 * and with the vowels every word that someone would rather not read out.
 */
import { randomInt } from 'node:crypto';
import { minLengthMax, type PasswordPolicy } from './policy.ts';

/** A whole number from 0 up to, not including, `below`, each equally likely. */
export type RandomBelow = (below: number) => number;

const letters = 'cdfghjkmnprtvwxy';
const digits = '2345678';
const alphabet = letters + digits;
const groupLength = 5;
/** 16 · 23¹⁴ draws, 97 % of them with a digit: 67 bits. */
const groupsMin = 3;
const drawsMax = 1000;

function draw(groups: number, random: RandomBelow): string {
  const first = letters.charAt(random(letters.length)).toUpperCase();
  const rest = Array.from({ length: groups * groupLength - 1 }, () => alphabet.charAt(random(alphabet.length)));
  return first + rest.join('');
}

/**
 * A password that meets every policy there can be: all three classes, letters and digits, the length asked for (17
 * characters at least), strength 4, and at least 60 bits from the system's random source. `random` is for tests.
 */
export function temporaryPassword(policy: Pick<PasswordPolicy, 'minLength'>, random: RandomBelow = randomInt): string {
  const length = Math.min(policy.minLength, minLengthMax);
  // n groups have n − 1 hyphens between them.
  const groups = Math.max(groupsMin, Math.ceil((length + 1) / (groupLength + 1)));
  for (let draws = 0; draws < drawsMax; draws += 1) {
    const characters = draw(groups, random);
    // Drawing anew, rather than placing a digit, keeps every password of this form equally likely.
    if (!/[0-9]/.test(characters) || !/[a-z]/.test(characters)) continue;
    return (characters.match(/.{5}/g) ?? []).join('-');
  }
  throw new Error('The random source yields only digits or only letters');
}
