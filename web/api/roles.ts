/** The roles of the organisation, for those who give them. */
import { queryOptions } from '@tanstack/react-query';
import { type Page, request } from './client.ts';

export interface Role {
  readonly id: string;
  readonly key: string;
  readonly name: string;
  readonly builtIn: boolean;
  readonly home: string;
  readonly permissions: readonly string[];
}

// Roles change seldom; a list of them need not be asked for with every page.
const freshMs = 5 * 60_000;

export const rolesQuery = queryOptions({
  queryKey: ['roles'],
  queryFn: ({ signal }) => request<Page<Role>>('GET', '/api/v1/roles', { signal }),
  staleTime: freshMs,
});
