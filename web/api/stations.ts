/** Stations that are assigned to somebody or held by somebody. */
import { infiniteQueryOptions } from '@tanstack/react-query';
import { type Page, request, withQuery } from './client.ts';
import type { Item } from './shapes.ts';

export type Station = Item<'GET /api/v1/stations'>;

const pageSize = 50;

/** Everything cached about stations, to be fetched anew after a change. */
export const stationsFilter = { queryKey: ['stations'] };

export function stationsQuery(search: string) {
  return infiniteQueryOptions({
    queryKey: [...stationsFilter.queryKey, search],
    queryFn: ({ pageParam, signal }) =>
      request<Page<Station>>('GET', withQuery('/api/v1/stations', { search, cursor: pageParam, limit: pageSize }), {
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });
}

/** @throws ApiError `station_taken`, `station_unknown`, `not_permitted`, `invalid_request` */
export function stationAssign(station: string, userId: string): Promise<void> {
  return request('PUT', `/api/v1/stations/${encodeURIComponent(station)}`, { body: { userId } });
}

/** Takes it back from whom it is assigned to. */
export function stationUnassign(station: string): Promise<void> {
  return request('DELETE', `/api/v1/stations/${encodeURIComponent(station)}`);
}
