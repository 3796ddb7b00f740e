/** Which events an endpoint may ask for: actions of the audit log, whole or by their beginning. Pure. */
import { auditActions } from '../audit/actions.ts';

/** The event that the test of an endpoint sends: of no entry of the audit log. */
export const testEvent = 'usher.test';

/** Whether something can ever be `wanted`: a whole name, a prefix like `user.*`, or `*`. */
export function isKnownEvent(wanted: string): boolean {
  if (wanted === '*') return true;
  if (!wanted.endsWith('.*')) return auditActions.some((action) => action === wanted);
  return auditActions.some((action) => action.startsWith(wanted.slice(0, -1)));
}

/** Each once, and nothing beside `*`, which holds everything. */
export function tidyEvents(wanted: readonly string[]): string[] {
  return wanted.includes('*') ? ['*'] : [...new Set(wanted)];
}
