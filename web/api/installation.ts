/** The installation itself, for operators on the base host. Instants are RFC 3339. */
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { type Page, request, withQuery } from './client.ts';
import type { Answer, Item } from './shapes.ts';

export type Installation = Answer<'GET /api/v1/installation'>;

export type Job = Item<'GET /api/v1/installation/jobs'>;

export type WaitingMail = Item<'GET /api/v1/installation/mails'>;

/** Everything cached about the installation. */
export const installationFilter = { queryKey: ['installation'] };
const refetchIntervalMs = 30_000;

export const installationQuery = queryOptions({
  queryKey: [...installationFilter.queryKey, 'state'],
  queryFn: ({ signal }) => request<Installation>('GET', '/api/v1/installation', { signal }),
  refetchInterval: refetchIntervalMs,
});

/** `state` null: all of them. */
export function jobsQuery(state: Job['state'] | null) {
  return infiniteQueryOptions({
    queryKey: [...installationFilter.queryKey, 'jobs', state],
    queryFn: ({ pageParam, signal }) =>
      request<Page<Job>>('GET', withQuery('/api/v1/installation/jobs', { state, cursor: pageParam }), { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });
}

/** `state` null: all that are not sent. */
export function mailsQuery(state: WaitingMail['status'] | null) {
  return infiniteQueryOptions({
    queryKey: [...installationFilter.queryKey, 'mails', state],
    queryFn: ({ pageParam, signal }) =>
      request<Page<WaitingMail>>('GET', withQuery('/api/v1/installation/mails', { state, cursor: pageParam }), {
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });
}

/** @throws ApiError `not_found` (done meanwhile), `not_permitted` */
export function jobRetry(id: string): Promise<void> {
  return request('POST', `/api/v1/installation/jobs/${encodeURIComponent(id)}/retry`);
}
