/** The installation itself, for operators on the base host. Instants are RFC 3339. */
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { type Page, request, withQuery } from './client.ts';

export interface Installation {
  readonly at: string;
  readonly version: string;
  readonly node: string;
  readonly processes: readonly {
    readonly id: string;
    readonly startedAt: string;
    readonly beatAt: string;
    readonly tabs: number;
  }[];
  readonly totals: {
    readonly organizations: number;
    readonly suspended: number;
    readonly users: number;
    readonly seats: number;
    readonly seatsInUse: number;
    readonly tabs: number;
    readonly jobsWaiting: number;
    readonly jobsFailed: number;
    readonly mailsQueued: number;
    readonly mailsFailed: number;
  };
  readonly findings: readonly { readonly check: string; readonly ok: boolean; readonly sentence: string }[];
}

export interface Job {
  readonly id: string;
  readonly task: string;
  readonly state: 'waiting' | 'running' | 'failed';
  readonly attempts: number;
  readonly attemptsMax: number;
  readonly runAt: string;
  readonly lastError: string | null;
}

export interface WaitingMail {
  readonly id: string;
  readonly organization: string;
  readonly template: string;
  readonly recipient: string;
  readonly status: 'queued' | 'failed' | 'expired';
  readonly attempts: number;
  readonly lastError: string | null;
  readonly createdAt: string;
}

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
