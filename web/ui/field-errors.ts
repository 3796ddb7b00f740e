/** Puts what the server found wrong with a request beside the fields that it names. */
import { ApiError } from '../api/client.ts';

/**
 * Messages by form field for an `invalid_request`: the last name of each violation's JSON pointer that `fields` knows.
 * Empty when the refusal is about the whole; then it belongs at the top of the form.
 */
export function fieldErrors<Field extends string>(
  error: unknown,
  fields: readonly Field[],
): Partial<Record<Field, string>> {
  const found: Partial<Record<Field, string>> = {};
  if (!(error instanceof ApiError)) return found;
  for (const violation of error.problem.violations ?? []) {
    if (typeof violation === 'string') continue;
    const name = violation.path.split('/').at(-1);
    const field = fields.find((candidate) => candidate === name);
    if (field !== undefined) found[field] = violation.message;
  }
  return found;
}
