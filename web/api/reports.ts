/** What was: sign-ins by the minute, seats over the day, who is missing from a shift that has begun. */
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { type Page, request, withQuery } from './client.ts';

/** The span that was answered for; points are `stepMinutes` apart, and those at which nothing was are left out. */
interface Span {
  readonly from: string;
  readonly to: string;
  readonly stepMinutes: number;
}

export interface SignInReport extends Span {
  readonly items: readonly {
    readonly at: string;
    readonly signIns: number;
    readonly refusals: number;
    /** By code; empty for who may not read the audit log. */
    readonly refused: Readonly<Record<string, number>>;
  }[];
}

export interface SeatDay {
  /** `2026-11-21`, in the organisation's zone. */
  readonly day: string;
  readonly peak: number;
  readonly capacity: number | null;
  readonly refusals: number;
}

export interface SeatHistory extends Span {
  readonly items: readonly { readonly at: string; readonly inUse: number; readonly capacity: number }[];
  readonly days: readonly SeatDay[];
}

/** Somebody whose hours have begun and who is not signed in. */
export interface LatePerson {
  readonly id: string;
  readonly username: string;
  readonly name: string;
  readonly role: { readonly key: string; readonly name: string };
  readonly teams: readonly string[];
  /** When their hours began. */
  readonly since: string;
  /** When they end; null when not soon. */
  readonly until: string | null;
  readonly lastSignInAt: string | null;
}

export interface LatePage extends Page<LatePerson> {
  readonly total: number;
  /** How many should be here now, those who are here included. */
  readonly expected: number;
}

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
