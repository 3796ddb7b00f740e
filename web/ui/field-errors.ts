/** Puts what the server found wrong with a request beside the fields that it names. */
import { ApiError } from '../api/client.ts';
import { faultText } from './known-faults.ts';

/**
 * Messages by form field, in the person's language: the last name of each violation's JSON pointer that `fields` knows, and the field that a refusal
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
    const names = violation.path.split('/');
    const field = fields.toSorted((a, b) => names.lastIndexOf(b) - names.lastIndexOf(a))[0];
    if (field !== undefined && names.includes(field)) found[field] = faultText(violation.message);
  }
  return found;
}
