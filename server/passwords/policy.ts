/**
 * What an organisation may demand of a password (P4), and the two presets. Pure data, shared with the page; `rules.ts`
 * applies it and the settings store it. It never judges.
 */

/** Estimated strength: 0 (guessed at once) to 4 (beyond 10¹⁰ guesses), as zxcvbn counts. */
export type StrengthScore = 0 | 1 | 2 | 3 | 4;

/** The block `passwordPolicy` of an organisation's settings. */
export interface PasswordPolicy {
  readonly preset: 'classic' | 'modern' | 'custom';
  /** Code points of the NFKC form. A password of 64 is always long enough, whatever stands here. */
  readonly minLength: number;
  /** How many of {upper and lower case; letters and digits; a special character} must be met. */
  readonly classesAtLeast: 0 | 1 | 2 | 3;
  /** The web-access rule, on its own or besides the classes: at least one letter and one digit. */
  readonly lettersAndDigits: boolean;
  /** How many of the last passwords, the current one included, may not be chosen again. */
  readonly history: number;
  /** Days after which a password must be changed; null: never. */
  readonly maxAgeDays: number | null;
  /** Refuses breached and common passwords, and those built from context words (organisation, person, product). */
  readonly blocklist: boolean;
  readonly minScore: StrengthScore;
}

/** No policy may ask for more: 64 characters always suffice (NIST SP 800-63B-4 section 3.1.1.2, ASVS 6.2.9). */
export const minLengthMax = 64;

export const presets: Readonly<Record<'classic' | 'modern', PasswordPolicy>> = {
  classic: {
    preset: 'classic',
    minLength: 8,
    classesAtLeast: 2,
    lettersAndDigits: false,
    history: 5,
    maxAgeDays: null,
    blocklist: true,
    minScore: 2,
  },
  /**
   * NIST SP 800-63B-4 section 3.1.1.2: 15 characters where the password is the only factor, a blocklist, no composition
   * rules, no expiry. It asks for a change only after a compromise; history 1 keeps that change from being none at all.
   */
  modern: {
    preset: 'modern',
    minLength: 15,
    classesAtLeast: 0,
    lettersAndDigits: false,
    history: 1,
    maxAgeDays: null,
    blocklist: true,
    minScore: 2,
  },
};
