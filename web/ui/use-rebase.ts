/** Keeps a form about one thing over the newest revision of that thing, so that nobody loses what they typed to another's change. */
import type { UseFormReturnType } from '@mantine/form';
import { useEffect, useRef } from 'react';
import { rebased } from './rebase.ts';

/**
 * Whenever a newer revision is loaded, fields that were not touched show it, and what was typed stays.
 * @param newest the values of that revision; on the first call the form's initial ones
 * @param tag its entity tag
 * @returns to be called with what was sent, once it is saved: from then on that counts as untouched
 */
export function useRebase<Values extends object>(
  form: UseFormReturnType<Values>,
  newest: Values,
  tag: string | null,
): (sent: Values) => void {
  const began = useRef({ tag, values: newest });
  useEffect(() => {
    if (began.current.tag === tag) return;
    const values = rebased(form.getValues(), began.current.values, newest);
    began.current = { tag, values: newest };
    form.setInitialValues(newest);
    form.setValues(values);
  });
  return (sent) => {
    began.current = { ...began.current, values: sent };
  };
}
