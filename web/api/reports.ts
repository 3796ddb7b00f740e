/** What was: sign-ins by the minute, seats over the day, who is missing from a shift that has begun. */
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { request, withQuery } from './client.ts';
import type { Answer } from './shapes.ts';

export type SignInReport = Answer<'GET /api/v1/metrics/sign-ins'>;

export type SeatDay = SeatHistory['days'][number];

export type SeatHistory = Answer<'GET /api/v1/seats/history'>;

/** Somebody whose hours have begun and who is not signed in. */
export type LatePerson = LatePage['items'][number];

export type LatePage = Answer<'GET /api/v1/metrics/late'>;

/** A span of Unix times. */
export interface Asked {
  readonly startMs: number;
  readonly endMs: number;
  /** It is still going on: asked again every minute. */
  readonly live: boolean;
}

const minuteMs = 60_000;
const pageSize = 50;

function parameters({ startMs, endMs }: Asked) {
  return { from: new Date(startMs).toISOString(), to: new Date(endMs).toISOString() };
}

export function signInsQuery(asked: Asked) {
  return queryOptions({
    queryKey: ['reports', 'sign-ins', asked.startMs, asked.endMs],
    queryFn: ({ signal }) =>
      request<SignInReport>('GET', withQuery('/api/v1/metrics/sign-ins', parameters(asked)), { signal }),
    placeholderData: keepPreviousData,
    refetchInterval: asked.live ? minuteMs : false,
  });
}

export function seatHistoryQuery(asked: Asked) {
  return queryOptions({
    queryKey: ['reports', 'seats', asked.startMs, asked.endMs],
    queryFn: ({ signal }) =>
      request<SeatHistory>('GET', withQuery('/api/v1/seats/history', parameters(asked)), { signal }),
    placeholderData: keepPreviousData,
    refetchInterval: asked.live ? minuteMs : false,
  });
}

export const lateQuery = infiniteQueryOptions({
  queryKey: ['reports', 'late'],
  queryFn: ({ pageParam, signal }) =>
    request<LatePage>('GET', withQuery('/api/v1/metrics/late', { cursor: pageParam, limit: pageSize }), { signal }),
  initialPageParam: null as string | null,
  getNextPageParam: (page) => page.next,
  refetchInterval: minuteMs,
});
