/** Why somebody cannot sign in: every rule as it stands for them now, and their last attempts (M8). */
import { queryOptions } from '@tanstack/react-query';
import { request } from './client.ts';
import type { Answer } from './shapes.ts';
import { usersFilter } from './users.ts';

/** `refusal`: what the sign-in page would say; null when they would come in. */
export type SignInCheck = Answer<'GET /api/v1/users/{id}/sign-in-check'>;

/** What does not concern a rule is missing among its facts. */
export type CheckedRule = SignInCheck['rules'][number];

export type RuleState = CheckedRule['state'];

export type Attempt = SignInCheck['attempts'][number];

/** Always as it is now: what was cached may be what somebody has just mended. */
export function signInCheckQuery(id: string) {
  return queryOptions({
    queryKey: [...usersFilter.queryKey, id, 'sign-in-check'],
    queryFn: ({ signal }) => request<SignInCheck>('GET', `/api/v1/users/${id}/sign-in-check`, { signal }),
    staleTime: 0,
  });
}
