/** Moves the focus to the first field of a form that did not pass, in the order of the page. */
import type { FormEvent } from 'react';

/** For the second argument of Mantine's `form.onSubmit`: runs once React has marked the fields. */
export function focusFirstFault(
  _errors: unknown,
  _values: unknown,
  event: FormEvent<HTMLFormElement> | undefined,
): void {
  const form = event?.currentTarget;
  requestAnimationFrame(() => form?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
}
