/**
 * What a user is found by: the texts whose beginnings a search matches, folded the same way as what is searched for, so that
 * "jose" finds José and "JOSÉ" finds Jose. Pure; the store keeps them beside the user.
 */
import { foldIdentifier } from '../identifiers.ts';

/** Characters of a term that are compared; what an index entry can hold, whatever they are made of. */
const termLengthMax = 200;

/** Folded like an identifier, without accents, runs of white space as one space, at most `termLengthMax` characters. */
export function foldSearch(text: string): string {
  const bare = text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .replace(/\s+/gu, ' ');
  return foldIdentifier(bare).slice(0, termLengthMax).toWellFormed();
}

export interface SearchableUser {
  readonly username: string;
  readonly email: string | null;
  readonly first_name: string;
  readonly last_name: string;
  readonly extension: string | null;
  readonly number: string | null;
}

/**
 * The terms of one user. A name begins both with the first and with the last name, so each is found by its beginning; a telephone
 * number with and without the `+`, for nobody knows which of the two it was given with.
 */
export function searchTerms(user: SearchableUser): string[] {
  const { username, email, first_name: first, last_name: last, extension, number } = user;
  const texts = [username, email ?? '', `${first} ${last}`, `${last} ${first}`, extension ?? ''];
  if (number !== null) texts.push(number, number.replace(/^\+/, ''));
  return [...new Set(texts.map(foldSearch))].filter((term) => term !== '');
}
