/** The users of the organisation, for administrators and supervisors. */
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { type Page, request, requestTagged, withQuery } from './client.ts';
import type { Answer, Body } from './shapes.ts';

export type User = Answer<'GET /api/v1/users/{id}'>;

export type UserNew = Body<'POST /api/v1/users'>;

/** What an administrator changes of a user. */
export type UserChange = Body<'PATCH /api/v1/users/{id}'>;

/** The temporary password comes only when nothing was mailed, and only in this answer. */
export type UserCreated = Answer<'POST /api/v1/users'>;

/** Where everybody is downloaded, as CSV. */
export const usersExportPath = '/api/v1/users/export';

const pageSize = 50;

/** Everything cached about users, to be fetched anew after a change. */
export const usersFilter = { queryKey: ['users'] };

/** What the list is narrowed by; empty: not. */
export interface UsersFilter {
  readonly search: string;
  /** Key or id of a role. */
  readonly role?: string;
  /** Id of a team. */
  readonly team?: string;
  readonly status?: string;
}

export function usersQuery({ search, role = '', team = '', status = '' }: UsersFilter) {
  const filter = { search, role, team, status };
  return infiniteQueryOptions({
    queryKey: [...usersFilter.queryKey, 'list', filter],
    queryFn: ({ pageParam, signal }) =>
      request<Page<User>>('GET', withQuery('/api/v1/users', { ...filter, cursor: pageParam, limit: pageSize }), {
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });
}

/** The first few who match, for looking somebody up. An answer that is asked for no more is not waited for. */
export function usersFindQuery(search: string, limit: number) {
  return queryOptions({
    queryKey: [...usersFilter.queryKey, 'find', search, limit],
    queryFn: ({ signal }) => request<Page<User>>('GET', withQuery('/api/v1/users', { search, limit }), { signal }),
    enabled: search !== '',
  });
}

/** Mails the welcome again; what was sent before is dead. @throws ApiError `no_email_address`, `not_permitted` */
export function userWelcome(id: string): Promise<void> {
  return request('POST', `/api/v1/users/${id}/welcome`);
}

/** @throws ApiError `identifier_taken`, `not_permitted`, `invalid_request`. */
export function userCreate(user: UserNew): Promise<UserCreated> {
  return request('POST', '/api/v1/users', { body: user });
}

export function userQuery(id: string) {
  return queryOptions({
    queryKey: [...usersFilter.queryKey, 'one', id],
    queryFn: ({ signal }) => requestTagged<User>(`/api/v1/users/${id}`, { signal }),
    staleTime: 0,
  });
}

/** @throws ApiError `not_permitted`, `precondition_failed`, `identifier_taken`, `last_administrator`, `invalid_request` */
export function userChange(id: string, change: UserChange, ifMatch: string | null): Promise<User> {
  return request('PATCH', `/api/v1/users/${id}`, { body: change, ifMatch });
}

/** Lets them try again. @throws ApiError `not_permitted` */
export function userUnlock(id: string, credential: 'web' | 'portal' = 'web'): Promise<void> {
  return request('POST', `/api/v1/users/${id}/unlock`, { body: { credential } });
}

/** Disabled they are out everywhere within a second. @throws ApiError `not_permitted`, `last_administrator` */
export function userDisable(id: string, disabled: boolean): Promise<void> {
  return request('POST', `/api/v1/users/${id}/${disabled ? 'disable' : 'enable'}`);
}

/** They set up a second factor anew. @throws ApiError `not_permitted` */
export function userSecondFactorReset(id: string): Promise<void> {
  return request('POST', `/api/v1/users/${id}/second-factor/reset`);
}

/** For good. @throws ApiError `not_permitted`, `last_administrator` */
export function userDelete(id: string): Promise<void> {
  return request('DELETE', `/api/v1/users/${id}`);
}
