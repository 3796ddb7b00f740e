/** The roles of the organisation, for those who give them and those who make them. */
import { queryOptions } from '@tanstack/react-query';
import { type Page, request, requestTagged } from './client.ts';
import type { Item } from './shapes.ts';

/** What can be chosen of a role. */
export type RoleFields = Omit<Role, 'id' | 'key' | 'builtIn' | 'users'>;

export type Role = Item<'GET /api/v1/roles'>;

// Roles change seldom; a list of them need not be asked for with every page.
const freshMs = 5 * 60_000;

/** Everything cached about roles, to be fetched anew after a change. */
export const rolesFilter = { queryKey: ['roles'] };

export const rolesQuery = queryOptions({
  queryKey: rolesFilter.queryKey,
  queryFn: ({ signal }) =>
    request<Page<Role> & { readonly seatlessRoles: boolean }>('GET', '/api/v1/roles', { signal }),
  staleTime: freshMs,
});

export function roleQuery(id: string) {
  return queryOptions({
    queryKey: [...rolesFilter.queryKey, id],
    queryFn: ({ signal }) => requestTagged<Role & { readonly users: number }>(`/api/v1/roles/${id}`, { signal }),
    // What is going to be changed is looked at as it is now.
    staleTime: 0,
  });
}

/** @throws ApiError `not_permitted`, `invalid_request` */
export function roleCreate(role: RoleFields & { readonly key: string }): Promise<Role> {
  return request('POST', '/api/v1/roles', { body: role });
}

/** @throws ApiError `not_permitted`, `not_found`, `precondition_failed`, `invalid_request` */
export function roleChange(id: string, change: Partial<RoleFields>, ifMatch: string | null): Promise<Role> {
  return request('PATCH', `/api/v1/roles/${id}`, { body: change, ifMatch });
}

/** @throws ApiError `role_in_use`, `not_permitted`, `not_found` */
export function roleDelete(id: string): Promise<void> {
  return request('DELETE', `/api/v1/roles/${id}`);
}
