/**
 * Changes that were decided on what somebody has read (RFC 9110 13.1.1): GET answers an entity tag over the revision, and a change
 * that sends it back in `If-Match` is refused when somebody else was quicker.
 */
import { Type } from 'typebox';
import { refuse } from '../../kernel/refusal.ts';

/** For the schema of a route that changes or deletes what has a revision. */
export const IfMatch = Type.Object({
  'if-match': Type.Optional(
    Type.String({
      maxLength: 100,
      description: 'The `ETag` of what was read: refused with 412 `precondition_failed` if it was changed since.',
    }),
  ),
});

/** An entity tag over a revision number, which rises with every change. */
export function entityTag(revision: number): string {
  return `"${revision}"`;
}

/**
 * If-Match → revision; null when absent, or `*` (whatever is there, RFC 9110 13.1.1).
 * @throws Refusal precondition_failed when it is no tag of ours
 */
export function ifMatch(header: string | undefined): number | null {
  if (header === undefined || header.trim() === '*') return null;
  const match = /^(?:W\/)?"(\d{1,9})"$/.exec(header.trim());
  if (!match) throw refuse('precondition_failed');
  return Number(match[1]);
}
