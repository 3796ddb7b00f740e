/** Teams: who is in them, who supervises them, in which hours they work. */
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { type Page, request, requestTagged, withQuery } from './client.ts';
import type { Answer, Body, Item } from './shapes.ts';

export type Team = Answer<'GET /api/v1/teams/{id}'>;

export type TeamMember = Item<'GET /api/v1/teams/{id}/members'>;

export type TeamFields = Required<Body<'POST /api/v1/teams'>>;

// Teams change seldom.
const freshMs = 5 * 60_000;
const pageSize = 50;

/** Everything cached about teams, to be fetched anew after a change. */
export const teamsFilter = { queryKey: ['teams'] };

/** The first 200, for filters and choices. */
export const teamsQuery = queryOptions({
  queryKey: teamsFilter.queryKey,
  queryFn: ({ signal }) => request<Page<Team>>('GET', '/api/v1/teams?limit=200', { signal }),
  staleTime: freshMs,
});

export function teamListQuery(search: string) {
  return infiniteQueryOptions({
    queryKey: [...teamsFilter.queryKey, 'list', search],
    queryFn: ({ pageParam, signal }) =>
      request<Page<Team>>('GET', withQuery('/api/v1/teams', { search, cursor: pageParam, limit: pageSize }), {
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });
}

export function teamQuery(id: string) {
  return queryOptions({
    queryKey: [...teamsFilter.queryKey, id],
    queryFn: ({ signal }) => requestTagged<Team>(`/api/v1/teams/${id}`, { signal }),
    staleTime: 0,
  });
}

export function teamMembersQuery(id: string) {
  return infiniteQueryOptions({
    queryKey: [...teamsFilter.queryKey, id, 'members'],
    queryFn: ({ pageParam, signal }) =>
      request<Page<TeamMember>>(
        'GET',
        withQuery(`/api/v1/teams/${id}/members`, { cursor: pageParam, limit: pageSize }),
        {
          signal,
        },
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });
}

/** @throws ApiError `not_permitted`, `invalid_request` */
export function teamCreate(team: TeamFields): Promise<Team> {
  return request('POST', '/api/v1/teams', { body: team });
}

/** @throws ApiError `not_permitted`, `not_found`, `precondition_failed`, `invalid_request` */
export function teamChange(id: string, change: Partial<TeamFields>, ifMatch: string | null): Promise<Team> {
  return request('PATCH', `/api/v1/teams/${id}`, { body: change, ifMatch });
}

/** @throws ApiError `not_permitted`, `not_found` */
export function teamDelete(id: string): Promise<void> {
  return request('DELETE', `/api/v1/teams/${id}`);
}

/** Puts people into a team, or changes whether they supervise it. @throws ApiError `not_permitted` */
export function teamMembersPut(id: string, users: readonly string[], supervises: boolean): Promise<void> {
  return request('PUT', `/api/v1/teams/${id}/members`, { body: { users, supervises } });
}

/** @throws ApiError `not_permitted` */
export function teamMembersRemove(id: string, users: readonly string[]): Promise<void> {
  return request('DELETE', `/api/v1/teams/${id}/members`, { body: { users } });
}
