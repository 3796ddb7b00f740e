/** The credentials of one person as administrators and supervisors see and set them, and where that person is logged in. */
import { queryOptions } from '@tanstack/react-query';
import type { PortalPasswordRules } from '../../server/passwords/portal-rules.ts';
import { type Page, request } from './client.ts';
import type { FactorMethod } from './second-factor.ts';
import { usersFilter } from './users.ts';

/** What became of the newest welcome mail. */
interface WelcomeMail {
  readonly status: 'queued' | 'sent' | 'failed' | 'expired';
  readonly reason: string | null;
  readonly at: string;
}

/** What is known of a credential that can be set and locked. Instants are RFC 3339. */
export interface CredentialState {
  readonly set: boolean;
  readonly changedAt: string | null;
  readonly changedBy: string | null;
  readonly locked: boolean;
  readonly lockedAt: string | null;
  /** When it opens by itself; null: a person has to unlock. */
  readonly lockedUntil: string | null;
}

export interface WebPasswordState extends CredentialState {
  readonly temporary: boolean;
  readonly expiresAt: string | null;
  readonly expired: boolean;
}

export interface PortalPasswordState extends CredentialState {
  readonly rules: PortalPasswordRules;
}

export interface SecondFactorState {
  readonly totp: boolean;
  readonly passkeys: number;
  readonly passkeyList: readonly {
    readonly name: string;
    readonly createdAt: string;
    readonly lastUsedAt: string | null;
  }[];
  readonly recoveryCodes: number;
  /** They chose it themselves. */
  readonly emailCode: boolean;
  readonly trustedBrowsers: number;
  /** By the organisation, of their role. */
  readonly required: boolean;
  /** What the organisation allows. */
  readonly methods: readonly FactorMethod[];
}

export interface Credentials {
  readonly web: WebPasswordState;
  readonly portal: PortalPasswordState;
  readonly secondFactor: SecondFactorState;
  readonly welcome: WelcomeMail | null;
}

const pathOf = (id: string): string => `/api/v1/users/${encodeURIComponent(id)}`;

export function credentialsQuery(id: string) {
  return queryOptions({
    queryKey: [...usersFilter.queryKey, id, 'credentials'],
    queryFn: ({ signal }) => request<Credentials>('GET', `${pathOf(id)}/credentials`, { signal }),
    staleTime: 0,
  });
}

export type PasswordChoice = { readonly generate: true } | { readonly password: string; readonly temporary: boolean };

/**
 * Sets it and unlocks; what the old one opened ends.
 * @returns the password when it was generated: the only time it can be read
 * @throws ApiError `password_policy` (violations: rule names), `password_reused`, `not_permitted`, `recent_authentication_required`
 */
export function userPasswordSet(id: string, choice: PasswordChoice): Promise<{ readonly temporaryPassword?: string }> {
  return request('PUT', `${pathOf(id)}/password`, { body: choice });
}

/** The same for the portal password. @throws ApiError `portal_password_policy`, `not_permitted`, `recent_authentication_required` */
export function userPortalPasswordSet(
  id: string,
  choice: { readonly generate: true } | { readonly password: string },
): Promise<{ readonly portalPassword?: string }> {
  return request('PUT', `${pathOf(id)}/portal-password`, { body: choice });
}

/** Where a person is logged in. */
export interface PersonSession {
  readonly id: string;
  readonly kind: 'browser' | 'native';
  readonly browser: string;
  readonly address: string;
  readonly since: string;
  readonly lastSeenAt: string;
  readonly station: string | null;
  readonly tabs: readonly {
    readonly id: string;
    readonly browser: string;
    readonly address: string;
    readonly since: string;
  }[];
}

export function personSessionsQuery(id: string) {
  return queryOptions({
    queryKey: [...usersFilter.queryKey, id, 'sessions'],
    queryFn: ({ signal }) => request<Page<PersonSession>>('GET', `${pathOf(id)}/sessions`, { signal }),
    staleTime: 0,
  });
}

/** Logs the person out in one place. @throws ApiError `not_found` (over by then), `not_permitted` */
export function personSessionEnd(id: string, session: string): Promise<void> {
  return request('DELETE', `${pathOf(id)}/sessions/${encodeURIComponent(session)}`);
}

const ownPortalPath = '/api/v1/session/portal-password';

/** One's own portal password. */
export interface OwnPortalPassword extends PortalPasswordState {
  readonly extension: string | null;
}

export const ownPortalPasswordQuery = queryOptions({
  queryKey: ['session', 'portal-password'],
  queryFn: ({ signal }) => request<OwnPortalPassword>('GET', ownPortalPath, { signal }),
  staleTime: 0,
});

/** @throws ApiError `portal_password_policy`, `recent_authentication_required` */
export function ownPortalPasswordSet(password: string): Promise<void> {
  return request('PUT', ownPortalPath, { body: { password } });
}
