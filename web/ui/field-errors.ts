/** Puts what the server found wrong with a request beside the fields that it names. */
import { ApiError } from '../api/client.ts';

/**
 * Messages by form field: the last name of each violation's JSON pointer that `fields` knows, and the field that a refusal
 * is about as a whole (`codes`, by the refusal's code). Empty when it names none; the top of the form tells it then.
 */
export function fieldErrors<Field extends string>(
  error: unknown,
  fields: readonly Field[],
  codes: Readonly<Record<string, Field>> = {},
): Partial<Record<Field, string>> {
  const found: Partial<Record<Field, string>> = {};
  if (!(error instanceof ApiError)) return found;
  const whole = Object.hasOwn(codes, error.code) ? codes[error.code] : undefined;
  if (whole !== undefined) found[whole] = error.problem.title;
  for (const violation of error.problem.violations ?? []) {
    if (typeof violation === 'string') continue;
    const name = violation.path.split('/').at(-1);
    const field = fields.find((candidate) => candidate === name);
    if (field !== undefined) found[field] = violation.message;
  }
  return found;
}
