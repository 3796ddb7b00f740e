/**
 * Keeps a form about one thing over the newest revision of that thing, so that nobody loses what they typed to another's change;
 * nor by leaving, unasked.
 */
import type { UseFormReturnType } from '@mantine/form';
import { useEffect, useState } from 'react';
import { isTouched, rebased } from './rebase.ts';
import { useUnsaved } from './use-unsaved.ts';

/**
 * Whenever a newer revision is loaded, fields that were not touched show it, and what was typed stays.
 * @param newest the values of that revision; on the first call the form's initial ones
 * @param tag its entity tag
 * @param what the form is about, for whoever leaves it unsaved
 * @returns to be called with what was sent, once it is saved: from then on that counts as untouched
 */
export function useRebase<Values extends object>(
  form: UseFormReturnType<Values>,
  newest: Values,
  tag: string | null,
  what: string,
): (sent: Values) => void {
  const [began, setBegan] = useState({ tag, values: newest });
  useUnsaved(isTouched(form.getValues(), began.values), what);
  useEffect(() => {
    if (began.tag === tag) return;
    const values = rebased(form.getValues(), began.values, newest);
    setBegan({ tag, values: newest });
    form.setInitialValues(newest);
    form.setValues(values);
  });
  return (sent) => setBegan((before) => ({ ...before, values: sent }));
}
