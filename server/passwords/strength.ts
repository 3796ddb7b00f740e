/**
 * Estimates how many guesses a password withstands (zxcvbn). The same code runs in the page's live checker and on the
 * server; both load it on first need, so that neither the start nor a sign-in pays for its word lists (24 MB of heap; English alone 15). It
 * owns the choice of lists and limits and never judges against a policy.
 *
 * Everyone's passwords are judged by the words and first names of English, Spanish and Portuguese together: a person's
 * language says little about the one they choose words in, and an estimate must not change with a setting.
 *
 * Three bounds keep one estimate short, because it runs on the event loop: at most 64 characters are looked at, at most
 * 4 look-alike spellings are tried (each is a further pass over the lists), and at most 40 context words. Longer
 * passwords score as their first 64 characters do. The surname and Wikipedia lists are left out: they double the memory
 * and hardly change a score.
 */
/// <reference path="./dictionaries.d.ts" />
import type { StrengthScore } from './policy.ts';

/** Score of the password's first 64 characters, with the context words as the first words to be guessed. */
export type StrengthEstimator = (password: string, contextWords: readonly string[]) => StrengthScore;

/** How much of a password is looked at, in UTF-16 units. */
export const estimatedLengthMax = 64;
const lookAlikeSpellingsMax = 4;
const contextWordsMax = 40;

async function createEstimator(): Promise<StrengthEstimator> {
  const [{ ZxcvbnFactory }, graphs, passwords, diceware, ...lists] = await Promise.all([
    import('@zxcvbn-ts/core'),
    import('@zxcvbn-ts/language-common/dist/adjacencyGraphs.json.mjs'),
    import('@zxcvbn-ts/language-common/dist/passwords.json.mjs'),
    import('@zxcvbn-ts/language-common/dist/diceware.json.mjs'),
    import('@zxcvbn-ts/language-en/dist/commonWords.json.mjs'),
    import('@zxcvbn-ts/language-en/dist/firstnames.json.mjs'),
    import('@zxcvbn-ts/language-es-es/dist/commonWords.json.mjs'),
    import('@zxcvbn-ts/language-es-es/dist/firstnames.json.mjs'),
    import('@zxcvbn-ts/language-pt-br/dist/commonWords.json.mjs'),
    import('@zxcvbn-ts/language-pt-br/dist/firstnames.json.mjs'),
  ]);
  const zxcvbn = new ZxcvbnFactory({
    graphs: graphs.default,
    dictionary: {
      'passwords-common': passwords.default,
      // zxcvbn knows this name and prices every word at half of 6^5; under any other the alphabetical place would count.
      diceware: diceware.default,
      ...Object.fromEntries(lists.map((list, index) => [`words-${index}`, list.default])),
    },
    l33tMaxSubstitutions: lookAlikeSpellingsMax,
    maxLength: estimatedLengthMax,
  });
  return (password, contextWords) => zxcvbn.check(password, contextWords.slice(0, contextWordsMax)).score;
}

let estimator: Promise<StrengthEstimator> | null = null;

/** Loads the word lists on the first call; every later call gets the same estimator. */
export function loadStrengthEstimator(): Promise<StrengthEstimator> {
  estimator ??= createEstimator().catch((error: unknown) => {
    estimator = null; // In a page the download may fail; the next key press tries again.
    throw error;
  });
  return estimator;
}
