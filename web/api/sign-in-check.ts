/** Why somebody cannot sign in: every rule as it stands for them now, and their last attempts (M8). */
import { queryOptions } from '@tanstack/react-query';
import { request } from './client.ts';
import { usersFilter } from './users.ts';

export type RuleState = 'fine' | 'asks' | 'warns' | 'refuses';

/** What is known behind a rule; what does not concern it is missing. */
interface RuleFacts {
  readonly lockedUntil?: string | null;
  readonly lockedBrowsers?: number;
  readonly opensAt?: string | null;
  readonly endsAt?: string | null;
  readonly temporary?: boolean;
  readonly expiresAt?: string | null;
  readonly changedAt?: string | null;
  readonly changedBy?: string | null;
  readonly methods?: readonly string[];
  readonly email?: string | null;
  readonly emailProblem?: string | null;
  readonly lastCode?: { readonly status: string; readonly at: string; readonly reason: string | null } | null;
  readonly sessions?: readonly {
    readonly browser: string;
    readonly address: string;
    readonly since: string;
    readonly tabs: number;
  }[];
  readonly browsersMax?: number;
  readonly tabsMax?: number;
  readonly station?: string | null;
  readonly capacity?: number;
  readonly inUse?: number;
}

export interface CheckedRule {
  readonly rule: string;
  readonly state: RuleState;
  /** With what it refuses. */
  readonly code: string | null;
  readonly facts: RuleFacts;
  readonly remedies: readonly { readonly act: string; readonly permitted: boolean }[];
}

export interface Attempt {
  readonly id: string;
  readonly at: string;
  readonly outcome: 'done' | 'refused' | 'failed';
  readonly reason: string | null;
  readonly address: string | null;
  readonly browser: string | null;
  readonly reference: string | null;
}

export interface SignInCheck {
  readonly at: string;
  /** What the sign-in page would say; null when they would come in. */
  readonly refusal: string | null;
  readonly asks: readonly string[];
  readonly rules: readonly CheckedRule[];
  readonly attempts: readonly Attempt[];
}

/** Always as it is now: what was cached may be what somebody has just mended. */
export function signInCheckQuery(id: string) {
  return queryOptions({
    queryKey: [...usersFilter.queryKey, id, 'sign-in-check'],
    queryFn: ({ signal }) => request<SignInCheck>('GET', `/api/v1/users/${id}/sign-in-check`, { signal }),
    staleTime: 0,
  });
}
