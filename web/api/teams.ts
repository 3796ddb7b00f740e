/** Teams of the organisation, for filters. */
import { queryOptions } from '@tanstack/react-query';
import { type Page, request } from './client.ts';

export interface Team {
  readonly id: string;
  readonly name: string;
}

// Teams change seldom.
const freshMs = 5 * 60_000;

export const teamsQuery = queryOptions({
  queryKey: ['teams'],
  queryFn: ({ signal }) => request<Page<Team>>('GET', '/api/v1/teams?limit=200', { signal }),
  staleTime: freshMs,
});
