/** Claims what a form holds unsaved, for as long as it does. */
import { useLayoutEffect } from 'react';
import { claim, leave } from './unsaved.ts';

/**
 * @param unsaved whether leaving the form now would lose something
 * @param what that is, as the question names it
 * @returns to be called with what leaves this form alone, such as closing its dialog: asks first, if need be
 */
export function useUnsaved(unsaved: boolean, what: string): (go: () => void) => void {
  // With the drawing that says "saved": whoever goes on from there is not asked.
  useLayoutEffect(() => (unsaved ? claim(what) : undefined), [unsaved, what]);
  return (go) => leave(go, unsaved ? [what] : []);
}
