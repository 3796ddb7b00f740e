/** The credentials of one person as administrators and supervisors see and set them, and where that person is logged in. */
import { queryOptions } from '@tanstack/react-query';
import { type Page, request } from './client.ts';
import type { Answer, Item } from './shapes.ts';
import { usersFilter } from './users.ts';

export type Credentials = Answer<'GET /api/v1/users/{id}/credentials'>;

export type WebPasswordState = Credentials['web'];

export type PortalPasswordState = Credentials['portal'];

/** What is known of a credential that can be set and locked. Instants are RFC 3339. */
export type CredentialState = Omit<PortalPasswordState, 'rules'>;

export type SecondFactorState = Credentials['secondFactor'];

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
export function userPasswordSet(
  id: string,
  choice: PasswordChoice,
): Promise<Answer<'PUT /api/v1/users/{id}/password'>> {
  return request('PUT', `${pathOf(id)}/password`, { body: choice });
}

/** The same for the portal password. @throws ApiError `portal_password_policy`, `not_permitted`, `recent_authentication_required` */
export function userPortalPasswordSet(
  id: string,
  choice: { readonly generate: true } | { readonly password: string },
): Promise<Answer<'PUT /api/v1/users/{id}/portal-password'>> {
  return request('PUT', `${pathOf(id)}/portal-password`, { body: choice });
}

/** Where a person is logged in. */
export type PersonSession = Item<'GET /api/v1/users/{id}/sessions'>;

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
export type OwnPortalPassword = Answer<'GET /api/v1/session/portal-password'>;

export const ownPortalPasswordQuery = queryOptions({
  queryKey: ['session', 'portal-password'],
  queryFn: ({ signal }) => request<OwnPortalPassword>('GET', ownPortalPath, { signal }),
  staleTime: 0,
});

/** @throws ApiError `portal_password_policy`, `recent_authentication_required` */
export function ownPortalPasswordSet(password: string): Promise<void> {
  return request('PUT', ownPortalPath, { body: { password } });
}
