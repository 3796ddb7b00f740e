/** What a form shows when the thing it is about has changed meanwhile: the newest state, with what was typed here over it. Pure. */

// What the values of forms are made of comes from JSON.
const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

/** Whether a form holds something that it did not begin with. */
export function isTouched<Values extends object>(typed: Values, began: Values): boolean {
  return !same(typed, began);
}

/**
 * @param typed what the form holds
 * @param began what it began with: a field that still has that was not touched
 * @param newest what is in force now
 */
export function rebased<Values extends object>(typed: Values, began: Values, newest: Values): Values {
  // Object.keys merely widens the names of the fields to string.
  const touched = (Object.keys(typed) as (keyof Values)[]).filter((field) => !same(typed[field], began[field]));
  return { ...newest, ...Object.fromEntries(touched.map((field) => [field, typed[field]])) };
}
